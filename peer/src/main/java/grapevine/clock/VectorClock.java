package grapevine.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What somebody knew: for each run of each peer the highest of its messages that had been heard of, which stands for
 * all lower ones too (F. Mattern, Virtual Time and Global States, 1989). Sparse: who is not named is unknown.
 * {@link #includes(VectorClock)} is a partial order of clocks and {@link #merge} their least upper bound, whatever they
 * hold.
 *
 * <p>Two clocks alone do not say which message came first, since one may have been cut short; {@link Stamp} does.
 */
public final class VectorClock {
    private static final VectorClock EMPTY = new VectorClock(new MessageId[0]);

    /** One for each run, in the order of runs. */
    private final MessageId[] latest;

    private VectorClock(MessageId[] latest) {
        this.latest = latest;
    }

    /** Knows nothing. */
    public static VectorClock empty() {
        return EMPTY;
    }

    /** Knows these messages, in any order; of several of one run the highest. */
    public static VectorClock of(MessageId... ids) {
        return of(Arrays.asList(Objects.requireNonNull(ids, "ids")));
    }

    /** Knows these messages, in any order; of several of one run the highest. */
    public static VectorClock of(Collection<MessageId> ids) {
        Objects.requireNonNull(ids, "ids");
        MessageId[] sorted = ids.toArray(MessageId[]::new);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] == null) {
                throw new NullPointerException("ids[" + i + "]");
            }
        }
        Arrays.sort(sorted);
        int size = 0;
        for (MessageId id : sorted) {
            boolean isHigherOfSame = size > 0 && sorted[size - 1].hasOriginOf(id);
            sorted[isHigherOfSame ? size - 1 : size++] = id;
        }
        return new VectorClock(Arrays.copyOf(sorted, size));
    }

    /**
     * Reads what {@link #toString} writes; the order does not matter.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static VectorClock parse(String text) {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty()) {
            return EMPTY;
        }
        return of(Arrays.stream(text.split(";", -1)).map(MessageId::parse).toList());
    }

    /** Whether this message, or a later one of the same run, was heard of. */
    public boolean includes(MessageId id) {
        Objects.requireNonNull(id, "id");
        int at = find(id);
        return at >= 0 && latest[at].number() >= id.number();
    }

    /** Whether everything the other knew was known: each of its entries is met by one that is not lower. */
    public boolean includes(VectorClock other) {
        Objects.requireNonNull(other, "other");
        return Arrays.stream(other.latest).allMatch(this::includes);
    }

    /** The number of the highest message heard of that run which this message is of; 0 if there is none. */
    public long latestOf(MessageId ofRun) {
        Objects.requireNonNull(ofRun, "ofRun");
        int at = find(ofRun);
        return at >= 0 ? latest[at].number() : 0;
    }

    /** What both knew together: the higher entry of each run that either names. */
    public VectorClock merge(VectorClock other) {
        Objects.requireNonNull(other, "other");
        List<MessageId> merged = new ArrayList<>(latest.length + other.latest.length);
        int here = 0;
        int there = 0;
        while (here < latest.length && there < other.latest.length) {
            MessageId ours = latest[here];
            MessageId theirs = other.latest[there];
            int order = ours.compareRuns(theirs);
            merged.add(order < 0 || (order == 0 && ours.number() >= theirs.number()) ? ours : theirs);
            here += order <= 0 ? 1 : 0;
            there += order >= 0 ? 1 : 0;
        }
        merged.addAll(Arrays.asList(latest).subList(here, latest.length));
        merged.addAll(Arrays.asList(other.latest).subList(there, other.latest.length));
        return new VectorClock(merged.toArray(MessageId[]::new));
    }

    /** The same, knowing this message too. */
    public VectorClock with(MessageId id) {
        Objects.requireNonNull(id, "id");
        return includes(id) ? this : merge(new VectorClock(new MessageId[] {id}));
    }

    /** The highest message known of each run, in the order of runs. */
    public List<MessageId> latest() {
        return List.of(latest);
    }

    /** How many runs it names. */
    public int size() {
        return latest.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VectorClock clock && Arrays.equals(latest, clock.latest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(latest);
    }

    /** {@code <origin>:<epoch>:<n>;...} in the order of runs. */
    @Override
    public String toString() {
        return String.join(";", Arrays.stream(latest).map(MessageId::toString).toList());
    }

    private int find(MessageId ofRun) {
        return Arrays.binarySearch(latest, ofRun, MessageId::compareRuns);
    }
}

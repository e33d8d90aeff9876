package grapevine.peer.core.gossip;

import grapevine.node.Marks;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.Range;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which messages were seen, exactly, in bounded memory: per origin the numbers as ranges above a floor below which
 * nothing is awaited any more. Gaps close after the time for which messages are retained; an origin unheard of for
 * twice as long is forgotten, at the same time by everybody, since what counts is when its latest message was made.
 * Only what the application was given of it stays, for this peer alone and while there is room ({@link SilentOrigins}).
 */
public final class Seen {
    /** What a message is. */
    public enum Verdict {
        NEW,
        DUPLICATE,
        /** Numbered too far above the lowest number that is missing. */
        FAR_AHEAD,
        /** One origin, or one gap, too many. */
        NO_ROOM
    }

    /** Told of each origin that was not remembered before. */
    public interface Listener {
        void met(Origin origin);
    }

    /** Told of numbers that never came. */
    public interface Missed {
        void missed(Origin origin, long first, long last);
    }

    /** Told of each origin that is remembered. */
    public interface Visitor {
        void visit(Origin origin, Numbers numbers);
    }

    /**
     * Later than that (ms) than elsewhere no message comes along the tree: three links in a row on which nothing moves
     * are dead by then. Who got it so keeps it so much longer, and does not know that it is older.
     */
    static final long LATE_MILLIS = 120_000;

    /** The longest for which anybody retains messages, whatever this peer does: else peers would never agree. */
    private static final int RETAIN_MILLIS = Math.toIntExact(PeerSettings.MOST_RETAIN_TIME.toMillis());

    /** For so long (ms) from its latest message it is known what the application was given of an unproven origin. */
    private static final long SILENT_MILLIS = 2 * 3_600_000;

    private final Listener listener;

    /** Immutable while it is empty, which takes no room. */
    private Map<Origin, Numbers> origins = Map.of();

    /** Null until one falls silent. */
    private @Nullable SilentOrigins silent;

    private int ranges;

    /** The most origins remembered, and the most ranges of all origins together. */
    private int most;

    /** What was looked up last, and what was found. */
    private @Nullable Origin latest;

    private @Nullable Numbers ofLatest;

    /**
     * Remembers nothing.
     *
     * @param most origins, and ranges of all origins together, >= 1
     * @param listener told of each origin that was not remembered before
     */
    public Seen(int most, Listener listener) {
        this.most = most;
        this.listener = listener;
    }

    /**
     * Enters the message, if it is new.
     *
     * @param at when it was made, as far as is known here: now, but for its age
     */
    public Verdict enter(Origin origin, long n, long at) {
        Numbers numbers = remembered(origin, at);
        if (numbers == null || !numbers.isMet()) {
            return first(origin, n, at, numbers);
        }
        if (numbers.has(n)) {
            return Verdict.DUPLICATE;
        }
        if (numbers.isFarAhead(n)) {
            return Verdict.FAR_AHEAD;
        }
        int before = numbers.ranges();
        if (!numbers.enter(n, ranges < most)) {
            return Verdict.NO_ROOM;
        }
        ranges += numbers.ranges() - before;
        numbers.touch(at);
        return Verdict.NEW;
    }

    /** The first message of an origin of which at most was heard what can be had from nobody. */
    private Verdict first(Origin origin, long n, long at, @Nullable Numbers unmet) {
        if (n <= handedBefore(origin)) {
            return Verdict.DUPLICATE;
        }
        if (unmet == null && origins.size() >= most) {
            return Verdict.NO_ROOM;
        }
        Numbers numbers = new Numbers(n, at, ranges < most);
        recall(origin, numbers);
        if (unmet == null) {
            meet(origin, numbers);
        } else {
            ranges -= unmet.ranges();
            numbers.knowGivenUpOf(unmet);
            origins.put(origin, numbers);
            forgetLatest();
        }
        ranges += numbers.ranges();
        return Verdict.NEW;
    }

    /**
     * What the application was given of an origin that was forgotten counts as seen again. Before it is among the
     * others: that may push out the one that was silent for longest.
     */
    private void recall(Origin origin, Numbers numbers) {
        long handed = handedBefore(origin);
        if (silent != null && handed > 0) {
            numbers.wasHanded(handed);
            silent.remove(origin);
        }
    }

    /** The highest number that the application was given of an origin that was forgotten since; 0 if there is none. */
    private long handedBefore(Origin origin) {
        return silent == null ? 0 : silent.handed(origin);
    }

    /** From now on so many origins are remembered; what are more stay until they have been silent for long enough. */
    void resize(int origins) {
        most = origins;
        limitSilent();
    }

    private void limitSilent() {
        if (silent != null) {
            silent.limit(most - origins.size());
        }
    }

    /** The most origins remembered, and the most ranges of all origins together. */
    public int most() {
        return most;
    }

    /**
     * Those origins go that have been silent for longer than messages are retained, also by who got the last one late,
     * as nobody can supply what they said; others never, as that would be delivered again.
     */
    void makeRoom(long now) {
        forgetIf(numbers -> now - numbers.touchedAt() > RETAIN_MILLIS + LATE_MILLIS);
    }

    /** Whether half of the room for origins is taken. */
    boolean isScarce() {
        return origins.size() >= most / 2;
    }

    /** What was made so long ago (ms) is forgotten, or may be. */
    public long heededMillis() {
        return isScarce() ? RETAIN_MILLIS : memoryMillis();
    }

    /** Whether {@link #enter} with this would find that it is a copy. */
    boolean isCopy(Origin origin, long n, long at) {
        Numbers numbers = remembered(origin, at);
        if (numbers == null || !numbers.isMet()) {
            return n <= handedBefore(origin);
        }
        return numbers.has(n);
    }

    /** Whether nothing is remembered of this origin. */
    boolean isNew(Origin origin) {
        return numbersOf(origin) == null;
    }

    /**
     * Closes old gaps and forgets silent origins; wants to be called each time that messages are retained for.
     *
     * @param areProven whether nobody can speak in another's name: then what the application was given of an origin is
     *     known as long as there is room
     */
    void sweep(long now, Missed missed, boolean areProven) {
        origins.forEach((origin, numbers) -> {
            int before = numbers.ranges();
            numbers.settle((first, last) -> missed.missed(origin, first, last));
            ranges += numbers.ranges() - before;
        });
        forgetIf(numbers -> !isRemembered(numbers, now));
        if (silent != null && !areProven) {
            silent.forgetBefore(now - SILENT_MILLIS);
        }
    }

    private void forgetIf(Predicate<Numbers> isSilent) {
        origins.entrySet().removeIf(each -> {
            boolean isForgotten = isSilent.test(each.getValue());
            if (isForgotten) {
                falls(each.getKey(), each.getValue());
            }
            return isForgotten;
        });
        limitSilent();
        forgetLatest();
    }

    /** This one has fallen silent, and is not among the others any more. */
    private void falls(Origin origin, Numbers numbers) {
        ranges -= numbers.ranges();
        if (numbers.handed() > 0) {
            silent = silent == null ? new SilentOrigins() : silent;
            silent.add(origin, numbers.handed(), numbers.touchedAt());
        }
    }

    /** What is known of an origin; each message is looked up several times in a row. */
    private @Nullable Numbers numbersOf(Origin origin) {
        if (!origin.equals(latest)) {
            latest = origin;
            ofLatest = origins.get(origin);
        }
        return ofLatest;
    }

    private void forgetLatest() {
        latest = null;
        ofLatest = null;
    }

    /** What is known of an origin; nothing if it was silent for too long, whether or not that was noticed. */
    private @Nullable Numbers remembered(Origin origin, long now) {
        Numbers numbers = numbersOf(origin);
        if (numbers != null && !isRemembered(numbers, now)) {
            forget(origin, numbers);
            return null;
        }
        return numbers;
    }

    private boolean isRemembered(Numbers numbers, long now) {
        return now - numbers.touchedAt() <= memoryMillis();
    }

    private void forget(Origin origin, Numbers numbers) {
        origins.remove(origin);
        falls(origin, numbers);
        limitSilent();
        forgetLatest();
    }

    /** For so long (ms) from its latest message an origin is remembered. */
    public long memoryMillis() {
        return 2L * RETAIN_MILLIS;
    }

    /** Counts as seen, and as not owed to us, what another saw before we came. */
    public void learn(Known known, long now) {
        // Who cannot say how long an origin was silent names more than anybody remembers.
        long idle = known.idle() < memoryMillis() ? known.idle() : RETAIN_MILLIS;
        Numbers numbers = rememberedOrNew(known.origin(), idle, now);
        if (numbers != null) {
            int before = numbers.ranges();
            for (Range range : known.messages().ranges()) {
                if (ranges + numbers.ranges() - before < most) {
                    numbers.learn(range.first(), range.last());
                }
            }
            numbers.oweNothingSoFar();
            ranges += numbers.ranges() - before;
        }
    }

    /**
     * Gives up what can be had from nobody, and tells what of it was owed to us. It does not count as seen: there may
     * never have been such a message, or it is on its way. If it comes, it is new.
     */
    public void giveUp(Known gone, long now, Missed missed) {
        Numbers numbers = rememberedOrNew(gone.origin(), gone.idle(), now);
        if (numbers == null) {
            return;
        }
        for (Range range : gone.messages().ranges()) {
            int before = numbers.ranges();
            numbers.giveUp(
                    range.first(),
                    range.last(),
                    most / 2 - ranges, // the other half is for what comes
                    (first, last) -> missed.missed(gone.origin(), first, last));
            ranges += numbers.ranges() - before;
        }
    }

    /** Whether this was given up, and did not come since. */
    boolean isGivenUp(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers != null && numbers.isGivenUp(n);
    }

    /** Takes out of these what was given up before. */
    public void leaveOutGivenUp(Origin origin, Ranges numbers) {
        Numbers known = numbersOf(origin);
        if (known != null) {
            known.leaveOutGivenUp(numbers);
        }
    }

    private @Nullable Numbers rememberedOrNew(Origin origin, long idle, long now) {
        if (idle >= memoryMillis()) {
            return null;
        }
        Numbers numbers = remembered(origin, now);
        if (numbers == null && origins.size() < most / 8 * 7) { // the rest is for those of whom a message comes
            numbers = new Numbers(now - idle);
            recall(origin, numbers);
            meet(origin, numbers);
        }
        if (numbers != null) {
            numbers.touch(now - idle);
        }
        return numbers;
    }

    /** Whether this origin is remembered, and this number awaited of it, which was not seen. */
    public boolean awaits(Origin origin, long n, long now) {
        Numbers numbers = remembered(origin, now);
        return numbers != null && numbers.awaits(n);
    }

    /** Tells which of these numbers are awaited, and were not seen, of an origin that is remembered. */
    public void awaited(Origin origin, Range range, long now, Numbers.Gap gap) {
        Numbers numbers = remembered(origin, now);
        if (numbers != null) {
            numbers.awaited(range.first(), range.last(), gap);
        }
    }

    /** Whether anything is remembered of this origin. */
    public boolean knows(Origin origin) {
        return origins.containsKey(origin);
    }

    /** Whether this message counts as seen: received, taken over from who was here before us, or too old to come. */
    public boolean has(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers == null ? n <= handedBefore(origin) : numbers.has(n);
    }

    /** Whether the application was given an earlier message of this origin. */
    boolean isAfterHanded(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers != null && numbers.isAfterHanded(n);
    }

    /** Whether a message of this origin came that was made since then, as far as is known here. */
    public boolean isTouched(Origin origin, long since) {
        Numbers numbers = numbersOf(origin);
        return numbers != null && numbers.touchedAt() >= since;
    }

    /** Whether a message with this number would be refused. */
    boolean isFarAhead(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers != null && numbers.isFarAhead(n);
    }

    // Order

    /** Whether the application lacks nothing before this message, which was seen, after what it was given last. */
    boolean isNext(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers == null || numbers.isNext(n);
    }

    /** Those of its origin that may come between what the application was given last and this one, which was seen. */
    Ranges lackingBefore(Origin origin, long n) {
        Numbers numbers = numbersOf(origin);
        return numbers == null ? new Ranges() : numbers.lackingBefore(n);
    }

    /** The application is given this message; what is to be said of its place. */
    Marks handOver(Origin origin, long n, boolean isEarly) {
        Numbers numbers = numbersOf(origin);
        if (numbers == null) {
            return isEarly ? new Marks(true, false, false) : Marks.NONE; // forgotten while it waited
        }
        return numbers.handOver(n, isEarly);
    }

    private void meet(Origin origin, Numbers numbers) {
        if (origins.isEmpty()) {
            origins = new LinkedHashMap<>(2);
        }
        origins.put(origin, numbers);
        limitSilent();
        forgetLatest();
        listener.met(origin);
    }

    /** Every origin that is remembered, in the order they were met. */
    public void forEach(long now, Visitor visitor) {
        origins.forEach((origin, numbers) -> {
            if (isRemembered(numbers, now)) {
                visitor.visit(origin, numbers);
            }
        });
    }

    /** Tells which of these numbers were not seen, unless they are too far ahead. */
    public void unseen(Origin origin, long first, long last, Numbers.Gap gap) {
        Numbers numbers = numbersOf(origin);
        if (numbers != null) {
            numbers.unseen(first, last, gap);
        } else if (last > handedBefore(origin)) {
            long from = Math.max(first, handedBefore(origin) + 1);
            gap.gap(last - from < Numbers.MOST_AHEAD ? from : last - Numbers.MOST_AHEAD + 1, last);
        }
    }

    /** Whether the number just below that of a message that was seen was not. */
    public boolean isGapBelow(Gossip message) {
        Numbers numbers = numbersOf(message.origin());
        return numbers != null && numbers.below(message.n()) != message.n() - 1;
    }

    /** Tells the numbers just below that of a message that was seen which are awaited and were not. */
    public void gapBelow(Gossip message, Numbers.Gap gap) {
        Numbers numbers = numbersOf(message.origin());
        if (numbers != null) {
            numbers.gapBelow(message.n(), gap);
        }
    }

    /** How many origins are remembered. */
    public int origins() {
        return origins.size();
    }

    /** How many ranges of all origins together. */
    public int ranges() {
        return ranges;
    }
}

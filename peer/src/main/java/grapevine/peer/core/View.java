package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers this one knows of, neighbours or not: a partial view that exchanges keep close to a random sample of all (M.
 * Jelasity, S. Voulgaris, R. Guerraoui, A.-M. Kermarrec, M. van Steen, Gossip-based Peer Sampling, ACM TOCS 25(3), 2007).
 * An entry bears how many exchanges ago the peer it names said it of itself. An exchange, at either end: {@link #toSend} a
 * part, {@link #merge} what the other sent, {@link #grow} older. The dead say nothing of themselves any more, so their entries
 * are the oldest, and the oldest are the first to go (healing); the next are those sent to the other, who has them now
 * (swapping); then chance decides.
 */
final class View {
    /** Entries kept. */
    static final int SIZE = 30;

    /** Entries sent in an exchange, the sender's own among them. */
    static final int SENT = SIZE / 2;

    /** H of the paper. */
    private static final int HEALING = 3;

    /** S of the paper. */
    private static final int SWAPPING = 12;

    private static final Comparator<Sample> OLDEST_LAST = Comparator.comparingInt(Sample::hops);

    private final RandomGenerator random;
    private final Predicate<Entry> admits;
    private final Entry[] entries = new Entry[SIZE];
    private final byte[] hops = new byte[SIZE];
    private int size;

    /**
     * An empty view.
     *
     * @param admits who may be entered; certainly not the peer itself
     */
    View(RandomGenerator random, Predicate<Entry> admits) {
        this.random = random;
        this.admits = admits;
    }

    int size() {
        return size;
    }

    /** Whether this one may be entered at all. */
    boolean admits(Entry entry) {
        return admits.test(entry);
    }

    /** A copy, in no order that means anything. */
    List<Entry> entries() {
        return new ArrayList<>(Arrays.asList(entries).subList(0, size));
    }

    /** A copy with how many exchanges ago each said it of itself, in no order that means anything. */
    List<Sample> samples() {
        List<Sample> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(new Sample(entries[i], hops[i]));
        }
        return all;
    }

    /** Whom to exchange with, or to compare with: any one, each with the same probability; null if there is none. */
    @Nullable
    Entry any() {
        return size == 0 ? null : entries[random.nextInt(size)];
    }

    /** What this peer said of itself just now: takes the place of older news, or a free one. */
    void meet(Entry entry) {
        int at = indexOf(entry.address());
        if (!admits.test(entry) || (at >= 0 && entries[at].epoch() > entry.epoch())) {
            return;
        }
        if (at < 0 && size < SIZE) {
            at = size++;
        }
        if (at >= 0) {
            entries[at] = entry;
            hops[at] = 0;
        }
    }

    /** Somebody else named these: as many at random as there are free places. */
    void fill(Collection<Entry> named) {
        List<Sample> unknown = new ArrayList<>(named.size());
        for (Entry entry : named) {
            if (indexOf(entry.address()) < 0 && admits.test(entry)) {
                unknown.add(new Sample(entry, 1));
            }
        }
        shuffle(unknown);
        unknown.subList(0, Math.min(unknown.size(), SIZE - size)).forEach(this::append);
    }

    /** It is gone, or cannot be reached. */
    void remove(Address address) {
        int at = indexOf(address);
        if (at >= 0) {
            size--;
            entries[at] = entries[size];
            hops[at] = hops[size];
            Arrays.fill(entries, size, size + 1, null);
        }
    }

    /**
     * A random part of the view for the other side, without the oldest entries as long as there are enough others.
     *
     * @param self goes first; null if there is nothing to say of oneself yet
     */
    List<Sample> toSend(@Nullable Sample self) {
        List<Sample> all = shuffled();
        sinkOldest(all);
        List<Sample> sent = new ArrayList<>(SENT);
        if (self != null) {
            sent.add(self);
        }
        sent.addAll(all.subList(0, Math.min(all.size(), SENT - 1)));
        return sent;
    }

    /** Takes in what the other side of an exchange sent; {@code sent} is what it was sent. */
    void merge(List<Sample> received, List<Sample> sent) {
        Map<Address, Sample> merged = new LinkedHashMap<>();
        shuffled().forEach(sample -> merged.put(sample.entry().address(), sample));
        Set<Address> refreshed = new HashSet<>();
        for (Sample sample : received) {
            Address address = sample.entry().address();
            if (admits.test(sample.entry()) && isNewer(sample, merged.get(address))) {
                merged.put(address, sample);
                refreshed.add(address);
            }
        }
        dropOldest(merged, Math.min(HEALING, merged.size() - SIZE));
        int swaps = SWAPPING;
        for (Sample each : sent) {
            Address address = each.entry().address();
            if (swaps > 0 && merged.size() > SIZE && !refreshed.contains(address) && merged.remove(address) != null) {
                swaps--;
            }
        }
        List<Sample> left = new ArrayList<>(merged.values());
        shuffle(left);
        size = 0;
        Arrays.fill(entries, null);
        left.subList(0, Math.min(left.size(), SIZE)).forEach(this::append);
    }

    /** An exchange is over: all that is known is one exchange older. */
    void grow() {
        for (int i = 0; i < size; i++) {
            if (hops[i] < Byte.MAX_VALUE) {
                hops[i]++;
            }
        }
    }

    /** The later epoch wins, in one epoch what was said later. */
    private static boolean isNewer(Sample heard, @Nullable Sample known) {
        if (known == null || heard.entry().epoch() != known.entry().epoch()) {
            return known == null || heard.entry().epoch() > known.entry().epoch();
        }
        return heard.hops() < known.hops();
    }

    private static void dropOldest(Map<Address, Sample> merged, int count) {
        for (int dropped = 0; dropped < count; dropped++) {
            Sample oldest = Collections.max(merged.values(), OLDEST_LAST);
            merged.remove(oldest.entry().address());
        }
    }

    private static void sinkOldest(List<Sample> samples) {
        for (int end = samples.size(); end > 0 && end > samples.size() - HEALING; end--) {
            Sample oldest = Collections.max(samples.subList(0, end), OLDEST_LAST);
            Collections.swap(samples, samples.indexOf(oldest), end - 1);
        }
    }

    private void append(Sample sample) {
        entries[size] = sample.entry();
        hops[size] = (byte) Math.min(sample.hops(), Byte.MAX_VALUE);
        size++;
    }

    private List<Sample> shuffled() {
        List<Sample> all = samples();
        shuffle(all);
        return all;
    }

    private void shuffle(List<Sample> samples) {
        for (int i = samples.size() - 1; i > 0; i--) {
            Collections.swap(samples, i, random.nextInt(i + 1));
        }
    }

    private int indexOf(Address address) {
        for (int i = 0; i < size; i++) {
            if (entries[i].address().equals(address)) {
                return i;
            }
        }
        return -1;
    }
}

package grapevine.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers that one peer knows of. Each is named once, with how many exchanges ago it said so itself; the peer itself
 * is never named. An exchange, at either end: {@link #toSend} a part, {@link #merge} what the other sent, {@link #grow}
 * older. The dead say nothing of themselves any more, so they grow oldest. Not safe for several threads.
 *
 * @param <P> what names a peer
 */
public final class PartialView<P> {
    /** What a view must know of those it names. */
    public interface Naming<P> {
        /** Whether it may be named; certainly not the peer whose view it is. */
        boolean admits(P peer);

        /** What stays the same whenever this peer is named; with {@code equals} and {@code hashCode}. */
        default Object key(P peer) {
            return peer;
        }

        /**
         * Whether the first is a later run of the peer that both name: negative if it is an earlier one, 0 if it is the
         * same.
         */
        default int compareRuns(P one, P other) {
            return 0;
        }
    }

    private static final Comparator<Sampled<?>> BY_HOPS = Comparator.comparingInt(Sampled::hops);

    private final SamplingRule rule;
    private final RandomGenerator random;
    private final Naming<P> naming;
    private final Object[] peers;
    private final byte[] hops;
    private int size;

    /** An empty view. */
    public PartialView(SamplingRule rule, RandomGenerator random, Naming<P> naming) {
        this.rule = Objects.requireNonNull(rule, "rule");
        this.random = Objects.requireNonNull(random, "random");
        this.naming = Objects.requireNonNull(naming, "naming");
        peers = new Object[rule.viewSize()];
        hops = new byte[rule.viewSize()];
    }

    /** Whether it may be named here. */
    public boolean admits(P peer) {
        return naming.admits(Objects.requireNonNull(peer, "peer"));
    }

    /** How many it names. */
    public int size() {
        return size;
    }

    /** A copy of those it names, in no order that means anything. */
    public List<P> peers() {
        List<P> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(peer(i));
        }
        return all;
    }

    /** A copy with the hops; more than 127 are not told apart. */
    public List<Sampled<P>> samples() {
        List<Sampled<P>> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(new Sampled<>(peer(i), hops[i]));
        }
        return all;
    }

    /** Any one, each with the same probability; null if there is none. */
    @Nullable
    public P any() {
        return size == 0 ? null : peer(random.nextInt(size));
    }

    /** With whom to exchange next, by the rule; null if there is none. */
    @Nullable
    public P partner() {
        if (size == 0 || rule.peerSelection() == PeerSelection.RANDOM) {
            return any();
        }
        List<Sampled<P>> all = shuffled();
        return rule.peerSelection() == PeerSelection.HEAD
                ? Collections.min(all, BY_HOPS).peer()
                : Collections.max(all, BY_HOPS).peer();
    }

    /** What this peer said of itself just now: takes the place of older news, or a free one. */
    public void meet(P peer) {
        int at = indexOf(Objects.requireNonNull(peer, "peer"));
        if (!naming.admits(peer) || (at >= 0 && naming.compareRuns(peer(at), peer) > 0)) {
            return;
        }
        if (at < 0 && size < peers.length) {
            at = size++;
        }
        if (at >= 0) {
            peers[at] = peer;
            hops[at] = 0;
        }
    }

    /** Somebody else named these: as many at random as there are free places. */
    public void fill(Collection<? extends P> named) {
        Required.all(named, "named");
        List<Sampled<P>> unknown = new ArrayList<>(named.size());
        for (P peer : named) {
            if (indexOf(peer) < 0 && naming.admits(peer)) {
                unknown.add(new Sampled<>(peer, 1));
            }
        }
        shuffle(unknown);
        for (Sampled<P> each : unknown) {
            if (size < peers.length && indexOf(each.peer()) < 0) {
                append(each);
            }
        }
    }

    /** It is gone, or cannot be reached. */
    public void remove(P peer) {
        int at = indexOf(Objects.requireNonNull(peer, "peer"));
        if (at >= 0) {
            removeAt(at);
        }
    }

    /** As {@link #remove}, by the key. */
    public void removeKey(Object key) {
        Objects.requireNonNull(key, "key");
        for (int at = 0; at < size; at++) {
            if (naming.key(peer(at)).equals(key)) {
                removeAt(at);
                return;
            }
        }
    }

    /**
     * A random part of the view for the other side, without the H oldest as long as there are enough others.
     *
     * @param self goes first, with no hops; null if there is nothing to say of oneself yet
     */
    public List<Sampled<P>> toSend(@Nullable P self) {
        List<Sampled<P>> all = shuffled();
        sinkOldest(all);
        List<Sampled<P>> sent = new ArrayList<>(rule.sent());
        if (self != null) {
            sent.add(new Sampled<>(self, 0));
        }
        sent.addAll(all.subList(0, Math.min(all.size(), rule.sent() - 1)));
        return sent;
    }

    /**
     * Takes in what the other side of an exchange sent. Of what is more than the rule has others send, the end is left
     * out.
     *
     * @param sent what it was sent
     */
    public void merge(List<Sampled<P>> received, List<Sampled<P>> sent) {
        Required.all(received, "received");
        Required.all(sent, "sent");
        take(received, sent);
    }

    /** As {@link #merge}, without looking for what is missing in what was given. */
    void take(List<Sampled<P>> received, List<Sampled<P>> sent) {
        Merge<P> merge = new Merge<>(rule, naming, shuffled());
        merge.receive(received);
        if (rule.viewSelection() == ViewSelection.HEALER_SWAPPER) {
            merge.heal();
            merge.swap(sent);
        }
        List<Sampled<P>> left = new ArrayList<>(merge.left());
        shuffle(left);
        if (rule.viewSelection() == ViewSelection.HEAD) {
            left.sort(BY_HOPS);
        } else if (rule.viewSelection() == ViewSelection.TAIL) {
            left.sort(BY_HOPS.reversed());
        }
        size = 0;
        Arrays.fill(peers, null);
        left.subList(0, Math.min(left.size(), peers.length)).forEach(this::append);
    }

    /** An exchange is over: all that is known is one exchange older. */
    public void grow() {
        for (int i = 0; i < size; i++) {
            if (hops[i] < Byte.MAX_VALUE) {
                hops[i]++;
            }
        }
    }

    private void sinkOldest(List<Sampled<P>> samples) {
        int healing = rule.viewSelection() == ViewSelection.HEALER_SWAPPER ? rule.healing() : 0;
        for (int end = samples.size(); end > 0 && end > samples.size() - healing; end--) {
            Sampled<P> oldest = Collections.max(samples.subList(0, end), BY_HOPS);
            Collections.swap(samples, samples.indexOf(oldest), end - 1);
        }
    }

    private void append(Sampled<P> sample) {
        peers[size] = sample.peer();
        hops[size] = (byte) Math.min(sample.hops(), Byte.MAX_VALUE);
        size++;
    }

    private void removeAt(int at) {
        size--;
        peers[at] = peers[size];
        hops[at] = hops[size];
        Arrays.fill(peers, size, size + 1, null);
    }

    private List<Sampled<P>> shuffled() {
        List<Sampled<P>> all = samples();
        shuffle(all);
        return all;
    }

    private void shuffle(List<Sampled<P>> samples) {
        for (int i = samples.size() - 1; i > 0; i--) {
            Collections.swap(samples, i, random.nextInt(i + 1));
        }
    }

    private int indexOf(P peer) {
        Object key = naming.key(peer);
        for (int i = 0; i < size; i++) {
            if (naming.key(peer(i)).equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked") // only peers are put there
    private P peer(int at) {
        return (P) peers[at];
    }
}

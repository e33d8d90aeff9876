package grapevine.bench;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The books of one phase: what each publisher published, and what each node got of it. Each (node, publisher,
 * number) is marked once. From any thread.
 */
final class Ledger {
    private final int nodes;
    private final Marks[] marks;
    private final AtomicLong published = new AtomicLong();
    private final PerNode publishedBy;
    private final PerNode got;
    private final PerNode told;
    private final PerNode doubled;
    private final PerNode writtenOff;
    private final @Nullable Finishes finishes;

    /**
     * When the last node had each of the first so many broadcasts. What node p publishes as its n-th is number n *
     * nodes + p.
     */
    private static final class Finishes {
        final AtomicIntegerArray lacking;
        final AtomicLongArray at;

        Finishes(int broadcasts, int nodes) {
            lacking = new AtomicIntegerArray(broadcasts);
            at = new AtomicLongArray(broadcasts);
            for (int i = 0; i < broadcasts; i++) {
                lacking.set(i, nodes - 1);
            }
        }

        void got(long broadcast) {
            if (broadcast < lacking.length() && lacking.decrementAndGet((int) broadcast) == 0) {
                at.set((int) broadcast, System.nanoTime());
            }
        }
    }

    /** @param timed of how many broadcasts it is kept when the last node had them */
    Ledger(int nodes, int timed) {
        this.nodes = nodes;
        this.marks =
                IntStream.range(0, nodes * nodes).mapToObj(i -> new Marks()).toArray(Marks[]::new);
        this.publishedBy = new PerNode(nodes);
        this.got = new PerNode(nodes);
        this.told = new PerNode(nodes);
        this.doubled = new PerNode(nodes);
        this.writtenOff = new PerNode(nodes);
        this.finishes = timed == 0 ? null : new Finishes(timed, nodes);
    }

    /** A node is about to publish something. */
    void publishing(int node) {
        published.incrementAndGet();
        publishedBy.add(node, 1);
    }

    /** That was refused. */
    void refused(int node) {
        published.decrementAndGet();
        publishedBy.add(node, -1);
    }

    /** A node got something, whole. */
    void got(int node, int publisher, long n) {
        if (node == publisher) {
            return;
        }
        if (!marks[node * nodes + publisher].mark(n)) {
            doubled.add(node, 1);
            return;
        }
        got.add(node, 1);
        if (finishes != null) {
            finishes.got(n * nodes + publisher);
        }
    }

    /** The system told a node that it misses so many. */
    void told(int node, long count) {
        told.add(node, count);
    }

    /** What is still on the way is not waited for any longer. */
    void writeOff() {
        for (int node = 0; node < nodes; node++) {
            writtenOff.add(node, Math.max(0, published.get() - progress(node)));
        }
    }

    /** How many broadcasts were published. */
    long published() {
        return published.get();
    }

    /** How many broadcasts every node is done with: it got them, published them, or does not wait for them. */
    long progress() {
        long least = Long.MAX_VALUE;
        for (int node = 0; node < nodes; node++) {
            least = Math.min(least, progress(node));
        }
        return least;
    }

    private long progress(int node) {
        return got.get(node) + publishedBy.get(node) + told.get(node) + writtenOff.get(node);
    }

    /** How many (node, publisher, number) were got. */
    long delivered() {
        return got.sum();
    }

    long doubled() {
        return doubled.sum();
    }

    long told() {
        return told.sum();
    }

    /** What should have been got and neither was nor is told as missed. */
    long missing() {
        return published.get() * (nodes - 1) - got.sum() - told.sum();
    }

    /** When the last node had a broadcast, {@link System#nanoTime}; 0 if not all have it. */
    long finishedAt(int broadcast) {
        return finishes == null ? 0 : finishes.at.get(broadcast);
    }
}

package grapevine.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/** A counter a node, each on a cache line of its own, so that counting costs the same for every system: nothing. */
final class PerNode {
    private static final int LINE = 16;

    private final AtomicLongArray counts;
    private final int nodes;

    PerNode(int nodes) {
        this.nodes = nodes;
        this.counts = new AtomicLongArray((nodes + 1) * LINE);
    }

    void add(int node, long count) {
        counts.getAndAdd((node + 1) * LINE, count);
    }

    long get(int node) {
        return counts.get((node + 1) * LINE);
    }

    long sum() {
        long sum = 0;
        for (int node = 0; node < nodes; node++) {
            sum += get(node);
        }
        return sum;
    }
}

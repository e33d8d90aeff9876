package grapevine.runtime;

import grapevine.node.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Divides the heap among the nodes of the process: three eighths of it, in equal parts, anew as nodes come and go. The
 * rest is for the program itself and for the collector. Safe for several threads.
 */
final class ProcessMemory {
    /** The heap that this process may come to use, bytes. */
    static final long HEAP = Runtime.getRuntime().maxMemory();

    private final long bytes;

    /** Locked from a change until all were told of it, so that none hears of an earlier one later. */
    private final Object telling = new Object();

    // Guarded by this.
    private final List<Consumer<Budget>> nodes = new ArrayList<>();
    private Budget told = Budget.PLENTY;

    /** @param heap bytes */
    ProcessMemory(long heap) {
        bytes = Budget.ofHeap(heap).bytes();
    }

    /**
     * A node comes; it is told its part at once, and then of each change of it that matters, on any thread: one after
     * the other, and the last one last. It must not wait for another node.
     */
    void enter(Consumer<Budget> node) {
        synchronized (telling) {
            if (!change(() -> nodes.add(node))) {
                node.accept(part());
            }
        }
    }

    void leave(Consumer<Budget> node) {
        synchronized (telling) {
            change(() -> nodes.remove(node));
        }
    }

    /** How many nodes share it. */
    synchronized int nodes() {
        return nodes.size();
    }

    private synchronized Budget part() {
        return new Budget(bytes / Math.max(1, nodes.size()));
    }

    /**
     * Each is told only of changes of an eighth and more, as a thousand nodes may come one after the other. Returns
     * whether all were told.
     */
    private boolean change(Runnable change) {
        List<Consumer<Budget>> toTell;
        Budget part;
        synchronized (this) {
            change.run();
            part = part();
            if (Math.abs(part.bytes() - told.bytes()) <= told.bytes() / 8) {
                return false;
            }
            told = part;
            toTell = List.copyOf(nodes);
        }
        toTell.forEach(node -> node.accept(part));
        return true;
    }
}

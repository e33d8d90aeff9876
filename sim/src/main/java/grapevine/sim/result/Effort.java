package grapevine.sim.result;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Objects;

/**
 * What a run cost in the real world, measured by whoever ran it: the one thing about it that differs from run to run.
 *
 * @param took from its first event to its results, the looking at the heap left out
 * @param built from its first event until the network had formed
 * @param spread from the publication of the first message until all who are owed it had it; zero if that did not come
 *     to pass
 * @param bytesPerPeer of the heap, all of the simulator included, when the network had formed; 0 if it was not measured
 */
public record Effort(Duration took, Duration built, Duration spread, long bytesPerPeer) {
    /**
     * How many bytes of the heap were in use at the end of a full collection, which this runs and which stops
     * everything for a while. What the JVM says is in use afterwards would not do: it counts the room set aside for
     * each thread's next objects, tens of megabytes in a large heap.
     */
    public static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}

package grapevine.sim;

import java.time.Duration;

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
    /** How many bytes of the heap are in use after all garbage was collected, which stops everything for a while. */
    public static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

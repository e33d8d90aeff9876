package grapevine.bench;

/**
 * What a while of publishing came to, from the first publication to the last delivery.
 *
 * @param deliveries how many, over all nodes
 * @param nanos how long it took
 * @param cpuNanos CPU time used
 * @param bytes allocated
 */
record Load(long deliveries, long nanos, long cpuNanos, long bytes) {
    double perSecond() {
        return deliveries * 1e9 / nanos;
    }

    double cpuMicrosEach() {
        return cpuNanos / 1e3 / deliveries;
    }

    double bytesEach() {
        return (double) bytes / deliveries;
    }
}

package grapevine.bench;

/** What is measured of a system in one round. */
enum Figure {
    /** Seconds until the system said that all nodes are in. */
    SAID_FORMED,
    /** Seconds until a first broadcast of every node was at every other. */
    FORMED,
    /** Milliseconds until the last node had a single broadcast. */
    P50,
    P99,
    MAX,
    /** Deliveries per second, summed over all nodes, while one node publishes. */
    ONE_RATE,
    /** CPU microseconds for each of these, everything included. */
    ONE_CPU,
    /** Bytes allocated for each. */
    ONE_BYTES,
    /** The same while all nodes publish. */
    ALL_RATE,
    ALL_CPU,
    ALL_BYTES,
    /** The longest garbage collection under load, ms. */
    GC_PAUSE,
    /** How much later than it should a thread woke up that does nothing but sleep, at most, ms. */
    HICCUP,
    /** Heap a node after everything, in use after a collection, MB. */
    HEAP,
    /** Threads a node. */
    THREADS,
    /** How often a publisher was refused and tried again. */
    REFUSED,
    /** Deliveries in all. */
    DELIVERED,
    /** Deliveries owed that neither came nor were told as missed. */
    MISSING,
    /** Deliveries that the system said will not come. */
    TOLD,
    /** Deliveries of what was there already. */
    DOUBLED,
    /** Deliveries that were not what was published. */
    CORRUPT
}

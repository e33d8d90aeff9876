package grapevine.bench.system;

/** Told, from any thread, what a node got. */
public interface Deliveries {
    /** A node got a payload. What a node published itself may be told or not: it does not count. */
    void received(int node, byte[] bytes, int offset, int length);

    /** A node got a payload that fills its array. */
    default void received(int node, byte[] payload) {
        received(node, payload, 0, payload.length);
    }

    /** The system itself told a node that this many messages did not reach it and will not. */
    void missed(int node, long count);
}

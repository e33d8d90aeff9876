package grapevine.peer.core.ground;

/** A connection that must get somewhere by a time. */
public interface Timed {
    long deadline();

    /** It did not. Ends it, and with that its waiting. */
    void onDeadline(long now);

    /** The node stood still: the other side gets its time anew. */
    void postpone(long byMillis);
}

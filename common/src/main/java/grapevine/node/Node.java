package grapevine.node;

/**
 * A node: events in, effects out. It does no I/O and knows no thread; whoever runs it enters it from one thread at a
 * time and passes the time, ms of a clock that only goes forward.
 */
public interface Node {
    /** The node already listens; from here on it acts. Called once, first. */
    void onStart(long now);

    /** Somebody connected; the answer says what becomes of it. */
    Conversation onAccepted(long now, Link link);

    /**
     * The armed time has come, or has passed: a call more than 1 s late proves that this node stood still meanwhile.
     */
    void onTimer(long now);

    /**
     * Leave in order: tell everyone, then {@link Effects#stopped}. A seed is done at once; a peer takes as long as its
     * setting {@code leave-time} says at most, but up to 1.5 s where seeds do not answer. A second call changes
     * nothing.
     */
    void onLeave(long now);

    /** How much memory it may fill has changed. What it holds beyond that it lets go of when it next adds to it. */
    default void onBudget(long now, Budget part) {}

    /**
     * In a network with keys: there is a later list of revoked certificates. Whoever is linked has it; others hear of
     * it when they are met.
     */
    default void onRevoked(long now) {}

    /** What is counted here. The runner adds what it drops itself. */
    Counters counters();
}

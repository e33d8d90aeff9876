package grapevine.runtime;

import grapevine.node.Budget;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Node;
import grapevine.wire.Address;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.apache.logging.log4j.Marker;

/**
 * What runs one node for the program around it: {@link LoneNode} with sockets and threads, or another in virtual time.
 */
public interface NodeHost extends Names.Turns, Names.Resolver, AutoCloseable {
    /** Has nodes hosted. */
    @FunctionalInterface
    interface Maker {
        /**
         * Listens; the node does not run yet.
         *
         * @throws ListenException if it cannot, with one line that says why; nothing of it is left then
         */
        NodeHost listen(LoneNode.Plan plan, LoneNode.Application application) throws ListenException;
    }

    /** Where it listens, with the real port. */
    Address localAddress();

    /** The wall clock, ms since 1970. */
    long wallTime();

    /** A clock that is never set, ms since some time or other. */
    long now();

    /** What the node draws its randomness from; another one with each call. */
    RandomGenerator random();

    /** Where its operator reads what is to be told of it. */
    Consumer<Fact> log();

    /** What each of its lines bears in the log: which node it is of. */
    Marker logsAs();

    /** How much memory this node may fill, as it is now. */
    Budget budget();

    /** Tells the operator, as if the node had said it; before {@link #run}, or in its lane. */
    void report(Fact fact);

    /** Makes the node and starts it. Once. */
    void run(Function<Effects, Node> maker);

    /** Runs a job in the node's lane; false if it will not run, because too much waits or the node has ended. */
    boolean execute(LongConsumer job);

    /**
     * Runs a job in the node's lane however much waits there, for callers who wait for each before the next. It does
     * not run if the node ends first.
     */
    @Override
    void insist(LongConsumer job);

    /**
     * The same for a job that has something else done if the node ends first: in the lane too, by whoever ends it or
     * calls this, so that it may look at what is left of the node.
     */
    void insist(LongConsumer job, Runnable ifEnded);

    /** Runs a job in the node's lane so long (ms) later, unless the node has ended by then. */
    @Override
    void insistIn(long millis, LongConsumer job);

    /** Where the application is called; they do what they are given also after the end of this node. */
    Callers consumers();

    /** Whether those are threads beside the caller's, which may be waited for. */
    default boolean isInRealTime() {
        return true;
    }

    /** Is told what a listener or a subscriber of the application threw, where that is called. */
    default void listenerFailed(Throwable failure) {}

    /** Runs a task a second later where the application is called. */
    void inASecond(Runnable task);

    /**
     * Does something that takes its time without holding up the caller.
     *
     * @param name of the thread, where there is one
     */
    @Override
    void aside(String name, Runnable job);

    /** Completes when the node has left, exceptionally if a bug ended it. */
    CompletableFuture<Void> ended();

    /**
     * Leaves in order and waits up to 1.7 s for that, which is not enough for a peer that is set to take longer. A
     * second call changes nothing and does not wait.
     */
    @Override
    void close();

    /**
     * The same in another time, for instance that of the node's setting for leaving.
     *
     * @param leave has the node leave, in its lane
     * @param millis how long it takes with that at most, to which up to 0.2 s come for what the sockets still hold
     */
    void close(LongConsumer leave, long millis);
}

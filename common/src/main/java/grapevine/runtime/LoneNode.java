package grapevine.runtime;

import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A node with sockets and a log of its own: what a daemon is, and what a program gets that joins a network. It has its
 * threads in common with the other nodes of the process, see {@link ProcessThreads}.
 */
public final class LoneNode implements AutoCloseable {
    /** A node leaves within 1.5 s if those it tells do not answer; then comes what the sockets still hold. */
    private static final long LEAVE_MS = 1_700;

    private final Plan plan;
    private final Application application;
    private final ProcessThreads.Share threads;
    private final TcpHost host;
    private final FactLog log;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private volatile @Nullable Node node;

    /**
     * What it is made of.
     *
     * @param role the first part of its name: seed or peer; the second is the port
     * @param bind the ip to listen on
     * @param port the port to listen on, 0 for a free one
     * @param workers threads that the job queue of the process has at least while it lives, >= 1
     * @param messageLevel how loud its log is about each message
     */
    public record Plan(String role, Ip bind, int port, int workers, Level messageLevel) {}

    /**
     * The program around a node; told everything in the node's lane, where it must neither block nor throw. Who wants
     * nothing of it does nothing.
     */
    public interface Application {
        /** What the log is told, but for single messages. */
        default void onFact(Fact fact) {}

        /** A message that the node has made. */
        default void onMade(Gossip message) {}

        /** A message of another. */
        default void onMessage(Gossip message) {}

        /** A message that comes before what it comes after. */
        default void onEarlyMessage(Gossip message) {}

        /** The addresses to keep for the next start. */
        default void onRemember(List<Address> peers) {}

        /** The turn of the lane is over: what was put by in it is to be handed over. */
        default void onTurnEnd() {}
    }

    private LoneNode(Plan plan, Application application) throws ListenException {
        this.plan = plan;
        this.application = application;
        String name = "grapevine-" + plan.role() + (plan.port() == 0 ? "" : "-" + plan.port());
        threads = ProcessThreads.share(plan.workers());
        try {
            host = TcpHost.listen(HostSettings.builder(name, threads.jobs(), threads.loops())
                    .listenOn(plan.bind(), plan.port())
                    .facts(this::report)
                    .messages(new Telling())
                    .delivery(application::onMessage)
                    .earlyDelivery(application::onEarlyMessage)
                    .remember(application::onRemember)
                    .onTurnEnd(application::onTurnEnd)
                    .onStopped(() -> ended.complete(null))
                    .onCrashed(this::crashed)
                    .build());
        } catch (ListenException e) {
            threads.close();
            throw e;
        }
        Logger logger = LogManager.getLogger(
                "grapevine." + plan.role() + "." + host.localAddress().port());
        log = new FactLog(
                new LogLines(logger, threads.consumers()),
                plan.role(),
                host.localAddress(),
                plan.messageLevel(),
                threads.loops());
    }

    /**
     * Listens; the node does not run yet.
     *
     * @throws ListenException if it cannot, with one line that says why; nothing of it is left then
     */
    public static LoneNode listen(Plan plan, Application application) throws ListenException {
        return new LoneNode(plan, application);
    }

    /** Where it listens, with the real port. */
    public Address localAddress() {
        return host.localAddress();
    }

    /** Tells the operator, as if the node had said it; before {@link #run} only. */
    public void report(Fact fact) {
        log.accept(fact);
        application.onFact(fact);
    }

    /** Makes the node and starts it. Once. */
    public void run(Function<Effects, Node> maker) {
        if (!plan.bind().isLoopback()) {
            report(new Fact.SettingDoubtful("listens on " + localAddress()
                    + ": whoever reaches that port can speak, nobody is asked who he is"));
        }
        host.run(effects -> {
            Node made = maker.apply(effects);
            node = made;
            return made;
        });
    }

    /** Runs a job in the node's lane; false if it will not run, because too much waits or the node has ended. */
    public boolean execute(LongConsumer job) {
        return host.execute(job);
    }

    /**
     * Runs a job in the node's lane however much waits there, for callers who wait for each before the next. It does
     * not run if the node ends first.
     */
    public void insist(LongConsumer job) {
        host.insist(job);
    }

    /**
     * The same for a job that has something else done if the node ends first: in the lane too, by whoever ends it or
     * calls this, so that it may look at what is left of the node.
     */
    public void insist(LongConsumer job, Runnable ifEnded) {
        host.insist(job, ifEnded);
    }

    /** Where the application is called; they do what they are given also after the end of this node. */
    public ConsumerThreads consumers() {
        return threads.consumers();
    }

    /** Completes when the node has left, exceptionally if a bug ended it. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Leaves in order, waits for it up to 1.7 s, ends the threads if it is the last node, and writes the counters of
     * a node that ran. A second call changes nothing and does not wait.
     */
    @Override
    public void close() {
        if (!isClosing.compareAndSet(false, true)) {
            return;
        }
        host.leave();
        if (node != null) {
            awaitEnd();
        }
        host.close();
        threads.close();
        Node closed = node;
        if (closed != null) {
            log.counters(closed.counters().nonZero());
        }
        ended.complete(null);
    }

    /** Also on a thread that was interrupted: who is not told that it goes takes it for a death. */
    private void awaitEnd() {
        Deadline.in(LEAVE_MS).await(nanos -> {
            try {
                ended.get(nanos, TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // A bug, which is in the log already; or a node that takes too long. Either is ended now.
            }
        });
    }

    private void crashed(Throwable bug) {
        try {
            application.onTurnEnd(); // of the turn that the bug cut short
        } finally {
            ended.completeExceptionally(bug);
        }
    }

    /** Tells of messages without making anything of those that nobody reads of. */
    private final class Telling implements HostSettings.Messages {
        @Override
        public void sent(Gossip message, int links) {
            log.sent(message, links);
            application.onMade(message);
        }

        @Override
        public void received(Gossip message, Address from) {
            log.received(message, from);
        }
    }
}

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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A node with threads, sockets and a log of its own, shared with no other: what a daemon is, and what a program gets
 * that joins a network. All its threads are daemon threads, bear its name, and are gone after {@link #close}.
 */
public final class LoneNode implements AutoCloseable {
    /** A node leaves within 1.5 s if those it tells do not answer; then comes what the sockets still hold. */
    private static final long LEAVE_MS = 1_700;

    private static final int JOBS = 64;

    private final Plan plan;
    private final JobQueue jobs;
    private final EventLoops loops;
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
     * @param workers threads of its job queue, >= 1
     * @param messageLevel how loud its log is about each message
     * @param facts told what the log is told, in the node's lane
     * @param delivery given each message, in the node's lane
     * @param earlyDelivery given each message that comes before its cause, in the node's lane
     * @param remember given the addresses to keep, in the node's lane
     */
    public record Plan(
            String role,
            Ip bind,
            int port,
            int workers,
            Level messageLevel,
            Consumer<Fact> facts,
            Consumer<Gossip> delivery,
            Consumer<Gossip> earlyDelivery,
            Consumer<List<Address>> remember) {}

    private LoneNode(Plan plan) throws ListenException {
        this.plan = plan;
        String name = "grapevine-" + plan.role() + (plan.port() == 0 ? "" : "-" + plan.port());
        jobs = JobQueue.start(name, plan.workers(), JOBS);
        loops = EventLoops.start(name, 1);
        try {
            host = TcpHost.listen(HostSettings.builder(name, jobs, loops)
                    .listenOn(plan.bind(), plan.port())
                    .facts(this::report)
                    .delivery(plan.delivery())
                    .earlyDelivery(plan.earlyDelivery())
                    .remember(plan.remember())
                    .onStopped(() -> ended.complete(null))
                    .onCrashed(ended::completeExceptionally)
                    .build());
        } catch (ListenException e) {
            endThreads();
            throw e;
        }
        Logger logger = LogManager.getLogger(
                "grapevine." + plan.role() + "." + host.localAddress().port());
        log = new FactLog(logger, plan.messageLevel(), loops);
    }

    /**
     * Listens; the node does not run yet.
     *
     * @throws ListenException if it cannot, with one line that says why; nothing of it is left then
     */
    public static LoneNode listen(Plan plan) throws ListenException {
        return new LoneNode(plan);
    }

    /** Where it listens, with the real port. */
    public Address localAddress() {
        return host.localAddress();
    }

    /** Tells the operator, as if the node had said it; before {@link #run} only. */
    public void report(Fact fact) {
        log.accept(fact);
        plan.facts().accept(fact);
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

    /** Completes when the node has left, exceptionally if a bug ended it. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Leaves in order, waits for it up to 1.7 s, ends all threads, and writes the counters of a node that ran. A second
     * call changes nothing and does not wait.
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
        endThreads();
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

    private void endThreads() {
        loops.close();
        jobs.close();
    }
}

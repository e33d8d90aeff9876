package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.keys.MessageKeys;
import grapevine.node.Budget;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.jspecify.annotations.Nullable;

/**
 * A node with sockets and a log of its own: what a daemon is, and what a program gets that joins a network. It has its
 * threads in common with the other nodes of the process, see {@link ProcessThreads}.
 */
public final class LoneNode implements NodeHost {
    /** After the node has left comes what the sockets still hold. */
    private static final long AT_THE_END_MS = 200;

    /** So long a node is waited for of which nobody says how long it takes to leave: it waits for answers alone. */
    private static final long LEAVE_MS = 1_500 + AT_THE_END_MS;

    private static final long LOOK_AT_KEYS_MS = 2_000;

    private final Plan plan;
    private final Application application;
    private final ProcessThreads.Share threads;
    private final Rooms rooms = new Rooms(Budget.PLENTY);
    private final Consumer<Budget> onBudget = this::budgeted;
    private volatile Budget budget = Budget.PLENTY;
    private final TcpHost host;
    private final LaterJobs later;
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
     * @param isOpen whether whoever reaches the port is meant to speak; makes no difference on loopback
     * @param workers threads that the job queue of the process has at least while it lives, >= 1
     * @param keys with which it speaks TLS, to nodes of its network alone; null for one that speaks plain
     * @param hasProofs whether it proves its messages and checks those of others, which takes keys
     */
    public record Plan(
            String role,
            Ip bind,
            int port,
            boolean isOpen,
            int workers,
            @Nullable LiveKeys keys,
            boolean hasProofs) {
        /**
         * Checks how wide it listens.
         *
         * @throws IllegalArgumentException with the line of {@link #fault}, if there is one
         */
        public Plan {
            String fault = fault(bind, isOpen, keys != null);
            if (fault != null) {
                throw new IllegalArgumentException(fault);
            }
            if (hasProofs && keys == null) {
                throw new IllegalArgumentException("messages are proven with keys, and there are none");
            }
        }

        /** Why nobody may listen there who is not meant to be open and has no keys; null if he may. */
        public static @Nullable String fault(Ip bind, boolean isOpen, boolean hasKeys) {
            return bind.isLoopback() || isOpen || hasKeys
                    ? null
                    : "bind=" + bind
                            + " is wider than loopback, where whoever reaches the port can speak: give keys, or"
                            + " say open if that is meant";
        }

        /** One without keys. */
        public Plan(String role, Ip bind, int port, boolean isOpen, int workers) {
            this(role, bind, port, isOpen, workers, null, false);
        }
    }

    /**
     * The program around a node; told everything in the node's lane, where it must neither block nor throw. Who wants
     * nothing of it does nothing.
     */
    public interface Application {
        /** What the log is told, but for single messages. */
        default void onFact(Fact fact) {}

        /** A message that the node has made, with so many links to send it on. */
        default void onMade(Gossip message, int links) {}

        /** The first copy of a message of another, for the operator. */
        default void onCame(Gossip message, Address from) {}

        /** A message of another. */
        default void onMessage(Gossip message) {}

        /** The same for one that is not in its place. */
        default void onMessage(Gossip message, Marks marks) {}

        /** The addresses to keep for the next start. */
        default void onRemember(List<Address> peers) {}

        /** How much memory the node may fill, its program included, has changed; on any thread. */
        default void onBudget(Budget part) {}

        /** The turn of the lane is over: what was put by in it is to be handed over. */
        default void onTurnEnd() {}

        /** The node has ended, and its counters are told next. Called by whoever closes it, not in the lane. */
        default void onClosed() {}
    }

    private LoneNode(Plan plan, Application application) throws ListenException {
        this.plan = plan;
        this.application = application;
        String name = "grapevine-" + plan.role() + (plan.port() == 0 ? "" : "-" + plan.port());
        threads = ProcessThreads.share(plan.workers());
        later = new LaterJobs(threads.loops());
        try {
            host = TcpHost.listen(HostSettings.builder(name, threads.jobs(), threads.loops())
                    .listenOn(plan.bind(), plan.port())
                    .rooms(rooms)
                    .keys(plan.keys())
                    .proofs(proofs(plan))
                    .facts(this::report)
                    .messages(new Telling())
                    .delivery(application::onMessage)
                    .markedDelivery(application::onMessage)
                    .remember(application::onRemember)
                    .onTurnEnd(application::onTurnEnd)
                    .onStopped(() -> ended.complete(null))
                    .onCrashed(this::crashed)
                    .build());
        } catch (Throwable failure) { // not only that it cannot listen
            threads.close();
            throw failure;
        }
        Logger logger = LogManager.getLogger(
                "grapevine." + plan.role() + "." + host.localAddress().port());
        log = new FactLog(new LogLines(logger, threads.consumers()), plan.role(), host.localAddress(), threads.loops());
        threads.memory().enter(onBudget);
    }

    private static @Nullable MessageKeys proofs(Plan plan) {
        LiveKeys keys = plan.keys();
        return keys != null && plan.hasProofs() ? new MessageKeys(keys) : null;
    }

    /** This is its part, as other nodes come and go. */
    private void budgeted(Budget part) {
        budget = part;
        rooms.resize(part);
        tellBudget();
    }

    /** Whoever tells last tells what it is by then. */
    private synchronized void tellBudget() {
        Node told = node;
        if (told != null) {
            application.onBudget(budget);
            host.insist(now -> told.onBudget(now, budget));
        }
    }

    @Override
    public long wallTime() {
        return System.currentTimeMillis();
    }

    @Override
    public long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public RandomGenerator random() {
        return new SplittableRandom(new SecureRandom().nextLong());
    }

    @Override
    public Consumer<Fact> log() {
        return log;
    }

    @Override
    public Marker logsAs() {
        return log.who();
    }

    @Override
    public Budget budget() {
        return budget;
    }

    /**
     * Listens; the node does not run yet.
     *
     * @throws ListenException if it cannot, with one line that says why; nothing of it is left then
     */
    public static LoneNode listen(Plan plan, Application application) throws ListenException {
        return new LoneNode(plan, application);
    }

    @Override
    public Address localAddress() {
        return host.localAddress();
    }

    @Override
    public void report(Fact fact) {
        log.accept(fact);
        application.onFact(fact);
    }

    @Override
    public void run(Function<Effects, Node> maker) {
        report(new Fact.MemoryShared(
                ProcessMemory.HEAP,
                threads.memory().nodes(),
                budget.bytes(),
                budget.retained(),
                budget.origins(),
                budget.backlogs(),
                budget.input()));
        host.run(effects -> {
            Node made = maker.apply(effects);
            node = made;
            return made;
        });
        tellBudget(); // which may have changed since the node was given its settings
        LiveKeys keys = plan.keys();
        if (keys != null) {
            insist(now -> report(
                    new Fact.KeysInUse(keys.now().self().name(), keys.now().provider())));
            lookLater(keys);
        }
    }

    /** Files are read where a thread may wait for the disk. */
    private void lookLater(LiveKeys keys) {
        later.in(
                LOOK_AT_KEYS_MS,
                () -> consumers().execute(() -> {
                    try {
                        look(keys);
                    } finally {
                        lookLater(keys);
                    }
                }));
    }

    private void look(LiveKeys keys) {
        LiveKeys.Look look = keys.look(Instant.now());
        String problem = look.problem();
        if (problem != null) {
            insist(now -> report(new Fact.KeysNotChanged(problem)));
        }
        host.keysChanged(look.change());
    }

    @Override
    public boolean execute(LongConsumer job) {
        return host.execute(job);
    }

    @Override
    public void insist(LongConsumer job) {
        host.insist(job);
    }

    @Override
    public void insist(LongConsumer job, Runnable ifEnded) {
        host.insist(job, ifEnded);
    }

    @Override
    public ConsumerThreads consumers() {
        return threads.consumers();
    }

    @Override
    public void inASecond(Runnable task) {
        threads.loops().schedule(() -> consumers().execute(task), TimeUnit.SECONDS.toMillis(1));
    }

    @Override
    public void insistIn(long millis, LongConsumer job) {
        later.in(millis, () -> host.insist(job));
    }

    @Override
    public void aside(String name, Runnable job) {
        OwnThread.of(name, job).start();
    }

    @Override
    public List<Ip> resolve(String name) throws IOException {
        return Names.bySystem(name);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Leaves in order, waits for it up to 1.7 s, ends the threads if it is the last node, and writes the counters of
     * a node that ran. One whose setting for leaving is longer, as a peer's may be, is to be closed by
     * {@link #close(LongConsumer, long)}. A second call changes nothing and does not wait.
     */
    @Override
    public void close() {
        leaveAndEnd(null, LEAVE_MS);
    }

    @Override
    public void close(LongConsumer leave, long millis) {
        leaveAndEnd(leave, millis + AT_THE_END_MS);
    }

    /** Stands still from now on, as a process that is stopped by a signal, until {@link #thaw} or its end. */
    public void freeze() {
        host.freeze();
    }

    /** Goes on. */
    public void thaw() {
        host.thaw();
    }

    /** As {@link TcpHost#cutOff}; also after the end, so that what was cut off learns of it when that is over. */
    public CompletableFuture<Void> cutOff(Predicate<Address> beyond) {
        return host.cutOff(beyond);
    }

    /** Ends at once and tells nobody: its connections break, as those of a process that is killed. */
    public void kill() {
        if (isClosing.compareAndSet(false, true)) {
            end();
        }
    }

    private void leaveAndEnd(@Nullable LongConsumer leave, long millis) {
        if (!isClosing.compareAndSet(false, true)) {
            return;
        }
        if (leave == null) {
            host.leave();
        } else {
            host.insist(leave);
        }
        if (node != null) {
            awaitEnd(millis);
        }
        end();
    }

    private void end() {
        try {
            host.close();
            later.end();
            threads.memory().leave(onBudget);
            application.onClosed();
        } finally { // whatever went wrong, nothing of it is left
            endThreads();
        }
    }

    private void endThreads() {
        try {
            threads.close();
            Node closed = node;
            if (closed != null) {
                log.counters(closed.counters().nonZero());
            }
        } finally {
            ended.complete(null);
        }
    }

    /** Also on a thread that was interrupted: who is not told that it goes takes it for a death. */
    private void awaitEnd(long millis) {
        Deadline.in(millis).await(nanos -> {
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

    /** Tells of messages themselves, of which nothing is made unless somebody is to be told. */
    private final class Telling implements HostSettings.Messages {
        @Override
        public void sent(Gossip message, int links) {
            application.onMade(message, links);
        }

        @Override
        public void received(Gossip message, Address from) {
            application.onCame(message, from);
        }
    }
}

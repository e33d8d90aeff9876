package grapevine.peer;

import grapevine.clock.MessageId;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.gossip.Retained;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.join.Departure;
import grapevine.runtime.Callers;
import grapevine.runtime.CallersOn;
import grapevine.runtime.FileFault;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Range;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a {@link Peer}: the node, its threads, sockets and files, and the way from it to the application.
 */
final class RunningPeer implements AutoCloseable {
    private static final int NAME_BYTES = 48;

    /** So often (ms) is looked for those who have fallen silent. */
    private static final long FORGET_MS = 60_000;

    private final NodeHost host;
    private final Logger logger;
    private final ContextLoader joined = ContextLoader.seen();
    private final Callers callers;
    private final Questions questions;
    private final Feed<Received> messages;
    private final Feed<PeerEvent> events;

    /** Null until somebody wants to be told of them. */
    private volatile @Nullable Feed<CopyArrived> copies;

    private final Showing showing;
    private final Members members;
    private final @Nullable KnownAddresses known;
    private final NamedContacts contacts;
    private final Milestone<Void> ready = new Milestone<>();
    private final Milestone<Void> ended = new Milestone<>();
    private final boolean receivesOwn;
    private final Duration leaveTime;
    private volatile @Nullable PeerNode node;
    private volatile @Nullable Address settled;
    private volatile int neighbours;
    private volatile List<MessageRange> unheld = List.of();

    /** Whether it came to the end of leaving. */
    private volatile boolean hasLeft;

    private volatile boolean isReady;
    private final Publications publications;
    private boolean isMissTold;

    /** Guarded by this. */
    private boolean areCopiesOver;

    /**
     * Listens; the node does not run yet.
     *
     * @throws IOException if the port or the data directory cannot be had; the message is one line for a person, and
     *     nothing is left of it
     */
    static RunningPeer listen(PeerConfig config, NodeHost.Maker hosting) throws IOException {
        AtomicReference<NodeHost> made = new AtomicReference<>();
        try {
            return new RunningPeer(config, (plan, application) -> {
                NodeHost host = hosting.listen(plan, application);
                made.set(host);
                return host;
            });
        } catch (Throwable failure) {
            NodeHost host = made.get();
            if (host != null) {
                host.close();
            }
            throw failure;
        }
    }

    private RunningPeer(PeerConfig config, NodeHost.Maker hosting) throws IOException {
        host = host(config, hosting);
        logger = logger(address().port());
        Executor chosen = config.executor();
        callers = chosen == null ? host.consumers() : new CallersOn(chosen, host.consumers());
        questions = new Questions(host, callers);
        publications = new Publications(host, questions, this::node);
        messages = new Feed<Received>(
                        callers, logger, host.log(), Received::bytes, new Trail<>(new Kept(), Retained.MOST_MESSAGES))
                .tellFailures(host::listenerFailed);
        events = new Feed<PeerEvent>(callers, logger, host.log(), event -> 0, null).tellFailures(host::listenerFailed);
        showing = new Showing(config, logger, host, this::node, this::fitBudget);
        known = keeper(config.data());
        receivesOwn = config.receivesOwn();
        leaveTime = config.leaveTime();
        members = new Members(this::onEvent, this::epochOf, host::now);
        contacts = new NamedContacts(config, threadName("names"), host, this::node);
        fitBudget();
    }

    /** A name takes about {@value #NAME_BYTES} bytes, and is of no use without what it names. */
    private synchronized void fitBudget() {
        Budget part = host.budget();
        long each = showing.isOn() ? part.consumers() / 2 : part.consumers();
        int names = (int) Math.min(Retained.MOST_MESSAGES, each / NAME_BYTES);
        messages.resize(each, names);
        showing.resize(each, names);
        publications.resize(part.publications());
    }

    /** Where the peer at this port logs. */
    static Logger logger(int port) {
        return LogManager.getLogger("grapevine.peer." + port);
    }

    /** Where it listens or, as soon as that is known, where others reach it. */
    Address address() {
        Address known = settled;
        return known == null ? host.localAddress() : known;
    }

    String threadName(String purpose) {
        return "grapevine-peer-" + host.localAddress().port() + "-" + purpose;
    }

    /** Does something that takes its time without holding up the caller. */
    void aside(String purpose, Runnable job) {
        host.aside(threadName(purpose), job);
    }

    Consumer<Fact> log() {
        return host.log();
    }

    Logger logger() {
        return logger;
    }

    Questions questions() {
        return questions;
    }

    Publications publications() {
        return publications;
    }

    Feed<Received> messages() {
        return messages;
    }

    /**
     * Has a listener get every message.
     *
     * @param named what the application knows it by, whose class the log names
     * @throws IllegalStateException if there are too many
     */
    ListenerHandle listen(Consumer<? super Received> listener, Object named) {
        return messages.add(listening(listener, named), Received::after)::cancel;
    }

    /**
     * Has a listener told of every event.
     *
     * @param named what the application knows it by, whose class the log names
     * @throws IllegalStateException if there are too many
     */
    ListenerHandle watch(Consumer<? super PeerEvent> listener, Object named) {
        return addWatcher(listening(listener, named), RunningPeer::after)::cancel;
    }

    /**
     * Has a listener told of further copies.
     *
     * @throws IllegalStateException if there are too many
     */
    ListenerHandle hearCopies(Consumer<? super CopyArrived> listener) {
        return addHearer(listening(listener, listener))::cancel;
    }

    /** The same for a subscriber. */
    synchronized Flow.Subscription addHearer(Flow.Subscriber<? super CopyArrived> hearer) {
        Feed<CopyArrived> feed = copies;
        if (feed == null) {
            feed = new Feed<CopyArrived>(callers, logger, host.log(), copy -> 0, null)
                    .tellFailures(host::listenerFailed);
            copies = feed;
            if (areCopiesOver) {
                feed.close();
            }
        }
        return feed.add(hearer, (copy, missed) -> copy);
    }

    private <T> Listening<T> listening(Consumer<? super T> listener, Object named) {
        return new Listening<>(item -> tell(listener, item), named.getClass(), logger, System::nanoTime);
    }

    private <T> void tell(Consumer<? super T> listener, T item) {
        try {
            listener.accept(item);
        } catch (Throwable failure) {
            host.listenerFailed(failure);
            throw failure;
        }
    }

    /** Completes all consumers: what waits is handed over for so long (ms), or for a moment. */
    private void endFeeds(long millis) {
        synchronized (this) {
            areCopiesOver = true;
        }
        Feed.closeIn(Math.max(millis, Feed.CLOSE_MS), feeds());
    }

    private List<Feed<?>> feeds() {
        Feed<CopyArrived> hearing = copies;
        return hearing == null ? List.of(messages, events) : List.of(messages, events, hearing);
    }

    /** An event for a consumer that missed so many before it. */
    static PeerEvent after(PeerEvent event, long missed) {
        return missed == 0 ? event : new PeerEvent.EventsMissed(missed + 1);
    }

    /** It gets those who are there first, so that it knows of everybody however late it comes. */
    Flow.Subscription addWatcher(Flow.Subscriber<? super PeerEvent> watcher, Feed.Form<PeerEvent, PeerEvent> form) {
        if (node == null) {
            return events.add(watcher, form);
        }
        ContextLoader seen = ContextLoader.seen();
        return inTheLane(
                () -> events.add(watcher, form, seen, present()), () -> events.add(watcher, form, seen, List.of()));
    }

    /** What may be seen of it, also once it has ended. */
    <T> T look(Function<PeerLook, T> question) {
        Supplier<T> asked = () -> question.apply(node().look());
        return inTheLane(asked, asked);
    }

    Map<String, Long> counters() {
        return inTheLane(this::countersNow, this::countersNow);
    }

    /** What fails there fails here, for who asks, and there nothing is changed by it. */
    private <T> T inTheLane(Supplier<T> job, Supplier<T> whenEnded) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        host.insist(now -> answer(answer, job), () -> answer(answer, whenEnded));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(Objects.requireNonNull(e.getCause()).getMessage(), e.getCause());
        }
    }

    private static <T> void answer(CompletableFuture<T> answer, Supplier<T> job) {
        try {
            answer.complete(job.get());
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** In the node's lane alone. */
    Map<String, Long> countersNow() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(node().counters().nonZero()));
    }

    /** Whom it has heard of lately, and not seen go; in the node's lane alone. */
    Set<Member> around() {
        Set<Member> around = members.present();
        around.remove(Member.of(node().look().self()));
        return Collections.unmodifiableSet(around);
    }

    private void forgetSilent() {
        Set<Origin> remembered = new HashSet<>();
        node().look().origins(remembered::add);
        members.forgetSilent(remembered);
        host.insistIn(FORGET_MS, now -> forgetSilent());
    }

    private List<PeerEvent> present() {
        return around().stream().<PeerEvent>map(PeerEvent.Joined::new).toList();
    }

    /** Whether it has had its place; never late. */
    boolean isReady() {
        return isReady;
    }

    /**
     * Completes when it first has its place; exceptionally if a bug ends it before, cancelled if it is closed before.
     * Never in the node's lane.
     */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Completes when it has left, exceptionally if a bug ended it. Never in the node's lane. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether a bug ended it; never late. */
    boolean hasFailed() {
        return host.ended().isCompletedExceptionally();
    }

    /** How many links it holds, as it last told; 0 once it has ended. */
    int neighbours() {
        return host.ended().isDone() ? 0 : neighbours;
    }

    /** Those of its own messages that it left with without knowing that others hold them. */
    List<MessageRange> unheld() {
        return unheld;
    }

    /** How long it waits for others when it leaves, unless it is told otherwise then. */
    Duration leaveTime() {
        return leaveTime;
    }

    /** Leaves by itself, as soon as others, or after so long (ms) nobody, are known to hold what it made. */
    void finish(long millis) {
        host.insist(now -> node().leave(now, millis));
    }

    /** Completes when its operator was told of every message; once it has ended. */
    CompletableFuture<Void> told() {
        return showing.written();
    }

    /** Whom it is told to link with; in the node's lane alone. */
    NamedContacts contacts() {
        return contacts;
    }

    /** In the node's lane alone. */
    PeerNode node() {
        return Objects.requireNonNull(node);
    }

    @Override
    public void close() {
        close(leaveTime.toMillis());
    }

    /** Leaves, and waits so long (ms) until others hold what it made and its consumers have taken what waits. */
    void close(long patience) {
        long begun = System.nanoTime();
        PeerNode leaving = node;
        if (leaving == null) {
            host.close();
        } else {
            host.close(now -> leaving.leave(now, patience), Math.max(patience, Departure.SEED_MILLIS));
            if (!hasLeft) {
                host.insist(now -> tellUnheld(leaving), () -> tellUnheld(leaving));
            }
        }
        callers.execute(() -> {}); // by which an executor is found out that dropped what it was given
        endReady();
        endFeeds(host.isInRealTime() ? patience - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) : 0);
        if (known != null) {
            known.close();
        }
        host.ended().whenComplete((left, bug) -> joined.during(() -> end(bug)));
        questions.end();
    }

    /** Before its consumers end: one of them may wait for it. */
    private void endReady() {
        if (isReady) {
            joined.during(() -> ready.reach(null));
            return;
        }
        host.ended().whenComplete((left, bug) -> {
            if (bug != null) {
                joined.during(() -> ready.miss(bug));
            }
        });
        joined.during(() -> ready.miss(new CancellationException("closed before it was ready")));
    }

    /** Waits for whoever closes it, who is not to wait for this thread if it is a listener's. */
    void await(Runnable closed) {
        Thread waits = Thread.currentThread();
        List<Feed<?>> all = feeds();
        all.forEach(feed -> feed.excuse(waits));
        try {
            closed.run();
        } finally {
            all.forEach(feed -> feed.goesOn(waits));
        }
    }

    /** It was ended before it was done with leaving: nobody is known to hold what it made. */
    private void tellUnheld(PeerNode ended) {
        List<Range> made = ended.look().madeAndKept();
        if (!made.isEmpty()) {
            host.report(new Fact.MessagesNotHeld(
                    made.stream()
                            .mapToLong(range -> range.last() - range.first() + 1)
                            .sum(),
                    made,
                    false));
        }
    }

    private void end(@Nullable Throwable bug) {
        if (bug == null) {
            ended.reach(null);
        } else {
            ready.miss(bug);
            ended.miss(bug);
        }
    }

    /**
     * Makes the node and starts it. Once; if it fails the peer is to be closed.
     *
     * @throws IllegalArgumentException if the configuration does not go with the address it listens on
     * @throws IOException if the name by which others are to dial it leads nowhere, with one line
     */
    void start(PeerConfig config) throws IOException {
        Address self = config.self(host.localAddress(), host);
        if (!self.equals(host.localAddress())) {
            settled = self;
        }
        long epoch = host.wallTime();
        config.doubts().forEach(this::doubt);
        List<Address> remembered = known == null ? List.of() : known.load(this::doubt);
        PeerSettings settings =
                config.settings(self, epoch, JoinedPeer.version(), remembered).with(host.budget());
        if (known != null) {
            known.start();
        }
        host.ended().whenComplete((left, bug) -> questions.end());
        host.ended().whenCompleteAsync((left, bug) -> joined.during(() -> end(bug)), callers);
        host.run(effects -> {
            PeerNode made = new PeerNode(settings, host.random(), effects);
            node = made;
            return made;
        });
        contacts.names().start();
        host.insistIn(FORGET_MS, now -> forgetSilent());
    }

    private void doubt(String sentence) {
        host.report(new Fact.SettingDoubtful(sentence));
    }

    private void onEvent(PeerEvent event) {
        missed(Counter.DROPPED_EVENTS_FULL, events.offer(event));
    }

    /** Said once, as it would be said often; the rest is counted. */
    private void missed(Counter counter, long items) {
        if (items > 0) {
            node().counters().add(counter, items);
            if (!isMissTold) {
                isMissTold = true;
                host.log().accept(new Fact.ConsumerMisses(items));
            }
        }
    }

    private Received received(Gossip message, Marks marks) {
        PeerLook look = node().look();
        return new Received(
                message,
                marks,
                look.path(message.origin(), message.n()),
                look.onward(message.origin(), message.n()),
                0);
    }

    private void copyArrived(Feed<CopyArrived> to, Fact.CopyArrived copy) {
        if (!to.isIdle()) {
            CopyArrived arrived = new CopyArrived(
                    new MessageId(copy.origin().toString(), copy.epoch(), copy.n()),
                    Received.reached(copy.path()),
                    Instant.ofEpochMilli(host.wallTime()));
            missed(Counter.DROPPED_COPIES_FULL, to.offer(arrived));
        }
    }

    private long epochOf(Address neighbour) {
        Entry entry = node().look().neighbour(neighbour);
        return entry == null ? 0 : entry.epoch();
    }

    private NodeHost host(PeerConfig config, NodeHost.Maker hosting) throws IOException {
        LoneNode.Plan plan = new LoneNode.Plan(
                "peer",
                config.bind(),
                config.port(),
                config.isOpen(),
                config.workers(),
                keys(config.keys()),
                config.hasProofs());
        try {
            return hosting.listen(plan, new InTheLane());
        } catch (ListenException e) {
            BindException refused = new BindException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private static @Nullable LiveKeys keys(@Nullable Path directory) throws IOException {
        try {
            return directory == null ? null : LiveKeys.read(directory, KeyRole.PEER);
        } catch (KeysException e) {
            throw new IOException("keys: " + e.getMessage(), e);
        }
    }

    private @Nullable KnownAddresses keeper(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return null;
        }
        try {
            return new KnownAddresses(directory, address().port(), threadName("addresses"), logger);
        } catch (IOException e) {
            throw new IOException("cannot write to " + directory + ": " + FileFault.reason(e), e);
        }
    }

    /** The messages that the node keeps for other peers, for consumers that are behind. */
    private final class Kept implements Trail.Store<Received, Received.Name> {
        @Override
        public Received.Name nameOf(Received item) {
            return item.name();
        }

        @Override
        public @Nullable Received recall(Received.Name name) {
            Gossip message = node().look().message(name.origin(), name.n());
            return message == null ? null : received(message, name.marks());
        }

        /** Also once the node has ended: what it kept is still there. */
        @Override
        public void soon(Runnable job) {
            host.insist(now -> job.run(), job);
        }
    }

    /** What the node says. */
    private final class InTheLane implements LoneNode.Application {
        @Override
        public void onFact(Fact fact) {
            Feed<CopyArrived> hearing = copies;
            if (hearing != null && fact instanceof Fact.CopyArrived copy) {
                copyArrived(hearing, copy);
            } else if (fact instanceof Fact.Ready) {
                isReady = true;
                callers.execute(() -> joined.during(() -> ready.reach(null)));
                return;
            } else if (fact instanceof Fact.Started started) {
                contacts.names().isSelf(started.address());
            } else if (fact instanceof Fact.AddressSettled to) {
                settled = to.address();
                contacts.names().isSelf(to.address());
            } else if (fact instanceof Fact.SeedUnreachable seed) {
                contacts.names().failed(seed.seed());
            } else if (fact instanceof Fact.LinkDeclined declined && !declined.isThere()) {
                contacts.names().failed(declined.peer());
            } else if (fact instanceof Fact.MessagesNotHeld not) {
                unheld = ranges(not.numbers());
            } else if (fact instanceof Fact.Stopped) {
                hasLeft = true;
            } else if (fact instanceof Fact.LinkMade made) {
                neighbours = made.links();
            } else if (fact instanceof Fact.LinkLost lost) {
                neighbours = lost.links();
            }
            members.accept(fact);
        }

        private List<MessageRange> ranges(List<Range> numbers) {
            Member self = Member.of(node().look().self());
            return numbers.stream()
                    .map(range -> new MessageRange(self, range.first(), range.last()))
                    .toList();
        }

        @Override
        public void onMade(Gossip message, int links) {
            showing.sent(message, links);
            if (receivesOwn) {
                onMessage(message);
            }
        }

        @Override
        public void onCame(Gossip message, Address from) {
            members.heard(message.origin(), message.age());
            showing.received(message, from);
        }

        @Override
        public void onMessage(Gossip message) {
            onMessage(message, Marks.NONE);
        }

        @Override
        public void onMessage(Gossip message, Marks marks) {
            if (!messages.isIdle()) {
                messages.put(received(message, marks));
            }
        }

        @Override
        public void onBudget(Budget part) {
            fitBudget();
        }

        @Override
        public void onTurnEnd() {
            missed(Counter.DROPPED_DELIVERY_FULL, messages.handOver());
            long late = showing.handOver();
            if (late > 0) {
                node().counters().add(Counter.MESSAGES_NOT_SHOWN, late);
            }
        }

        @Override
        public void onClosed() {
            showing.close();
        }

        @Override
        public void onRemember(List<Address> addresses) {
            if (known != null) {
                known.remember(addresses);
            }
        }
    }
}

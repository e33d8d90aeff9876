package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.peer.CopyArrived;
import grapevine.peer.Flood;
import grapevine.peer.MessageRange;
import grapevine.peer.Neighbour;
import grapevine.peer.Outcome;
import grapevine.peer.Published;
import grapevine.peer.Received;
import grapevine.peer.hosting.HostedPeer;
import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.LoneNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A node in this process: an ordinary application of the library. */
public final class HostedNode extends LiveNode {
    /** How long a message may wait for room before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long it may take until a message is taken or refused. */
    public static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);

    /** How long one that leaves waits until others hold what it made. */
    private static final Duration HANDS_OVER_WITHIN = Duration.ofSeconds(2);

    private final NodeListener listener;
    private final HostedPeer peer;
    private final LoneNode process;

    /** Shared by those who ask the peer; whoever changes whether it answers has it alone. */
    private final ReadWriteLock asking = new ReentrantReadWriteLock();

    private final CompletableFuture<Object> ready = new CompletableFuture<>();
    private volatile boolean isFrozen;
    private volatile boolean isKilled;

    private HostedNode(NodePlan plan, Inbox inbox, NodeListener listener) throws IOException {
        super(plan, inbox);
        this.listener = listener;
        LoneNode[] listening = new LoneNode[1];
        peer = PeerHosting.join(
                plan.config(), (self, message) -> listener.arrived(arrival(message)), null, (bind, application) -> {
                    listening[0] = LoneNode.listen(bind, new Traced(application, listener));
                    listening[0].cutOff(plan.beyond());
                    return listening[0];
                });
        peer.copies(copy -> listener.copied(copy(copy)));
        process = listening[0];
        peer.ready().whenComplete((place, failure) -> becameReady(failure));
    }

    private void becameReady(@Nullable Throwable failure) {
        if (failure == null) {
            ready.complete(this);
        } else if (failure instanceof CancellationException) {
            ready.cancel(false); // it leaves
        } else {
            ready.completeExceptionally(failure);
        }
    }

    /**
     * Starts it; it links up meanwhile. The parameters are those of {@link NodeStarter#start}.
     *
     * @throws LabException if its port cannot be had
     */
    public static HostedNode start(NodePlan plan, Inbox inbox, NodeListener listener) throws LabException {
        try {
            return new HostedNode(plan, inbox, listener);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            String by = why.endsWith("already in use") ? PortOwner.words(plan.port()) : "";
            throw new LabException(NodeName.of(plan.number()) + " cannot start: " + why + by);
        }
    }

    private static NodeListener.Arrival arrival(Received message) {
        return new NodeListener.Arrival(
                message.id(),
                message.origin().address().getPort(),
                message.payload(),
                message.sentAt(),
                Instant.now(),
                ports(message.path()),
                ports(message.onward()));
    }

    private static NodeListener.Copy copy(CopyArrived copy) {
        return new NodeListener.Copy(copy.id(), ports(copy.path()));
    }

    private static List<Integer> ports(List<InetSocketAddress> addresses) {
        return addresses.stream().map(InetSocketAddress::getPort).toList();
    }

    @Override
    public CompletableFuture<?> listening() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<?> ready() {
        return ready;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public String state() {
        if (isKilled) {
            return "killed";
        }
        return isFrozen ? "frozen" : peer.state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isAnswering() {
        return !isFrozen && !isKilled;
    }

    /**
     * Asks the peer, which answers at once unless it stands still: then it is not asked. It does not begin to stand
     * still before it has answered.
     */
    private <T> T ask(Function<HostedPeer, T> question, T whenSilent) {
        asking.readLock().lock();
        try {
            return isAnswering() ? question.apply(peer) : whenSilent;
        } finally {
            asking.readLock().unlock();
        }
    }

    @Override
    protected CompletableFuture<Optional<Look>> askLook() {
        return CompletableFuture.completedFuture(
                ask(asked -> Optional.of(lookOf(asked.look())), Optional.<Look>empty()));
    }

    private static Look lookOf(HostedPeer.Look look) {
        return new Look(
                look.neighbours().stream()
                        .collect(Collectors.toMap(
                                neighbour -> neighbour.member().address().getPort(), Neighbour::eager)),
                look.counters());
    }

    @Override
    public List<Known> view() {
        return ask(
                asked -> asked.currentView().stream()
                        .map(entry -> new Known(entry.member().address().getPort(), entry.links(), entry.hops()))
                        .toList(),
                List.of());
    }

    @Override
    public void connect(List<String> addresses) {
        if (!addresses.isEmpty()) {
            ask(
                    asked -> {
                        asked.connect(addresses.toArray(String[]::new));
                        return true;
                    },
                    false);
        }
    }

    @Override
    public void disconnect(List<String> addresses) {
        if (!addresses.isEmpty()) {
            ask(
                    asked -> {
                        asked.disconnect(addresses.toArray(String[]::new));
                        return true;
                    },
                    false);
        }
    }

    @Override
    public CompletableFuture<?> cutOff(Beyond beyond) {
        return process.cutOff(beyond);
    }

    @Override
    protected void freeze() {
        look();
        change(() -> {
            isFrozen = !isKilled;
            process.freeze();
        });
    }

    @Override
    protected void thaw() {
        change(() -> {
            isFrozen = false;
            process.thaw();
        });
    }

    @Override
    protected void kill() {
        look();
        change(() -> {
            isKilled = true;
            isFrozen = false;
            process.kill();
        });
        ready.completeExceptionally(new LabException(name() + " is killed")); // nobody waits for its place any more
    }

    private void change(Runnable how) {
        asking.writeLock().lock();
        try {
            how.run();
        } finally {
            asking.writeLock().unlock();
        }
    }

    @Override
    public MessageId publish(byte[] payload, @Nullable Flood how) throws InterruptedException, LabException {
        if (!isAnswering()) {
            throw new LabException(name() + " did not send it: it is " + state());
        }
        try {
            CompletableFuture<Published> asked =
                    how == null ? peer.publish(payload, PATIENCE) : peer.publish(payload, how);
            Published published = asked.get(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return published
                    .id()
                    .orElseThrow(() -> new LabException(name() + " did not send it: " + word(published.outcome())));
        } catch (TimeoutException e) {
            throw new LabException(
                    name() + " did not take it within " + TAKEN_WITHIN.toSeconds() + " s: it is " + state());
        } catch (ExecutionException e) {
            throw new LabException(name() + " did not take it: " + e.getMessage());
        }
    }

    @Override
    public void leave() {
        ready.cancel(false);
        if (isFrozen) {
            kill();
        }
        List<MessageRange> unheld = peer.close(HANDS_OVER_WITHIN);
        if (!isKilled && !unheld.isEmpty()) {
            long count = unheld.stream().mapToLong(MessageRange::size).sum();
            listener.tell("leaves, and " + (count == 1 ? "a message" : count + " messages")
                    + " that it made may be nowhere else");
        }
    }

    /** What a person is told of a message that did not go out. */
    private static String word(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> "accepted";
            case THROTTLED -> "its links cannot take more now; try again";
            case NO_PEERS_YET -> "it has no neighbour";
            case CLOSED -> "it is leaving";
        };
    }
}

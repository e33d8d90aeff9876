package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.peer.Flood;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One node: a peer with its inbox, wherever it runs. Safe for several threads. */
public abstract class LiveNode {
    private static final Look NOTHING = new Look(Map.of(), Map.of());

    private final int number;
    private final int port;
    private final Inbox inbox;
    private final Instant startedAt = Instant.now();
    private volatile Map<String, Long> counted = Map.of();

    /** As planned, with this inbox. */
    protected LiveNode(NodePlan plan, Inbox inbox) {
        this.number = plan.number();
        this.port = plan.port();
        this.inbox = inbox;
    }

    /** By which commands call it. */
    public final int number() {
        return number;
    }

    /** As it is called on the screen. */
    public final String name() {
        return NodeName.of(number);
    }

    /** Where it listens on 127.0.0.1. */
    public final int port() {
        return port;
    }

    /** What it has received and made; it can be read whatever has become of the node. */
    public final Inbox inbox() {
        return inbox;
    }

    /** When it was started. */
    public final Instant startedAt() {
        return startedAt;
    }

    /** Complete when it listens on its port; exceptionally, by a {@link LabException}, if it cannot. */
    public abstract CompletableFuture<?> listening();

    /** Complete when it has its place in the network. */
    public abstract CompletableFuture<?> ready();

    /** The process that it runs in. */
    public abstract long pid();

    /** How its own process ended, in a few words; nothing if that lives, or it has none. */
    public Optional<String> ending() {
        return Optional.empty();
    }

    /** One of joining, ready, leaving, closed, failed, frozen, killed. */
    public abstract String state();

    /** Whether it died without a word: it never comes back, and nothing goes through it. */
    final boolean isDead() {
        return "killed".equals(state());
    }

    /** Whether it can be asked anything. */
    public abstract boolean isAnswering();

    /**
     * How a node stands at one moment.
     *
     * @param links whether its link is an eager one, by the ports of its neighbours
     * @param counters what it counted, by name
     */
    public record Look(Map<Integer, Boolean> links, Map<String, Long> counters) {}

    /** Asks the node how it stands; nothing while it does not answer. */
    public final Look look() {
        return looking().join();
    }

    /**
     * Asks all of these, and waits for their answers after that: for several that do not answer no longer than for one.
     *
     * @return how each stands, in the order of the nodes
     */
    public static Map<LiveNode, Look> looks(Collection<LiveNode> nodes) {
        Map<LiveNode, CompletableFuture<Look>> asked = new LinkedHashMap<>();
        nodes.forEach(node -> asked.put(node, node.looking()));
        Map<LiveNode, Look> looks = new LinkedHashMap<>();
        asked.forEach((node, look) -> looks.put(node, look.join()));
        return looks;
    }

    private CompletableFuture<Look> looking() {
        return askLook().thenApply(look -> {
            look.ifPresent(answer -> counted = answer.counters());
            return look.orElse(NOTHING);
        });
    }

    /** Asks it; complete within some seconds, with nothing if it does not answer. */
    protected abstract CompletableFuture<Optional<Look>> askLook();

    /**
     * One that the node knows of, a neighbour or not.
     *
     * @param port where it listens
     * @param links how many it had when it last said so, 0 if it did not
     * @param hops how many exchanges ago that was
     */
    public record Known(int port, int links, int hops) {}

    /** Its partial view of the network, in no order that means anything; nothing while it does not answer. */
    public abstract List<Known> view();

    /** What it counted, by name; nothing while it does not answer. */
    public final Map<String, Long> counters() {
        return look().counters();
    }

    /** What it had counted when it last was asked and answered, by name. */
    public final Map<String, Long> counted() {
        return counted;
    }

    /**
     * Publishes a message.
     *
     * @param how it is to go, null along the tree
     * @throws LabException if it did not go out
     */
    public abstract MessageId publish(byte[] payload, @Nullable Flood how) throws InterruptedException, LabException;

    /** Has it link with these too; nothing while it does not answer. */
    protected abstract void connect(List<String> addresses);

    /** Has it link with these no more; nothing while it does not answer. */
    protected abstract void disconnect(List<String> addresses);

    // Faults

    /** Cuts it off from that, and from nothing else; complete when that is so, or it does not answer. */
    protected abstract CompletableFuture<?> cutOff(Beyond beyond);

    /**
     * Stands still, as a process that is stopped by a signal.
     *
     * @throws LabException if it cannot be made to
     */
    protected abstract void freeze() throws LabException, InterruptedException;

    /**
     * Goes on.
     *
     * @throws LabException if it cannot be made to
     */
    protected abstract void thaw() throws LabException, InterruptedException;

    /** Dies without a word; its inbox can be read. */
    protected abstract void kill();

    /** Leaves the network in order, or is ended. */
    protected abstract void leave();

    /** Is gone at once, if it has a process of its own; does not wait for that. */
    protected void end() {
        // One of this process ends with it.
    }

    @Override
    public String toString() {
        return name();
    }
}

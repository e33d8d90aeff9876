package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.network.PortBlock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Starts the nodes of a network, and waits until they have their places. One start at a time. */
final class Starter {
    private static final int LAST_PORT = 65_535;

    /** So many register with the seeds of a closed network at once: of more the handshakes would run out of time. */
    private static final int JOIN_AT_ONCE = 16;

    /**
     * One node listens and has its place within that, be it new or one that begins anew: who asks for it at the door
     * waits 90 s, in which the process that it had before may have to be ended, too.
     */
    private static final Duration ONE_READY_WITHIN = Duration.ofSeconds(60);

    private static final String NOT_UP = "was not up";
    private static final String FOUND_NONE = "found no place";

    /** What nodes are started into. */
    record Ground(
            Seeds seeds,
            Wiring wiring,
            Partition partition,
            Roster roster,
            InboxRoom room,
            @Nullable InboxStore store,
            @Nullable KeyRing keys) {}

    private final NetworkPlan plan;
    private final NodeStarter nodeStarter;
    private final Ground ground;
    private int lastTried;

    Starter(NetworkPlan plan, NodeStarter nodeStarter, Ground ground) {
        this.plan = plan;
        this.nodeStarter = nodeStarter;
        this.ground = ground;
    }

    /** Networks of the laboratory do not meet. */
    static String nameFor(NetworkPlan plan) {
        return "lab-" + plan.name();
    }

    /**
     * Starts all nodes; they link up meanwhile.
     *
     * @param progress told how many listen
     * @throws LabException if one cannot start
     */
    void startAll(GraphPlan graph, LiveNetwork.Progress progress) throws LabException, InterruptedException {
        ground.room.divide(graph.nodes().size());
        Patience patience = new Patience(graph.nodes().size());
        AtomicInteger listening = new AtomicInteger();
        Deque<LiveNode> joining = new ArrayDeque<>();
        for (Map.Entry<Integer, Set<Integer>> each : graph.neighbours().entrySet()) {
            if (isPaced() && joining.size() == JOIN_AT_ONCE) {
                LiveNode first = joining.remove();
                patience.await(first, first.listening(), NOT_UP);
                patience.await(first, first.ready(), FOUND_NONE);
            }
            LiveNode node = start(each.getKey(), each.getValue());
            node.listening().thenRun(listening::incrementAndGet);
            joining.add(node);
            progress.listening(listening.get());
        }
        Collection<LiveNode> nodes = ground.roster.nodes();
        for (LiveNode node : nodes) {
            patience.await(node, node.listening(), NOT_UP);
            progress.listening(listening.get());
        }
        graph.nodes().forEach(ground.wiring::tell);
    }

    /** Whether all register with seeds by handshakes that this one process computes at both ends, each in its time. */
    private boolean isPaced() {
        return ground.keys != null && !ground.seeds.addresses().isEmpty();
    }

    /**
     * The number of one more: the next one at whose port nobody listens, and with which none failed to start.
     *
     * @throws LabException if there is none, or no room for one more node
     */
    int nextNumber() throws LabException {
        if (ground.roster.nodes().size() >= GraphPlan.MOST_NODES) {
            throw new LabException(
                    "network " + plan.name() + " has " + GraphPlan.MOST_NODES + " nodes, and more there cannot be");
        }
        OpenFiles.checkOneMore();
        int first = Math.max(ground.roster.nextNumber(), lastTried + 1);
        for (int number = first; plan.port(number) <= LAST_PORT; number++) {
            if (PortBlock.isFree(plan.port(number))) {
                return number;
            }
        }
        throw new LabException("network " + plan.name() + " has no port for one more node: there is none after "
                + plan.port(first - 1) + " that is free");
    }

    /**
     * Starts one more.
     *
     * @throws LabException if it cannot start: then it is not there
     */
    LiveNode add(int number, Collection<Integer> neighbours) throws LabException {
        lastTried = number;
        ground.room.divide(ground.roster.nodes().size() + 1);
        if (ground.keys != null) {
            ground.keys.add(number);
        }
        return start(number, neighbours);
    }

    private LiveNode start(int number, Collection<Integer> neighbours) throws LabException {
        ground.wiring.give(number, neighbours);
        boolean isUp = false;
        try {
            Inbox inbox = ground.store == null ? new Inbox(ground.room) : ground.store.inbox(number);
            LiveNode node = start(number, neighbours, inbox);
            isUp = true;
            return node;
        } finally {
            if (!isUp) {
                ground.wiring.remove(number);
            }
        }
    }

    private LiveNode start(int number, Collection<Integer> neighbours, Inbox inbox) throws LabException {
        LiveNode node = nodeStarter.start(planOf(number, neighbours), inbox, ground.roster.listener(number, inbox));
        ground.roster.enter(node);
        ground.partition.joined(node);
        return node;
    }

    /**
     * Ends one, and starts it again.
     *
     * @throws LabException if it cannot start: then it is there as one that was killed
     */
    LiveNode restart(LiveNode node) throws LabException {
        node.leave();
        boolean isUp = false;
        try {
            LiveNode anew = start(node.number(), ground.wiring.of(node.number()), node.inbox());
            isUp = true;
            return anew;
        } finally {
            if (!isUp) {
                node.kill();
            }
        }
    }

    private NodePlan planOf(int number, Collection<Integer> neighbours) throws LabException {
        return new NodePlan(
                number,
                plan.port(number),
                nameFor(plan),
                ground.seeds.addresses(),
                ground.wiring.addresses(
                        neighbours.stream().filter(ground.roster::listens).toList()),
                ground.partition.beyond(number),
                ground.keys == null ? null : ground.keys.ofNode(number));
    }

    /** Until all have their places. */
    void awaitReady(LiveNetwork.Progress progress) throws LabException, InterruptedException {
        Collection<LiveNode> nodes = ground.roster.nodes();
        Patience patience = new Patience(nodes.size());
        int ready = 0;
        for (LiveNode node : nodes) {
            patience.await(node, node.ready(), FOUND_NONE);
            progress.ready(++ready);
        }
    }

    /** Until that one listens and has its place. */
    void awaitReady(LiveNode node) throws LabException, InterruptedException {
        Patience patience = new Patience(ONE_READY_WITHIN);
        patience.await(node, node.listening(), NOT_UP);
        patience.await(node, node.ready(), FOUND_NONE);
    }

    /** Until that one listens. */
    void awaitListening(LiveNode node) throws LabException, InterruptedException {
        new Patience(ONE_READY_WITHIN).await(node, node.listening(), NOT_UP);
    }

    /** How long that many are waited for, from now on. */
    private final class Patience {
        private final Duration all;
        private final long deadline;

        Patience(int nodes) {
            this(plan.patience(nodes));
        }

        Patience(Duration all) {
            this.all = all;
            this.deadline = System.nanoTime() + all.toNanos();
        }

        void await(LiveNode node, CompletableFuture<?> event, String otherwise)
                throws LabException, InterruptedException {
            try {
                event.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof LabException cause ? cause : failure(node, FOUND_NONE);
            } catch (CancellationException e) {
                throw new LabException(node.name() + " was removed or restarted meanwhile");
            } catch (TimeoutException e) {
                throw failure(node, otherwise);
            }
        }

        private LabException failure(LiveNode node, String what) {
            return new LabException(node.name() + " " + what + " within " + all.toSeconds() + " s");
        }
    }
}

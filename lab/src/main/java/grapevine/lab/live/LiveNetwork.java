package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.graph.GraphPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one network. Those of a {@link NetworkPlan.Kind#JOIN} network are introduced by seeds and choose their
 * neighbours; those of the others have exactly the links they are given. Safe for several threads; one change at a
 * time.
 */
public final class LiveNetwork implements AutoCloseable {
    /** Told how far the start is. */
    public interface Progress {
        /** So many nodes have their place. */
        void ready(int nodes) throws LabException;

        /** So many nodes listen. */
        default void listening(int nodes) throws LabException {}
    }

    private final NetworkPlan plan;
    private final Instant startedAt = Instant.now();
    private final Seeds seeds;
    private final InboxRoom room = InboxRoom.ofProcess();
    private final @Nullable InboxStore store;
    private final Story story = new Story();
    private final Roster roster;
    private final Starter starter;
    private final Wiring wiring;
    private final Partition partition;
    private final Gaps gaps;
    private final Turnover turnover;
    private final Faults faults;

    private LiveNetwork(NetworkPlan plan, NodeStarter nodeStarter) throws UsageException, LabException {
        this.plan = plan;
        KeyRing keys = KeyRing.of(plan);
        this.store =
                plan.data() == null ? null : InboxStore.open(Path.of(plan.data()), room, what -> story.tell(0, what));
        try {
            this.seeds = plan.kind() == NetworkPlan.Kind.JOIN
                    ? Seeds.start(Starter.nameFor(plan), plan, keys)
                    : Seeds.none();
        } catch (LabException e) {
            closeStore();
            throw e;
        }
        GivenLinks given = new GivenLinks();
        this.roster = new Roster(plan, story, given, this::faults);
        this.wiring = new Wiring(plan, given, roster::node, Wiring.LINKED_WITHIN);
        this.partition = new Partition(seeds, roster);
        Starter.Ground ground = new Starter.Ground(seeds, wiring, partition, roster, room, store, keys);
        this.starter = new Starter(plan, nodeStarter, ground);
        this.gaps = new Gaps(roster, wiring);
        this.turnover = new Turnover(this, ground, starter, gaps);
        this.faults = new Faults(this, roster, partition, wiring, gaps);
    }

    /** Asked for when the first node tells of something. */
    private Faults faults() {
        return faults;
    }

    /** The same with all nodes in this process. */
    public static LiveNetwork start(NetworkPlan plan, Progress progress)
            throws UsageException, LabException, InterruptedException {
        return start(plan, HostedNode::start, progress);
    }

    /**
     * Starts all nodes and waits until each has its place.
     *
     * @param nodeStarter starts each
     * @param progress told how many nodes listen and are ready
     * @throws UsageException if the plan is none
     * @throws LabException if a port, keys, the file of inboxes or enough open files cannot be had, or a node finds no
     *     place; nothing runs then
     */
    public static LiveNetwork start(NetworkPlan plan, NodeStarter nodeStarter, Progress progress)
            throws UsageException, LabException, InterruptedException {
        plan.check();
        GraphPlan graph = plan.graph();
        OpenFiles.check(plan, graph);
        LiveNetwork network = new LiveNetwork(plan, nodeStarter);
        boolean isUp = false;
        try {
            network.startAll(graph, progress);
            network.starter.awaitReady(progress);
            isUp = true;
            return network;
        } finally {
            if (!isUp) {
                network.close();
            }
        }
    }

    private synchronized void startAll(GraphPlan graph, Progress progress) throws LabException, InterruptedException {
        starter.startAll(graph, progress);
    }

    /** What was wanted. */
    public NetworkPlan plan() {
        return plan;
    }

    /** When it was started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Where its seeds listen; none but of one that joins. */
    public List<String> seeds() {
        return seeds.addresses();
    }

    /** All nodes there are, by number. */
    public Collection<LiveNode> nodes() {
        return roster.nodes();
    }

    /** The one with this number. */
    public Optional<LiveNode> node(int number) {
        return roster.node(number);
    }

    /** The nodes of the side that was cut off, ascending; none of a network that is whole. */
    public Set<Integer> side() {
        return partition.side();
    }

    /** What a person is told who asks for a node that is not there. */
    public String absent(int number) {
        return roster.absent(number);
    }

    /** The numbers of a node's neighbours, ascending, as it sees them now. */
    public Set<Integer> neighbours(LiveNode node) {
        return linksOf(node.look()).keySet();
    }

    /** How each node stands, by number. */
    public Map<LiveNode, LiveNode.Look> looks() {
        return LiveNode.looks(nodes());
    }

    /** A node's neighbours as it saw them then, by number, and whether its link to each is an eager one. */
    public SortedMap<Integer, Boolean> linksOf(LiveNode.Look look) {
        return roster.linksOf(look);
    }

    /** The number of the node that listens or listened on this port, 0 if there never was one. */
    public int numberAt(int port) {
        return roster.numberAt(port);
    }

    /** What happened. */
    public Story story() {
        return story;
    }

    /** By which links messages went. */
    public Travels travels() {
        return roster.travels();
    }

    /**
     * One more node; in a network of given links it is linked with as many others as its kind has it. Others are
     * changed while it is waited for.
     *
     * @throws LabException if it cannot start or finds no place; it is not there then
     */
    public LiveNode add() throws LabException, InterruptedException {
        return turnover.add();
    }

    /**
     * A node stands still; the others have to find out.
     *
     * @throws LabException if it is killed, removed or restarted
     */
    public void freeze(LiveNode node) throws LabException, InterruptedException {
        faults.freeze(node);
    }

    /**
     * It goes on.
     *
     * @throws LabException if it is killed, removed or restarted
     */
    public void thaw(LiveNode node) throws LabException, InterruptedException {
        faults.thaw(node);
    }

    /**
     * A node dies without a word, and is there no more than its inbox. In a network of given links those that were
     * linked with it are linked with each other when one of them has found it dead.
     *
     * @throws LabException if it is killed, removed or restarted
     */
    public void kill(LiveNode node) throws LabException {
        faults.kill(node);
    }

    /**
     * Cuts the network in two: from now on nothing passes between these nodes and all others, to which the seeds
     * belong, and so do nodes that are added. A second cut takes the place of the first.
     *
     * @throws LabException if one of them is not there, or they are none or all
     */
    public synchronized void cut(Set<Integer> side) throws LabException, InterruptedException {
        partition.cut(side);
    }

    /** Makes the network whole; what still stands goes on. Nothing to do if it is. */
    public synchronized void mend() throws LabException, InterruptedException {
        partition.mend();
    }

    /**
     * A node leaves, and says goodbye.
     *
     * @param heals whether in a network of given links those that lose it are linked with each other instead, so that
     *     they keep their number of links where that can be, and all stay connected
     * @throws LabException if it was removed or restarted already
     */
    public void remove(LiveNode node, boolean heals) throws LabException {
        turnover.remove(node, heals);
    }

    /**
     * A node begins anew under its number: it leaves, or is ended if it stands still, and is started again with the
     * links that it was given, or as one that joins. Its inbox stays. Others are changed while it is waited for.
     *
     * @return the new one, which has its place unless nobody is there now who could give it one
     * @throws LabException if it was removed or restarted already, cannot start or finds no place; in the last case it
     *     is there all the same
     */
    public LiveNode restart(LiveNode node) throws LabException, InterruptedException {
        return turnover.restart(node);
    }

    /**
     * Changes the links of a network that has given ones so that every node that lives has at least and at most so
     * many, and all are connected all the while: links are made, and stand, before others are taken away.
     *
     * @return how many links were made and taken away
     * @throws LabException if there is no such graph, a node stands still, a new link does not come to stand, or the
     *     nodes choose their links; nothing is changed then
     */
    public synchronized int restructure(int least, int most) throws LabException, InterruptedException {
        if (plan.kind() == NetworkPlan.Kind.JOIN) {
            throw new LabException("the nodes of network " + plan.name() + " choose their links themselves");
        }
        if (!side().isEmpty()) {
            throw new LabException(
                    "network " + plan.name() + " is cut in two (./grapevine mend-network makes it whole)");
        }
        roster.checkNoneIsFrozen();
        Rewiring.Change change = wiring.restructure(least, most);
        gaps.settle();
        story.tell(
                0, change.made().size() + " links were made, " + change.taken().size() + " taken away");
        return change.made().size() + change.taken().size();
    }

    @Override
    public void close() {
        faults.end();
        synchronized (this) {
            partition.mendQuietly();
        }
        roster.leave();
        seeds.close();
        closeStore();
    }

    private void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}

package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.graph.Numbers;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The nodes that there are, what they tell, and what is known of those that were. Safe for several threads. */
final class Roster implements Reception.Place {
    /** Does something about what is noticed of a node, while whoever noticed goes on. */
    interface Reactions {
        /** A neighbour holds it for dead. */
        void foundDead(int number);

        /** It answers again, and is to be told what it missed, or its process is gone. */
        void changedState(int number);
    }

    private static final int MOST_AT_ONCE = 64;
    private static final long GO_SECONDS = 1;
    private static final long LEAVE_SECONDS = 10;

    private final NetworkPlan plan;
    private final Story story;
    private final GivenLinks given;
    private final Supplier<? extends Reactions> reactions;
    private final Travels travels = new Travels();
    private final ConcurrentSkipListMap<Integer, LiveNode> nodes = new ConcurrentSkipListMap<>();
    private final Set<Integer> ever = ConcurrentHashMap.newKeySet();
    private volatile int lastNumber;

    /**
     * An empty one.
     *
     * @param reactions who does something about what is noticed of a node
     */
    Roster(NetworkPlan plan, Story story, GivenLinks given, Supplier<? extends Reactions> reactions) {
        this.plan = plan;
        this.story = story;
        this.given = given;
        this.reactions = reactions;
    }

    /** One more node. */
    void enter(LiveNode node) {
        ever.add(node.number());
        nodes.put(node.number(), node);
        lastNumber = Math.max(lastNumber, node.number());
        story.tell(node.number(), "started on 127.0.0.1:" + node.port());
    }

    /** It is there no more. */
    void remove(LiveNode node) {
        nodes.remove(node.number(), node);
    }

    /** All leave, at once; those that have not after some seconds are ended. */
    void leave() {
        leave(LEAVE_SECONDS);
    }

    void leave(long seconds) {
        ExecutorService leaving = Executors.newFixedThreadPool(Math.max(1, Math.min(MOST_AT_ONCE, nodes.size())));
        nodes.values().forEach(node -> leaving.execute(node::leave));
        leaving.shutdown();
        try {
            if (!leaving.awaitTermination(seconds, TimeUnit.SECONDS)) {
                leaving.shutdownNow();
                nodes.values().forEach(LiveNode::end);
                leaving.awaitTermination(GO_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            nodes.values().forEach(LiveNode::end);
            Thread.currentThread().interrupt();
        }
    }

    /** Hears what that node tells. */
    NodeListener listener(int number, Inbox inbox) {
        return new Reception(number, inbox, this);
    }

    /** By number. */
    Collection<LiveNode> nodes() {
        return nodes.values();
    }

    Set<Integer> numbers() {
        return nodes.keySet();
    }

    Optional<LiveNode> node(int number) {
        return Optional.ofNullable(nodes.get(number));
    }

    /** Those that can be asked. */
    List<LiveNode> answering() {
        return nodes.values().stream().filter(LiveNode::isAnswering).toList();
    }

    /** Whether it is the one that is there under its number. */
    boolean isThere(LiveNode node) {
        return nodes.get(node.number()) == node;
    }

    /** While somebody waited for a turn another may have taken its place. */
    void checkIsThere(LiveNode node) throws LabException {
        if (!isThere(node)) {
            boolean isGone = !nodes.containsKey(node.number());
            throw new LabException(node.name() + (isGone ? " is gone" : " was restarted meanwhile; try again"));
        }
    }

    /** It is there, and was not killed. */
    void checkLives(LiveNode node) throws LabException {
        checkIsThere(node);
        if (node.isDead()) {
            throw new LabException(node.name() + " is killed");
        }
    }

    /** As long as one may or may not go on, nobody knows whether there is a way through it. */
    void checkNoneIsFrozen() throws LabException {
        LiveNode.looks(nodes.values()); // who is stopped from a shell may not be known yet
        for (LiveNode node : nodes.values()) {
            if (!node.isAnswering() && !node.isDead()) {
                throw new LabException(
                        node.name() + " is frozen: links are changed when it goes on, or is killed or removed");
            }
        }
    }

    /** Whether it is there and can be dialled. */
    boolean listens(int number) {
        LiveNode node = nodes.get(number);
        return node != null && node.listening().isDone() && !node.listening().isCompletedExceptionally();
    }

    /** No other has had this number. */
    int nextNumber() {
        return lastNumber + 1;
    }

    /** What a person is told who asks for a node that is not there. */
    String absent(int number) {
        return "there is no node " + number + " in " + plan.name() + " (there are " + Numbers.text(nodes.keySet())
                + ")";
    }

    /** A node's neighbours as it saw them then, by number, and whether its link to each is an eager one. */
    SortedMap<Integer, Boolean> linksOf(LiveNode.Look look) {
        SortedMap<Integer, Boolean> links = new TreeMap<>();
        look.links().forEach((port, eager) -> links.put(numberAt(port), eager));
        links.remove(0);
        return links;
    }

    @Override
    public int numberAt(int port) {
        int number = plan.kind() == NetworkPlan.Kind.STATIC ? port : port - plan.portsOrigin();
        return ever.contains(number) ? number : 0;
    }

    /** Where nodes choose their neighbours nobody knows all links that ever were: there it takes two nodes. */
    @Override
    public boolean mayLink(int one, int other) {
        boolean areTwo = one > 0 && other > 0 && one != other;
        return areTwo && (plan.kind() == NetworkPlan.Kind.JOIN || given.were(one, other));
    }

    /** Something happened to a node, which a person may want to see. */
    void tell(int node, String what) {
        tell(node, what, null);
    }

    @Override
    public void tell(int node, String what, @Nullable MessageId message) {
        story.tell(node, what, message);
    }

    @Override
    public Travels travels() {
        return travels;
    }

    @Override
    public void foundDead(int node) {
        reactions.get().foundDead(node);
    }

    @Override
    public void changedState(int node) {
        reactions.get().changedState(node);
    }
}

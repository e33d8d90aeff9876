package grapevine.peer.core;

import grapevine.node.Budget;
import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.peer.core.join.Departure;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Role;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A peer: registers with seeds, links up with older peers, gossips, watches its neighbours, reports the dead, leaves.
 * This class is the way in and runs the one timer; what a peer does stands in its parts, which {@link PeerParts} builds
 * and wires.
 */
public final class PeerNode implements Node {
    /** A timer this late proves that the node stood still. */
    private static final long PAUSE_MILLIS = 1000;

    /** The parts that act by themselves, in the order in which they do. */
    private static final List<Function<PeerNode, Part>> PARTS = List.of(
            node -> node.ground.waiting(),
            node -> node.parts.registration,
            node -> node.parts.contacts,
            node -> node.parts.overlay.staticNeighbours(),
            node -> node.parts.overlay.attachment(),
            node -> node.parts.sampling,
            node -> node.parts.overlay.remembered(),
            node -> node.parts.liveness,
            node -> node.parts.gossiping,
            node -> node.parts.gossiping.announcements(),
            node -> node.parts.missing,
            node -> node.parts.comparing);

    private static final List<Function<PeerNode, Part>> PARTS_WHILE_LEAVING =
            List.of(node -> node.ground.waiting(), node -> Objects.requireNonNull(node.parts.departure()));

    private final Ground ground;
    final PeerParts parts;

    public PeerNode(PeerSettings settings, RandomGenerator random, Effects effects) {
        ground = new Ground(settings, random, effects);
        parts = new PeerParts(ground);
    }

    @Override
    public void onStart(long at) {
        ground.start(at);
        PeerSettings settings = ground.settings();
        ground.report(new Fact.Started(
                Role.PEER,
                ground.self().address(),
                settings.network(),
                ground.self().epoch(),
                settings.version()));
        ground.report(new Fact.SeedsFound(settings.seedCount(), settings.seeds(), settings.quorum()));
        Identity certified = ground.self().identity();
        if (certified != null) {
            ground.report(new Fact.Identified(certified.name(), "keys"));
        }
        int asked = settings.links().orElse(0);
        if (asked > ground.aim()) {
            ground.report(new Fact.SettingInForce("links", asked, ground.aim(), "half of degree-cap"));
        }
        long toRetain = settings.retainBytes().orElse(0);
        if (toRetain > settings.mostRetained()) {
            ground.report(new Fact.SettingInForce("retain-bytes", toRetain, settings.mostRetained(), "the heap"));
        }
        parts.contacts.start();
        parts.gossiping.start();
    }

    @Override
    public Conversation onAccepted(long at, Link link) {
        ground.enter(at);
        ground.count(Counter.CONNECTIONS_ACCEPTED);
        return parts.connections.welcome(link);
    }

    @Override
    public void onTimer(long at) {
        ground.enter(at);
        long late = ground.timerRan();
        if (late > PAUSE_MILLIS) {
            stoodStill(late);
        }
        for (Function<PeerNode, Part> each : acting()) {
            Part part = each.apply(this);
            if (part.due() <= at) {
                part.onDue(at);
            }
        }
        for (Function<PeerNode, Part> each : acting()) {
            ground.wakeAt(each.apply(this).due());
        }
    }

    private void stoodStill(long millis) {
        ground.count(Counter.PAUSES);
        ground.witness(ground.self().address(), new Fact.Paused(millis));
        parts.liveness.stoodStill(millis);
        parts.comparing.stoodStill(millis);
        ground.waiting().postpone(millis);
    }

    /** A peer that leaves renews, repairs, watches and makes nothing any more. */
    private List<Function<PeerNode, Part>> acting() {
        return parts.departure() == null ? PARTS : PARTS_WHILE_LEAVING;
    }

    @Override
    public void onLeave(long at) {
        leave(at, ground.settings().leaveTime().toMillis());
    }

    /**
     * Leaves, and waits until others hold what it made; of one that leaves already, no longer than this.
     *
     * @param patience at most so long (ms)
     */
    public void leave(long at, long patience) {
        ground.enter(at);
        Departure begun = parts.departure();
        if (begun != null) {
            begun.hurry(patience);
            return;
        }
        parts.gossiping.signAll();
        Departure departure = new Departure(ground, parts.neighbours, parts.registration, parts.legacy());
        ground.leave();
        parts.leave(departure);
        parts.gossiping.releaseAll();
        departure.leave(patience);
    }

    @Override
    public void onBudget(long at, Budget part) {
        ground.enter(at);
        ground.budget(part);
        parts.gossiping.budgetChanged();
    }

    @Override
    public Counters counters() {
        return ground.counters();
    }

    /**
     * Makes a message of this peer and sends it to every neighbour.
     *
     * @throws IllegalArgumentException if the payload is empty or longer than {@link grapevine.wire.Limits#PAYLOAD}
     */
    public Publication publish(long at, byte[] payload) {
        ground.enter(at);
        return parts.gossiping.publish(payload);
    }

    /**
     * Makes a message of this peer that shows its way, and floods it.
     *
     * @param relays how many copies of it go over each link in each direction at most, 0 if it stays here
     * @param delay how long (ms) a copy waits before each hop
     * @throws IllegalArgumentException if the payload is empty or longer than
     *     {@link grapevine.wire.PieceMessage#LARGE}
     */
    public Publication flood(long at, byte[] payload, int relays, long delay) {
        ground.enter(at);
        return parts.gossiping.flood(payload, relays, delay);
    }

    /** What would become of a message that was published now. */
    public Publication publication(long at) {
        ground.enter(at);
        return parts.gossiping.publication();
    }

    /**
     * Links with these too, whatever the seeds say, as with the contacts of its settings.
     *
     * @return false if they would be more than {@link PeerSettings#MOST_CONTACTS}; then none is taken
     */
    public boolean addContacts(long at, List<Address> contacts) {
        ground.enter(at);
        return ground.isLeaving() || parts.addContacts(contacts);
    }

    /**
     * Does not link with these any more, unless there is another reason; links to them end.
     *
     * @return whether that could be done
     */
    public boolean removeContacts(long at, List<Address> contacts) {
        ground.enter(at);
        if (!ground.isLeaving()) {
            parts.removeContacts(contacts);
        }
        return true;
    }

    /**
     * So many of its contacts have a name from now on, wherever that leads.
     *
     * @return false if they would be more than {@link PeerSettings#MOST_CONTACTS} with the others; then it stays as it
     *     was
     */
    public boolean nameContacts(long at, int names) {
        ground.enter(at);
        return ground.isLeaving() || parts.contacts.name(names);
    }

    /** Does not link any more with those of these that are no contacts; links to them end. */
    public void forgo(long at, List<Address> former) {
        ground.enter(at);
        if (!ground.isLeaving()) {
            parts.forgo(former);
        }
    }

    /**
     * What its names lead to; said at least once if there are any, and again whenever that changes.
     *
     * @param seeds the addresses of all seeds that have one, named or not
     * @param seedCount how many seeds there are
     * @param contacts those of the contacts that have a name
     */
    public void namesLeadTo(long at, List<Address> seeds, int seedCount, List<Address> contacts) {
        ground.enter(at);
        if (!ground.isLeaving()) {
            parts.contacts.namesLeadTo(seeds, seedCount, contacts);
            parts.overlay.contactsAdded();
        }
    }

    /** What may be seen of this peer from outside. */
    public PeerLook look() {
        return new PeerLook(parts);
    }
}

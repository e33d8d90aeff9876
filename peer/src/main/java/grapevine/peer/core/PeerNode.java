package grapevine.peer.core;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A peer: registers with seeds, links up with older peers, gossips, watches its neighbours, reports the dead, leaves.
 * This class is the way in and the one timer; what a peer does stands in its parts: {@link Registration},
 * {@link Overlay}, {@link Attachment}, {@link Liveness}, {@link Sampling}, {@link Remembered}, {@link Gossiping},
 * {@link Tree}, {@link Comparing}, {@link Contacts}, {@link Departure}.
 */
public final class PeerNode implements Node {
    /** A timer this late proves that the node stood still. */
    private static final long PAUSE_MILLIS = 1000;

    /** The parts that act by themselves, in the order in which they do. */
    private static final List<Function<PeerNode, Part>> PARTS = List.of(
            PeerNode::waiting,
            PeerNode::registration,
            PeerNode::contacts,
            PeerNode::attachment,
            PeerNode::sampling,
            PeerNode::remembered,
            PeerNode::liveness,
            PeerNode::gossiping,
            node -> node.tree.announcements(),
            node -> node.tree.missing(),
            PeerNode::comparing);

    private static final List<Function<PeerNode, Part>> PARTS_WHILE_LEAVING =
            List.of(PeerNode::waiting, node -> Objects.requireNonNull(node.departure));

    /** So far (ms) may other clocks be ahead of ours. */
    static final long FUTURE_MILLIS = 3_600_000;

    private final PeerSettings settings;
    private final RandomGenerator random;
    private final Effects effects;
    private final Counters counters = new Counters();
    private final Self self;
    private final Waiting waiting;
    private final Strangers strangers;
    private final Registration registration;
    private final Contacts contacts;
    private final PartialView<Entry> view;
    private final Sampling sampling;
    private final Remembered remembered;
    private final Overlay overlay;
    private final Attachment attachment;
    private final Liveness liveness;
    private final Gossiping gossiping;
    private final Tree tree;
    private final Comparing comparing;

    /** Null until it leaves. */
    private @Nullable Departure departure;

    private long now;
    private long startedAt;
    private long armedFor = Part.NEVER;
    private boolean isReady;

    public PeerNode(PeerSettings settings, RandomGenerator random, Effects effects) {
        this.settings = settings;
        this.random = random;
        this.effects = effects;
        self = new Self(settings);
        waiting = new Waiting(this);
        strangers = new Strangers(this);
        registration = new Registration(this);
        contacts = new Contacts(this);
        view = new PartialView<>(settings.sampling(), random, new ViewEntries(this));
        sampling = new Sampling(this);
        remembered = new Remembered(this);
        overlay = new Overlay(this);
        attachment = new Attachment(this, overlay);
        liveness = new Liveness(this);
        gossiping = new Gossiping(this);
        tree = new Tree(this);
        comparing = new Comparing(this);
    }

    @Override
    public void onStart(long at) {
        enter(at);
        startedAt = at;
        effects.report(
                new Fact.Started(Role.PEER, self.address(), settings.network(), self.epoch(), settings.version()));
        effects.report(new Fact.SeedsFound(settings.seeds().size(), settings.seeds(), settings.quorum()));
        contacts.start();
        gossiping.start();
    }

    @Override
    public Conversation onAccepted(long at, Link link) {
        enter(at);
        count(Counter.CONNECTIONS_ACCEPTED);
        return strangers.welcome(link);
    }

    @Override
    public void onTimer(long at) {
        enter(at);
        long late = at - armedFor;
        boolean stoodStill = armedFor != Part.NEVER && late > PAUSE_MILLIS;
        armedFor = Part.NEVER;
        if (stoodStill) {
            count(Counter.PAUSES);
            effects.report(new Fact.Paused(late));
            liveness.startAnew();
            waiting.postpone(late);
        }
        for (Function<PeerNode, Part> each : acting()) {
            Part part = each.apply(this);
            if (part.due() <= at) {
                part.onDue(at);
            }
        }
        for (Function<PeerNode, Part> each : acting()) {
            wakeAt(each.apply(this).due());
        }
    }

    /** A peer that leaves renews, repairs, watches and makes nothing any more. */
    private List<Function<PeerNode, Part>> acting() {
        return isLeaving() ? PARTS_WHILE_LEAVING : PARTS;
    }

    @Override
    public void onLeave(long at) {
        enter(at);
        if (departure == null) {
            departure = new Departure(this);
            gossiping.delivery().releaseAll();
            departure.leave();
        }
    }

    @Override
    public Counters counters() {
        return counters;
    }

    /**
     * Makes a message of this peer and sends it to every neighbour.
     *
     * @throws IllegalArgumentException if the payload is empty or longer than {@link grapevine.wire.Limits#PAYLOAD}
     */
    public Publication publish(long at, byte[] payload) {
        enter(at);
        return gossiping.publish(payload);
    }

    /**
     * Links with these too, whatever the seeds say, as with the contacts of its settings.
     *
     * @return false if they would be more than {@link PeerSettings#MOST_CONTACTS}; then none is taken
     */
    public boolean addContacts(long at, List<Address> contacts) {
        enter(at);
        return isLeaving() || this.contacts.add(contacts);
    }

    /** What may be seen of this peer from outside. */
    public PeerLook look() {
        return new PeerLook(this);
    }

    // What the parts share

    void enter(long at) {
        now = at;
    }

    long now() {
        return now;
    }

    long startedAt() {
        return startedAt;
    }

    PeerSettings settings() {
        return settings;
    }

    RandomGenerator random() {
        return random;
    }

    Effects effects() {
        return effects;
    }

    Self self() {
        return self;
    }

    Waiting waiting() {
        return waiting;
    }

    Strangers strangers() {
        return strangers;
    }

    Registration registration() {
        return registration;
    }

    Contacts contacts() {
        return contacts;
    }

    PartialView<Entry> view() {
        return view;
    }

    Sampling sampling() {
        return sampling;
    }

    Remembered remembered() {
        return remembered;
    }

    Overlay overlay() {
        return overlay;
    }

    Attachment attachment() {
        return attachment;
    }

    Liveness liveness() {
        return liveness;
    }

    Gossiping gossiping() {
        return gossiping;
    }

    Tree tree() {
        return tree;
    }

    Comparing comparing() {
        return comparing;
    }

    /** Whether what is said of a peer may be kept: not ourselves, and of an age that a seed could have given it. */
    boolean isSensible(Entry said) {
        return !said.address().equals(self.address())
                && said.age() > 0
                && said.age() <= effects.wallTime() + FUTURE_MILLIS;
    }

    boolean isLeaving() {
        return departure != null;
    }

    boolean isReady() {
        return isReady;
    }

    /**
     * Arms the timer for this time unless it is armed for an earlier one. What is overdue already, because something
     * else had to end first, is due now: only what the timer itself is late by proves a standstill.
     */
    void wakeAt(long due) {
        long next = Math.max(due, now);
        if (next < armedFor) {
            armedFor = next;
            effects.armTimer(next);
        }
    }

    void count(Counter counter) {
        counters.add(counter);
    }

    /** Has its place: linked, or the first of all. Said once. */
    void ready() {
        if (!isReady) {
            isReady = true;
            effects.report(new Fact.Ready(self.address(), self.age(), overlay.degree(), now - startedAt));
        }
    }

    /** Somebody else's fault: counted, told, and answered by one line before the link ends. */
    void violated(Link link, ProtocolException violation) {
        count(Counter.of(violation.reason()));
        effects.report(
                new Fact.ConnectionEnded(link.remoteIp(), violation.reason().word(), violation.getMessage()));
        effects.send(link, new Message.Failure(violation.reason().word(), violation.getMessage()));
        effects.finish(link);
    }

    /** A random time around this one: 80 to 100 percent of it. */
    long jittered(long millis) {
        return millis - (long) (millis * 0.2 * random.nextDouble());
    }

    static ProtocolException unexpected(Message message) {
        return new ProtocolException(
                ProtocolException.Reason.UNEXPECTED,
                message.getClass().getSimpleName() + " has no business on this connection now");
    }

    /** An enum's name as a word: {@code TIMED_OUT} is {@code timed-out}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

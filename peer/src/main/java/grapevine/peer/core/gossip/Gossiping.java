package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Proofs;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.proof.Proving;
import grapevine.peer.core.proof.Unbelieved;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Limits;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import grapevine.wire.PieceMessage;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.Way;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes, receives and passes on messages: the first copy of each goes to the application, is kept for those who lack
 * it, and goes on by every eager link but the one it came by and the one to who made it. Which links are eager is
 * decided by {@link Tree}; the others hear of it by {@link Announcements}.
 */
public final class Gossiping implements Part, Seen.Listener, Proving.Listener {
    private static final byte[] NO_RULE = {};
    private static final long MOST_RETAINED_MILLIS = PeerSettings.MOST_RETAIN_TIME.toMillis();

    private final Ground ground;
    private final Neighbours neighbours;
    private final Repairs repairs;
    private final Seen seen;
    private final Announcements announcements;
    private final Tree tree;
    private final Throttle throttle;
    private final Delivery delivery;
    private final Large large;
    private @Nullable Retained retained;

    /** Null where messages are not proven. */
    private final @Nullable Proving proving;

    /** Null until a message is flooded. */
    private @Nullable Flooding flooding;

    /** Null until an origin comes that is new. */
    private @Nullable OriginRoom originRoom;

    private long made;
    private int keptHere;
    private long lastNumber;
    private long publishedAt = -1;
    private int madeByTimer;
    private long nextAt = NEVER;
    private long sweepAt;
    private long expireAt = NEVER;

    /** What was made before then is not for us, if somebody can still give it to us. */
    private long cameAt = Long.MIN_VALUE;

    public Gossiping(Ground ground, Neighbours neighbours, Repairs repairs, Unbelieved unbelieved) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.repairs = repairs;
        seen = new Seen(ground.settings().budget().origins(), this);
        announcements = new Announcements(ground, neighbours, this);
        tree = new Tree(ground, neighbours, this, repairs);
        throttle = new Throttle(ground, neighbours, tree);
        delivery = new Delivery(ground, this);
        large = new Large(ground, neighbours, this, repairs);
        Proofs proofs = ground.effects().proofs();
        proving = proofs == null ? null : new Proving(ground, neighbours, proofs, this, unbelieved);
    }

    @Override
    public void met(Origin origin) {
        if (!origin.equals(ground.self().origin())) {
            ground.report(new Fact.OriginMet(origin.address(), origin.epoch()));
        }
    }

    private static long retainMillis(Ground ground) {
        return ground.settings().retainTime().toMillis();
    }

    /** From now on it makes messages of its own, if it is to make any. */
    public void start() {
        if (ground.settings().gossipCount() > 0) {
            nextAt = ground.now() + ground.settings().gossipPeriod().toMillis();
        }
        sweepAt = ground.now() + MOST_RETAINED_MILLIS;
        ground.wakeAt(due());
    }

    /** What was seen. */
    public Seen seen() {
        return seen;
    }

    /** Which links messages go along. */
    public Tree tree() {
        return tree;
    }

    /** Who slows down whom. */
    public Throttle throttle() {
        return throttle;
    }

    /** What is told of messages that do not go along. */
    public Announcements announcements() {
        return announcements;
    }

    /** Something counts as seen now that did not come: what waited for it waits no more. */
    public void releaseWhatLacksNothing() {
        delivery.releaseWhatLacksNothing();
    }

    /** A large message of this origin was offered: what waited for it need not. */
    void offered(Origin origin) {
        delivery.offered(origin);
    }

    /** We leave: what waits for others is handed over now, marked. */
    public void releaseAll() {
        delivery.releaseAll();
    }

    /** The first link was made at this time (ms): what was made before is not for this peer. */
    public void cameAt(long at) {
        cameAt = at;
    }

    /** All that was made before the first link counts as seen. */
    public void knowsWhatWasBefore() {
        cameAt = Long.MIN_VALUE;
    }

    /** How many messages wait for their causes. */
    public int held() {
        return delivery.held();
    }

    /** How many messages wait for earlier ones of their origin. */
    public int heldInOrder() {
        return delivery.heldInOrder();
    }

    /** How many messages were waited for in vain. */
    public int lacked() {
        return delivery.lacked();
    }

    /** What others may fetch here; made when the first message is kept, or asked for. */
    public Retained retained() {
        if (retained == null) {
            retained = new Retained(retainMillis(ground), ground.settings().mostRetained(), ground.counters());
        }
        return retained;
    }

    /** How large messages go. */
    public Large large() {
        return large;
    }

    /** How messages are proven, and by whom; null where they are not. */
    public @Nullable Proving proving() {
        return proving;
    }

    /** There is more memory for what is kept, or less. */
    public void budgetChanged() {
        seen.resize(ground.settings().budget().origins());
        if (retained != null) {
            retained.resize(ground.settings().mostRetained());
        }
    }

    /** When this peer last made a message, -1 if it never did. */
    long publishedAt() {
        return publishedAt;
    }

    /** The same, or null as long as nothing was kept. */
    public @Nullable Retained retainedIfAny() {
        return retained;
    }

    /** How much is kept for others, bytes of memory, about. */
    public long retainedBytes() {
        return retained == null ? 0 : retained.bytes();
    }

    /** How long ago (ms) the oldest message that is kept was made. */
    public long retainedMillis() {
        return retained == null ? 0 : retained.oldestAge(ground.now());
    }

    /** A message may rest here for so long (ms): until the next look after its time. */
    public long mostRetainedMillis() {
        return retainMillis(ground) + expireEvery();
    }

    /** Where no messages come that push others out, what has rested long enough is looked for so often (ms). */
    private long expireEvery() {
        return Math.max(1000, retainMillis(ground) / 10);
    }

    void keep(Gossip message) {
        retained().keep(message, ground.now());
        if (expireAt == NEVER) {
            expireAt = ground.now() + expireEvery();
            ground.wakeAt(expireAt);
        }
    }

    private void expire(long now) {
        Retained kept = retained();
        kept.expire(now);
        expireAt = kept.size() == 0 ? NEVER : now + expireEvery();
    }

    /** The latest of its own messages, as far back as they are kept without a gap. */
    public Ranges kept() {
        Ranges kept = new Ranges();
        Retained mine = retainedIfAny();
        Origin self = ground.self().origin();
        long first = made + 1;
        while (mine != null && first > 1 && mine.get(self, first - 1, ground.now()) != null) {
            first--;
        }
        if (first <= made) {
            kept.add(first, made);
        }
        return kept;
    }

    /** The number of the last message that this peer made, whether or not it went out. */
    public long lastNumber() {
        return lastNumber;
    }

    /** How many messages this peer has made; the number of the last one. */
    public long made() {
        return made;
    }

    @Override
    public long due() {
        long due = Math.min(Math.min(nextAt, delivery.due()), Math.min(sweepAt, expireAt));
        due = Math.min(due, throttle.due());
        due = proving == null ? due : Math.min(due, proving.signing().due());
        return flooding == null ? due : Math.min(due, flooding.due());
    }

    @Override
    public void onDue(long now) {
        if (nextAt <= now) {
            nextAt = now + ground.settings().gossipPeriod().toMillis();
            broadcastGossip();
        }
        if (expireAt <= now) {
            expire(now);
        }
        if (sweepAt <= now) {
            sweepAt = now + MOST_RETAINED_MILLIS;
            seen.sweep(now, this::missed, proving != null);
            delivery.releaseWhatLacksNothing();
        }
        delivery.onDue(now);
        throttle.onDue(now);
        if (proving != null) {
            proving.signing().onDue(now);
        }
        if (flooding != null) {
            flooding.onDue(now);
        }
    }

    /** These numbers were owed to us and cannot come any more. */
    public void missed(Origin origin, long first, long last) {
        ground.counters().add(Counter.MESSAGES_MISSED, last - first + 1);
        ground.report(new Fact.MessagesMissed(origin.address(), origin.epoch(), first, last));
    }

    /** One of the messages every peer makes by itself; it waits for the first neighbour. */
    private void broadcastGossip() {
        String text = "greeting " + (madeByTimer + 1) + " from " + ground.self().address();
        if (publish(text.getBytes(StandardCharsets.UTF_8)) == Publication.ACCEPTED) {
            madeByTimer++;
        }
        if (madeByTimer >= ground.settings().gossipCount() || ground.isLeaving()) {
            nextAt = NEVER;
        }
    }

    /**
     * Makes a message of this peer and sends it along the tree.
     *
     * @throws IllegalArgumentException if the payload is empty or longer than {@link Limits#PAYLOAD}
     */
    public Publication publish(byte[] payload) {
        check(payload, Limits.PAYLOAD);
        Publication now = publication();
        Gossip message = now == Publication.ACCEPTED ? make(payload, NO_RULE) : null;
        if (message == null) {
            return refused(now);
        }
        prove(message, this::send);
        return Publication.ACCEPTED;
    }

    private void send(Gossip message) {
        tree.reachOut();
        push(message, null);
        ground.effects().reportSent(message, neighbours.degree());
    }

    /**
     * Keeps a message of this peer for others, and then does this with it: at once, or where messages are proven when
     * its proof is there.
     */
    private void prove(Gossip message, Consumer<Gossip> then) {
        if (proving == null) {
            keepOwn(message);
            then.accept(message);
            return;
        }
        proving.signing().prove(message, proven -> {
            seen.enter(proven.origin(), proven.n(), ground.now());
            keepOwn(proven);
            then.accept(proven);
        });
    }

    private void keepOwn(Gossip message) {
        keep(message);
        retained().leavesLast(message.origin());
    }

    /** What waits for its signature has it now. */
    public void signAll() {
        if (proving != null) {
            proving.signing().sign();
        }
    }

    /**
     * Makes a message of this peer and floods it: it shows its way.
     *
     * @param relays how many copies of it go over each link in each direction at most, 0 if it stays here
     * @param delay how long (ms) a copy waits before each hop
     * @throws IllegalArgumentException if the payload is empty or longer than {@link PieceMessage#LARGE}
     */
    public Publication flood(byte[] payload, int relays, long delay) {
        check(payload, PieceMessage.LARGE);
        if (relays == 0) {
            return keepHere(payload);
        }
        Publication now = publication();
        if (now == Publication.ACCEPTED && !flooding().hasRoom()) {
            now = Publication.THROTTLED;
        }
        byte[] rule = proving == null ? NO_RULE : Way.attribute(relays, delay);
        Gossip message = now == Publication.ACCEPTED ? make(payload, rule) : null;
        if (message == null) {
            return refused(now);
        }
        prove(message, proven -> {
            flooding().begin(proven, relays, delay);
            pushBesides(proven, null, false);
            ground.effects().reportSent(proven, neighbours.degree());
        });
        signAll(); // what may be flooded at a time is counted when it begins
        return Publication.ACCEPTED;
    }

    /** Its number is counted from the other end: those that go out have no gaps. */
    private Publication keepHere(byte[] payload) {
        if (ground.isLeaving()) {
            return Publication.CLOSED;
        }
        long wallTime = ground.effects().wallTime();
        lastNumber = Long.MAX_VALUE - keptHere++;
        ground.effects()
                .reportSent(
                        Gossip.of(ground.self().origin(), lastNumber, wallTime, delivery.stamp(wallTime), payload), 0);
        return Publication.ACCEPTED;
    }

    private static void check(byte[] payload, int most) {
        if (payload.length == 0 || payload.length > most) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes is outside 1.." + most);
        }
    }

    /**
     * A message of this peer; null if there is no room for it.
     *
     * @param rule the attribute that says how it is flooded, which is signed where messages are
     */
    private @Nullable Gossip make(byte[] payload, byte[] rule) {
        long wallTime = ground.effects().wallTime();
        if (!isRoomForOurs()) {
            ground.count(Counter.DROPPED_ORIGIN_LIMIT);
            return null;
        }
        lastNumber = ++made;
        byte[] stamp = delivery.stamp(wallTime);
        byte[] attributes = Arrays.copyOf(stamp, stamp.length + rule.length);
        System.arraycopy(rule, 0, attributes, stamp.length, rule.length);
        Gossip message = Gossip.of(ground.self().origin(), made, wallTime, attributes, payload);
        ground.count(Counter.MESSAGES_MADE);
        throttle.counts(message);
        publishedAt = ground.now();
        return message;
    }

    /** What waits for its proof is not here yet for whoever asks; the ones before it have made the room by then. */
    private boolean isRoomForOurs() {
        return (proving != null && proving.signing().isGathering())
                || seen.enter(ground.self().origin(), made + 1, ground.now()) == Seen.Verdict.NEW;
    }

    private Publication refused(Publication why) {
        if (why == Publication.THROTTLED) {
            ground.count(Counter.DROPPED_THROTTLED);
        }
        return why == Publication.ACCEPTED ? Publication.THROTTLED : why;
    }

    /** What would become of a message of this peer now, but for a limit that is hardly ever met. */
    public Publication publication() {
        if (ground.isLeaving()) {
            return Publication.CLOSED;
        } else if (neighbours.degree() == 0) {
            return Publication.NO_PEERS_YET;
        }
        boolean isClosed =
                throttle.isClosed(large) && !throttle.isModest(ground.self().address());
        return isClosed ? Publication.THROTTLED : Publication.ACCEPTED;
    }

    /** Messages pile up behind this neighbour: for a while this peer makes none. */
    public void onSlow(Slow slow, Neighbour by) {
        throttle.onSlow(slow, by);
    }

    /**
     * A message came by a link.
     *
     * @param by over which connection
     */
    public void relayGossip(Gossip message, Neighbour from, Other by) {
        relayGossip(message, from, by, true);
    }

    /**
     * The same.
     *
     * @param isAllOfHis whether no part of it came of somebody else
     */
    void relayGossip(Gossip message, Neighbour from, Other by, boolean isAllOfHis) {
        if (mayCome(message, from) && isLetIn(message, by, isAllOfHis)) {
            relay(message, from);
        }
    }

    /** What would be dropped all the same is not looked at. */
    private boolean mayCome(Gossip message, Neighbour from) {
        Way way = message.way();
        return proving == null || way == null || flooding().mayCome(message, way, from);
    }

    /** A copy that need not be looked at is not; one of what is flooded may go on. */
    private boolean isLetIn(Gossip message, Other from, boolean isAllOfHis) {
        return proving == null || isCopy(message) || proving.admits(message, from, isAllOfHis);
    }

    /** Of its own it has all that there are. */
    private boolean isCopy(Gossip message) {
        Origin origin = message.origin();
        return origin.equals(ground.self().origin())
                ? message.n() <= made
                : message.way() == null && seen.isCopy(origin, message.n(), ground.now() - message.age());
    }

    /** By a link, if it is one still, or by what else it came. */
    @Override
    public void proven(Gossip message, Other from) {
        Neighbour neighbour = from instanceof PeerLink link ? link.neighbour() : null;
        if (neighbour != null && neighbours.find(neighbour.address()) == neighbour) {
            relay(message, neighbour);
        } else {
            brought(message, from);
        }
    }

    /** What is said on this connection after messages that wait for their proof is heeded after them. */
    public void inOrder(Other from, Gone word, Runnable then) {
        if (proving == null) {
            then.run();
        } else {
            proving.after(from, word, then);
        }
    }

    /** Somebody asks whose key that is. */
    public void onShow(Other from, Show show) {
        if (proving == null) {
            ground.send(from.link(), new Shown(show.key(), ""));
        } else {
            proving.requests().onShow(from, show);
        }
    }

    /** Somebody tells whose key that is. */
    public void onShown(Other from, Shown shown) {
        if (proving == null) {
            ground.count(Counter.DROPPED_CERTIFICATES);
        } else {
            proving.requests().onShown(from, shown);
        }
    }

    private void relay(Gossip message, Neighbour from) {
        Way way = message.way();
        if (way != null) {
            flooding().came(message, way, from);
        } else if (!isRefused(message)) {
            switch (enter(message, from.conversation())) {
                case NEW -> first(message, from);
                case DUPLICATE -> duplicate(message, from);
                case FAR_AHEAD, NO_ROOM -> {}
            }
        }
    }

    /** A copy of what was flooded besides says nothing of the tree. */
    private void duplicate(Gossip message, Neighbour from) {
        if (flooding == null || !flooding.contains(message.origin(), message.n())) {
            tree.duplicate(message, from);
        }
    }

    /** The messages that show their way. */
    private Flooding flooding() {
        flooding = flooding == null ? new Flooding(ground, neighbours, this) : flooding;
        return flooding;
    }

    /** The same, null as long as there was none. */
    public @Nullable Flooding floodingIfAny() {
        return flooding;
    }

    /** What was made since this moment, as far as it is kept here, and is on its way to others, or may be. */
    public Map<Origin, Ranges> madeSince(long moment) {
        Map<Origin, Ranges> young = retained == null ? Map.of() : retained.madeSince(moment);
        if (retained != null && flooding != null) {
            flooding.addSlow(young);
        }
        return young;
    }

    /** Whether a flooded message is new here; null if nobody may bring it. */
    Seen.@Nullable Verdict take(Gossip message, Other by) {
        return isRefused(message) ? null : enter(message, by);
    }

    /**
     * The first copy of a flooded message is here.
     *
     * @param isToAll whether it does not go on with its way to those that would take it so
     */
    void flooded(Gossip message, Neighbour from, boolean isToAll) {
        pushBesides(message, from, isToAll);
        throttle.came(message);
        delivery.deliver(message, from.address());
    }

    /** To those that know nothing of ways it goes as what was fetched does, which says nothing of the tree either. */
    private void pushBesides(Gossip message, @Nullable Neighbour from, boolean isToAll) {
        boolean areThere = isToAll;
        for (Neighbour neighbour : neighbours) {
            areThere |= !neighbour.takesWays();
        }
        if (areThere) {
            push(message.withAge(1), from, neighbour -> isToAll || !neighbour.takesWays());
        }
    }

    /** A message we asked for, by a connection that is no link. */
    public void visitBrought(Gossip brought, Other by) {
        visitBrought(brought, by, true);
    }

    /** The same; perhaps some of it came of somebody else. */
    void visitBrought(Gossip brought, Other by, boolean isAllOfHis) {
        Gossip message = withoutWay(brought);
        if (isLetIn(message, by, isAllOfHis)) {
            brought(message, by);
        }
    }

    private static Gossip withoutWay(Gossip message) {
        return message.way() == null ? message : message.plain();
    }

    private void brought(Gossip brought, Other by) {
        Gossip message = withoutWay(brought);
        if (!isRefused(message) && enter(message, by) == Seen.Verdict.NEW) {
            late(message, by.address());
        }
    }

    /** What nobody else can have to say to us, or nobody can have kept. */
    private boolean isRefused(Gossip message) {
        if (message.origin().equals(ground.self().origin())) {
            ground.count(message.n() > made ? Counter.DROPPED_FORGED_SELF : Counter.DROPPED_DUPLICATE);
            return true;
        }
        if (message.age() >= MOST_RETAINED_MILLIS && !seen.awaits(message.origin(), message.n(), ground.now())) {
            ground.count(Counter.DROPPED_TOO_OLD);
            repairs.arrived(message); // nobody else need be asked for it
            return true;
        }
        return false;
    }

    private Seen.Verdict enter(Gossip message, Other by) {
        boolean isAdmitted = !seen.isNew(message.origin()) || admits(by);
        Seen.Verdict verdict = isAdmitted
                ? seen.enter(message.origin(), message.n(), ground.now() - message.age())
                : Seen.Verdict.NO_ROOM;
        switch (verdict) {
            case DUPLICATE -> ground.count(Counter.DROPPED_DUPLICATE);
            case FAR_AHEAD -> ground.count(Counter.DROPPED_FAR_AHEAD);
            case NO_ROOM -> ground.count(Counter.DROPPED_ORIGIN_LIMIT);
            case NEW -> arrived(message);
        }
        return verdict;
    }

    private void arrived(Gossip message) {
        if (proving != null) {
            proving.entered(message);
        }
        throttle.counts(message);
        repairs.arrived(message);
        large.arrived(message);
    }

    /** Whether this one may bring an origin that is not remembered. */
    private boolean admits(Other by) {
        if (!seen.isScarce()) {
            originRoom = null;
            return true;
        }
        originRoom = originRoom == null ? new OriginRoom(ground) : originRoom;
        return originRoom.admits(by, seen);
    }

    private void first(Gossip message, Neighbour from) {
        if (message.age() > 0) {
            late(message, from.address());
            repairs.came(message, from);
            return;
        }
        keep(message);
        Gossip relayed = from.isEager() ? message : besideTheTree(message);
        tree.first(from);
        throttle.came(message);
        Neighbour behind = push(relayed, from);
        if (behind != null && !throttle.isModest(message.origin().address())) {
            throttle.slowDown(from, behind);
        }
        repairs.came(relayed, from);
        delivery.deliver(message, from.address());
    }

    /** What is pushed by a lazy link says as little of the tree as what was fetched, here and to those behind us. */
    private static Gossip besideTheTree(Gossip message) {
        return message.withAge(1);
    }

    /**
     * What was fetched goes on like a first copy: those behind us on the tree lack it for the same reason, most likely.
     * What was made before we came is for them alone.
     */
    void late(Gossip message, Address from) {
        keep(message);
        push(message, neighbours.find(from));
        if (isOfBefore(message)) {
            ground.count(Counter.DROPPED_OF_BEFORE);
            delivery.releaseWhatLacksNothing();
        } else {
            delivery.deliver(message, from);
        }
    }

    /**
     * Whoever may have slept cannot say, nor can who supplied this; but what follows on something that came in time
     * was made later still, whatever clocks say.
     */
    private boolean isOfBefore(Gossip message) {
        return ground.now() - message.age() < cameAt
                && message.age() < MOST_RETAINED_MILLIS
                && !seen.isAfterHanded(message.origin(), message.n())
                && !ground.mayBeOlder(cameAt);
    }

    /**
     * Sends a message along the tree.
     *
     * @return a neighbour behind whom messages pile up, null if there is none
     */
    private @Nullable Neighbour push(Gossip message, @Nullable Neighbour from) {
        return push(message, from, neighbour -> true);
    }

    /** The same to those that are meant. */
    private @Nullable Neighbour push(Gossip message, @Nullable Neighbour from, Predicate<Neighbour> isMeant) {
        Neighbour behind = null;
        for (Neighbour neighbour : neighbours) {
            boolean isOrigin = neighbour.epoch() == message.origin().epoch()
                    && neighbour.address().equals(message.origin().address());
            if (neighbour.isEager() && neighbour != from && !isOrigin && isMeant.test(neighbour)) {
                boolean slowsOthers = throttle.slowsOthers(neighbour, large);
                behind = behind == null && slowsOthers ? neighbour : behind;
                hand(message, neighbour);
            }
        }
        announcements.pushed(message, from);
        return behind;
    }

    /** Sends it to this one, or announces it once there is room on its link. */
    void hand(Gossip message, Neighbour to) {
        long waiting = large.backlog(to);
        throttle.backlogSeen(waiting);
        boolean isAhead =
                throttle.isModest(message.origin().address()) && !Large.isToBeOffered(message, to.conversation());
        if (!announcements.holdsBack(to, message, waiting, isAhead)) {
            ground.count(Counter.MESSAGES_RELAYED);
            ground.counters().add(Counter.MESSAGES_AHEAD, isAhead && waiting > 0 ? 1 : 0);
            hand(message, to, waiting, isAhead);
        }
    }

    /** What was dropped before this message was an answer: it is asked for again, and is not this message's matter. */
    private void hand(Gossip message, Neighbour to, long waiting, boolean isAhead) {
        to.link().hasDropped();
        large.send(message, to, isAhead);
        if (to.link().hasDropped()) {
            announcements.holdBack(to, message);
        } else {
            throttle.handed(to, message, waiting);
        }
    }
}

package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes, receives and passes on messages: the first copy of each goes to the application, is kept for those who lack it, and goes on
 * by every eager link but the one it came by and the one to who made it. Which links are eager is decided by {@link Tree}; the
 * others hear of it by {@link Announcements}.
 */
final class Gossiping implements Part {
    private static final byte[] NO_ATTRIBUTES = {};

    /** A link with more than this waiting (bytes) makes publications wait: half of what a link may hold back. */
    static final long THROTTLE_BYTES = 2 * 1024 * 1024;

    /** How long the neighbour that the messages come from is told to slow down (ms), and how often at most. */
    private static final long SLOW_MILLIS = 200;

    private static final long SLOW_EVERY_MILLIS = 50;

    private final PeerNode node;
    private final Seen seen;
    private @Nullable Retained retained;

    /** Null while clocks are off. */
    private final @Nullable Clock clock;

    /** Null unless causes go first. */
    private final @Nullable CausalDelivery causal;

    private long made;
    private long publishedAt = -1;
    private int madeByTimer;
    private long nextAt = NEVER;
    private long sweepAt;
    private long expireAt = NEVER;
    private long slowUntil;

    /** Whom we told to slow down within a while, and when that while began. */
    private Few<Neighbour> slowed = Few.none();

    private long slowedSince;

    Gossiping(PeerNode node) {
        this.node = node;
        seen = new Seen(retainMillis(node), this::met);
        Clocks clocks = node.settings().clocks();
        clock = clocks == Clocks.OFF ? null : new Clock(node);
        causal = clock == null || clocks != Clocks.CAUSAL ? null : new CausalDelivery(node, clock, this::hand);
    }

    private void met(Origin origin) {
        if (!origin.equals(node.self().origin())) {
            node.effects().report(new Fact.OriginMet(origin.address(), origin.epoch()));
        }
    }

    private static long retainMillis(PeerNode node) {
        return node.settings().retainTime().toMillis();
    }

    void start() {
        if (node.settings().gossipCount() > 0) {
            nextAt = node.now() + node.settings().gossipPeriod().toMillis();
        }
        sweepAt = node.now() + retainMillis(node);
        node.wakeAt(due());
    }

    Seen seen() {
        return seen;
    }

    /** What others may fetch here; made when the first message is kept, or asked for. */
    Retained retained() {
        if (retained == null) {
            retained = new Retained(retainMillis(node), node.settings().retainBytes(), node.counters());
        }
        return retained;
    }

    /** When this peer last made a message, -1 if it never did. */
    long publishedAt() {
        return publishedAt;
    }

    /** The same, or null as long as nothing was kept. */
    @Nullable
    Retained retainedIfAny() {
        return retained;
    }

    long retainedBytes() {
        return retained == null ? 0 : retained.bytes();
    }

    /** How long ago (ms) the oldest message that is kept was made. */
    long retainedMillis() {
        return retained == null ? 0 : retained.oldestAge(node.now());
    }

    /** A message may rest here for so long (ms): until the next look after its time. */
    long mostRetainedMillis() {
        return retainMillis(node) + expireEvery();
    }

    /** Where no messages come that push others out, what has rested long enough is looked for so often (ms). */
    private long expireEvery() {
        return Math.max(1000, retainMillis(node) / 10);
    }

    private void keep(Gossip message) {
        retained().keep(message, node.now());
        if (expireAt == NEVER) {
            expireAt = node.now() + expireEvery();
            node.wakeAt(expireAt);
        }
    }

    private void expire(long now) {
        Retained kept = retained();
        kept.expire(now);
        expireAt = kept.size() == 0 ? NEVER : now + expireEvery();
    }

    long made() {
        return made;
    }

    /** How many messages wait for their causes. */
    int held() {
        return causal == null ? 0 : causal.size();
    }

    /** How many messages were waited for in vain. */
    int lacked() {
        return causal == null ? 0 : causal.lacked();
    }

    /** Something counts as seen now that did not come: what waited for it waits no more. */
    void releaseWhatLacksNothing() {
        if (causal != null) {
            causal.lookAgain();
        }
    }

    /** What waits is handed over now, marked as early. */
    void releaseAll() {
        if (causal != null) {
            causal.releaseAll();
        }
    }

    @Override
    public long due() {
        long due = Math.min(nextAt, Math.min(sweepAt, expireAt));
        return causal == null ? due : Math.min(due, causal.due());
    }

    @Override
    public void onDue(long now) {
        if (nextAt <= now) {
            nextAt = now + node.settings().gossipPeriod().toMillis();
            broadcastGossip();
        }
        if (expireAt <= now) {
            expire(now);
        }
        if (sweepAt <= now) {
            sweepAt = now + retainMillis(node);
            seen.sweep(now, this::missed);
            releaseWhatLacksNothing();
        }
        if (causal != null) {
            causal.onDue(now);
        }
    }

    /** These numbers were owed to us and cannot come any more. */
    void missed(Origin origin, long first, long last) {
        node.counters().add(Counter.MESSAGES_MISSED, last - first + 1);
        node.effects().report(new Fact.MessagesMissed(origin.address(), origin.epoch(), first, last));
    }

    /** One of the messages every peer makes by itself; it waits for the first neighbour. */
    private void broadcastGossip() {
        String text = "greeting " + (madeByTimer + 1) + " from " + node.self().address();
        if (publish(text.getBytes(StandardCharsets.UTF_8)) == Publication.ACCEPTED) {
            madeByTimer++;
        }
        if (madeByTimer >= node.settings().gossipCount() || node.isLeaving()) {
            nextAt = NEVER;
        }
    }

    Publication publish(byte[] payload) {
        if (payload.length == 0 || payload.length > Limits.PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload of " + payload.length + " bytes is outside 1.." + Limits.PAYLOAD);
        }
        if (node.isLeaving()) {
            return Publication.CLOSED;
        }
        if (node.overlay().degree() == 0) {
            return Publication.NO_PEERS_YET;
        }
        if (node.now() < slowUntil || isCongested()) {
            node.count(Counter.DROPPED_THROTTLED);
            return Publication.THROTTLED;
        }
        long wallTime = node.effects().wallTime();
        byte[] attributes = clock == null ? NO_ATTRIBUTES : clock.stamp(wallTime);
        Gossip message = Gossip.of(node.self().origin(), ++made, wallTime, attributes, payload);
        node.count(Counter.MESSAGES_MADE);
        seen.enter(message.origin(), message.n(), node.now());
        keep(message);
        publishedAt = node.now();
        node.tree().reachOut();
        push(message, null);
        node.effects().report(new Fact.MessageSent(message, node.overlay().degree()));
        return Publication.ACCEPTED;
    }

    void relayGossip(Gossip message, Neighbour from) {
        if (!isRefused(message)) {
            switch (enter(message)) {
                case NEW -> first(message, from);
                case DUPLICATE -> node.tree().duplicate(message, from);
                case FAR_AHEAD, NO_ROOM -> {}
            }
        }
    }

    /** A message we asked for, by a connection that is no link. */
    void visitBrought(Gossip message, Address by) {
        if (!isRefused(message) && enter(message) == Seen.Verdict.NEW) {
            late(message, by);
        }
    }

    /** What nobody else can have to say to us, or nobody can have kept. */
    private boolean isRefused(Gossip message) {
        if (message.origin().equals(node.self().origin())) {
            node.count(message.n() > made ? Counter.DROPPED_FORGED_SELF : Counter.DROPPED_DUPLICATE);
            return true;
        }
        if (message.age() >= retainMillis(node)) {
            node.count(Counter.DROPPED_TOO_OLD);
            return true;
        }
        return false;
    }

    private Seen.Verdict enter(Gossip message) {
        Seen.Verdict verdict = seen.enter(message.origin(), message.n(), node.now() - message.age());
        switch (verdict) {
            case DUPLICATE -> node.count(Counter.DROPPED_DUPLICATE);
            case FAR_AHEAD -> node.count(Counter.DROPPED_FAR_AHEAD);
            case NO_ROOM -> node.count(Counter.DROPPED_ORIGIN_LIMIT);
            case NEW -> node.comparing().arrived(message);
        }
        return verdict;
    }

    /**
     * Messages pile up behind a neighbour: for a while this peer makes none, and it tells those who bring it messages. The
     * time gets shorter with each hop, so the word dies out also on a circle.
     */
    void slowDown(Slow slow, Neighbour by) {
        slowUntil = Math.max(slowUntil, node.now() + slow.millis());
        long passedOn = slow.millis() - SLOW_EVERY_MILLIS;
        for (Neighbour neighbour : node.overlay().neighbours()) {
            boolean bringsMessages = neighbour.gossipedAt >= 0 && node.now() - neighbour.gossipedAt < 1000;
            if (neighbour != by && bringsMessages) {
                tellToSlowDown(neighbour, passedOn);
            }
        }
    }

    private void tellToSlowDown(Neighbour neighbour, long millis) {
        if (node.now() - slowedSince >= SLOW_EVERY_MILLIS) {
            slowedSince = node.now();
            slowed = Few.none();
        }
        if (millis > 0 && !slowed.contains(neighbour)) {
            slowed = slowed.with(neighbour);
            node.effects().send(neighbour.link(), new Slow(millis));
        }
    }

    private void first(Gossip message, Neighbour from) {
        if (message.age() > 0) {
            late(message, from.address());
            node.tree().missing().arrived(message, from);
            return;
        }
        keep(message);
        node.tree().first(from);
        if (push(message, from)) {
            tellToSlowDown(from, SLOW_MILLIS);
        }
        node.tree().missing().arrived(message, from);
        deliver(message, from.address());
    }

    /** What was fetched goes on like a first copy: those behind us on the tree lack it for the same reason, most likely. */
    private void late(Gossip message, Address from) {
        keep(message);
        push(message, node.overlay().neighbour(from));
        deliver(message, from);
    }

    private void deliver(Gossip message, Address from) {
        if (causal != null) {
            causal.arrived(message, from);
            return;
        }
        if (clock != null) {
            clock.heard(message, message.causes());
        }
        hand(message, from, false);
    }

    /** To the application. */
    private void hand(Gossip message, Address from, boolean isEarly) {
        node.count(Counter.MESSAGES_DELIVERED);
        if (isEarly) {
            node.count(Counter.MESSAGES_EARLY);
            node.effects().deliverEarly(message);
        } else {
            node.effects().deliver(message);
        }
        node.effects().report(new Fact.MessageReceived(message, from));
    }

    /**
     * Sends a message along the tree.
     *
     * @return whether messages pile up behind a neighbour
     */
    private boolean push(Gossip message, @Nullable Neighbour from) {
        boolean isSlow = false;
        for (Neighbour neighbour : node.overlay().neighbours()) {
            boolean isOrigin = neighbour.epoch() == message.origin().epoch()
                    && neighbour.address().equals(message.origin().address());
            if (neighbour.isEager && neighbour != from && !isOrigin) {
                long backlog = neighbour.link().backlog();
                isSlow |= backlog > THROTTLE_BYTES && !neighbour.link().isStalled();
                if (!node.tree().announcements().holdsBack(neighbour, message, backlog)) {
                    node.count(Counter.MESSAGES_RELAYED);
                    node.effects().send(neighbour.link(), message);
                }
            }
        }
        node.tree().announcements().pushed(message);
        return isSlow;
    }

    private boolean isCongested() {
        for (Neighbour neighbour : node.overlay().neighbours()) {
            if (isCongested(neighbour)) {
                return true;
            }
        }
        return false;
    }

    /** A link that takes nothing at all is served later, and slows nobody down. */
    private static boolean isCongested(Neighbour neighbour) {
        return neighbour.link().backlog() > THROTTLE_BYTES && !neighbour.link().isStalled();
    }
}

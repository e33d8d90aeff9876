package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes, receives and passes on messages: the first copy of each goes to the application, is kept for those who lack
 * it, and goes on by every eager link but the one it came by and the one to who made it. Which links are eager is
 * decided by {@link Tree}; the others hear of it by {@link Announcements}.
 */
final class Gossiping implements Part {
    private final PeerNode node;
    private final Seen seen;
    private final Delivery delivery;
    private final Throttle throttle;
    private @Nullable Retained retained;

    private long made;
    private long publishedAt = -1;
    private int madeByTimer;
    private long nextAt = NEVER;
    private long sweepAt;
    private long expireAt = NEVER;

    Gossiping(PeerNode node) {
        this.node = node;
        seen = new Seen(retainMillis(node), this::met);
        delivery = new Delivery(node);
        throttle = new Throttle(node);
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

    Delivery delivery() {
        return delivery;
    }

    Throttle throttle() {
        return throttle;
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

    @Override
    public long due() {
        return Math.min(Math.min(nextAt, delivery.due()), Math.min(sweepAt, expireAt));
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
            delivery.releaseWhatLacksNothing();
        }
        delivery.onDue(now);
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
        if (throttle.isClosed()) {
            node.count(Counter.DROPPED_THROTTLED);
            return Publication.THROTTLED;
        }
        long wallTime = node.effects().wallTime();
        Gossip message = Gossip.of(node.self().origin(), ++made, wallTime, delivery.stamp(wallTime), payload);
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

    private void first(Gossip message, Neighbour from) {
        if (message.age() > 0) {
            late(message, from.address());
            node.tree().missing().arrived(message, from);
            return;
        }
        keep(message);
        node.tree().first(from);
        if (push(message, from)) {
            throttle.slowDown(from);
        }
        node.tree().missing().arrived(message, from);
        delivery.deliver(message, from.address());
    }

    /**
     * What was fetched goes on like a first copy: those behind us on the tree lack it for the same reason, most likely.
     */
    private void late(Gossip message, Address from) {
        keep(message);
        push(message, node.overlay().neighbour(from));
        delivery.deliver(message, from);
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
                isSlow |= Throttle.isBehind(neighbour);
                if (!node.tree()
                        .announcements()
                        .holdsBack(neighbour, message, neighbour.link().backlog())) {
                    node.count(Counter.MESSAGES_RELAYED);
                    node.effects().send(neighbour.link(), message);
                }
            }
        }
        node.tree().announcements().pushed(message);
        return isSlow;
    }
}

package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Marks;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.policy.Clocks;
import grapevine.policy.Order;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a message: to the application, at once, or after the earlier ones of its origin, as {@link Order}
 * says, or after all that it comes after, as {@link Clocks} says. What is not in its place then is marked.
 */
final class Delivery {
    private static final byte[] NO_ATTRIBUTES = {};

    private final Ground ground;
    private final Gossiping gossiping;

    /** Null while clocks are off. */
    private final @Nullable Clock clock;

    /** Null unless causes go first. */
    private final @Nullable CausalDelivery causal;

    /** Null until something waits for earlier ones of its origin. */
    private @Nullable OrderedDelivery ordered;

    /** Whether what waits may lack nothing any more. */
    private boolean isToLook;

    Delivery(Ground ground, Gossiping gossiping) {
        this.ground = ground;
        this.gossiping = gossiping;
        Clocks clocks = ground.settings().clocks();
        Seen seen = gossiping.seen();
        clock = clocks == Clocks.OFF ? null : new Clock(ground, seen);
        causal = clock == null || clocks != Clocks.CAUSAL
                ? null
                : new CausalDelivery(ground, seen, clock, (message, from, isEarly) -> hand(message, from, isEarly));
    }

    /** What a message that this peer makes now says of its place among the others. */
    byte[] stamp(long wallTime) {
        return clock == null ? NO_ATTRIBUTES : clock.stamp(wallTime);
    }

    void deliver(Gossip message, Address from) {
        if (causal != null) {
            causal.arrived(message, from);
        } else if (mustWait(message)) {
            ordered().hold(message.origin(), message.n(), from);
        } else {
            handInTurn(message, from);
            if (ordered != null) {
                ordered.lookAt(message.origin());
            }
        }
    }

    private void handInTurn(Gossip message, Address from) {
        if (clock != null) {
            clock.heard(message, message.causes());
        }
        hand(message, from, false);
    }

    private void hand(Gossip message, Address from, boolean isEarly) {
        ground.count(Counter.MESSAGES_DELIVERED);
        Marks marks = gossiping.seen().handOver(message.origin(), message.n(), isEarly);
        if (marks.areNone()) {
            ground.effects().deliver(message);
        } else {
            ground.counters().add(Counter.MESSAGES_EARLY, isEarly ? 1 : 0);
            ground.counters().add(Counter.MESSAGES_LATE, marks.isLate() ? 1 : 0);
            ground.counters().add(Counter.MESSAGES_AFTER_GAP, marks.isAfterGap() ? 1 : 0);
            ground.effects().deliver(message, marks);
        }
        ground.effects().reportReceived(message, from);
    }

    // Order

    private boolean mustWait(Gossip message) {
        Origin origin = message.origin();
        long n = message.n();
        if (gossiping.seen().isNext(origin, n) || ground.settings().order() == Order.UNORDERED || ground.isLeaving()) {
            return false;
        }
        boolean isBehind = ordered != null && ordered.isHeldBelow(origin, n);
        return (isBehind || isAwaitedBefore(origin, n)) && gossiping.retained().has(origin, n);
    }

    /** Whether an earlier one of its origin than this may come, and is to be waited for. */
    private boolean isAwaitedBefore(Origin origin, long n) {
        Ranges lacking = gossiping.seen().lackingBefore(origin, n);
        if (!lacking.isEmpty() && ground.settings().order() != Order.STRICT) {
            gossiping.large().leaveOut(origin, lacking);
        }
        return !lacking.isEmpty();
    }

    private OrderedDelivery ordered() {
        if (ordered == null) {
            ordered = new OrderedDelivery(ground, gossiping.retained(), new OrderedDelivery.Application() {
                @Override
                public boolean isAwaitedBefore(Origin origin, long n) {
                    return Delivery.this.isAwaitedBefore(origin, n);
                }

                @Override
                public void hand(Gossip message, Address from) {
                    handInTurn(message, from);
                }
            });
        }
        return ordered;
    }

    /** A large message of this origin was offered: perhaps something waited for it. */
    void offered(Origin origin) {
        if (ordered != null) {
            ordered.lookAt(origin);
        }
    }

    // What waits

    /** How many messages wait for their causes. */
    int held() {
        return causal == null ? 0 : causal.size();
    }

    /** How many messages wait for earlier ones of their origin. */
    int heldInOrder() {
        return ordered == null ? 0 : ordered.size();
    }

    /** How many messages were waited for in vain. */
    int lacked() {
        return causal == null ? 0 : causal.lacked();
    }

    /**
     * Something counts as seen now, or was given up, that did not come: what waited for it waits no more. Heeded when
     * the present event is over: it may be about a message that is seen and not handed over yet, which goes before
     * those that wait for it.
     */
    void releaseWhatLacksNothing() {
        if (held() + heldInOrder() > 0) {
            isToLook = true;
            ground.wakeAt(ground.now());
        }
    }

    /** What waits is handed over now, marked. */
    void releaseAll() {
        if (causal != null) {
            causal.releaseAll();
        }
        if (ordered != null) {
            ordered.releaseAll();
        }
    }

    long due() {
        if (isToLook) {
            return ground.startedAt();
        }
        if (causal != null) {
            return causal.due();
        }
        return ordered == null ? Part.NEVER : ordered.due();
    }

    void onDue(long now) {
        boolean looks = isToLook;
        isToLook = false;
        if (causal != null) {
            causal.onDue(now, looks);
        }
        if (ordered != null) {
            ordered.onDue(now, looks);
        }
    }
}

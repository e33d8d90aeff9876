package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.policy.Clocks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import org.jspecify.annotations.Nullable;

/** The last step of a message: to the application, at once or after what it comes after, as {@link Clocks} says. */
final class Delivery {
    private static final byte[] NO_ATTRIBUTES = {};

    private final Ground ground;

    /** Null while clocks are off. */
    private final @Nullable Clock clock;

    /** Null unless causes go first. */
    private final @Nullable CausalDelivery causal;

    Delivery(Ground ground, Seen seen) {
        this.ground = ground;
        Clocks clocks = ground.settings().clocks();
        clock = clocks == Clocks.OFF ? null : new Clock(ground, seen);
        causal = clock == null || clocks != Clocks.CAUSAL ? null : new CausalDelivery(ground, seen, clock, this::hand);
    }

    /** What a message that this peer makes now says of its place among the others. */
    byte[] stamp(long wallTime) {
        return clock == null ? NO_ATTRIBUTES : clock.stamp(wallTime);
    }

    void deliver(Gossip message, Address from) {
        if (causal != null) {
            causal.arrived(message, from);
            return;
        }
        if (clock != null) {
            clock.heard(message, message.causes());
        }
        hand(message, from, false);
    }

    private void hand(Gossip message, Address from, boolean isEarly) {
        ground.count(Counter.MESSAGES_DELIVERED);
        if (isEarly) {
            ground.count(Counter.MESSAGES_EARLY);
            ground.effects().deliverEarly(message);
        } else {
            ground.effects().deliver(message);
        }
        ground.effects().reportReceived(message, from);
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

    long due() {
        return causal == null ? Part.NEVER : causal.due();
    }

    void onDue(long now) {
        if (causal != null) {
            causal.onDue(now);
        }
    }
}

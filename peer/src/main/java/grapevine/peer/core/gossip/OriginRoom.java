package grapevine.peer.core.gossip;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Other;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may bring origins that are not remembered, where room for them gets scarce: whoever makes up a hundred thousand
 * keeps nobody else from being heard. From half of the room on, each bringer may fill as much as is left free, of what
 * it brought in the time for which messages are retained; beyond that one in 100 ms, as what somebody brings may be
 * brought to it. A bringer is a member by its certificate; without those who was dialled at an address, or all who came
 * from one ip: what they call themselves costs nothing.
 */
final class OriginRoom {
    /** More than that many at once, and more than one in so long (ms), is not brought beyond the share. */
    private static final int BURST = 32;

    private static final long EVERY_MILLIS = 100;

    /** What is brought counts for two of these (ms). */
    private static final long WINDOW_MILLIS = 300_000;

    /** Who brings too much is told to the operator so often (ms). */
    private static final long SAY_MILLIS = 60_000;

    /** The most bringers that are told apart; the others share. */
    private static final int MOST_BRINGERS = 1024;

    private static final Address OTHERS = new Address(Ip.UNSPECIFIED, 1);

    /** One who brings. */
    private static final class Bringer {
        long windowAt;
        int now;
        int before;
        long trickledAt;
        int trickle = BURST;
        long refused;
        long saidAt;

        Bringer(long now) {
            windowAt = now;
            trickledAt = now;
            saidAt = now - SAY_MILLIS;
        }

        int lately(long at) {
            if (at - windowAt >= WINDOW_MILLIS) {
                before = at - windowAt < 2 * WINDOW_MILLIS ? now : 0;
                now = 0;
                windowAt = at;
            }
            return now + before;
        }

        boolean trickles(long at) {
            long more = (at - trickledAt) / EVERY_MILLIS;
            trickle = (int) Math.min(BURST, trickle + more);
            trickledAt += more * EVERY_MILLIS;
            return trickle > 0;
        }
    }

    /** So often (ms) is looked for origins to forget. */
    private static final long LOOK_MILLIS = 1000;

    private final Ground ground;
    private long lookedAt = Long.MIN_VALUE / 2;
    private Map<Object, Bringer> bringers = Map.of();

    OriginRoom(Ground ground) {
        this.ground = ground;
    }

    /**
     * Whether this one may bring an origin more; it counts as brought then.
     *
     * @param seen where they are remembered
     */
    boolean admits(Other by, Seen seen) {
        long now = ground.now();
        if (now - lookedAt >= LOOK_MILLIS) {
            lookedAt = now;
            seen.makeRoom(now);
        }
        int remembered = seen.origins();
        Bringer bringer = bringer(by.taker(), now);
        int free = seen.most() - 1 - remembered; // one is for this peer itself
        boolean isShare = bringer.lately(now) < free;
        if (free <= 0 || !(isShare || bringer.trickles(now))) {
            refuse(bringer, by.address(), remembered, now);
            return false;
        }
        bringer.now++;
        bringer.trickle -= isShare ? 0 : 1;
        return true;
    }

    private Bringer bringer(Object by, long now) {
        if (bringers.isEmpty()) {
            bringers = new HashMap<>();
        }
        Bringer known = bringers.get(by);
        if (known == null && bringers.size() >= MOST_BRINGERS) {
            bringers.values().removeIf(bringer -> bringer.lately(now) == 0);
        }
        boolean isOneTooMany = known == null && bringers.size() >= MOST_BRINGERS;
        return known != null ? known : bringers.computeIfAbsent(isOneTooMany ? OTHERS : by, who -> new Bringer(now));
    }

    private void refuse(Bringer bringer, Address by, int remembered, long now) {
        bringer.refused++;
        if (now - bringer.saidAt >= SAY_MILLIS) {
            bringer.saidAt = now;
            ground.report(new Fact.OriginsRefused(by, bringer.lately(now), bringer.refused, remembered));
        }
    }
}

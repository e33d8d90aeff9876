package grapevine.seed.core;

import grapevine.node.Budget;
import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Inventory;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.ground.Turn;
import grapevine.seed.core.probe.Probes;
import grapevine.seed.core.talk.Visits;
import grapevine.wire.Address;
import grapevine.wire.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A seed: keeps the registry of the peers, introduces them to each other, looks after those that are reported dead, and
 * agrees on all that with the other seeds. This class is the way in and runs the one timer; what a seed does stands in
 * its parts, which {@link SeedParts} builds and wires.
 */
public final class SeedNode implements Node {
    /** A timer so much later than asked for (ms) proves that this node stood still. */
    private static final long LATE = 1_000;

    /** The longest time without a timer (ms), so that a standstill is measured from its beginning. */
    private static final long HEARTBEAT = 1_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Ground ground;
    private final SeedParts parts;
    private long heartbeat;
    private long armed = NEVER;
    private boolean left;

    /**
     * A seed that does nothing before {@link #onStart}.
     *
     * @param random source of all its randomness; the same one gives the same run
     * @param effects what performs its effects
     */
    public SeedNode(SeedSettings settings, RandomGenerator random, Effects effects) {
        ground = new Ground(settings, random, effects, new Framing());
        parts = new SeedParts(ground);
    }

    @Override
    public void onStart(long now) {
        ground.start(now);
        heartbeat = now + HEARTBEAT;
        SeedSettings settings = ground.settings();
        int seeds = settings.seedCount();
        ground.report(
                new Fact.Started(Role.SEED, settings.self(), settings.network(), settings.epoch(), settings.version()));
        ground.report(new Fact.SeedsFound(seeds, settings.seeds(), seeds == 0 ? 0 : seeds / 2 + 1));
        if (ground.isCertified()) {
            ground.report(new Fact.Identified(ground.identity().name(), "keys"));
        }
        parts.links.dialAll();
        ground.report(new Fact.Ready(settings.self(), 0, 0, 0));
        armTimer();
    }

    @Override
    public Conversation onAccepted(long now, Link link) {
        boolean welcome = beginTurn(now);
        ground.count(Counter.CONNECTIONS_ACCEPTED);
        if (!welcome) {
            return parts.reception.turnAway(link);
        }
        Conversation conversation = parts.reception.welcome(link);
        armTimer();
        return conversation;
    }

    @Override
    public void onTimer(long now) {
        if (left) {
            return;
        }
        boolean stoodStill = noticePause(now);
        armed = NEVER;
        heartbeat = now + HEARTBEAT;
        if (!stoodStill) {
            parts.registrar.expire();
        }
        parts.identification.tick();
        parts.connections.tick();
        parts.confirming.tick();
        parts.probes.tick();
        parts.visits.tick();
        parts.links.tick();
        armTimer();
    }

    @Override
    public void onLeave(long now) {
        if (left) {
            return;
        }
        ground.enter(now);
        ground.report(new Fact.Leaving(0, parts.links.connected()));
        parts.connections.closeAll();
        parts.confirming.cancelAll();
        parts.probes.cancelAll();
        parts.visits.closeAll();
        parts.links.closeAll();
        left = true;
        ground.report(new Fact.Stopped(ground.upMillis()));
        ground.effects().stopped();
    }

    @Override
    public void onBudget(long now, Budget part) {
        ground.enter(now);
        ground.budget(part);
    }

    @Override
    public void onRevoked(long now) {
        if (beginTurn(now)) {
            parts.visits.begin();
            armTimer();
        }
    }

    @Override
    public Counters counters() {
        return ground.counters();
    }

    /**
     * What the seeds' names lead to.
     *
     * @param seeds all that have an address, this one among them or not
     * @param count how many there are
     */
    public void seedsLeadTo(long now, List<Address> seeds, int count) {
        if (beginTurn(now)) {
            ground.moveSeeds(seeds, count);
            parts.links.moved();
            armTimer();
        }
    }

    /** Names everything this seed keeps that grows with what happens to it; for the simulator. */
    public void takeInventory(Inventory inventory) {
        SeedSettings settings = ground.settings();
        inventory.keeps("peers", parts.registry.peers(), ground.mostPeers());
        inventory.keeps("tombstones", parts.registry.tombstones(), ground.mostTombstones());
        inventory.keeps("connections without hello", parts.connections.waiting(), ground.mostWaiting());
        inventory.keeps("exchanges", parts.connections.exchanges(), ground.mostExchanges());
        inventory.keeps("unconfirmed peers", parts.registry.claimed(), settings.maxUnconfirmed());
        inventory.keeps("questions who is there", parts.confirming.questions(), 2L * settings.maxUnconfirmed());
        inventory.keeps("probes", parts.probes.underWay(), settings.maxProbes());
        inventory.keeps("visits", parts.visits.underWay(), Visits.MOST);
        inventory.keeps("peers in the ledger", ground.ledger().subjects(), Ground.MOST_NOTED);
        inventory.keeps("reports that wait for a probe", parts.probes.waiting(), Probes.MOST_WAITING);
        inventory.keeps("members that reported falsely", parts.probes.falseReporters(), Probes.MOST_FALSE);
    }

    /** Whether this process of a peer is on the list, and was met; for the simulator. */
    public boolean lists(Address peer, long epoch) {
        return parts.registry.isMet(peer, epoch);
    }

    private boolean beginTurn(long now) {
        if (!left) {
            noticePause(now);
        }
        return !left;
    }

    /**
     * Whatever the node hears first after a standstill, it must not hold the time against anybody: leases, tombstones,
     * probes and connections all get it again.
     */
    private boolean noticePause(long now) {
        ground.enter(now);
        long late = armed == NEVER ? 0 : now - armed;
        if (late <= LATE) {
            return false;
        }
        ground.count(Counter.PAUSES);
        ground.witness(ground.settings().self(), new Fact.Paused(late));
        parts.registrar.extend(late);
        parts.identification.extend(late);
        parts.connections.extend(late);
        parts.confirming.extend(late);
        parts.probes.extend(late);
        parts.visits.extend(late);
        parts.links.extend(late);
        heartbeat = now + HEARTBEAT;
        armed = NEVER;
        return true;
    }

    /**
     * What is overdue already, because it came due while the seed stood still, is due now: only what the timer itself
     * is late by proves a standstill.
     */
    private void armTimer() {
        long due = Math.min(heartbeat, parts.registry.nextExpiry());
        due = Math.min(due, parts.identification.due());
        due = Math.min(due, parts.connections.due());
        due = Math.min(due, parts.confirming.due());
        due = Math.min(due, parts.probes.due());
        due = Math.min(due, parts.visits.due());
        due = Math.max(ground.now(), Math.min(due, parts.links.due()));
        if (due != armed) {
            armed = due;
            ground.effects().armTimer(due);
        }
    }

    /** Every event of a part is framed alike. */
    private final class Framing implements Turn {
        @Override
        public boolean begin(long now) {
            return beginTurn(now);
        }

        @Override
        public void end() {
            armTimer();
        }
    }
}

package grapevine.seed.core.ground;

import grapevine.node.Budget;
import grapevine.node.ClockCheck;
import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Ledger;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Role;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What every part of one seed stands on: the time, chance, the world, the counters, the settings, and what frames each
 * event, the one timer included. A part is given this and the few other parts that it uses, and never the whole seed.
 * Entered by one thread at a time, as the node is.
 */
public final class Ground {
    /** So many peers there is something of in the ledger. */
    public static final int MOST_NOTED = 512;

    private SeedSettings settings;
    private final RandomGenerator random;
    private final Effects effects;
    private final Turn turn;
    private final Counters counters = new Counters();
    private final Ledger ledger = new Ledger(MOST_NOTED);
    private long now;
    private long startedAt;
    private final ClockCheck clocks = new ClockCheck();
    private Identity identity;
    private int mostPeers;
    private int mostTombstones;
    private int mostWaiting;
    private int mostExchanges;

    /**
     * The ground of one seed that has not started.
     *
     * @param random where all its chance comes from
     * @param effects where all that it does goes to
     * @param turn what an event begins and ends with
     */
    public Ground(SeedSettings settings, RandomGenerator random, Effects effects, Turn turn) {
        this.settings = settings;
        this.random = random;
        this.effects = effects;
        this.turn = turn;
        long made = random.nextLong();
        Long certified = effects.networkNumber();
        identity = certified == null
                ? Identity.made(made)
                : Identity.made(certified).firm();
        mostPeers = settings.maxPeers();
        mostTombstones = settings.maxTombstones();
        mostWaiting = settings.maxWaiting();
        mostExchanges = settings.maxExchanges();
    }

    /** The other seeds are at these addresses from now on; this one is named among them or not. */
    public void moveSeeds(List<Address> addresses, int count) {
        settings = settings.withSeeds(addresses, count);
    }

    // The time

    /** An event came in at this time. Whatever an event reaches first says so, before anything else happens. */
    public void enter(long at) {
        now = at;
    }

    /** The node begins at this time. */
    public void start(long at) {
        enter(at);
        startedAt = at;
    }

    /** When the event that is being handled came in, ms of a clock that only goes forward. */
    public long now() {
        return now;
    }

    /** Time since the start (ms). */
    public long upMillis() {
        return now - startedAt;
    }

    /** What an event that does not reach the node itself has to begin and to end with. */
    public Turn turn() {
        return turn;
    }

    /** What this seed says in a hello. */
    public Hello hello() {
        return hello(null, 0);
    }

    /**
     * What it answers to a hello.
     *
     * @param seen the ip that the other end is seen under, null to say nothing of it
     * @param propose an age for the other end, 0 for none
     */
    public Hello hello(@Nullable Ip seen, long propose) {
        long time = Math.max(0, wallTime());
        return new Hello(
                Role.SEED, settings.network(), settings.self(), settings.epoch(), 0, seen, propose, time, identity);
    }

    /** Somebody said hello, and with it what its clock shows. */
    public void heard(Hello hello) {
        long wall = wallTime();
        Fact fact = hello.time() == 0 ? null : clocks.heard(hello.self(), hello.time() - wall, wall - now);
        if (fact != null) {
            effects.report(fact);
        }
    }

    // Which network

    /** Which network this seed is of. */
    public Identity identity() {
        return identity;
    }

    /** From now on it is of this one. */
    public void identify(Identity next) {
        identity = next;
    }

    /** Whether its keys say which network it is of. */
    public boolean isCertified() {
        return effects.networkNumber() != null;
    }

    /** Whether somebody who says this may be of the same network: unless both are sure that they are not. */
    public boolean isAtHome(@Nullable Identity said) {
        if (said == null || identity.isSameAs(said)) {
            return true;
        }
        return !isCertified() && !(said.isFirm() && identity.isFirm());
    }

    // The world

    public Effects effects() {
        return effects;
    }

    /** What the clock on the wall shows (ms since 1970); it may be wrong, and may jump. */
    public long wallTime() {
        return effects.wallTime();
    }

    /** Says something on a link; ignored on one that has ended. */
    public void send(Link link, Message message) {
        effects.send(link, message);
    }

    /** Tells the operator. */
    public void report(Fact fact) {
        effects.report(fact);
    }

    /** Keeps it for whoever asks why this peer is held for dead. */
    public void remember(Address about, Fact fact) {
        ledger.note(now, about, fact);
    }

    /** Tells the operator, and keeps it. */
    public void witness(Address about, Fact fact) {
        report(fact);
        remember(about, fact);
    }

    /** What was seen of those that were reported, and of those that are gone. */
    public Ledger ledger() {
        return ledger;
    }

    public Counters counters() {
        return counters;
    }

    public void count(Counter counter) {
        counters.add(counter);
    }

    // How

    /** This is how much memory it may fill from now on. */
    public void budget(Budget part) {
        mostPeers = Math.min(settings.maxPeers(), part.rows());
        mostTombstones = Math.min(settings.maxTombstones(), part.tombstones());
        mostWaiting = Math.min(settings.maxWaiting(), part.strangers());
        mostExchanges = Math.min(settings.maxExchanges(), part.exchanges());
        report(new Fact.RegistryBounded(mostPeers, Math.min(settings.maxUnconfirmed(), mostPeers), mostTombstones));
    }

    /** The most peers that are kept: as the settings say, and as much as there is memory for. */
    public int mostPeers() {
        return mostPeers;
    }

    /** The most removals that are remembered, likewise. */
    public int mostTombstones() {
        return mostTombstones;
    }

    /** The most connections before their hello, likewise. */
    public int mostWaiting() {
        return mostWaiting;
    }

    /** The most connections after their hello, likewise. */
    public int mostExchanges() {
        return mostExchanges;
    }

    public SeedSettings settings() {
        return settings;
    }

    public RandomGenerator random() {
        return random;
    }
}

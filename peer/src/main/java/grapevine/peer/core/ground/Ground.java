package grapevine.peer.core.ground;

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
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What every part of one peer stands on: the time, chance, the world, the counters, the settings, who this peer is, and
 * the one timer. A part is given this and the few other parts that it uses, and never the whole peer. Entered by one
 * thread at a time, as the node is.
 */
public final class Ground {
    /** Of so many others there is something in the ledger. */
    public static final int MOST_NOTED = 32;

    /** So far (ms) may what another clock made be ahead of what most clocks show. */
    public static final long FUTURE_MILLIS = 3_600_000;

    /**
     * The older links aimed at below {@link #SOME_PEERS}: any one peer may fail, and the others are linked. With more,
     * five peers would all be linked to all.
     */
    private static final byte LEAST_LINKS = 2;

    /** The older links aimed at from {@link #MANY_PEERS} on: any three may fail at once. In between any two may. */
    private static final byte MOST_LINKS = 4;

    private static final int SOME_PEERS = 32;
    private static final int MANY_PEERS = 128;

    /** In what {@link #agreedOffset} counts (ms), so that four bytes hold it beyond 2106: clocks agree to a minute. */
    private static final long OFFSET_UNIT = 10_000;

    private PeerSettings settings;
    private final RandomGenerator random;
    private final Effects effects;
    private final Counters counters = new Counters();
    private final Self self;
    private final Waiting waiting;

    private long now;
    private long startedAt;
    private long armedFor = Part.NEVER;
    /** Null while all clocks agree with ours. */
    private @Nullable ClockCheck clocks;

    /** How far (10 s) our clock was ahead of the one that is never set when one agreed with it; 0 if none did. */
    private int agreedOffset;

    /** Null as long as everybody answers, no connection breaks, and nobody breaks rules. */
    private @Nullable Noted noted;

    /** What there is to remember of trouble. */
    private static final class Noted {
        /** Null as long as there was none. */
        private @Nullable Doubt doubt;

        final Ledger ledger = new Ledger(MOST_NOTED);
        final Scores scores = new Scores();
    }

    /**
     * The ground of one peer that has not started.
     *
     * @param random where all its chance comes from
     * @param effects where all that it does goes to
     */
    public Ground(PeerSettings settings, RandomGenerator random, Effects effects) {
        this.settings = settings;
        this.random = random;
        this.effects = effects;
        self = new Self(settings);
        Long number = effects.networkNumber();
        if (number != null) {
            self.identify(Identity.made(number).firm());
        }
        waiting = new Waiting(this);
    }

    /**
     * The seeds are at these addresses from now on, and so many; this peer is none of them. False if they were before.
     */
    public boolean moveSeeds(List<Address> addresses, int count) {
        List<Address> others =
                addresses.stream().filter(each -> !each.equals(self.address())).toList();
        boolean isOther = count != settings.seedCount() || !others.equals(settings.seeds());
        settings = isOther ? settings.withSeeds(others, count) : settings;
        return isOther;
    }

    /** Other memory may be filled from now on. */
    public void budget(Budget part) {
        settings = settings.with(part);
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

    /** When the present event came in, ms of a clock that only goes forward. */
    public long now() {
        return now;
    }

    /** When the node was started, on the same clock. */
    public long startedAt() {
        return startedAt;
    }

    /** Has its place: linked, or the first of all. Said once, with the number of its links. */
    public void ready(int degree) {
        if (self.becomesReady()) {
            effects.report(new Fact.Ready(self.address(), self.age(), degree, now - startedAt));
        }
    }

    /** Whether this peer has found its place: it is linked, or was the first of all. */
    public boolean isReady() {
        return self.isReady();
    }

    /** From now on this peer leaves: it renews, repairs, watches and makes nothing any more. */
    public void leave() {
        self.leaves();
    }

    /** Whether it is on its way out. */
    public boolean isLeaving() {
        return self.isLeaving();
    }

    // The one timer

    /**
     * Arms the timer for this time unless it is armed for an earlier one. What is overdue already, because something
     * else had to end first, is due now: only what the timer itself is late by proves a standstill.
     */
    public void wakeAt(long due) {
        long next = Math.max(due, now);
        if (next < armedFor) {
            armedFor = next;
            effects.armTimer(next);
        }
    }

    /**
     * The timer has run, and is armed for nothing now.
     *
     * @return how late it is (ms), 0 if it was not armed
     */
    public long timerRan() {
        long late = armedFor == Part.NEVER ? 0 : now - armedFor;
        armedFor = Part.NEVER;
        return late;
    }

    /** The connections that have to get somewhere by a time. */
    public Waiting waiting() {
        return waiting;
    }

    /**
     * A connection broke without a word: perhaps this machine slept, and its clock stood still.
     *
     * @param others the links that stand
     */
    public void doubtTime(Iterable<Link> others) {
        newDoubt().raise(now, others);
    }

    /** All neighbours are asked whether they are there, by a ping with this timestamp. */
    public void neighboursAsked(long timestamp) {
        Doubt doubt = doubt();
        if (doubt != null) {
            doubt.asks(timestamp);
        }
    }

    /** A ping with this timestamp is answered on this link. */
    public void neighbourAnswered(Link link, long timestamp) {
        Doubt doubt = doubt();
        if (doubt != null) {
            doubt.answered(link, timestamp, now);
        }
    }

    /** One of those whose connections broke is there, or all have been looked for. */
    public void lookedForLost(boolean isAlive, boolean wasLast) {
        Doubt doubt = doubt();
        if (doubt != null && isAlive) {
            doubt.foundAlive();
        }
        if (doubt != null && wasLast) {
            doubt.allFound();
        }
    }

    /** Seeds answered what they were asked at this time: whether we were on their lists, where our lease stood. */
    public void seedsAnswered(long askedAt, boolean hasStood) {
        Doubt doubt = doubt();
        if (hasStood && doubt != null) {
            doubt.stood(askedAt);
        } else if (!hasStood) {
            newDoubt().wasLost(now);
        }
    }

    /** Whether what was made at this time by our clock may be older than it seems. */
    public boolean mayBeOlder(long madeAt) {
        Doubt doubt = doubt();
        return doubt != null && doubt.covers(madeAt, now);
    }

    // The world

    public Effects effects() {
        return effects;
    }

    /** Says something on a link; ignored on one that has ended. */
    public void send(Link link, Message message) {
        effects.send(link, message);
    }

    /** Tells the operator. */
    public void report(Fact fact) {
        effects.report(fact);
    }

    /** Keeps it for whoever asks why this one is held for dead. */
    public void remember(Address about, Fact fact) {
        noted().ledger.note(now, about, fact);
    }

    private @Nullable Doubt doubt() {
        return noted == null ? null : noted.doubt;
    }

    private Doubt newDoubt() {
        Noted all = noted();
        Doubt doubt = all.doubt == null ? new Doubt() : all.doubt;
        all.doubt = doubt;
        return doubt;
    }

    private Noted noted() {
        Noted all = noted == null ? new Noted() : noted;
        noted = all;
        return all;
    }

    /**
     * This member of a network that has keys brought a message that is not what it says it is; the operator is told
     * once it is not trusted any more.
     *
     * @param at where it is
     * @param links how many there are, but for one to it
     */
    public void forged(String member, Address at, String why, int links) {
        blame(member, at, Scores.FORGERY, why, links);
    }

    /** As {@link #forged}, but it kept back what it was to give. */
    public void withheld(String member, Address at, String why, int links) {
        blame(member, at, Scores.WITHHELD, why, links);
    }

    private void blame(String member, Address at, double points, String why, int links) {
        if (noted().scores.blame(member, at, points, why, links, now)) {
            report(new Fact.MemberDistrusted(member, at, why));
        }
    }

    /** Whether this one is to have no new link; null is nobody's name. */
    public boolean isDistrusted(@Nullable String member, int links) {
        return member != null && noted != null && noted.scores.isDistrusted(member, links, now);
    }

    /** What members did against the rules; null as long as nobody did anything. */
    public @Nullable Scores scores() {
        return noted == null ? null : noted.scores;
    }

    /** Tells the operator, and keeps it. */
    public void witness(Address about, Fact fact) {
        report(fact);
        remember(about, fact);
    }

    /** What was seen of others that did not answer; null as long as all did. */
    public @Nullable Ledger ledger() {
        return noted == null ? null : noted.ledger;
    }

    public Counters counters() {
        return counters;
    }

    public void count(Counter counter) {
        counters.add(counter);
    }

    // Who and how

    public PeerSettings settings() {
        return settings;
    }

    public Self self() {
        return self;
    }

    /**
     * The older links aimed at, m: as it was set or, if it was not, the more of them the more peers there are; but
     * never more than half the cap.
     */
    public int aim() {
        return Math.min(settings.links().orElse(self.links()), settings.degreeCap() / 2);
    }

    /** Seeds say that there are so many peers, or were lately. What was aimed at once is aimed at for ever. */
    public void networkHas(int peers) {
        self.aimAt(peers < SOME_PEERS ? LEAST_LINKS : peers < MANY_PEERS ? LEAST_LINKS + 1 : MOST_LINKS);
    }

    /** No seed says how many there are. */
    public void networkIsUnknown() {
        self.aimAt(MOST_LINKS);
    }

    // Hellos

    /** What it says first on a connection that it made. */
    public Hello hello() {
        return hello(null, 0, false);
    }

    /** The same to a peer: large messages may be offered to it. */
    public Hello helloToPeer() {
        return hello(null, 0, true);
    }

    /**
     * What it answers to a hello.
     *
     * @param seen the ip that the other end is seen under, null to say nothing of it
     * @param propose an age for the other end, 0 for none
     * @param toPeer whether that is a peer
     */
    public Hello hello(@Nullable Ip seen, long propose, boolean toPeer) {
        Hello hello = self.hello(settings.network(), seen, propose, Math.max(0, effects.wallTime()), toPeer);
        return effects.proofs() == null ? hello : hello.checkingProofs();
    }

    /** Which network this peer is of, and who else is. */
    public Home home() {
        return new Home(this);
    }

    /** A seed or peer that this one chose to dial said hello, and with it what its clock shows. */
    public void heard(Hello hello) {
        long ahead = hello.time() - effects.wallTime();
        if (hello.time() == 0) {
            return;
        }
        if (clocks == null && ClockCheck.agrees(ahead)) {
            agreedOffset = (int) ((effects.wallTime() - now) / OFFSET_UNIT);
            return;
        }
        Fact fact = clocks().heard(hello.self(), ahead, effects.wallTime() - now);
        if (fact != null) {
            effects.report(fact);
        }
    }

    /**
     * A neighbour that dialled us said what its clock shows.
     *
     * @param from the ip that it is seen under
     * @param time ms since 1970, 0 if it did not say
     */
    public void heardCaller(Ip from, long time) {
        long ahead = time - effects.wallTime();
        if (time != 0 && (clocks != null || !ClockCheck.agrees(ahead))) {
            clocks().heardCaller(from.place(), ahead, effects.wallTime() - now);
        }
    }

    private ClockCheck clocks() {
        ClockCheck check = clocks;
        if (check == null) {
            check = new ClockCheck();
            if (agreedOffset != 0) {
                check.heardBefore(agreedOffset * OFFSET_UNIT);
            }
            clocks = check;
        }
        return check;
    }

    /** What most clocks show of those that were heard lately, ms since 1970. */
    public long commonTime() {
        long wall = effects.wallTime();
        return wall + (clocks == null ? 0 : clocks.median(wall - now));
    }

    // Chance

    public RandomGenerator random() {
        return random;
    }

    /** A random time around this one: 80 to 100 percent of it. */
    public long jittered(long millis) {
        return millis - (long) (millis * 0.2 * random.nextDouble());
    }
}

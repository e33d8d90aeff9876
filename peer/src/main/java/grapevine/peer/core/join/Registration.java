package grapevine.peer.core.join;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Backoff;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Self;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Identity;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has with its seeds: a lease at floor(n/2)+1 of them, renewed in time. Everything it tells them is one
 * round of {@code Register}: the first registration, a renewal, a new degree, the return after it was held for dead,
 * and the question for more older peers. A round asks the seeds it has a lease with and, while that is too few, others
 * at random; one that does not answer is replaced by another.
 */
public final class Registration implements Part {
    /** Changes of the degree within this time (ms) are told together. */
    private static final long REPORT_MILLIS = 250;

    /** From one degree that is told to the next (s), on average: somebody who comes and goes makes nobody talk. */
    private static final int REPORT_EVERY_SECONDS = 2;

    /** So far (s) that may be ahead: 32 in a row, as a hub has while a network forms. */
    private static final int REPORTS_AHEAD_SECONDS = 31 * REPORT_EVERY_SECONDS;

    /** Rounds in a row that may follow at once because a seed knew a later version of us. */
    private static final byte OUTDATED_ROUNDS = 5;

    private static final long RETRY_FIRST_MILLIS = 1000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    /** While a lease that should be renewed has not run out, seeds are asked again at least after this part of it. */
    private static final int RETRIES_IN_A_LEASE = 12;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Joining joining;
    private final Contacts contacts;
    private Few<Address> leases = Few.none();

    /** Null while the quorum was never missed. */
    private @Nullable Backoff retries;

    /** The open round, null between two. */
    private @Nullable Round round;

    private boolean roundIsDue;
    private int wantedNext;
    private byte outdatedRounds;
    private int toldDegree;
    private long renewAt = NEVER;

    /** When the lease runs out that was granted last, 0 before the first. */
    private long leaseEnds;

    /** The epoch under which another process was last said to have registered our address; null if none was. */
    private @Nullable Long claimed;

    private long retryAt = NEVER;
    private long reportAt = NEVER;

    /** Until then (s) the reports that were made are enough; where there are very many peers, each byte counts. */
    private int reportedUntil;

    /** Null before the first death. */
    private @Nullable Refusals refusals;

    Registration(Ground ground, Neighbours neighbours, Joining joining, Contacts contacts) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.joining = joining;
        this.contacts = contacts;
    }

    /** Seeds that hold us for registered. */
    public Collection<Address> leases() {
        return leases;
    }

    /** Seeds that hold us for registered, or may soon because they are being asked. */
    List<Address> informed() {
        Set<Address> informed = new LinkedHashSet<>(leases);
        if (round != null) {
            informed.addAll(round.awaited());
        }
        return List.copyOf(informed);
    }

    /** The first round, or another one, with a list wanted. */
    void registerWithSeeds() {
        announce(listShare());
    }

    /** Some seeds are at other addresses now: what was had with the former ones is over. */
    void seedsMoved() {
        for (Address former : List.copyOf(leases)) {
            if (!ground.settings().seeds().contains(former)) {
                leases = leases.without(former);
            }
        }
        if (leases.size() >= ground.settings().quorum()) {
            return;
        }
        if (round != null) {
            goOn(round);
        } else if (retries == null) {
            announce(joining.wantsOlder() ? listShare() : 0);
        } else { // names move also because nobody answers: no faster than the first retries
            retryAt = Math.min(retryAt, ground.now() + ground.jittered(RETRY_FIRST_MILLIS));
            ground.wakeAt(retryAt);
        }
    }

    /** Asks the seeds for older peers. */
    public void askForPeers() {
        announce(listShare());
    }

    /** A neighbour was reported. */
    void reported() {
        if (refusals == null) {
            refusals = new Refusals(ground.now());
        }
        refusals.reported(ground.now());
    }

    /** The address of one that was listed, and is no neighbour, refused a dial: after a death the seeds are told. */
    public void refused(Entry refusing) {
        if (refusals != null) {
            refusals.tell(ground, this, refusing);
        }
    }

    /** The degree is another; the seeds hear of it soon. */
    public void degreeChanged() {
        if (ground.self().hasAge() && reportAt == NEVER && !ground.isLeaving()) {
            reportAt = Math.max(ground.now() + REPORT_MILLIS, 1000L * (reportedUntil - REPORTS_AHEAD_SECONDS));
            ground.wakeAt(reportAt);
        }
    }

    @Override
    public long due() {
        return round != null ? NEVER : Math.min(renewAt, Math.min(retryAt, reportAt));
    }

    @Override
    public void onDue(long now) {
        if (ground.isLeaving() || round != null) {
            reportAt = NEVER;
        } else if (Math.min(renewAt, retryAt) <= now) {
            announce(joining.wantsOlder() ? listShare() : 0);
        } else if (reportAt <= now) {
            reportAt = NEVER;
            if (toldDegree != neighbours.degree()) {
                reportedUntil = Math.max(reportedUntil, (int) (now / 1000)) + REPORT_EVERY_SECONDS;
                announce(0);
            }
        }
    }

    /** How many entries to ask of each of the k seeds: all lists of one join together hold 128. */
    private int listShare() {
        int quorum = Math.max(1, ground.settings().quorum());
        return (Limits.LIST_ENTRIES + quorum - 1) / quorum;
    }

    private void announce(int want) {
        if (!ground.settings().hasSeeds() || ground.isLeaving()) {
            return;
        }
        if (round != null) {
            roundIsDue = true;
            wantedNext = Math.max(wantedNext, want);
            return;
        }
        Round begun = new Round(ground.now(), want, ground.settings().lease().toMillis());
        round = begun;
        reportAt = NEVER;
        retryAt = NEVER;
        toldDegree = neighbours.degree();
        ground.self().nextRevision();
        for (Address seed : leases) {
            ask(begun, seed);
        }
        goOn(begun);
    }

    private void goOn(Round open) {
        askOthers(open);
        if (open.awaited().isEmpty()) {
            round = null;
            ended(open);
        }
    }

    /** While the quorum is missed: others, at random. Not when the next round, which asks anew, is due already. */
    private void askOthers(Round open) {
        int missing = ground.settings().quorum() - informed().size();
        if (open.naming().isUndecided(ground.settings().seedCount())) {
            missing = ground.settings().seedCount(); // all of them have to say what the network is
        }
        if (roundIsDue || ground.isLeaving() || missing <= 0) {
            return;
        }
        List<Address> others = new ArrayList<>(ground.settings().seeds());
        others.removeAll(open.asked());
        for (; missing > 0 && !others.isEmpty(); missing--) {
            ask(open, others.remove(ground.random().nextInt(others.size())));
        }
    }

    private void ask(Round open, Address seed) {
        open.asks(seed);
        Self self = ground.self();
        Register request = new Register(self.revision(), self.age(), toldDegree, open.wanted());
        new SeedExchange(ground, seed, request, new RegisterOutcome(open));
    }

    /** The seeds of this round said what the network is; those of another one are no seeds of ours. */
    private void identified(Round over) {
        Identity ours = ground.self().identity();
        Identity next = over.naming().decide(ours, ground.settings().seedCount());
        if (next == null) {
            return;
        }
        ground.home().become(next, "seeds");
        for (Address other : over.naming().others(next)) {
            leases = leases.without(other);
            ground.report(new Fact.NetworksDiffer(other, over.naming().nameBy(other), next.name()));
        }
        over.naming().strangers(next).forEach(over::leaveOut);
        boolean isMoved = ours != null && ours.number() != next.number();
        roundIsDue |= isMoved && leases.size() < ground.settings().quorum();
    }

    private void ended(Round over) {
        identified(over);
        renewAt = leases.isEmpty() ? NEVER : ground.now() + ground.jittered(over.shortestLease() / 3);
        leaseEnds = over.answers() > 0 ? ground.now() + over.shortestLease() : leaseEnds;
        if (!roundIsDue) {
            outdatedRounds = 0;
        }
        if (leases.size() < ground.settings().quorum() && !roundIsDue) {
            retries = retries == null ? new Backoff(ground, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS) : retries;
            retryAt = Math.min(ground.now() + untilRetry(retries, over.shortestLease()), renewAt);
            long wait = retryAt - ground.now();
            ground.report(new Fact.QuorumMissed(leases.size(), ground.settings().quorum(), wait));
        } else if (!roundIsDue) {
            retries = null;
        }
        if (!ground.self().hasAge() && over.proposedAge() > 0 && !roundIsDue) {
            ground.self().settleAge(over.proposedAge());
        }
        if (over.answers() > 0) {
            ground.seedsAnswered(over.begunAt(), over.hasStood());
            ground.networkHas(over.mostPeers());
            joining.seedsAnswered(over.mergePeerLists(), over.mostOlder(), over.wanted() > 0);
        } else if (!roundIsDue) {
            contacts.noSeedAnswered();
        }
        if (roundIsDue) {
            roundIsDue = false;
            int want = wantedNext;
            wantedNext = 0;
            announce(want);
        }
        ground.wakeAt(due());
    }

    /** Longer each time, but often enough that a lease does not run out only because some answers were lost. */
    private long untilRetry(Backoff retries, long lease) {
        long wait = retries.next();
        long left = leaseEnds - ground.now();
        if (left <= 0) {
            return wait;
        }
        long often = Math.max(RETRY_FIRST_MILLIS, lease / RETRIES_IN_A_LEASE);
        return Math.min(wait, Math.max(left - lease * 2 / 3, ground.jittered(often)));
    }

    private void registered(Address seed, Registered answer) {
        if (answer.was() == Standing.DEAD) {
            ground.witness(
                    ground.self().address(),
                    new Fact.Refuted(seed, ground.self().revision()));
        }
        if (!leases.contains(seed)) {
            leases = leases.with(seed);
            if (retries != null) {
                retries.reset(); // where one answers again, others may
            }
            ground.report(new Fact.Registered(
                    seed,
                    leases.size(),
                    ground.settings().quorum(),
                    answer.older(),
                    answer.sample().size()));
            tellShorterLease(answer.lease());
        }
    }

    /** Once, whenever the first seed takes us. Seeds make a lease shorter by some hundredths, so that all differ. */
    private void tellShorterLease(long granted) {
        long asked = ground.settings().lease().toMillis();
        if (leases.size() == 1 && granted < asked / 10 * 9) {
            ground.report(new Fact.SettingInForce("lease-ms", asked, granted, "that of the seeds"));
        }
    }

    /**
     * The seed knows a version of us that is not older than what we said. Another epoch is taken only before anybody
     * knows us by the present one; later it is somebody who claims our address, and we keep ours. An earlier epoch than
     * ours was outdone while the answer was on its way.
     */
    private void outdated(Round open, Address seed, Outdated answer) {
        Self self = ground.self();
        if (answer.epoch() == Long.MAX_VALUE || !self.mayHaveSaid(answer.revision())) {
            leases = leases.without(seed); // no version could follow that one: it talks nonsense
            return;
        }
        if (answer.epoch() == self.epoch()) {
            self.passRevision(answer.revision());
        } else if (!self.hasAge() && answer.epoch() > self.epoch()) {
            self.passEpoch(answer.epoch());
        } else if (answer.epoch() > self.epoch()) {
            leases = leases.without(seed);
            claimed(seed, answer.epoch());
            return;
        }
        if (outdatedRounds < OUTDATED_ROUNDS) {
            outdatedRounds++;
            roundIsDue = true;
            wantedNext = Math.max(wantedNext, open.wanted());
        } else {
            leases = leases.without(seed);
        }
    }

    private void claimed(Address seed, long epoch) {
        if (claimed == null || claimed != epoch) {
            claimed = epoch;
            ground.report(new Fact.AddressClaimed(ground.self().address(), epoch, seed));
        }
    }

    private final class RegisterOutcome implements SeedExchange.Asker {
        private final Round open;

        RegisterOutcome(Round open) {
            this.open = open;
        }

        @Override
        public void onHello(Address seed, Hello hello) {
            open.naming().heard(seed, hello.id());
        }

        @Override
        public void onAnswer(Address seed, Message answer) {
            open.doneWith(seed);
            if (!ground.settings().seeds().contains(seed)) {
                goOn(open); // a seed was there when it was asked, and is elsewhere now
                return;
            }
            if (answer instanceof Registered registered) {
                open.registered(seed, registered);
                if (registered.was() != Standing.FINE && leaseEnds > ground.now()) {
                    open.wasLost();
                }
                registered(seed, registered);
            } else if (answer instanceof Outdated outdated) {
                outdated(open, seed, outdated);
            } else {
                leases = leases.without(seed);
            }
            goOn(open);
        }

        @Override
        public void onNoAnswer(Address seed, String why) {
            open.doneWith(seed);
            leases = leases.without(seed);
            ground.report(new Fact.SeedUnreachable(seed, why));
            goOn(open);
        }
    }
}

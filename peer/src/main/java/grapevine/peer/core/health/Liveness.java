package grapevine.peer.core.health;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.join.DeadReport;
import grapevine.peer.core.join.Registration;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Silence;
import grapevine.peer.core.overlay.Overlay;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Try;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the neighbours. Every period each link is pinged by its younger end, whatever else flows on it, and the
 * operator is told how many answered. A round of up to three tries starts when nothing was heard of one for a little
 * more than a period, at either end. In the last round three other neighbours are asked to
 * try as well. After so many rounds missed in a row the neighbour is dead: the link goes, the overlay repairs, the
 * seeds hear of it. Worst case 13 s x 3 + 2 s = 41 s after its last sign of life. If one of the others reached it, it
 * is the link that is dead: the overlay replaces it.
 */
public final class Liveness implements Part {
    private static final int TRIES = 3;
    private static final int HELPERS = 3;

    /** So often in a row others may save it with their word alone. */
    private static final int MOST_VOUCHED = 3;

    /** Tries on behalf of others under way at once. */
    public static final int MOST_ERRANDS = 8;

    /** One of these; each is another. */
    private static final class Errand {
        final Neighbour asker;

        Errand(Neighbour asker) {
            this.asker = asker;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Overlay overlay;
    private final PartialView<Entry> view;
    private final Registration registration;
    private final Suspicion suspicion;

    /** Null until the first neighbour is gone, or contested. */
    private @Nullable Surroundings surroundings;

    /** For whom errands are run: a neighbour once for each. */
    private Few<Errand> errands = Few.none();

    /** Whether the pings of a round were sent, and what came of them is not told yet. */
    private boolean isRoundOpen;

    /** When the open round began, or the next one begins; never while there is nobody to ping. */
    private long roundAt = NEVER;

    /** The wall clock when it last began. */
    private long pingedAt = Long.MIN_VALUE;

    /** Whether all neighbours are to be asked now, whoever pings whom else. */
    private boolean asksAll;

    /**
     * No neighbour's time comes before this one. That of each moves whenever it is heard; this one does not move with
     * them.
     */
    private long lookAt = NEVER;

    public Liveness(
            Ground ground, Neighbours neighbours, Overlay overlay, PartialView<Entry> view, Registration registration) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.overlay = overlay;
        this.view = view;
        this.registration = registration;
        suspicion = new Suspicion(ground, this);
    }

    /** A link to it counts from now on. */
    public void linked(Neighbour neighbour) {
        suspicion.linked(neighbour.address());
        lookAt = Math.min(lookAt, dueOf(neighbour));
        if (roundAt == NEVER) {
            roundAt = ground.now() + ground.settings().pingPeriod().toMillis();
        }
        ground.wakeAt(Math.min(roundAt, lookAt));
    }

    /** Any message, except a reply to what was never asked, is a sign of life. */
    public void heard(Neighbour neighbour) {
        int missed = neighbour.missed();
        neighbour.heard(ground.now());
        if (missed > 0) {
            ground.witness(neighbour.address(), new Fact.NeighbourTrusted(neighbour.address(), "heard", missed));
        }
    }

    /** It answers; what was not asked is no answer. */
    public void onReply(Neighbour neighbour, LivenessReply reply) {
        Silence silence = neighbour.silence();
        ground.neighbourAnswered(neighbour.link(), reply.timestamp());
        boolean isOfPing = neighbour.isPinged() && reply.timestamp() == pingedAt;
        if (isOfPing || (silence != null && silence.hasAskedAt(reply.timestamp()))) {
            heard(neighbour);
            neighbour.says(reply.older(), reply.degree());
        }
    }

    /** A connection broke without a word, and without seeds the others alone can say whether this peer slept. */
    void doubtTime() {
        List<Link> links = new ArrayList<>();
        neighbours.forEach(neighbour -> links.add(neighbour.link()));
        ground.doubtTime(links);
        asksAll = !ground.settings().hasSeeds();
        ground.wakeAt(due());
    }

    /** A connection broke without a word. */
    public void suspect(Neighbour lost) {
        suspicion.add(lost);
    }

    /** How many former neighbours are being looked for. */
    public int suspects() {
        return suspicion.size();
    }

    /** How many tries are made on behalf of others at present. */
    public int errands() {
        return errands.size();
    }

    /**
     * The node stood still for so long (ms), until now. A round that was open is void and made anew, one that came due
     * meanwhile begins now, and what follows is put off as much. Rounds that were missed before stay missed: else a
     * node that stands still again and again would never find anybody dead.
     */
    public void stoodStill(long millis) {
        for (Neighbour neighbour : neighbours) {
            Silence silence = neighbour.silence();
            if (silence != null && silence.hasOpenRound()) {
                silence.voidsRound(ground.now(), millis, (TRIES - 1) * tryEvery());
            } else if (roundDue(neighbour) < ground.now()) {
                Silence begun = silence == null ? new Silence(0) : silence;
                begun.putOff(ground.now() - roundDue(neighbour));
                neighbour.fallsSilent(begun);
            }
        }
        suspicion.stoodStill(millis);
        if (isRoundOpen) {
            roundAt = ground.now();
        }
    }

    @Override
    public long due() {
        if (asksAll || !ground.self().isIdentityTold()) {
            return ground.now();
        }
        long due = surroundings == null ? suspicion.due() : Math.min(suspicion.due(), surroundings.due());
        return Math.min(due, Math.min(lookAt, isRoundOpen ? roundAt + round() : roundAt));
    }

    @Override
    public void onDue(long now) {
        suspicion.onDue(now);
        if (surroundings != null) {
            surroundings.onDue(ground, neighbours, view, registration);
        }
        if (asksAll || !ground.self().isIdentityTold()) {
            asksAll = false;
            ground.self().identityTold(true);
            long timestamp = ground.effects().wallTime();
            ground.neighboursAsked(timestamp);
            neighbours.forEach(neighbour -> neighbours.ping(ground, neighbour, timestamp));
        }
        if (isRoundOpen && roundAt + round() <= now) {
            Pings.tell(ground, neighbours);
            isRoundOpen = false;
            roundAt += ground.settings().pingPeriod().toMillis();
        }
        if (!isRoundOpen && roundAt <= now) {
            ping(now);
        }
        if (lookAt <= now) {
            lookAtNeighbours(now);
        }
    }

    private void ping(long now) {
        isRoundOpen = neighbours.degree() > 0;
        roundAt = isRoundOpen ? now : NEVER;
        pingedAt = ground.effects().wallTime();
        Pings.sendAll(ground, neighbours, pingedAt);
    }

    private void lookAtNeighbours(long now) {
        List<Neighbour> due = new ArrayList<>();
        for (Neighbour neighbour : neighbours) {
            if (dueOf(neighbour) <= now) {
                due.add(neighbour);
            }
        }
        for (Neighbour neighbour : due) {
            // The death of one may have made room by releasing another.
            if (neighbours.find(neighbour.address()) == neighbour) {
                monitorLiveness(neighbour);
            }
        }
        lookAt = NEVER;
        for (Neighbour neighbour : neighbours) {
            lookAt = Math.min(lookAt, dueOf(neighbour));
        }
    }

    private long dueOf(Neighbour neighbour) {
        Silence silence = neighbour.silence();
        if (silence == null || !silence.hasOpenRound()) {
            return roundDue(neighbour);
        }
        return silence.tries() < TRIES ? silence.roundAt() + silence.tries() * tryEvery() : silence.roundAt() + round();
    }

    /** The first round leaves a little time to the ping of a period, and to the answer to it. */
    private long roundDue(Neighbour neighbour) {
        long courtesy = neighbour.missed() == 0 ? round() / 10 : 0;
        Silence silence = neighbour.silence();
        long putOff = silence == null ? 0 : silence.putOff();
        long silent = ground.settings().pingPeriod().toMillis() * (neighbour.missed() + 1);
        return neighbour.heardAt() + silent + courtesy + putOff;
    }

    /** Tries at 0, 0.6 and 1.2 s of a round of 2 s. */
    private long tryEvery() {
        return round() * 3 / 10;
    }

    private long round() {
        return ground.settings().roundMillis();
    }

    private void monitorLiveness(Neighbour neighbour) {
        Silence silence = neighbour.silence() == null ? new Silence(0) : neighbour.silence();
        if (!silence.hasOpenRound()) {
            // Not from when it was due if that is long past: the tries must not all be made at one moment.
            silence.opensRound(Math.max(roundDue(neighbour), ground.now() - tryEvery()));
            neighbour.fallsSilent(silence);
            ground.count(Counter.PINGS);
            ask(neighbour, silence);
            if (silence.missed() == ground.settings().pingMisses() - 1) {
                askOthersToTry(neighbour, silence);
            }
        } else if (silence.tries() < TRIES) {
            ask(neighbour, silence);
        } else {
            missed(neighbour, silence);
        }
    }

    private void ask(Neighbour neighbour, Silence silence) {
        long timestamp = ground.effects().wallTime();
        silence.asks(timestamp);
        Pings.send(ground, neighbours, neighbour, timestamp);
    }

    private void missed(Neighbour neighbour, Silence silence) {
        silence.missesRound();
        neighbour.missedRound();
        ground.count(Counter.PINGS_MISSED);
        long silent = ground.now() - neighbour.heardAt();
        ground.witness(neighbour.address(), new Fact.PingMissed(neighbour.address(), silence.missed(), silent));
        if (silence.missed() < ground.settings().pingMisses()) {
            return;
        }
        if (silence.isVouchedFor() && silence.vouched() < MOST_VOUCHED) {
            Silence anew = new Silence(silence.vouched() + 1);
            anew.putOff(silent);
            neighbour.fallsSilent(anew);
            overlay.handleStuck(neighbour, silent);
        } else {
            overlay.handleDead(neighbour);
            dead(neighbour.address(), neighbour.epoch(), Fact.NeighbourDead.SILENT, silence.missed(), silent);
        }
    }

    /** It is held for dead: the seeds are told, who look for themselves. */
    void dead(Address address, long epoch, String why, int missedRounds, long silentFor) {
        ground.count(Counter.NEIGHBOURS_DEAD);
        ground.witness(address, new Fact.NeighbourDead(address, why, missedRounds, silentFor));
        view.removeKey(address);
        DeadReport.announceDead(ground, registration, address, epoch);
        if (why.equals(Fact.NeighbourDead.GONE)) {
            around().neighbourGone(ground);
        }
    }

    // Help among neighbours

    /** And we try ourselves, by another connection: the links to the others may be as dead as this one. */
    private void askOthersToTry(Neighbour silent, Silence silence) {
        Probe.round(ground, silent.address(), silent.epoch(), silent.link().holder(), outcome -> {
            ground.remember(silent.address(), new Fact.Redialled(silent.address(), outcome.word()));
            vouch(silence, outcome.word());
        });
        List<Address> helpers = new ArrayList<>(HELPERS);
        List<Neighbour> others = new ArrayList<>();
        for (Neighbour neighbour : neighbours) {
            if (neighbour != silent && neighbour.missed() == 0) {
                others.add(neighbour);
            }
        }
        for (int asked = 0; asked < HELPERS && !others.isEmpty(); asked++) {
            Neighbour helper = others.remove(ground.random().nextInt(others.size()));
            silence.asksToTry(helper.address());
            helpers.add(helper.address());
            ground.send(helper.link(), new Try(silent.address(), silent.epoch()));
        }
        ground.remember(silent.address(), new Fact.TriesAsked(silent.address(), helpers));
    }

    /** A neighbour asks us to look. */
    public void tryFor(Neighbour asker, Try request) {
        if (!mayRunFor(asker) || request.target().equals(ground.self().address())) {
            ground.send(asker.link(), new Tried(request.target(), request.epoch(), "busy"));
            return;
        }
        Errand errand = new Errand(asker);
        errands = errands.with(errand);
        Probe.round(ground, request.target(), request.epoch(), null, outcome -> {
            errands = errands.without(errand);
            ground.send(asker.link(), new Tried(request.target(), request.epoch(), outcome.word()));
        });
    }

    /** Somebody of another name says that he is at the address of this neighbour, which is refused. */
    public void contested(Neighbour neighbour) {
        around().contests.contested(ground, neighbour, neighbours, overlay);
    }

    private Surroundings around() {
        Surroundings now = surroundings == null ? new Surroundings() : surroundings;
        surroundings = now;
        return now;
    }

    /** Nobody gets more than he leaves to the others. */
    private boolean mayRunFor(Neighbour asker) {
        int before = 0;
        for (Errand errand : errands) {
            before += errand.asker == asker ? 1 : 0;
        }
        return before < MOST_ERRANDS - errands.size();
    }

    /**
     * Another's word can save a neighbour, though not its link, for a while, and never condemns it; only the word of
     * one that was asked in the round that is open.
     */
    public void onTried(Neighbour helper, Tried tried) {
        Neighbour neighbour = neighbours.find(tried.target());
        Silence silence = neighbour == null || neighbour.epoch() != tried.epoch() ? null : neighbour.silence();
        if (silence != null && silence.isHelper(helper.address())) {
            ground.remember(tried.target(), new Fact.TryAnswered(tried.target(), helper.address(), tried.outcome()));
            vouch(silence, tried.outcome());
        }
    }

    private static void vouch(Silence silence, String outcome) {
        if (silence.hasOpenRound() && outcome.equals("alive")) {
            silence.vouch();
        }
    }
}

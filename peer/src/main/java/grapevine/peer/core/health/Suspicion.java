package grapevine.peer.core.health;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * Former neighbours whose connection broke without a word. Each is dialled at once: refused or reset means that the
 * process is gone, an answer that only the connection was. No answer proves nothing; then the liveness rounds go on
 * with dials for tries.
 */
public final class Suspicion {
    /** Suspects beyond this push out the one suspected longest. */
    public static final int MOST = 512;

    /** One suspect, and where its rounds stand. */
    private static final class Suspect {
        final Address address;
        final long epoch;
        final @Nullable String holder;
        final long heardAt;
        int missed;
        long putOff;
        boolean isProbed;

        Suspect(Neighbour lost) {
            address = lost.address();
            epoch = lost.epoch();
            holder = lost.link().holder();
            heardAt = lost.heardAt();
            missed = lost.missed();
            putOff = lost.silence() == null ? 0 : lost.silence().putOff();
        }
    }

    private final Ground ground;
    private final Liveness liveness;
    private Few<Suspect> suspects = Few.none();

    Suspicion(Ground ground, Liveness liveness) {
        this.ground = ground;
        this.liveness = liveness;
    }

    void add(Neighbour lost) {
        if (ground.isLeaving()) {
            return;
        }
        if (suspects.size() >= MOST) {
            suspects = suspects.without(suspects.first());
        }
        clear(lost.address());
        liveness.doubtTime();
        Suspect suspect = new Suspect(lost);
        suspects = suspects.with(suspect);
        probe(suspect, false);
    }

    int size() {
        return suspects.size();
    }

    /** It is linked to us, perhaps again. */
    void linked(Address address) {
        int before = suspects.size();
        clear(address);
        if (suspects.size() < before) {
            lookedFor(true);
        }
    }

    private void lookedFor(boolean isAlive) {
        ground.lookedForLost(isAlive, suspects.size() == 0);
    }

    private void clear(Address address) {
        for (Suspect suspect : suspects) {
            if (suspect.address.equals(address)) {
                suspects = suspects.without(suspect);
                trust(suspect);
                return;
            }
        }
    }

    /** As with neighbours: what was missed stays, and what is due is put off. A probe under way gets the time again. */
    void stoodStill(long millis) {
        for (Suspect suspect : suspects) {
            suspect.putOff += suspect.isProbed ? millis : Math.max(0, ground.now() - dueOf(suspect));
        }
    }

    long due() {
        long due = Part.NEVER;
        for (Suspect suspect : suspects) {
            due = Math.min(due, dueOf(suspect));
        }
        return due;
    }

    void onDue(long now) {
        for (Suspect suspect : suspects) {
            if (dueOf(suspect) <= now && !ground.isLeaving()) {
                ground.count(Counter.PINGS);
                probe(suspect, true);
            }
        }
    }

    private long dueOf(Suspect suspect) {
        long period = ground.settings().pingPeriod().toMillis();
        return suspect.isProbed ? Part.NEVER : suspect.heardAt + suspect.putOff + period * (suspect.missed + 1);
    }

    private void probe(Suspect suspect, boolean isRound) {
        suspect.isProbed = true;
        Probe.round(ground, suspect.address, suspect.epoch, suspect.holder, outcome -> {
            suspect.isProbed = false;
            if (suspects.contains(suspect)) {
                ground.remember(suspect.address, new Fact.Redialled(suspect.address, outcome.word()));
                learned(suspect, outcome, isRound);
            }
        });
    }

    private void learned(Suspect suspect, Probe.Outcome outcome, boolean isRound) {
        switch (outcome) {
            case ALIVE -> {
                suspects = suspects.without(suspect);
                lookedFor(true);
                trust(suspect);
            }
            case GONE, REPLACED -> dead(suspect, Fact.NeighbourDead.GONE);
            case SILENT -> {
                if (isRound || dueOf(suspect) <= ground.now()) {
                    missed(suspect);
                }
                ground.wakeAt(dueOf(suspect));
            }
        }
    }

    private void missed(Suspect suspect) {
        suspect.missed++;
        ground.count(Counter.PINGS_MISSED);
        ground.witness(suspect.address, new Fact.PingMissed(suspect.address, suspect.missed, silentFor(suspect)));
        if (suspect.missed >= ground.settings().pingMisses()) {
            dead(suspect, Fact.NeighbourDead.SILENT);
        }
    }

    /** It is always heard itself: of one that is no neighbour any more nobody else is asked. */
    private void trust(Suspect suspect) {
        if (suspect.missed > 0) {
            ground.witness(suspect.address, new Fact.NeighbourTrusted(suspect.address, "heard", suspect.missed));
        }
    }

    private void dead(Suspect suspect, String why) {
        suspects = suspects.without(suspect);
        lookedFor(false);
        liveness.dead(suspect.address, suspect.epoch, why, suspect.missed, silentFor(suspect));
    }

    private long silentFor(Suspect suspect) {
        return ground.now() - suspect.heardAt;
    }
}

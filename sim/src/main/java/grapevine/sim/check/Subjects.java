package grapevine.sim.check;

import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * All processes there ever were, by number, those that are up, and when something was last done to the whole network.
 */
final class Subjects {
    /** After this long what was lost to a fault has been said again: by a renewal, an exchange of views, a repair. */
    static final long TROUBLED_MILLIS = 60_000;

    private final VirtualNetwork network;
    private final List<Subject> all = new ArrayList<>();
    private List<Subject> up = new ArrayList<>();
    private final List<Subject> revoked = new ArrayList<>();
    private long lastFaultAt = Subject.NEVER;
    private long networkDisturbedAt = Subject.NEVER;

    Subjects(VirtualNetwork network) {
        this.network = network;
    }

    void started(VirtualHost host) {
        Subject subject = new Subject(host, network.now());
        all.add(subject);
        up.add(subject);
    }

    Subject of(VirtualHost host) {
        return all.get(host.number());
    }

    List<Subject> all() {
        return all;
    }

    /** Those whose process is there, frozen or not, and that are of the network. */
    List<Subject> up() {
        return up;
    }

    /** Those whose certificates were revoked, in that order. */
    List<Subject> revoked() {
        return revoked;
    }

    /** Lets go of those that are gone. */
    void sift() {
        List<Subject> still = new ArrayList<>(up.size());
        for (Subject subject : up) {
            if (subject.host.isUp() && !subject.isRevoked()) {
                still.add(subject);
            }
        }
        up = still;
    }

    void gone(VirtualHost host) {
        if (!host.hasStopped()) {
            lastFaultAt = network.now();
        }
    }

    /** For the others it is as if it were killed. */
    void revoked(VirtualHost host) {
        long now = network.now();
        Subject subject = of(host);
        boolean isFirst = revoked.isEmpty() || revoked.get(revoked.size() - 1).revokedAt < now;
        subject.isBesideTrouble = isFirst
                ? lastFaultAt != Subject.NEVER && now - lastFaultAt < TROUBLED_MILLIS
                : revoked.get(revoked.size() - 1).isBesideTrouble;
        subject.revokedAt = now;
        revoked.add(subject);
        lastFaultAt = now;
        sift();
    }

    void disturbed(VirtualHost host) {
        lastFaultAt = network.now();
        of(host).disturbedAt = network.now();
    }

    void networkDisturbed() {
        lastFaultAt = network.now();
        networkDisturbedAt = network.now();
    }

    /** When something last went wrong, or was set right; a peer that leaves in order is no fault. */
    long lastFaultAt() {
        return lastFaultAt;
    }

    /** Whether something was done to the whole network within the last so many ms. */
    boolean wasNetworkDisturbed(long within) {
        return networkDisturbedAt != Subject.NEVER && network.now() - networkDisturbedAt <= within;
    }

    /** When something was last done to this process or to the whole network. */
    long disturbedAt(Subject subject) {
        return Math.max(subject.disturbedAt, networkDisturbedAt);
    }
}

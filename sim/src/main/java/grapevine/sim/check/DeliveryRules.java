package grapevine.sim.check;

import grapevine.node.Fact;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Invariant#NO_DUPLICATE}, at each delivery, and {@link Invariant#DELIVERY}, once for each message when it is
 * due. Keeps one bit for each message at each process, of invented messages for so many as {@link Strays} does.
 */
final class DeliveryRules {
    /** How long after the last fault, or after its publication, a message may take to be everywhere. */
    static final long OWED_MILLIS = 60_000;

    /**
     * The same where nothing vanishes on the way and nobody is silent: what somebody killed took with it is announced
     * by others, and got in a few rounds. Half of the time from one comparison to the next, which would find it as
     * well.
     */
    static final long SOON_MILLIS = 15_000;

    /**
     * How long after a cut a message may take to be everywhere on its origin's side: the side has to become one first.
     */
    static final long OWED_ON_SIDE_MILLIS = 2 * OWED_MILLIS;

    /**
     * Who was cut off is told what it missed while somebody remembers that: twice the 10 min for which messages are
     * kept, of an origin that says no more; the last minute of it is for the sides to compare.
     */
    static final long REMEMBERED_MILLIS = 2 * 600_000 - OWED_MILLIS;

    /** Who stands still for longer than messages are kept, or nearly, is told of those before that they are gone. */
    private static final long KEPT_MILLIS = 600_000 - OWED_MILLIS;

    /** One message, and who has it. */
    private static final class Broadcast {
        final MessageName name;
        final int origin;
        final long at;
        final BitSet holders = new BitSet();
        boolean wasOwedSoon;
        boolean wasOwedOnSide;

        Broadcast(MessageName name, int origin, long at) {
            this.name = name;
            this.origin = origin;
            this.at = at;
        }
    }

    private final VirtualNetwork network;
    private final Subjects subjects;
    private final Findings findings;
    private final Map<MessageName, Broadcast> broadcasts = new HashMap<>();

    private final Strays strays = new Strays();

    /** When each last published something, by the number of its process. */
    private final Map<Integer, Long> spokenAt = new HashMap<>();

    /** Those not yet judged, in the order of publication. */
    private final Deque<Broadcast> open = new ArrayDeque<>();

    /** When messages could last get lost for another reason than that somebody who had them was killed. */
    private long troubledAt = Subject.NEVER;

    /** What peers told that they missed, by the number of the process. */
    private final Map<Integer, List<Fact.MessagesMissed>> missed = new HashMap<>();

    /** Since when those stand still that do, by the number of the process. */
    private final Map<Integer, Long> stillSince = new HashMap<>();

    /** When those went on that had stood still for longer than messages are kept. */
    private final Map<Integer, Long> slept = new HashMap<>();

    DeliveryRules(VirtualNetwork network, Subjects subjects, Findings findings) {
        this.network = network;
        this.subjects = subjects;
        this.findings = findings;
    }

    void sent(VirtualHost origin, Gossip message) {
        MessageName name = MessageName.of(message);
        Broadcast broadcast = new Broadcast(name, origin.number(), network.now());
        broadcasts.put(name, broadcast);
        if (!subjects.of(origin).isRevoked()) {
            open.add(broadcast);
        }
        spokenAt.put(origin.number(), network.now());
    }

    /** What it published is believed no more by those who know that, and so it is owed to nobody. */
    void revoked(VirtualHost origin) {
        open.removeIf(broadcast -> broadcast.origin == origin.number());
    }

    void missed(VirtualHost by, Fact.MessagesMissed fact) {
        missed.computeIfAbsent(by.number(), none -> new ArrayList<>()).add(fact);
    }

    void delivered(VirtualHost to, Gossip message) {
        findings.evaluated(Invariant.NO_DUPLICATE);
        Broadcast broadcast = broadcasts.get(MessageName.of(message));
        if (broadcast == null) {
            deliveredOfNobody(to, MessageName.of(message));
            return;
        }
        if (broadcast.holders.get(to.number()) || broadcast.origin == to.number()) {
            findings.broken(
                    Invariant.NO_DUPLICATE, List.of(to.address()), "message " + text(broadcast) + " delivered twice");
        }
        broadcast.holders.set(to.number());
    }

    /** Of a process that nobody watches: owed to none, and given to none twice. */
    private void deliveredOfNobody(VirtualHost to, MessageName name) {
        if (!strays.isFirst(name, to.number())) {
            findings.broken(
                    Invariant.NO_DUPLICATE,
                    List.of(to.address()),
                    "message " + name.n() + " of " + name.origin() + ", which was invented, delivered twice");
        }
    }

    /**
     * Judges what is due by now.
     *
     * @param isSilent whether a link leads to somebody who is gone, and its end here does not know
     */
    void judge(boolean isSilent) {
        long now = network.now();
        if (isSilent || !network.isFair() || network.cuts().isCut() || isAnyFrozenOrLossy()) {
            troubledAt = now;
        }
        lookWhoStandsStill(now);
        for (Broadcast broadcast : open) {
            boolean isDue = Math.max(broadcast.at, subjects.lastFaultAt()) + SOON_MILLIS <= now;
            if (isDue && troubledAt < broadcast.at && !broadcast.wasOwedSoon) {
                broadcast.wasOwedSoon = true;
                judge(broadcast, subjects.up());
            }
        }
        if (network.cuts().isCut()) {
            judgeOnSides();
            return;
        }
        while (!open.isEmpty() && Math.max(open.getFirst().at, subjects.lastFaultAt()) + OWED_MILLIS <= now) {
            Broadcast broadcast = open.removeFirst();
            if (!isForgotten(broadcast)) {
                judge(broadcast, subjects.up());
            }
        }
    }

    /**
     * Whether a cut that is over lasted so long that nobody knows of it any more. It was judged on its origin's side.
     */
    private boolean isForgotten(Broadcast broadcast) {
        long spoken = spokenAt.getOrDefault(broadcast.origin, broadcast.at);
        return broadcast.wasOwedOnSide && spoken + REMEMBERED_MILLIS < subjects.lastFaultAt();
    }

    /** While a cut lasts, a message is owed on its origin's side alone; it is judged once more when the cut is over. */
    private void judgeOnSides() {
        for (Broadcast broadcast : open) {
            boolean isDue = Math.max(broadcast.at, subjects.lastFaultAt()) + OWED_ON_SIDE_MILLIS <= network.now();
            if (isDue && !broadcast.wasOwedOnSide) {
                broadcast.wasOwedOnSide = true;
                Address origin = broadcast.name.origin().address();
                List<Subject> side = subjects.up().stream()
                        .filter(subject -> !network.cuts().blocks(origin, subject.address()))
                        .toList();
                judge(broadcast, side);
            }
        }
    }

    private void lookWhoStandsStill(long now) {
        for (Subject subject : subjects.up()) {
            int number = subject.host.number();
            if (subject.host.isFrozen()) {
                stillSince.putIfAbsent(number, now);
            } else {
                Long since = stillSince.remove(number);
                if (since != null && now - since > KEPT_MILLIS) {
                    slept.put(number, now);
                }
            }
        }
    }

    private boolean sleptOn(Subject subject, Broadcast broadcast) {
        return slept.getOrDefault(subject.host.number(), Subject.NEVER) > broadcast.at;
    }

    private boolean isAnyFrozenOrLossy() {
        return subjects.up().stream().anyMatch(subject -> subject.host.isFrozen() || subject.host.isLossy());
    }

    private void judge(Broadcast broadcast, List<Subject> among) {
        List<Subject> stayed = new ArrayList<>();
        boolean isHeld = false;
        for (Subject subject : among) {
            boolean wasPlaced = subject.readyAt != Subject.NEVER && subject.readyAt <= broadcast.at;
            if (wasPlaced && subject.isPlaced() && !sleptOn(subject, broadcast)) {
                stayed.add(subject);
            }
            isHeld |= holds(subject, broadcast);
        }
        if (!isHeld) {
            return;
        }
        findings.evaluated(Invariant.DELIVERY, stayed.size());
        List<Address> without = new ArrayList<>();
        for (Subject subject : stayed) {
            if (!holds(subject, broadcast) && !subject.host.isFrozen() && !toldThatItMissed(subject, broadcast)) {
                without.add(subject.address());
            }
        }
        if (!without.isEmpty()) {
            findings.broken(
                    Invariant.DELIVERY,
                    without,
                    "message " + text(broadcast) + " is not there " + (network.now() - broadcast.at) / 1000
                            + " s after it was published");
        }
    }

    private static boolean holds(Subject subject, Broadcast broadcast) {
        int number = subject.host.number();
        return number == broadcast.origin || broadcast.holders.get(number);
    }

    private boolean toldThatItMissed(Subject subject, Broadcast broadcast) {
        Origin origin = broadcast.name.origin();
        long n = broadcast.name.n();
        return missed.getOrDefault(subject.host.number(), List.of()).stream()
                .anyMatch(fact -> fact.origin().equals(origin.address())
                        && fact.epoch() == origin.epoch()
                        && fact.first() <= n
                        && n <= fact.last());
    }

    private static String text(Broadcast broadcast) {
        return broadcast.name.n() + " of " + broadcast.name.origin().address();
    }
}

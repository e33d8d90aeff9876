package grapevine.peer.core.join;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Leave;
import grapevine.wire.OriginRanges;
import grapevine.wire.SyncMessage.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Leaves in order: neighbours and seeds are told, so that nobody calls it a death. What it had of others and only
 * announced is passed on before its neighbours are told. Whoever made messages that may not be everywhere waits a while
 * until enough neighbours hold them, and says which they do not; where nobody is there, that is all of them.
 */
public final class Departure implements Part {
    /** Seeds that have not answered by then (ms) are not waited for. */
    public static final long SEED_MILLIS = 1500;

    /** Whether all was passed on is looked at so often (ms). */
    static final long LOOK_MILLIS = 50;

    /** Where it may be the last one that had something of others, it waits so long (ms) until its last word is read. */
    static final long READ_MILLIS = 3000;

    /** So many neighbours that hold a message are enough. */
    private static final int ENOUGH = 2;

    /**
     * What a peer that leaves leaves behind.
     *
     * @param last the number of the last message it made, 0 if it made none
     * @param owed the numbers of those that it still has
     * @param hasPassedOn whether it has passed on what it had of others, as far as that goes
     * @param isHeir whether a neighbour left lately, perhaps on our word that we hold what it made
     * @param wasLeft whether it has no link because the last neighbour left
     * @param names whom a neighbour is told that it may be linked with instead
     */
    public record Legacy(
            long last,
            Ranges owed,
            BooleanSupplier hasPassedOn,
            boolean isHeir,
            boolean wasLeft,
            Function<Neighbour, List<Entry>> names) {}

    /** A neighbour that there was. */
    private static final class Holder {
        final PeerLink link;
        final Ranges taken = new Ranges();

        /** Whether it leaves too: it takes no more, and what it took counts where nobody stays. */
        boolean leaves;

        /** Whether its connection is no more: it has read all that was said, or crashed. */
        boolean isGone;

        Holder(PeerLink link) {
            this.link = link;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Registration registration;
    private final Legacy legacy;
    private final Ranges owed;
    private final List<Holder> holders = new ArrayList<>();

    /** The links there were, but for those whose other end has said that it leaves too. */
    private int links;

    private boolean hasSaidFarewell;

    /** Whether its last word has to be read. */
    private boolean isHeir;

    private boolean isOver;
    private int waitingFor;
    private long seedsUntil;

    /** Then its neighbours are told, whatever is not passed on: the rest of the time is for what it made itself. */
    private long passedOnUntil;

    private long takenUntil;
    private long readUntil;

    /** When it ends, as things stand; before its neighbours are told, when it looks again. */
    private long endAt = NEVER;

    /** Of a peer that is to leave. */
    public Departure(Ground ground, Neighbours neighbours, Registration registration, Legacy legacy) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.registration = registration;
        this.legacy = legacy;
        owed = legacy.owed();
    }

    /**
     * Called once.
     *
     * @param patience how long it waits until others hold its messages, and those that it passes on (ms)
     */
    public void leave(long patience) {
        List<Address> seeds = registration.informed();
        ground.report(new Fact.Leaving(neighbours.degree(), seeds.size()));
        links = neighbours.degree();
        neighbours.forEach(neighbour -> holders.add(new Holder(neighbour.conversation())));
        isHeir = legacy.isHeir();
        neighbours.giveUpAttempts();
        long revision = ground.self().nextRevision();
        waitingFor = seeds.size();
        seedsUntil = ground.now() + SEED_MILLIS;
        passedOnUntil = ground.now() + patience / 2;
        takenUntil = ground.now() + patience;
        for (Address seed : seeds) {
            new SeedExchange(ground, seed, new Leave(revision), new Told());
        }
        look();
    }

    private void sayFarewell() {
        hasSaidFarewell = true;
        readUntil = ground.now() + READ_MILLIS;
        for (Neighbour neighbour : neighbours) {
            List<Entry> others = legacy.names().apply(neighbour);
            if (owed.isEmpty()) {
                neighbour.conversation().bye(new Bye("leaving", others));
            } else {
                neighbour.conversation().farewell(new Bye("leaving", others, legacy.last()));
            }
        }
    }

    /**
     * It is asked to leave again, by somebody who may not wait that long.
     *
     * @param patience how long it waits from now on at most (ms)
     */
    public void hurry(long patience) {
        passedOnUntil = Math.min(passedOnUntil, ground.now() + patience / 2);
        takenUntil = Math.min(takenUntil, ground.now() + patience);
        look();
    }

    /** Who stays holds these. */
    public void taken(PeerLink from, Taken taken) {
        for (Holder holder : holders) {
            if (holder.link == from) {
                for (OriginRanges each : taken.ranges()) {
                    if (each.origin().equals(ground.self().origin())) {
                        each.ranges().forEach(range -> holder.taken.add(range.first(), range.last()));
                    }
                }
            }
        }
        look();
    }

    /** Who leaves takes nothing more, and hands over what it took. */
    public void leaves(PeerLink other) {
        for (Holder holder : holders) {
            if (holder.link == other && !holder.leaves) {
                holder.leaves = true;
                links--;
            }
        }
        look();
    }

    /** It ends the connection when it has taken everything, or left, and else is gone. */
    public void lost(PeerLink connection) {
        holders.stream().filter(holder -> holder.link == connection).forEach(holder -> holder.isGone = true);
        look();
    }

    /**
     * Those of our messages that too few are known to hold: of those who stay, two or the only one. Where nobody stays,
     * what those took who left is all that can be said.
     */
    private Ranges unheld() {
        int enough = Math.min(ENOUGH, Math.max(1, links));
        Ranges once = new Ranges();
        Ranges twice = new Ranges();
        for (Holder holder : holders) {
            boolean isLost = holder.isGone && !holder.leaves && !hasAll(holder);
            if (links == 0 ? !isLost : !isLost && !holder.leaves) {
                twice.addAll(both(once, holder.taken));
                once.addAll(holder.taken);
            }
        }
        Ranges unheld = copy(owed);
        unheld.removeAll(enough == 1 ? once : twice);
        return unheld;
    }

    /** Whether everybody who was there has said goodbye. */
    private boolean areAllLeaving() {
        return links == 0 && (legacy.wasLeft() || !holders.isEmpty());
    }

    private boolean hasAll(Holder holder) {
        Ranges lacking = copy(owed);
        lacking.removeAll(holder.taken);
        return lacking.isEmpty();
    }

    /** Whether this one may take more, or has not read all. */
    private static boolean isThere(Holder holder) {
        return !holder.leaves && !holder.isGone;
    }

    private static Ranges both(Ranges some, Ranges others) {
        Ranges alone = copy(some);
        alone.removeAll(others);
        Ranges both = copy(some);
        both.removeAll(alone);
        return both;
    }

    private static Ranges copy(Ranges ranges) {
        Ranges copy = new Ranges();
        copy.addAll(ranges);
        return copy;
    }

    private void answered() {
        waitingFor--;
        look();
    }

    /** What is to be done next, and when it ends, as things stand. */
    private void look() {
        long now = ground.now();
        if (!hasSaidFarewell && (now >= passedOnUntil || legacy.hasPassedOn().getAsBoolean())) {
            sayFarewell();
        }
        if (!hasSaidFarewell) {
            isHeir = true;
            endAt = Math.min(passedOnUntil, now + LOOK_MILLIS);
            ground.wakeAt(endAt);
        } else if (!isOver) {
            endAt = Math.max(waitingFor > 0 ? seedsUntil : now, areAwaited() ? takenUntil : now);
            endAt = Math.max(endAt, isToBeRead() ? Math.min(takenUntil, readUntil) : now);
            ground.wakeAt(endAt);
        }
    }

    /** Whether somebody may yet take what too few hold. */
    private boolean areAwaited() {
        return holders.stream().anyMatch(holder -> isThere(holder) && !hasAll(holder)) && !unheld().isEmpty();
    }

    private boolean isToBeRead() {
        return isHeir && holders.stream().anyMatch(Departure::isThere);
    }

    @Override
    public long due() {
        return endAt;
    }

    @Override
    public void onDue(long now) {
        endAt = NEVER;
        if (!hasSaidFarewell) {
            look();
        } else if (!isOver) {
            isOver = true;
            Ranges unheld = unheld();
            if (!unheld.isEmpty()) {
                ground.report(new Fact.MessagesNotHeld(unheld.count(), unheld.toList(), areAllLeaving()));
            }
            if (!owed.isEmpty()) {
                holders.forEach(holder -> holder.link.end());
            }
            ground.report(new Fact.Stopped(now - ground.startedAt()));
            ground.effects().stopped();
        }
    }

    /** A seed was told, or cannot be. */
    private final class Told implements SeedExchange.Asker {
        @Override
        public void onAnswer(Address seed, Message answer) {
            answered();
        }

        @Override
        public void onNoAnswer(Address seed, String why) {
            answered();
        }
    }
}

package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Messages that show their way. Such a one does not go along the tree: each copy is sent on to all neighbours that its
 * way does not name, as long as their links have not carried it as often as they may, and each names the peers it went
 * by. What it does says nothing of the tree. It may wait before each hop, so that it can be watched; who waits is the
 * copy, never the peer.
 */
public final class Flooding {
    /** The most messages that are under way here. */
    public static final int MOST = 512;

    /** The most copies that wait for their hop. */
    public static final int MOST_WAITING = 16_384;

    /** A message of which nothing came and went for so long (ms), and for so many hops, is over. */
    static final long IDLE_MILLIS = 10_000;

    private static final int IDLE_HOPS = 64;

    /** Where there is no room, it is looked for those that are over so often (ms). */
    private static final long LOOK_MILLIS = 100;

    private record Name(Origin origin, long n) {}

    /** How many copies went to one neighbour, and came from it. */
    private static final class Traffic {
        int sent;
        int came;
    }

    /** One message. */
    private static final class Spread {
        final int relays;
        final long delay;

        /** How the message itself came; none if it was made here, or fetched. */
        final List<Address> path;

        final Map<Address, Traffic> traffic = new HashMap<>();
        List<Address> onward = List.of();
        long touchedAt;
        int waiting;

        Spread(int relays, long delay, List<Address> path) {
            this.relays = relays;
            this.delay = delay;
            this.path = path;
        }

        Traffic with(Address neighbour) {
            return traffic.computeIfAbsent(neighbour, any -> new Traffic());
        }

        boolean isOver(long now) {
            return waiting == 0 && touchedAt + idleMillis(delay) <= now;
        }
    }

    /** A copy that waits. */
    private record Waiting(long at, long order, Name name, Spread spread, Address to, Way way) {}

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final Map<Name, Spread> spreads = new LinkedHashMap<>();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::at).thenComparingLong(Waiting::order));
    private long queued;
    private long sweptAt;
    private long sweepAt = Part.NEVER;

    Flooding(Ground ground, Neighbours neighbours, Gossiping gossiping) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
    }

    /** How many messages are under way here. */
    public int size() {
        return spreads.size();
    }

    /** How many copies wait for their hop. */
    public int waiting() {
        return waiting.size();
    }

    /** Whether this message is under way here. */
    boolean contains(Origin origin, long n) {
        return spreads.containsKey(new Name(origin, n));
    }

    /** The way that this message came, from its origin to whom it came from; none if that is not known, or any more. */
    public List<Address> path(Origin origin, long n) {
        Spread spread = spreads.get(new Name(origin, n));
        return spread == null ? List.of() : spread.path;
    }

    /** Whom this message is sent on to from here, in this order; none if that is not known, or any more. */
    public List<Address> onward(Origin origin, long n) {
        Spread spread = spreads.get(new Name(origin, n));
        return spread == null ? List.of() : spread.onward;
    }

    /**
     * Adds those that take their time: others do not lack them yet, so that what was seen is compared without them.
     */
    void addSlow(Map<Origin, Ranges> young) {
        spreads.forEach((name, spread) -> {
            if (spread.delay > 0) {
                young.computeIfAbsent(name.origin, any -> new Ranges()).add(name.n, name.n);
            }
        });
    }

    /** Whether one more may be under way. */
    boolean hasRoom() {
        if (spreads.size() >= MOST && ground.now() - sweptAt >= LOOK_MILLIS) {
            sweep();
        }
        return spreads.size() < MOST;
    }

    // What is sent

    /** A message of this peer begins its way. There must be room. */
    void begin(Gossip message, int relays, long delay) {
        Spread spread = open(message, new Spread(relays, delay, List.of()));
        List<Address> onward = goOn(spread, message, List.of(), null);
        spread.onward = onward == null ? List.of() : onward;
        ground.report(new Fact.Flooded(message, spread.path, spread.onward));
    }

    private Spread open(Gossip message, Spread spread) {
        spreads.put(new Name(message.origin(), message.n()), spread);
        spread.touchedAt = ground.now();
        if (sweepAt == Part.NEVER) {
            sweepAt = ground.now() + IDLE_MILLIS;
            ground.wakeAt(sweepAt);
        }
        return spread;
    }

    /**
     * Sends a copy on.
     *
     * @param come the way it came
     * @param from whom it came from, null if it is made here
     * @return to whom, in this order; null if its way is too long to be told
     */
    private @Nullable List<Address> goOn(Spread spread, Gossip message, List<Address> come, @Nullable Neighbour from) {
        List<Address> hops = new ArrayList<>(come);
        hops.add(ground.self().address());
        Way way = hops.size() > Way.MOST_HOPS ? null : new Way(spread.relays, spread.delay, List.copyOf(hops));
        Gossip copy = way == null ? null : message.along(way);
        if (way == null || copy == null) {
            ground.count(Counter.DROPPED_LONG_PATH);
            return null;
        }
        List<Address> onward = new ArrayList<>();
        long at = ground.now() + (from == null ? 0 : spread.delay);
        for (Neighbour neighbour : onward(spread, come)) {
            at += spread.delay;
            if (spread.delay == 0) {
                gossiping.hand(copy, neighbour);
            } else if (waiting.size() < MOST_WAITING) {
                wait(new Waiting(
                        at, queued++, new Name(message.origin(), message.n()), spread, neighbour.address(), way));
            } else {
                ground.count(Counter.DROPPED_COPIES);
                continue;
            }
            spread.with(neighbour.address()).sent++;
            onward.add(neighbour.address());
        }
        return Collections.unmodifiableList(onward);
    }

    /** In the order of their addresses. */
    private List<Neighbour> onward(Spread spread, List<Address> come) {
        List<Neighbour> to = new ArrayList<>();
        for (Neighbour neighbour : neighbours) {
            Traffic traffic = spread.traffic.get(neighbour.address());
            boolean isRoom = traffic == null || traffic.sent < spread.relays;
            if (neighbour.takesWays() && isRoom && !come.contains(neighbour.address())) {
                to.add(neighbour);
            }
        }
        to.sort(Comparator.comparing(Neighbour::address));
        return to;
    }

    // What comes

    /** A copy came by a link. */
    void came(Gossip copy, Way way, Neighbour from) {
        if (!mayCome(copy, way, from)) {
            return;
        }
        Gossip message = copy.plain();
        Spread spread = spreads.get(new Name(message.origin(), message.n()));
        if (spread == null) {
            first(message, way, from);
        } else {
            further(spread, message, way, from, spread.relays > 1);
        }
    }

    /** Whether this copy is not to be dropped, whatever the message is; if it is, it is counted. */
    boolean mayCome(Gossip copy, Way way, Neighbour from) {
        boolean isTrue = isTrue(way, copy, from) && isMeant(way, copy);
        if (!isTrue) {
            ground.count(Counter.DROPPED_FORGED_PATH);
        } else if (isTooMany(copy, way, from)) {
            ground.count(Counter.DROPPED_COPIES);
            return false;
        }
        return isTrue;
    }

    /** What its relays and its delay are is its maker's to say, where that can be shown. */
    private boolean isMeant(Way way, Gossip copy) {
        return gossiping.proving() == null || copy.isFlooded(way);
    }

    /** One more than its link may carry, or of a message that was over long ago. */
    private boolean isTooMany(Gossip copy, Way way, Neighbour from) {
        Spread spread = spreads.get(new Name(copy.origin(), copy.n()));
        if (spread != null) {
            return spread.with(from.address()).came >= spread.relays;
        }
        long moment = ground.now() - idleMillis(way.delay());
        return gossiping.seen().isCopy(copy.origin(), copy.n(), ground.now() - copy.age())
                && !gossiping.retained().hasSince(copy.origin(), copy.n(), moment);
    }

    /** After so long (ms) a message is over of which nothing comes and goes. */
    private static long idleMillis(long delay) {
        return IDLE_MILLIS + IDLE_HOPS * delay;
    }

    /** It begins with the origin and ends with whom it came from, and has gone in no circle. */
    private boolean isTrue(Way way, Gossip copy, Neighbour from) {
        List<Address> hops = way.hops();
        return hops.get(0).equals(copy.origin().address())
                && way.last().equals(from.address())
                && !hops.contains(ground.self().address())
                && new HashSet<>(hops).size() == hops.size();
    }

    /** The message may be here all the same: it was fetched, or came by a peer that floods nothing. */
    private void first(Gossip message, Way way, Neighbour from) {
        Seen.Verdict verdict = gossiping.take(message, from.conversation());
        boolean isNew = verdict == Seen.Verdict.NEW;
        if (!isNew && verdict != Seen.Verdict.DUPLICATE) {
            return;
        }
        if (!hasRoom()) {
            ground.count(Counter.DROPPED_FLOODS);
            if (isNew) {
                gossiping.late(message.withAge(1), from.address());
            }
            return;
        }
        Spread spread = open(message, new Spread(way.relays(), way.delay(), isNew ? way.hops() : List.of()));
        if (!isNew) {
            further(spread, message, way, from, true);
            return;
        }
        spread.with(from.address()).came++;
        gossiping.keep(message);
        List<Address> onward = goOn(spread, message, way.hops(), from);
        spread.onward = onward == null ? List.of() : onward;
        ground.report(new Fact.Flooded(message, spread.path, spread.onward));
        gossiping.flooded(message, from, onward == null);
    }

    private void further(Spread spread, Gossip message, Way way, Neighbour from, boolean goesOn) {
        spread.with(from.address()).came++;
        spread.touchedAt = ground.now();
        ground.count(Counter.COPIES_ARRIVED);
        ground.report(new Fact.CopyArrived(
                message.origin().address(), message.origin().epoch(), message.n(), way.hops()));
        if (goesOn) {
            goOn(spread, message, way.hops(), from);
        }
    }

    // What waits

    private void wait(Waiting copy) {
        waiting.add(copy);
        copy.spread.waiting++;
        ground.wakeAt(copy.at);
    }

    long due() {
        Waiting next = waiting.peek();
        return next == null ? sweepAt : Math.min(next.at, sweepAt);
    }

    void onDue(long now) {
        for (Waiting next = waiting.peek(); next != null && next.at <= now; next = waiting.peek()) {
            waiting.remove();
            next.spread.waiting--;
            next.spread.touchedAt = now;
            send(next);
        }
        if (sweepAt <= now) {
            sweep();
            sweepAt = spreads.isEmpty() ? Part.NEVER : now + IDLE_MILLIS;
        }
    }

    /** Unless the link is gone, or the message, which is kept for longer but where there is no room. */
    private void send(Waiting copy) {
        Neighbour to = neighbours.find(copy.to);
        Gossip message = gossiping.retained().recall(copy.name.origin(), copy.name.n());
        Gossip along = to == null || message == null ? null : message.along(copy.way);
        if (to != null && along != null) {
            gossiping.hand(along, to);
        }
    }

    private void sweep() {
        sweptAt = ground.now();
        spreads.values().removeIf(each -> each.isOver(ground.now()));
    }
}

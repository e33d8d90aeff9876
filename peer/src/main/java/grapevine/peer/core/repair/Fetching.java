package grapevine.peer.core.repair;

import grapevine.node.Counter;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.wire.Address;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets what others have seen and we have not, piece by piece, from whoever has it. What one calls gone another is asked
 * for; what three call gone, or all there are to ask, is given up, and told if it was owed to us. Not so where one of
 * those asked did not answer. What was given up is asked for again of who says that it has seen it, and of nobody else.
 */
public final class Fetching {
    /** The most fetches under way. */
    public static final int MOST = 8;

    /** So many of them begin with one source: it may not take those of the others. */
    static final int MOST_OF_ONE = 2;

    /** Without anything of what was asked for, so long (ms), somebody else is asked. */
    static final long ANSWER_MILLIS = 3000;

    /** A source brings {@link #LEAST_BYTES} in so long (ms), or all that is left, else somebody else is asked. */
    static final long SLOW_MILLIS = 10_000;

    static final int LEAST_BYTES = 4096;

    /** So many call a message gone until it is given up, of those that let go of nothing before its time. */
    static final int ENOUGH = 3;

    /** So many are asked for it at most, also where they let go of messages early, of which their word says nothing. */
    static final int MOST_ASKED = 8;

    /** So many that do not answer are asked, one after the other. */
    private static final int MOST_SILENT = 3;

    /** Ranges of one fetch; the rest waits for the next comparison. */
    private static final int MOST_RANGES = 8192;

    /** Some messages, and whom we have to thank for them. */
    private static final class Fetch {
        final Wanted left = new Wanted();
        final Wanted asked = new Wanted();
        final Wanted gone = new Wanted();
        final Map<Origin, Long> madeAt = new LinkedHashMap<>();
        final Set<Address> tried = new LinkedHashSet<>();
        final Object taker;
        Other source;
        int saidGone;
        int silent;
        boolean isAnswered;

        /** Whether the source may have had what it calls gone, and let go of it early. */
        boolean isForgetful;

        long deadline;

        /** When the source has to have brought enough, and what it brought of that. */
        long slowAt;

        long brought;

        Fetch(Other source) {
            this.source = source;
            taker = source.taker();
            tried.add(source.address());
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final Comparing comparing;
    private Few<Fetch> fetches = Few.none();

    Fetching(Ground ground, Neighbours neighbours, Gossiping gossiping, Comparing comparing) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        this.comparing = comparing;
    }

    /** How many fetches are under way. */
    public int size() {
        return fetches.size();
    }

    /**
     * Another has seen this: what we have not is fetched there, unless it is under way.
     *
     * @return false if too many fetches are
     */
    boolean start(Other source, List<Known> said) {
        if (said.isEmpty()) {
            return true;
        }
        if (!mayStart(source)) {
            ground.count(Counter.FETCHES_PUT_OFF);
            comparing.putOff();
            return false;
        }
        Fetch fetch = new Fetch(source);
        Seen seen = gossiping.seen();
        int ranges = 0;
        for (Known row : said) {
            Origin origin = row.origin();
            if (!origin.equals(ground.self().origin()) && ranges < MOST_RANGES) {
                Ranges lacking = row.idle() < seen.heededMillis() ? unseen(row) : awaited(row);
                for (Fetch other : fetches) {
                    other.left.takeOut(origin, lacking);
                    other.asked.takeOut(origin, lacking);
                    other.gone.takeOut(origin, lacking);
                }
                gossiping.large().leaveOut(origin, lacking, source.address());
                fetch.left.add(origin, lacking);
                fetch.madeAt.put(origin, ground.now() - row.idle());
                ranges += lacking.size();
            }
        }
        if (!fetch.left.isEmpty()) {
            fetches = fetches.with(fetch);
            giveTime(fetch);
            ask(fetch);
        }
        return true;
    }

    /** Whoever invents addresses, a member or from one place of another machine, gets half of them at the most. */
    private boolean mayStart(Other source) {
        int same = 0;
        int fromThere = 0;
        for (Fetch fetch : fetches) {
            same += fetch.source.address().equals(source.address()) ? 1 : 0;
            fromThere += fetch.taker.equals(source.taker()) ? 1 : 0;
        }
        return fetches.size() < MOST
                && same < MOST_OF_ONE
                && (fromThere < MOST / 2 || source.link().remoteIp().isLoopback());
    }

    private void giveTime(Fetch fetch) {
        fetch.slowAt = ground.now() + SLOW_MILLIS;
        fetch.brought = 0;
    }

    private Ranges unseen(Known row) {
        Ranges lacking = new Ranges();
        for (Range range : row.messages().ranges()) {
            gossiping.seen().unseen(row.origin(), range.first(), range.last(), lacking::add);
        }
        return lacking;
    }

    /** Whoever slept cannot say how old a message is: nobody takes it but who remembers its origin and misses it. */
    private Ranges awaited(Known row) {
        Ranges lacking = new Ranges();
        for (Range range : row.messages().ranges()) {
            gossiping.seen().awaited(row.origin(), range, ground.now(), lacking::add);
        }
        return lacking;
    }

    private void ask(Fetch fetch) {
        List<OriginRanges> wanted = new ArrayList<>();
        int ranges = Bundle.MOST_RANGES;
        long numbers = Supply.MOST_NUMBERS;
        for (Map.Entry<Origin, Ranges> each : List.copyOf(fetch.left.byOrigin.entrySet())) {
            Ranges left = each.getValue();
            Ranges part = new Ranges();
            while (ranges > 0 && numbers > 0 && !left.isEmpty()) {
                long first = left.first(0);
                long last = left.last(0) - first < numbers ? left.last(0) : first + numbers - 1;
                part.add(first, last);
                left.remove(first, last);
                numbers -= last - first + 1;
                ranges--;
            }
            if (left.isEmpty()) {
                fetch.left.byOrigin.remove(each.getKey());
            }
            if (!part.isEmpty()) {
                fetch.asked.add(each.getKey(), part);
                wanted.add(new OriginRanges(each.getKey(), part.toList()));
            }
        }
        fetch.isAnswered = false;
        await(fetch);
        ground.send(fetch.source.link(), new Want(wanted));
    }

    private void await(Fetch fetch) {
        fetch.deadline = Math.min(ground.now() + ANSWER_MILLIS, fetch.slowAt);
        ground.wakeAt(fetch.deadline);
    }

    /** Whether this one was asked for this message. */
    boolean awaits(Other from, Origin origin, long n) {
        for (Fetch fetch : fetches) {
            if (fetch.source == from && fetch.asked.contains(origin, n)) {
                return true;
            }
        }
        return false;
    }

    /** A message is being taken piece by piece, which has a time of its own. */
    void offered(Origin origin, long n) {
        arrived(origin, n, LEAST_BYTES);
    }

    /** What this source brought is not believed: it need not be asked again, others may have another. */
    void refused(Other from, Origin origin, long n) {
        for (Fetch fetch : fetches) {
            if (fetch.source == from) {
                fetch.isAnswered |= !fetch.asked.take(origin, n, n).isEmpty(); // what is behind it ends the answer
            }
        }
    }

    /** A message of so many bytes is here, wherever it came from. */
    void arrived(Origin origin, long n, int bytes) {
        for (Fetch fetch : fetches) {
            Ranges found = fetch.asked.take(origin, n, n);
            fetch.left.take(origin, n, n);
            fetch.gone.take(origin, n, n);
            if (!found.isEmpty()) {
                fetch.isAnswered = true;
                fetch.brought += bytes;
                if (fetch.brought >= LEAST_BYTES) {
                    giveTime(fetch);
                }
                fetch.deadline = Math.min(ground.now() + ANSWER_MILLIS, fetch.slowAt);
            }
            if (fetch.asked.isEmpty() && fetch.left.isEmpty()) {
                finish(fetch);
            }
        }
    }

    /** One answer ends with this. It may be to a question of somebody else in this peer: then it tells us nothing. */
    void onGone(Other from, Gone gone) {
        for (Fetch fetch : fetches) {
            if (fetch.source == from) {
                for (OriginRanges each : gone.ranges()) {
                    for (Range range : each.ranges()) {
                        Ranges found = fetch.asked.take(each.origin(), range.first(), range.last());
                        fetch.isAnswered |= !found.isEmpty();
                        fetch.gone.add(each.origin(), found);
                    }
                }
                fetch.isForgetful |= gone.keeps() >= 0;
                if (fetch.isAnswered) {
                    fetch.asked.moveTo(fetch.left);
                    goOn(fetch);
                }
            }
        }
    }

    private void goOn(Fetch fetch) {
        if (fetch.left.isEmpty()) {
            finish(fetch);
        } else {
            ask(fetch);
        }
    }

    /** This source has said all; what it called gone somebody else may have, unless that was looked for before. */
    private void finish(Fetch fetch) {
        fetch.gone.byOrigin.forEach(gossiping.seen()::leaveOutGivenUp);
        fetch.gone.byOrigin.values().removeIf(Ranges::isEmpty);
        if (fetch.gone.isEmpty()) {
            end(fetch);
            return;
        }
        fetch.saidGone += fetch.isForgetful ? 0 : 1;
        boolean isEnough = fetch.saidGone >= ENOUGH || fetch.tried.size() >= MOST_ASKED;
        Neighbour next = isEnough ? null : next(fetch);
        fetch.gone.moveTo(fetch.left);
        if (next != null) {
            turnTo(fetch, next);
        } else if (fetch.silent > 0) {
            leaveToTheNext(fetch);
        } else {
            end(fetch);
            giveUp(fetch);
        }
    }

    private void end(Fetch fetch) {
        fetches = fetches.without(fetch);
        comparing.fetched();
    }

    /** One that did not answer may have it: another comparison will find out. */
    private void leaveToTheNext(Fetch fetch) {
        fetches = fetches.without(fetch);
        comparing.soon();
    }

    private void giveUp(Fetch fetch) {
        fetch.left.byOrigin.forEach((origin, numbers) -> {
            long idle = Math.max(0, ground.now() - fetch.madeAt.getOrDefault(origin, ground.now()));
            Known gone = new Known(new OriginRanges(origin, numbers.toList()), idle);
            gossiping.seen().giveUp(gone, ground.now(), gossiping::missed);
        });
        gossiping.releaseWhatLacksNothing();
    }

    private void turnTo(Fetch fetch, Neighbour next) {
        fetch.source = next.conversation();
        fetch.isForgetful = false;
        fetch.tried.add(next.address());
        giveTime(fetch);
        ask(fetch);
    }

    /** Whom to ask next: an older one, who may have been here for longer, if there is one. */
    private @Nullable Neighbour next(Fetch fetch) {
        return neighbours.any(neighbour -> !fetch.tried.contains(neighbour.address()), () -> true, ground.random());
    }

    long due() {
        long due = Part.NEVER;
        for (Fetch fetch : fetches) {
            due = Math.min(due, fetch.deadline);
        }
        return due;
    }

    void stoodStill(long millis) {
        for (Fetch fetch : fetches) {
            fetch.deadline += millis;
            fetch.slowAt += millis;
        }
    }

    /** Whoever answered in part is asked again, whoever did not, or too little, no more. */
    void onDue(long now) {
        for (Fetch fetch : fetches) {
            if (fetch.deadline > now) {
                continue;
            }
            ground.count(Counter.FETCHES_LATE);
            fetch.asked.moveTo(fetch.left);
            boolean isInTime = fetch.isAnswered && fetch.slowAt > now;
            Neighbour next = isInTime || ++fetch.silent > MOST_SILENT ? null : next(fetch);
            if (isInTime) {
                goOn(fetch);
            } else if (next != null) {
                turnTo(fetch, next);
            } else {
                leaveToTheNext(fetch);
            }
        }
    }
}

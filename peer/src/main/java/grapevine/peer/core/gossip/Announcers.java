package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.TreeMessage.Announce;
import org.jspecify.annotations.Nullable;

/**
 * The two lazy neighbours that tell us what they get. We choose them, differently from the links we hang on: if those
 * who tell chose, a part of the peers would hear of nothing when a parent fails. One whose announcements come before
 * the payloads, again and again, is a better parent; one that never leads gives its place to another after a while.
 *
 * <p>One peer that falls silent cuts the tree, and no message is lost by that: the oldest of those it cuts off holds
 * another older link, which leads out; since both are on different sides of the cut it is lazy, so that it may be an
 * announcer, and tells it in turn what rises ({@link Announcements}). So one announcer has to be older while an older
 * link is eager, which then is the one to the silent peer; and both while none is, as one of them may be that peer.
 */
final class Announcers {
    private static final int MOST = 2;

    /** Leading by so much (ms), so often, makes a better parent. */
    private static final long LEAD_MILLIS = 15;

    private static final int LEADS = 3;

    /** From the first to the last of them, at least (ms): in that time others that send are heard of, too. */
    private static final long LEADING_MILLIS = 1500;

    /** Leads count apart when so long (ms) apart: messages of one moment say the same thing. */
    private static final long APART_MILLIS = 20;

    /**
     * After so many messages without a lead another is tried, if also so much time (ms) has passed, each time twice as
     * much.
     */
    private static final int TRIED = 4;

    private static final int TRIED_FIRST_MILLIS = 1000;
    private static final int TRIED_MOST_MILLIS = 64_000;

    /** One that announced nothing while so many messages came, and for so long (ms), is asked again. */
    private static final int SILENT = 4;

    private static final long SILENT_MILLIS = 2000;

    /** One that was asked, and how it did. */
    private static final class Announcer {
        final Neighbour neighbour;
        final long since;

        /** Fits: it is counted for {@link #LEADING_MILLIS}, each {@link #APART_MILLIS} apart. */
        byte leads;

        byte judged;
        byte silent;
        long heardAt;
        long ledAt = -1;
        long firstLedAt;

        Announcer(Neighbour neighbour, long since) {
            this.neighbour = neighbour;
            this.since = since;
            heardAt = since;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Tree tree;
    private final @Nullable Announcer[] all = new @Nullable Announcer[MOST];
    private int tryMillis = TRIED_FIRST_MILLIS;

    Announcers(Ground ground, Neighbours neighbours, Tree tree) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.tree = tree;
    }

    /** Whether we asked this one to tell us. */
    boolean contains(Neighbour neighbour) {
        return find(neighbour) != null;
    }

    /**
     * A new lazy link. One that we made, because we lack others, is worth hearing: it may lead to another part of the
     * network.
     */
    void linked(Neighbour neighbour, boolean isDialled) {
        fill();
        Announcer last = all[MOST - 1];
        if (isDialled && !contains(neighbour) && last != null && maySpare(last, neighbour)) {
            replace(MOST - 1, last, neighbour);
        }
    }

    /** Its link goes over another connection now. */
    void moved(Neighbour neighbour) {
        if (contains(neighbour)) {
            tell(neighbour, true);
        }
    }

    /** It is eager now, or gone: it is asked for nothing any more. */
    void forget(Neighbour neighbour) {
        for (int i = 0; i < MOST; i++) {
            Announcer each = all[i];
            if (each != null && each.neighbour == neighbour) {
                all[i] = null;
            }
        }
    }

    /** Asks until there are two, as far as there are lazy neighbours, and enough older ones of them. */
    void fill() {
        fillPlaces();
        for (int i = 0; i < MOST && olderOnes() < olderNeeded(); i++) {
            Announcer each = all[i];
            Neighbour other = each == null || each.neighbour.isOlder() ? null : choose(true);
            if (each != null && other != null && other.isOlder()) {
                replace(i, each, other);
            }
        }
    }

    private int olderOnes() {
        int older = 0;
        for (Announcer each : all) {
            older += each != null && each.neighbour.isOlder() ? 1 : 0;
        }
        return older;
    }

    private int olderNeeded() {
        for (Neighbour neighbour : neighbours) {
            if (neighbour.isEager() && neighbour.isOlder()) {
                return 1;
            }
        }
        return MOST;
    }

    /** Whether the other one may take its place: not a younger one's that of an older one that is needed. */
    private boolean maySpare(Announcer each, Neighbour other) {
        return !each.neighbour.isOlder() || other.isOlder() || olderOnes() > olderNeeded();
    }

    private void replace(int place, Announcer former, Neighbour other) {
        tell(former.neighbour, false);
        ask(place, other);
    }

    private void fillPlaces() {
        for (int i = 0; i < MOST; i++) {
            if (all[i] == null) {
                Neighbour chosen = choose(true);
                if (chosen == null) {
                    return;
                }
                ask(i, chosen);
            }
        }
    }

    /** It announced something, new or not. */
    void heard(Neighbour from) {
        Announcer announcer = find(from);
        if (announcer != null) {
            announcer.silent = 0;
            announcer.heardAt = ground.now();
        }
    }

    /** Who tells us and told us soonest, but for this one. */
    @Nullable
    Neighbour best(Neighbour except) {
        Announcer best = null;
        for (Announcer each : all) {
            if (each != null && each.neighbour != except && (best == null || each.leads > best.leads)) {
                best = each;
            }
        }
        return best == null ? null : best.neighbour;
    }

    /**
     * A message came by the tree.
     *
     * @param announcedBy who had announced it before, if somebody had
     * @param lead how long before (ms)
     */
    void judge(Neighbour from, @Nullable Neighbour announcedBy, long lead) {
        for (int i = 0; i < MOST; i++) {
            Announcer each = all[i];
            if (each == null) {
                continue;
            }
            if (each.neighbour == announcedBy && lead >= LEAD_MILLIS) {
                leads(each, from);
            } else {
                each.judged = (byte) Math.min(each.judged + 1, TRIED);
                each.leads = 0;
                tryAnother(i, each);
            }
            if (all[i] == each) {
                askAgain(each);
            }
        }
    }

    private void leads(Announcer each, Neighbour from) {
        if (each.ledAt >= 0 && ground.now() - each.ledAt < APART_MILLIS) {
            return;
        }
        each.ledAt = ground.now();
        each.judged = 0;
        if (each.leads++ == 0) {
            each.firstLedAt = ground.now();
        }
        if (each.leads >= LEADS && ground.now() - each.firstLedAt >= LEADING_MILLIS) {
            each.leads = 0;
            tryMillis = TRIED_FIRST_MILLIS;
            tree.improve(each.neighbour, from);
        }
    }

    private void tryAnother(int place, Announcer tried) {
        if (tried.judged < TRIED || ground.now() - tried.since < tryMillis) {
            return;
        }
        tried.judged = 0;
        Neighbour other = choose(false);
        if (other != null && maySpare(tried, other)) {
            tryMillis = Math.min(2 * tryMillis, TRIED_MOST_MILLIS);
            replace(place, tried, other);
        }
    }

    /** Where nothing is announced while messages come, our word may have been lost. */
    private void askAgain(Announcer silent) {
        silent.silent = (byte) Math.min(silent.silent + 1, SILENT);
        if (silent.silent == SILENT && ground.now() - silent.heardAt >= SILENT_MILLIS) {
            heard(silent.neighbour);
            tell(silent.neighbour, true);
        }
    }

    private void ask(int place, Neighbour neighbour) {
        all[place] = new Announcer(neighbour, ground.now());
        tell(neighbour, true);
    }

    private void tell(Neighbour neighbour, boolean on) {
        ground.send(neighbour.link(), new Announce(on));
    }

    private @Nullable Announcer find(Neighbour neighbour) {
        for (Announcer each : all) {
            if (each != null && each.neighbour == neighbour) {
                return each;
            }
        }
        return null;
    }

    /** A lazy neighbour that tells us nothing yet, at random. */
    private @Nullable Neighbour choose(boolean preferOlder) {
        return neighbours.any(
                neighbour -> !neighbour.isEager() && !contains(neighbour),
                () -> preferOlder || ground.random().nextBoolean(),
                ground.random());
    }
}

package grapevine.peer.core.repair;

import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.ground.Timed;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Message.Bye;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Taken;
import java.util.List;

/**
 * Neighbours that leave and want to know that what they made is held by others. What is lacking of it is fetched, of
 * them first, and they are told what is here: at once, after each of their answers, and when it is all of it, which is
 * the end. One that hands over nothing any more is let go.
 */
public final class Farewells {
    /** So many are heard at a time; of more, the one that began first is let go. */
    static final int MOST = 16;

    /** Ranges in one {@code Taken}; these fit one body. */
    private static final int MOST_RANGES = 1024;

    /** Who hands over nothing for so long (ms) is let go: its machine may be off by now. */
    static final long SILENT_MILLIS = 30_000;

    /** Nobody that leaves waits longer (ms). */
    private static final long MOST_MILLIS = PeerSettings.MOST_LEAVE_TIME.toMillis();

    /** Where too many fetches are under way, it is asked after so long (ms). */
    static final long AGAIN_MILLIS = 250;

    /** One that leaves, and the number of the last message that it made. */
    private final class Farewell implements Timed {
        final PeerLink link;
        final Origin origin;
        final long last;

        /** It has left by then, whatever it hands over. */
        private long latest;

        /** It is let go then, if it hands over nothing before. */
        private long over;

        private long deadline;

        Farewell(PeerLink link, Origin origin, long last) {
            this.link = link;
            this.origin = origin;
            this.last = last;
            latest = ground.now() + MOST_MILLIS;
            heard();
        }

        void heard() {
            over = Math.min(ground.now() + SILENT_MILLIS, latest);
        }

        /** Asks it for what is lacking, if it may be asked. */
        void fetch() {
            Known made = new Known(new OriginRanges(origin, List.of(new Range(1, last))), 0);
            boolean isAsked = comparing.fetching().start(link, List.of(made));
            deadline = isAsked ? over : Math.min(over, ground.now() + AGAIN_MILLIS);
            ground.waiting().add(this);
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public void postpone(long byMillis) {
            deadline += byMillis;
            over += byMillis;
            latest += byMillis;
        }

        @Override
        public void onDeadline(long now) {
            if (now < over) {
                fetch();
                return;
            }
            farewells = farewells.without(this);
            link.close();
        }
    }

    private final Ground ground;
    private final Gossiping gossiping;
    private final Comparing comparing;
    private Few<Farewell> farewells = Few.none();

    public Farewells(Ground ground, Gossiping gossiping, Comparing comparing) {
        this.ground = ground;
        this.gossiping = gossiping;
        this.comparing = comparing;
    }

    /** This one leaves, who made so many messages. */
    public void begin(PeerLink link, Origin origin, long last) {
        if (farewells.size() == MOST) {
            end(farewells.first());
        }
        Farewell begun = new Farewell(link, origin, last);
        farewells = farewells.with(begun);
        if (!tell(begun)) {
            begun.fetch();
        }
    }

    /** A message of whomever came there, or a part of one, or what is not to be had: it goes on. */
    public void heard(PeerLink from) {
        for (Farewell farewell : farewells) {
            if (farewell.link == from) {
                farewell.heard();
            }
        }
    }

    /** Who leaves has answered a question for messages. */
    public void answered(PeerLink from) {
        for (Farewell farewell : farewells) {
            if (farewell.link == from) {
                tell(farewell);
            }
        }
    }

    /** The first copy of a message is here, whoever brought it. */
    public void arrived(Gossip message) {
        for (Farewell farewell : farewells) {
            if (farewell.origin.equals(message.origin()) && lacking(farewell).isEmpty()) {
                tell(farewell);
            }
        }
    }

    /** The connection is gone. */
    public void lost(PeerLink connection) {
        for (Farewell farewell : farewells) {
            if (farewell.link == connection) {
                end(farewell);
            }
        }
    }

    /** We leave as well: they are not to wait for us. */
    public void leave() {
        for (Farewell farewell : farewells) {
            ground.waiting().remove(farewell);
            farewell.link.bye(new Bye("leaving"));
        }
        farewells = Few.none();
    }

    /** Says what is here; whether that is all. */
    private boolean tell(Farewell farewell) {
        Ranges lacking = lacking(farewell);
        Ranges held = new Ranges();
        held.add(1, farewell.last);
        held.removeAll(lacking);
        if (!held.isEmpty()) {
            Ranges said = held.takeFirst(Long.MAX_VALUE, MOST_RANGES);
            farewell.link.say(new Taken(List.of(new OriginRanges(farewell.origin, said.toList()))));
        }
        if (lacking.isEmpty()) {
            end(farewell);
        }
        return lacking.isEmpty();
    }

    private Ranges lacking(Farewell farewell) {
        Ranges lacking = new Ranges();
        gossiping.seen().unseen(farewell.origin, 1, farewell.last, lacking::add);
        return lacking;
    }

    private void end(Farewell farewell) {
        farewells = farewells.without(farewell);
        ground.waiting().remove(farewell);
        farewell.link.end();
    }
}

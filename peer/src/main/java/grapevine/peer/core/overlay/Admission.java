package grapevine.peer.core.overlay;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Self;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a link to us. One link a pair: of two connections between the same two processes the one dialled by the
 * younger stays, of two with the same dialler the newer; one that was asked for in the place of another before that
 * one. Within the cap everyone is taken, the last eighth for repairs only; beyond it whoever has no older link, or is
 * one of our m next-younger, in the place of somebody who can spare us.
 */
final class Admission {
    /** Alternatives named in a refusal. */
    private static final int OTHERS = 8;

    private final Ground ground;
    private final Overlay overlay;
    private final Neighbours neighbours;
    private final PartialView<Entry> view;

    Admission(Ground ground, Overlay overlay, Neighbours neighbours, PartialView<Entry> view) {
        this.ground = ground;
        this.overlay = overlay;
        this.neighbours = neighbours;
        this.view = view;
    }

    void decide(PeerLink asker, LinkRequest request) {
        Hello hello = asker.hello();
        if (request.purpose() == Purpose.REPLACE) {
            asker.replace();
        }
        if (hello.seen() != null && !hello.seen().equals(ground.self().address().ip())) {
            asker.onViolation(
                    ground.now(),
                    new ProtocolException(
                            ProtocolException.Reason.BAD_FIELD,
                            "dialled at " + hello.seen() + " but it is "
                                    + ground.self().address()));
        } else if (hello.self().equals(ground.self().address())) {
            asker.onViolation(
                    ground.now(),
                    new ProtocolException(ProtocolException.Reason.UNEXPECTED, hello.self() + " is this very peer"));
        } else if (isElsewhere(asker)) {
            return;
        } else if (ground.isLeaving()) {
            refuse(asker, "leaving");
        } else if (!ground.self().hasAge() || hello.age() == 0 || lacksAddress(hello)) {
            refuse(asker, "busy");
        } else if (ground.isDistrusted(asker.link().holder(), neighbours.degree())) {
            refuse(asker, "distrusted");
        } else if (isAnotherConnection(asker, request)) {
            return;
        } else if (hasRoom(request.purpose()) || makeRoom(hello, request)) {
            accept(asker, request);
        } else {
            refuse(asker, "full");
        }
    }

    /**
     * Whether the other end is of another network, by what it said and what is known now: since its hello this peer may
     * have come to be of one. Then that is said to it.
     */
    boolean isElsewhere(PeerLink other) {
        try {
            ground.home().check(other.hello());
            return false;
        } catch (ProtocolException elsewhere) {
            other.onViolation(ground.now(), elsewhere);
            return true;
        }
    }

    /** Whether one of the two does not know where others reach it. */
    private boolean lacksAddress(Hello asker) {
        return asker.self().ip().isUnspecified() || !ground.self().knowsItsAddress();
    }

    /** Whether the first connection stays rather than the second; they are between the same two processes. */
    static boolean staysOver(Self self, PeerLink first, PeerLink second) {
        PeerLink newer = first.link().number() > second.link().number() ? first : second;
        if (first.replaces() != second.replaces() && newer.replaces()) {
            return newer == first;
        }
        boolean oursFirst = first.isOurs();
        boolean oursSecond = second.isOurs();
        if (oursFirst == oursSecond) {
            return first.link().number() > second.link().number();
        }
        Hello other = first.hello();
        boolean weAreYounger = self.isYoungerThan(other.age(), other.self());
        return oursFirst == weAreYounger;
    }

    /** Whether we have a link or an attempt to the same peer; then the matter is settled here. */
    private boolean isAnotherConnection(PeerLink asker, LinkRequest request) {
        Hello hello = asker.hello();
        Neighbour known = neighbours.find(hello.self());
        if (known != null && asker.isOfAnother(known.conversation())) {
            asker.onViolation(ground.now(), PeerLink.held(hello.self(), known.conversation()));
            return true;
        }
        if (known != null && hello.epoch() > known.epoch()) {
            overlay.restarted(known);
            known = null;
        }
        if (known != null) {
            if (hello.epoch() < known.epoch()) {
                refuse(asker, "stale");
            } else if (staysOver(ground.self(), asker, known.conversation())) {
                asker.say(new LinkAccepted(neighbours.olderLinks(), neighbours.degree()));
                known.says(request.older(), request.degree());
                overlay.replace(known, asker);
            } else {
                asker.bye(new Bye("duplicate"));
            }
            return true;
        }
        return meetsOurAttempt(asker, request, neighbours.attempt(hello.self()));
    }

    private boolean meetsOurAttempt(PeerLink asker, LinkRequest request, @Nullable PeerLink attempt) {
        if (attempt == null) {
            return false;
        }
        if (attempt.link().certified() == null && asker.link().certified() != null) {
            return false; // who is dialled shows its name later, and then it is settled, see Overlay.accepted
        }
        if (asker.isOfAnother(attempt)) {
            refuse(asker, "busy"); // who is dialled is at its address, and shows its name there
        } else if (ground.self()
                .isYoungerThan(asker.hello().age(), asker.hello().self())) {
            asker.bye(new Bye("duplicate"));
        } else {
            // Our attempt held a place under the cap; theirs takes it.
            overlay.giveWay(attempt);
            accept(asker, request);
        }
        return true;
    }

    private void accept(PeerLink asker, LinkRequest request) {
        asker.say(new LinkAccepted(neighbours.olderLinks(), neighbours.degree() + 1));
        overlay.add(asker, request.older(), request.degree());
    }

    private boolean hasRoom(Purpose purpose) {
        int cap = ground.settings().degreeCap();
        return neighbours.occupied() < (purpose == Purpose.JOIN ? cap - cap / 8 : cap);
    }

    private boolean makeRoom(Hello asker, LinkRequest request) {
        boolean hasNone = request.older() == 0;
        if (!hasNone && !isNextYounger(asker)) {
            return false;
        }
        if (neighbours.occupied() < ground.settings().degreeCap()) {
            return true;
        }
        Neighbour spared = youngestWithOlderLinks(3);
        if (spared == null && hasNone) {
            spared = youngestWithOlderLinks(2);
        }
        if (spared == null && hasNone && request.purpose() != Purpose.JOIN) {
            spared = youngestAfter(asker);
        }
        if (spared != null) {
            release(spared);
        }
        return spared != null;
    }

    /**
     * Makes room for a link of our own, which needs it more than any we hold: we have no older one. Whoever can spare
     * us goes first; if nobody can, the youngest goes and is then in our place, with more older peers to choose from.
     */
    void makeRoomForOlder() {
        for (int atLeast = 3; atLeast >= 0; atLeast--) {
            Neighbour spared = youngestWithOlderLinks(atLeast);
            if (spared != null) {
                release(spared);
                return;
            }
        }
    }

    private void release(Neighbour spared) {
        overlay.release(spared, others(spared.age(), spared.address()));
    }

    /** Whether fewer than m peers that we know of stand between us and the asker. */
    private boolean isNextYounger(Hello asker) {
        if (ground.self().isYoungerThan(asker.age(), asker.self())) {
            return false;
        }
        int between = 0;
        for (Neighbour neighbour : neighbours) {
            boolean isBetween = !neighbour.isOlder()
                    && Entry.isOlder(neighbour.age(), neighbour.address(), asker.age(), asker.self());
            between += isBetween ? 1 : 0;
        }
        return between < ground.aim();
    }

    /**
     * The youngest neighbour, if it is younger than the asker: it is then in the asker's place, but with more older
     * peers to choose from. So the need of a place moves on to younger and younger peers, and ends where there is one.
     */
    private @Nullable Neighbour youngestAfter(Hello asker) {
        Neighbour youngest = youngestWithOlderLinks(0);
        boolean isYounger =
                youngest != null && Entry.isOlder(asker.age(), asker.self(), youngest.age(), youngest.address());
        return isYounger ? youngest : null;
    }

    /** The youngest neighbour to whom we are one of at least this many older links. */
    private @Nullable Neighbour youngestWithOlderLinks(int atLeast) {
        Neighbour youngest = null;
        for (Neighbour neighbour : neighbours) {
            boolean canSpareUs = !neighbour.isOlder() && neighbour.olderLinks() >= atLeast;
            if (canSpareUs
                    && (youngest == null
                            || Entry.isOlder(
                                    youngest.age(), youngest.address(), neighbour.age(), neighbour.address()))) {
                youngest = neighbour;
            }
        }
        return youngest;
    }

    private void refuse(PeerLink asker, String why) {
        Hello hello = asker.hello();
        ground.count(Counter.LINKS_REFUSED);
        ground.report(new Fact.LinkRefused(hello.self(), why));
        asker.refuse(new LinkRefused(why, others(hello.age(), hello.self())));
    }

    /** Whom this neighbour may ask for a link in our place, as we leave and there are no seeds to ask. */
    List<Entry> othersFor(Neighbour neighbour) {
        return others(neighbour.age(), neighbour.address());
    }

    /** Peers older than the asker which, as far as we know, have room; at random. */
    private List<Entry> others(long age, Address asker) {
        List<Entry> known = new ArrayList<>();
        for (Neighbour neighbour : neighbours) {
            known.add(neighbour.entry());
        }
        for (Entry entry : view.peers()) {
            if (neighbours.find(entry.address()) == null) {
                known.add(entry);
            }
        }
        int room = ground.settings().degreeCap() - ground.settings().degreeCap() / 8;
        known.removeIf(entry -> entry.degree() >= room || !entry.isOlderThan(age, asker));
        SibuyaChoice choice = new SibuyaChoice(ground.random());
        List<Entry> others = new ArrayList<>();
        while (others.size() < OTHERS && !known.isEmpty()) {
            others.add(choice.takeUniform(known));
        }
        return others;
    }
}

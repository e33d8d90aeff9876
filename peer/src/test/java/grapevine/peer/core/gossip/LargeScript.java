package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;

import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.Range;
import grapevine.wire.Role;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A peer under test, its neighbours, and large messages of {@link TreeScript#FAR}. */
final class LargeScript {
    final TreeScript tree = new TreeScript(4);
    final PeerScript peer = tree.peer;
    final FakeLink parent = tree.parent;
    final FakeLink other = tree.lazy.get(0);

    static Gossip message(long n) {
        return message(n, 60_000);
    }

    static Gossip message(long n, int bytes) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) n);
        return Gossip.of(TreeScript.FAR, n, 12_345, new byte[0], payload);
    }

    static Offer offer(long n) {
        return Offer.of(message(n));
    }

    void offer(FakeLink by, long n) {
        peer.run.feed(by, offer(n));
    }

    /** What is asked of this one since the last look. */
    List<Take> asked(FakeLink link) {
        return only(Take.class, link.said());
    }

    /** These bytes of a message come. */
    void bring(FakeLink by, Take asked) {
        bring(by, asked, message(asked.n()).frame());
    }

    void bring(FakeLink by, Take asked, byte[] frame) {
        byte[] bytes = Arrays.copyOfRange(frame, asked.from(), asked.to());
        peer.run.feed(by, new Piece(asked.origin(), asked.n(), asked.from(), bytes, 0, bytes.length));
    }

    /** This one answers, each time after so long (ms), until it is asked nothing; all that it was asked. */
    List<Take> serve(FakeLink link, long after, int most) {
        List<Take> all = new ArrayList<>();
        List<Take> open = new ArrayList<>(asked(link));
        while (!open.isEmpty() && all.size() < most) {
            Take next = open.remove(0);
            all.add(next);
            peer.run.advance(after);
            bring(link, next);
            open.addAll(asked(link));
        }
        return all;
    }

    static Have have(long n) {
        return TreeScript.have(Range.of(n));
    }

    /** Time passes, in which this one is heard, and asks for nothing. */
    void passWithSignsOfLife(FakeLink link, long millis) {
        for (long passed = 0; passed < millis; passed += 10_000) {
            peer.run.advance(10_000);
            peer.run.feed(link, peer.signOfLife());
        }
        link.said();
        peer.effects.take();
    }

    List<Gossip> delivered() {
        return peer.effects.takeDelivered();
    }

    /** A younger one that hangs on us and takes pieces. */
    FakeLink takingChild(int number) {
        Hello plain = PeerScript.helloOf(younger(number));
        Hello hello =
                new Hello(Role.PEER, plain.network(), plain.self(), plain.epoch(), plain.age(), null, 0, 0, null, true);
        FakeLink child = peer.run.accept(plain.self().ip());
        peer.run.feed(child, hello, new LinkRequest(2, 1, LinkRequest.Purpose.JOIN), new Graft(List.of()));
        peer.run.advance(2 * Tree.TURN_MILLIS);
        child.said();
        return child;
    }

    long counted(String counter) {
        return peer.node.counters().nonZero().getOrDefault(counter, 0L);
    }

    static <M extends Message> List<M> said(FakeLink link, Class<M> kind) {
        return only(kind, link.said());
    }
}

package grapevine.peer.core;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;

import grapevine.node.FakeLink;
import grapevine.peer.core.gossip.Tree;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer under test that has joined long ago, its older neighbours, of which each says what the test has it say and no
 * more, and messages.
 */
public final class TreeScript {
    /** Who makes the messages, and is no neighbour. */
    public static final Origin FAR = new Origin(older(40).address(), older(40).epoch());

    public final PeerScript peer;

    /** The one eager link. */
    public final FakeLink parent;

    /** The lazy ones; the first two of these announce to us. */
    public final List<FakeLink> lazy = new ArrayList<>();

    /** With so many older neighbours. */
    public TreeScript(int neighbours) {
        Entry[] older = new Entry[neighbours];
        for (int i = 0; i < neighbours; i++) {
            older[i] = older(i + 1);
        }
        peer = PeerScript.joined(older);
        FakeLink eager = null;
        for (Entry each : older) {
            FakeLink link = peer.linkTo(each);
            if (neighbour(link).isEager()) {
                eager = link;
            } else if (announcers().contains(link)) {
                lazy.add(0, link);
            } else {
                lazy.add(link);
            }
            peer.hush(link);
        }
        parent = eager;
        peer.run.advance(2 * Tree.TURN_MILLIS);
        peer.effects.take();
    }

    /** A younger one that hangs on us. */
    public FakeLink eagerChild(int number) {
        FakeLink child = peer.hush(peer.linkedFrom(younger(number)));
        peer.run.feed(child, new Graft(List.of()));
        peer.run.advance(2 * Tree.TURN_MILLIS);
        child.said();
        return child;
    }

    /** A younger one that asked for announcements. */
    public FakeLink listener(int number) {
        FakeLink listener = peer.hush(peer.linkedFrom(younger(number)));
        peer.run.feed(listener, new Announce(true));
        listener.said();
        return listener;
    }

    /** The first copy of this message of {@link #FAR}, or another. */
    public void bring(FakeLink link, long n) {
        peer.run.feed(link, message(n));
    }

    public Neighbour neighbour(FakeLink link) {
        for (Neighbour neighbour : Inside.of(peer.node).neighbours()) {
            if (neighbour.link() == link) {
                return neighbour;
            }
        }
        throw new AssertionError("no neighbour on " + link);
    }

    public List<FakeLink> eagerLinks() {
        List<FakeLink> eager = new ArrayList<>();
        for (Neighbour neighbour : Inside.of(peer.node).neighbours()) {
            if (neighbour.isEager()) {
                eager.add((FakeLink) neighbour.link());
            }
        }
        return eager;
    }

    /** Who was asked to announce to us. */
    public List<FakeLink> announcers() {
        List<FakeLink> announcers = new ArrayList<>();
        for (Neighbour neighbour : Inside.of(peer.node).neighbours()) {
            if (Inside.of(peer.node).tree().isToldBy(neighbour)) {
                announcers.add((FakeLink) neighbour.link());
            }
        }
        return announcers;
    }

    /** What this one was asked for since the last look at what it was told. */
    public static List<Message> wanted(FakeLink link) {
        return List.copyOf(only(Want.class, link.said()));
    }

    public static Gossip message(long n) {
        return Gossip.of(FAR, n, 12_345, new byte[0], "hello".getBytes(StandardCharsets.UTF_8));
    }

    public static Have have(Range... ranges) {
        return new Have(List.of(OriginRanges.of(FAR, ranges)));
    }

    public static Message want(Range... ranges) {
        return new Want(List.of(OriginRanges.of(FAR, ranges)));
    }
}

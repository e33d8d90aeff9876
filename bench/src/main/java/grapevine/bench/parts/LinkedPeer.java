package grapevine.bench.parts;

import grapevine.node.Conversation;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.node.Marks;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import grapevine.wire.TreeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A peer without sockets, to which others have linked, all along the tree; the first of them brings it messages. */
final class LinkedPeer implements Effects {
    private static final long EPOCH = 1_700_000_000_000L;
    private static final byte[] NO_ATTRIBUTES = {};

    /** Messages a millisecond of the peer's clock. */
    private static final int A_MILLI = 100;

    private final PeerNode node;
    private final List<Conversation> links = new ArrayList<>();
    private final Origin origin;
    private final byte[] payload = new byte[64];
    private long now = 1_000_000;
    private long due = Long.MAX_VALUE;
    private long n;
    private long sent;
    private long delivered;

    private record Wire(long number) implements Link {
        @Override
        public Ip remoteIp() {
            return Ip.LOOPBACK;
        }

        @Override
        public long backlog() {
            return 0;
        }
    }

    LinkedPeer(int count) {
        PeerSettings settings = PeerSettings.at(at(6000), EPOCH).gossipCount(0).build();
        node = new PeerNode(settings, new SplittableRandom(1), this);
        origin = new Origin(at(6001), EPOCH + 1);
        node.onStart(now);
        tick();
        for (int i = 1; i <= count; i++) {
            Conversation link = node.onAccepted(now, new Wire(i));
            link.onMessage(now, new Message.Hello(Role.PEER, "default", at(6000 + i), EPOCH + i, EPOCH + i));
            link.onMessage(now, new Message.LinkRequest(0, 1, Message.LinkRequest.Purpose.JOIN));
            link.onMessage(now, new TreeMessage.Graft(List.of()));
            links.add(link);
        }
        tick();
        if (node.look().neighbours().size() != count) {
            throw new IllegalStateException(node.look().neighbours().size() + " of " + count + " links were made");
        }
        sent = 0;
    }

    private static Address at(int port) {
        return new Address(Ip.LOOPBACK, port);
    }

    /** Brings it the next message, by the first link. */
    Gossip takeNext() {
        Gossip message = Gossip.of(origin, ++n, EPOCH, NO_ATTRIBUTES, payload);
        links.get(0).onMessage(now, message);
        if (n % A_MILLI == 0) {
            now++;
            tick();
        }
        return message;
    }

    private void tick() {
        while (due <= now) {
            due = Long.MAX_VALUE;
            node.onTimer(now);
        }
    }

    /** Messages that it passed on. */
    long sent() {
        return sent;
    }

    /** Messages that it handed to its application. */
    long delivered() {
        return delivered;
    }

    @Override
    public Link dial(Address to, Conversation conversation) {
        return new Wire(0);
    }

    @Override
    public void send(Link link, Message message) {
        if (message instanceof Gossip) {
            sent++;
        }
    }

    @Override
    public void finish(Link link) {}

    @Override
    public void close(Link link) {}

    @Override
    public void armTimer(long at) {
        due = at;
    }

    @Override
    public void deliver(Gossip message) {
        delivered++;
    }

    @Override
    public void deliver(Gossip message, Marks marks) {
        delivered++;
    }

    @Override
    public void report(Fact fact) {}

    @Override
    public void remember(List<Address> peers) {}

    @Override
    public void stopped() {}

    @Override
    public long wallTime() {
        return EPOCH + now;
    }
}

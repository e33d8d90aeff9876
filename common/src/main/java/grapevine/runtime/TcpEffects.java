package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.node.Conversation;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.node.Marks;
import grapevine.node.Node;
import grapevine.node.Proofs;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Performs a node's effects with real sockets and time. Refuses to be called from outside of the node's events. */
final class TcpEffects implements Effects {
    private final HostSettings settings;
    private final Lane lane;
    private final Sockets sockets;
    private final @Nullable Long networkNumber;
    private @Nullable Node node;
    private @Nullable NodeTimer timer;

    TcpEffects(HostSettings settings, Lane lane, Sockets sockets) {
        this.settings = settings;
        this.lane = lane;
        this.sockets = sockets;
        LiveKeys keys = settings.keys();
        networkNumber = keys == null ? null : keys.now().networkNumber();
    }

    /** Before the first event. */
    void attach(Node toNode, NodeTimer itsTimer) {
        node = toNode;
        timer = itsTimer;
    }

    @Override
    public Link dial(Address to, Conversation conversation) {
        node();
        return sockets.dial(to, conversation, false);
    }

    @Override
    public Link dialSmall(Address to, Conversation conversation) {
        node();
        return sockets.dial(to, conversation, true);
    }

    @Override
    public void send(Link link, Message message) {
        ((TcpLink) link).send(message, node().counters());
    }

    @Override
    public void sendAhead(Link link, Gossip message) {
        ((TcpLink) link).sendAhead(message, node().counters());
    }

    @Override
    public void holdLittle(boolean isLittle) {
        node();
        sockets.holdLittle(isLittle);
    }

    @Override
    public void finish(Link link) {
        node();
        ((TcpLink) link).finish();
    }

    @Override
    public void close(Link link) {
        node();
        ((TcpLink) link).close();
    }

    @Override
    public void armTimer(long due) {
        node();
        if (timer != null) {
            timer.arm(due);
        }
    }

    @Override
    public void deliver(Gossip message) {
        node();
        settings.delivery().accept(message);
    }

    @Override
    public void deliver(Gossip message, Marks marks) {
        node();
        settings.markedDelivery().accept(message, marks);
    }

    @Override
    public void report(Fact fact) {
        node();
        settings.facts().accept(fact);
    }

    @Override
    public void reportSent(Gossip message, int links) {
        node();
        settings.messages().sent(message, links);
    }

    @Override
    public void reportReceived(Gossip message, Address from) {
        node();
        settings.messages().received(message, from);
    }

    @Override
    public @Nullable Long networkNumber() {
        return networkNumber;
    }

    @Override
    public @Nullable Proofs proofs() {
        return settings.proofs();
    }

    /** Where no worker has room, it is done here: what has to be checked is not passed over. */
    @Override
    public void compute(Runnable work, LongConsumer then) {
        node();
        boolean isTaken = settings.jobs().offer(() -> {
            try {
                work.run();
            } finally {
                tell(then);
            }
        });
        if (!isTaken) {
            tell(now -> {
                work.run();
                then.accept(now);
            });
        }
    }

    private void tell(LongConsumer event) {
        lane.insist(turn -> {
            event.accept(turn.now());
            return true;
        });
    }

    @Override
    public void remember(List<Address> peers) {
        node();
        settings.remember().accept(peers);
    }

    @Override
    public void stopped() {
        node();
        settings.onStopped().run();
    }

    @Override
    public long wallTime() {
        return settings.machine().wallMillis();
    }

    /** The node, in whose event this is. */
    private Node node() {
        if (node == null || !lane.isMine()) {
            throw new IllegalStateException(settings.name() + ": an effect outside of the node's own events");
        }
        return node;
    }
}

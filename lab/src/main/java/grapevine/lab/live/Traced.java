package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.node.Budget;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.runtime.LoneNode;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.time.Instant;
import java.util.List;

/** A node's own application, while the {@link Travels} of messages and deaths are noted besides. */
final class Traced implements LoneNode.Application {
    private final LoneNode.Application own;
    private final NodeListener listener;

    /** @param listener told of each step of a message */
    Traced(LoneNode.Application own, NodeListener listener) {
        this.own = own;
        this.listener = listener;
    }

    @Override
    public void onMade(Gossip message, int links) {
        listener.stepped(made(message));
        own.onMade(message, links);
    }

    @Override
    public void onCame(Gossip message, Address from) {
        listener.stepped(came(message, from.port()));
        own.onCame(message, from);
    }

    static NodeListener.Step made(Gossip message) {
        return step(message, 0, Travels.beginning(message.payload()));
    }

    static NodeListener.Step came(Gossip message, int from) {
        return step(message, from, "");
    }

    private static NodeListener.Step step(Gossip message, int from, String text) {
        MessageId id = new MessageId(
                message.origin().address().toString(), message.origin().epoch(), message.n());
        return new NodeListener.Step(id, Instant.now(), from, text);
    }

    @Override
    public void onFact(Fact fact) {
        if (fact instanceof Fact.NeighbourDead dead) {
            listener.foundDead(dead.neighbour().port());
        }
        own.onFact(fact);
    }

    @Override
    public void onMessage(Gossip message) {
        own.onMessage(message);
    }

    @Override
    public void onMessage(Gossip message, Marks marks) {
        own.onMessage(message, marks);
    }

    @Override
    public void onRemember(List<Address> peers) {
        own.onRemember(peers);
    }

    @Override
    public void onBudget(Budget part) {
        own.onBudget(part);
    }

    @Override
    public void onTurnEnd() {
        own.onTurnEnd();
    }

    @Override
    public void onClosed() {
        own.onClosed();
    }
}

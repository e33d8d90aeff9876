package grapevine.lab.live;

import grapevine.node.Budget;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.runtime.LoneNode;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.List;

/** A node's own application, while the {@link Travels} of messages are noted besides. */
final class Traced implements LoneNode.Application {
    private final LoneNode.Application own;
    private final LiveNode.Place place;
    private final int number;

    /** Of the node of this number. */
    Traced(LoneNode.Application own, LiveNode.Place place, int number) {
        this.own = own;
        this.place = place;
        this.number = number;
    }

    @Override
    public void onMade(Gossip message, int links) {
        place.travels().made(message, number);
        own.onMade(message, links);
    }

    @Override
    public void onCame(Gossip message, Address from) {
        place.travels().came(message, place.numberAt(from.port()), number);
        own.onCame(message, from);
    }

    @Override
    public void onFact(Fact fact) {
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

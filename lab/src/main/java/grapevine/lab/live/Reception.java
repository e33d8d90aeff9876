package grapevine.lab.live;

import grapevine.node.Quoted;
import grapevine.peer.CopyArrived;
import grapevine.peer.Received;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the messages that come to a node: into its inbox, with the ways they came, and into the story. */
final class Reception {
    private final int number;
    private final Inbox inbox;
    private final LiveNode.Place place;

    Reception(int number, Inbox inbox, LiveNode.Place place) {
        this.number = number;
        this.inbox = inbox;
        this.place = place;
    }

    /** The first copy of a message. */
    void received(Received message) {
        List<Integer> way = way(message.path());
        inbox.put(new Inbox.Letter(
                message.id(),
                numberOf(message.origin().address()),
                message.payload(),
                message.sentAt(),
                Instant.now(),
                false,
                way.isEmpty() ? List.of() : List.of(way)));
        if (!message.path().isEmpty()) {
            InetSocketAddress from = message.path().get(message.path().size() - 1);
            String text = Quoted.inLine(message.text());
            place.tell(number, "Received message: '" + text + "'. From [" + numberOf(from) + "]");
        }
        if (!message.onward().isEmpty()) {
            place.tell(
                    number,
                    "Now forwarding to: "
                            + message.onward().stream().map(this::numberOf).toList());
        }
    }

    /** A further copy. */
    void copied(CopyArrived copy) {
        List<Integer> way = way(copy.path());
        if (!way.isEmpty()) {
            inbox.came(copy.id(), way);
        }
    }

    /** The way from node to node to this one; empty if it is not one along links of this network. */
    private List<Integer> way(List<InetSocketAddress> path) {
        List<Integer> way = new ArrayList<>();
        for (InetSocketAddress each : path) {
            way.add(numberOf(each));
        }
        if (way.isEmpty()) {
            return way;
        }
        way.add(number);
        for (int i = 0; i + 1 < way.size(); i++) {
            if (!place.mayLink(way.get(i), way.get(i + 1))) {
                place.tell(number, "refused a way that is none: " + way);
                return List.of();
            }
        }
        return way;
    }

    private int numberOf(InetSocketAddress address) {
        return place.numberAt(address.getPort());
    }
}

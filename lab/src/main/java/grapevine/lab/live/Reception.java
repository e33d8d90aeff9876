package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.node.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the messages that come to a node: into its inbox, with the ways they came, and into the story. */
final class Reception implements NodeListener {
    /** The network around a node, as far as it matters to it. */
    interface Place {
        /** The number of the node that listens on this port, also of one that is gone; 0 if there never was one. */
        int numberAt(int port);

        /** Whether these two are or were linked, as far as is known. */
        boolean mayLink(int one, int other);

        /** A node did something that a person may want to see, with this message if it is about one. */
        void tell(int node, String what, @Nullable MessageId message);

        /** Where it is noted by which links messages go. */
        Travels travels();

        /** A neighbour holds that node for dead. */
        void foundDead(int node);

        /** A node answers again, or its process is gone. */
        void changedState(int node);
    }

    /** So many characters of a message stand in the story. */
    private static final int MOST_SHOWN = 200;

    private final int number;
    private final Inbox inbox;
    private final Place place;

    Reception(int number, Inbox inbox, Place place) {
        this.number = number;
        this.inbox = inbox;
        this.place = place;
    }

    @Override
    public void arrived(Arrival message) {
        List<Integer> way = way(message.id(), message.path());
        inbox.put(new Inbox.Letter(
                message.id(),
                place.numberAt(message.origin()),
                message.payload(),
                message.sentAt(),
                message.receivedAt(),
                false,
                way.isEmpty() ? List.of() : List.of(way)));
        if (!way.isEmpty()) {
            received(message.id(), message.payload(), way);
        }
        if (!message.onward().isEmpty()) {
            place.tell(
                    number,
                    "Now forwarding to: "
                            + message.onward().stream().map(place::numberAt).toList(),
                    message.id());
        }
    }

    private void received(MessageId id, byte[] payload, List<Integer> way) {
        place.tell(number, "Received message: '" + shown(payload) + "'. From [" + way.get(way.size() - 2) + "]", id);
    }

    /** A message as a line of the story shows it: the whole of a short one. */
    private static String shown(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.codePointCount(0, text.length()) <= MOST_SHOWN
                ? Quoted.inLine(text)
                : Quoted.inLine(text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN))) + "… (" + payload.length
                        + " bytes)";
    }

    /** The first one that comes by a way may be the second in all: who compares may fetch what is still to come. */
    @Override
    public void copied(Copy copy) {
        List<Integer> way = way(copy.id(), copy.path());
        if (!way.isEmpty()) {
            inbox.came(copy.id(), way).ifPresent(letter -> received(letter.id(), letter.payload(), way));
        }
    }

    @Override
    public void stepped(Step step) {
        place.travels().add(step, step.from() == 0 ? 0 : place.numberAt(step.from()), number);
    }

    @Override
    public void tell(String what) {
        place.tell(number, what, null);
    }

    @Override
    public void foundDead(int port) {
        place.foundDead(place.numberAt(port));
    }

    @Override
    public void changedState() {
        place.changedState(number);
    }

    /** The way from node to node to this one; empty if it is not one along links of this network. */
    private List<Integer> way(MessageId message, List<Integer> path) {
        List<Integer> way = new ArrayList<>();
        for (int each : path) {
            way.add(place.numberAt(each));
        }
        if (way.isEmpty()) {
            return way;
        }
        way.add(number);
        for (int i = 0; i + 1 < way.size(); i++) {
            if (!place.mayLink(way.get(i), way.get(i + 1))) {
                place.tell(number, "refused a way that is none: " + way, message);
                return List.of();
            }
        }
        return way;
    }
}

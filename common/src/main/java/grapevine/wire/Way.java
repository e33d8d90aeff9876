package grapevine.wire;

import grapevine.wire.ProtocolException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The way that a copy of a flooded message has come, and how it is to go on:
 * {@code <relays>:<delay>:<ip>:<port>;<ip>:<port>...}. It is made anew at each hop, and no part of what the origin
 * made.
 *
 * @param relays how many copies of the message go over each link in each direction at most, 1..{@link #MOST_RELAYS}
 * @param delay how long (ms) a copy waits before each hop, and once more for each neighbour that is served before,
 *     0..{@link #MOST_DELAY}
 * @param hops the origin, then each peer that sent it on, 1..{@link #MOST_HOPS}: the last one is whom it came from
 */
public record Way(int relays, long delay, List<Address> hops) {
    /** The most copies over one link in one direction. */
    public static final int MOST_RELAYS = 16;

    /** The longest wait before a hop (ms). */
    public static final long MOST_DELAY = 10_000;

    /** The longest way that is told. */
    public static final int MOST_HOPS = 64;

    /** As long as all is in its range. */
    public Way {
        if (relays < 1 || relays > MOST_RELAYS || delay < 0 || delay > MOST_DELAY) {
            throw new IllegalArgumentException("relays=" + relays + " is outside 1.." + MOST_RELAYS + ", or delay="
                    + delay + " outside 0.." + MOST_DELAY);
        }
        if (hops.isEmpty() || hops.size() > MOST_HOPS) {
            throw new IllegalArgumentException("a way of " + hops.size() + " hops is outside 1.." + MOST_HOPS);
        }
    }

    /** What is the same at each hop. */
    record Rule(int relays, long delay) {}

    /** Reads the first part of the value of a field. */
    static Rule readRule(Fields fields) throws ProtocolException {
        int relays = (int) fields.number("relays", 1, MOST_RELAYS);
        fields.separator(':');
        return new Rule(relays, fields.number("delay", 0, MOST_DELAY));
    }

    /** Reads the value of a field. */
    static Way read(Fields fields) throws ProtocolException {
        Rule rule = readRule(fields);
        fields.separator(':');
        List<Address> hops = new ArrayList<>();
        do {
            if (!hops.isEmpty()) {
                fields.separator(';');
            }
            if (hops.size() == MOST_HOPS) {
                throw new ProtocolException(Reason.BAD_FIELD, "Gossip: way has more than " + MOST_HOPS + " hops");
            }
            hops.add(fields.address("ip"));
        } while (fields.isNext(';'));
        return new Way(rule.relays, rule.delay, Collections.unmodifiableList(hops));
    }

    /** By which the maker of a message says that it is flooded so: an attribute. */
    public static byte[] attribute(int relays, long delay) {
        return (Attributes.FLOOD + "=" + relays + ":" + delay + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whom the copy came from, if it is true. */
    public Address last() {
        return hops.get(hops.size() - 1);
    }

    /** As it stands in the field. */
    @Override
    public String toString() {
        return relays + ":" + delay + ":" + hops.stream().map(Address::toString).collect(Collectors.joining(";"));
    }
}

package grapevine.wire;

import grapevine.wire.ProtocolException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message: lines {@code key=value}, each ended by a newline. Those that this version knows are held
 * to their form by everybody, so that it is the liar's connection that ends and not that of who passed the lie on;
 * others may say what they like.
 */
final class Attributes {
    /** When it was made, as a hybrid logical time: {@code <ms>.<counter>}. */
    private static final String TIME = "time";

    /** What it comes after: {@code <ip>:<port>:<epoch>:<n>;...}. */
    private static final String CLOCK = "clock";

    /** How it is flooded, if it is: {@code <relays>:<delay>}, as its {@link Way} says it. */
    static final String FLOOD = "flood";

    private static final byte[] PROOF = (Proof.ATTRIBUTE + "=").getBytes(StandardCharsets.US_ASCII);

    /** With the message itself a clock names 32. */
    static final int MOST_CAUSES = 31;

    private static final int MOST_COUNTER = 65_535;

    private Attributes() {}

    /**
     * Checks the attributes of a message of this origin.
     *
     * @return where the proof begins, or the end if there is none
     */
    static int check(byte[] bytes, int from, int to, Origin maker) throws ProtocolException {
        Fields fields = new Fields(bytes, from, to);
        fields.isOf("attributes");
        boolean hasTime = false;
        boolean hasClock = false;
        boolean hasFlood = false;
        while (!fields.isAtEnd()) {
            int at = fields.at();
            if (fields.skip(PROOF)) {
                Proof.check(fields);
                fields.separator('\n');
                if (!fields.isAtEnd()) {
                    throw new ProtocolException(Reason.BAD_FIELD, "attributes: the proof is not the last one");
                }
                return end(hasTime, hasClock, at);
            }
            String key = fields.attributeKey();
            if (key.equals(TIME)) {
                once(hasTime, fields);
                hasTime = true;
                fields.number("ms");
                fields.separator('.');
                fields.number("counter", MOST_COUNTER);
            } else if (key.equals(CLOCK)) {
                once(hasClock, fields);
                hasClock = true;
                clock(fields, maker);
            } else if (key.equals(FLOOD)) {
                once(hasFlood, fields);
                hasFlood = true;
                Way.readRule(fields);
            } else {
                fields.skipValue();
            }
            fields.separator('\n');
        }
        return end(hasTime, hasClock, to);
    }

    private static int end(boolean hasTime, boolean hasClock, int proofAt) throws ProtocolException {
        if (hasClock && !hasTime) {
            throw rule("stands without a time");
        }
        return proofAt;
    }

    private static void once(boolean isThere, Fields fields) throws ProtocolException {
        if (isThere) {
            throw fields.bad("attribute", "is there twice");
        }
    }

    /** The value of the first attribute with this key, null without one. The attributes have been checked. */
    static @Nullable String value(byte[] bytes, int from, int to, String key) {
        String text = "\n" + new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        String start = "\n" + key + "=";
        int at = text.indexOf(start);
        return at < 0 ? null : text.substring(at + start.length(), text.indexOf('\n', at + 1));
    }

    /** What the message comes after. The attributes have been checked. */
    static List<Cause> causes(byte[] bytes, int from, int to, Origin maker) {
        String clock = value(bytes, from, to, CLOCK);
        if (clock == null) {
            return List.of();
        }
        byte[] value = clock.getBytes(StandardCharsets.US_ASCII);
        try {
            return clock(new Fields(value, 0, value.length), maker);
        } catch (ProtocolException e) {
            throw new IllegalStateException("a clock that was checked", e);
        }
    }

    /** Entries in the order of addresses, then epochs, none twice; the message itself is not among them. */
    private static List<Cause> clock(Fields fields, Origin maker) throws ProtocolException {
        List<Cause> causes = new ArrayList<>();
        Origin last = null;
        do {
            if (last != null) {
                fields.separator(';');
            }
            Address address = fields.address("ip");
            fields.separator(':');
            Origin origin = new Origin(address, fields.number("epoch"));
            fields.separator(':');
            causes.add(new Cause(origin, fields.number("n", 1, Long.MAX_VALUE)));
            if (last != null && !comesAfter(origin, last)) {
                throw rule("names " + address + " out of the order of addresses and epochs");
            }
            if (origin.equals(maker)) {
                throw rule("names the origin of the message");
            }
            if (causes.size() > MOST_CAUSES) {
                throw rule("names more than " + MOST_CAUSES + " origins");
            }
            last = origin;
        } while (fields.isNext(';'));
        return causes;
    }

    private static ProtocolException rule(String broken) {
        return new ProtocolException(Reason.BAD_FIELD, "attributes: clock " + broken);
    }

    private static boolean comesAfter(Origin origin, Origin last) {
        int byAddress = origin.address().compareTo(last.address());
        return byAddress > 0 || (byAddress == 0 && origin.epoch() > last.epoch());
    }
}

package grapevine.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message for everyone: {@code Gossip <timestamp>:<ip>:<n> <port> <epoch> <attributes length> <payload length>}, a
 * newline, the attributes, the payload, a newline.
 *
 * <p>It carries the very bytes it came in, which are relayed as they are; nothing in them is per hop. Immutable by
 * agreement: nobody writes to {@link #frame()}. Equal when the bytes are equal.
 */
public final class Gossip implements Message {
    private static final Pattern AGE = Pattern.compile(" age=[0-9]+");

    private final Origin origin;
    private final long n;
    private final long timestamp;
    private final long age;
    private final byte[] frame;
    private final int attributesAt;
    private final int attributesLength;
    private final int payloadLength;

    /** For the decoder: {@code frame} is the whole message, of which the fields were read. */
    Gossip(
            Origin origin,
            long n,
            long timestamp,
            long age,
            byte[] frame,
            int attributesAt,
            int attributesLength,
            int payloadLength) {
        this.origin = origin;
        this.n = n;
        this.timestamp = timestamp;
        this.age = age;
        this.frame = frame;
        this.attributesAt = attributesAt;
        this.attributesLength = attributesLength;
        this.payloadLength = payloadLength;
    }

    /**
     * A new message of {@code origin}.
     *
     * @param n the origin's number for it, from 1
     * @param timestamp the origin's wall clock, ms since 1970
     * @throws IllegalArgumentException if n is below 1, the timestamp or the epoch negative, a part longer than
     *     {@link Limits} allow, or the attributes break their form
     */
    public static Gossip of(Origin origin, long n, long timestamp, byte[] attributes, byte[] payload) {
        if (n < 1 || timestamp < 0) {
            throw new IllegalArgumentException("n=" + n + " must be >= 1, timestamp=" + timestamp + " must be >= 0");
        }
        if (origin.epoch() < 0) {
            throw new IllegalArgumentException("epoch=" + origin.epoch() + " must be >= 0");
        }
        if (attributes.length > Limits.ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "attributes of " + attributes.length + " bytes exceed " + Limits.ATTRIBUTES);
        }
        if (payload.length > Limits.PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes exceeds " + Limits.PAYLOAD);
        }
        try {
            Attributes.check(attributes, 0, attributes.length, origin);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Address address = origin.address();
        byte[] line = ("Gossip " + timestamp + ":" + address.ip() + ":" + n + " " + address.port() + " "
                        + origin.epoch() + " " + attributes.length + " " + payload.length + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] frame = Arrays.copyOf(line, line.length + attributes.length + payload.length + 1);
        System.arraycopy(attributes, 0, frame, line.length, attributes.length);
        System.arraycopy(payload, 0, frame, line.length + attributes.length, payload.length);
        frame[frame.length - 1] = '\n';
        return new Gossip(origin, n, timestamp, 0, frame, line.length, attributes.length, payload.length);
    }

    public Origin origin() {
        return origin;
    }

    /** The origin's number for this message, from 1. */
    public long n() {
        return n;
    }

    /** When the origin made it, by the origin's wall clock (ms since 1970). Never compared with another clock. */
    public long timestamp() {
        return timestamp;
    }

    /**
     * How long it had rested with others when it was fetched (ms), 0 if it came straight: the further field
     * {@code age}. Whoever keeps it keeps it so much shorter.
     */
    public long age() {
        return age;
    }

    /** The same message as it is handed to somebody who fetches it, after it rested for so long in all (ms, >= 0). */
    public Gossip withAge(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("age=" + millis + " must be >= 0");
        }
        String line = new String(frame, 0, attributesAt - 1, StandardCharsets.US_ASCII);
        byte[] aged =
                (AGE.matcher(line).replaceFirst("") + " age=" + millis + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] copy = Arrays.copyOf(aged, aged.length + frame.length - attributesAt);
        System.arraycopy(frame, attributesAt, copy, aged.length, frame.length - attributesAt);
        return new Gossip(origin, n, timestamp, millis, copy, aged.length, attributesLength, payloadLength);
    }

    /** The name people know it by: {@code <timestamp>:<ip>:<n>}. */
    public String id() {
        return timestamp + ":" + origin.address().ip() + ":" + n;
    }

    /** A copy of the attributes: {@code key=value} pairs, each ended by a newline. */
    public byte[] attributes() {
        return Arrays.copyOfRange(frame, attributesAt, attributesAt + attributesLength);
    }

    /** Whether it says when it was made and what it comes after. */
    public boolean isStamped() {
        return attributesLength > 0 && time() != null;
    }

    /**
     * The attribute {@code time}, {@code <ms>.<counter>}: when it was made, as a hybrid logical time. Null without one.
     */
    public @Nullable String time() {
        return attribute("time");
    }

    /**
     * The attribute {@code clock}: the highest message of each other origin that its maker had got,
     * {@code <ip>:<port>:<epoch>:<n>} separated by {@code ;}. Null without one.
     */
    public @Nullable String clock() {
        return attribute("clock");
    }

    /** What stands in the clock, at most 31; read anew with each call. */
    public List<Cause> causes() {
        return attributesLength == 0
                ? List.of()
                : Attributes.causes(frame, attributesAt, attributesAt + attributesLength, origin);
    }

    private @Nullable String attribute(String key) {
        return attributesLength == 0
                ? null
                : Attributes.value(frame, attributesAt, attributesAt + attributesLength, key);
    }

    /** A copy of the payload. */
    public byte[] payload() {
        int from = attributesAt + attributesLength;
        return Arrays.copyOfRange(frame, from, from + payloadLength);
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** The payload as text, empty if it is none. Made anew with each call. */
    public String text() {
        int from = attributesAt + attributesLength;
        String text = Text.utf8(frame, from, from + payloadLength);
        return text == null ? "" : text;
    }

    /** The message as it goes over the wire. Shared: not to be written to. */
    public byte[] frame() {
        return frame;
    }

    @Override
    public void accept(Handler handler) {
        handler.onGossip(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Gossip gossip && Arrays.equals(frame, gossip.frame);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frame);
    }

    @Override
    public String toString() {
        return "Gossip[" + id() + " of " + origin + ", " + payloadLength + " bytes]";
    }
}

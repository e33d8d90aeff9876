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
 * <p>It carries the very bytes it came in, which are relayed as they are; nothing in them is per hop but the further
 * fields of its line: its age and its {@link Way}. Immutable by agreement: nobody writes to {@link #bytes()}. Equal
 * when the bytes are equal.
 */
public final class Gossip implements Message {
    private static final Pattern AGE = Pattern.compile(" age=[0-9]+");
    private static final Pattern WAY = Pattern.compile(" way=[^ ]+");

    private final Origin origin;
    private final long n;
    private final long timestamp;
    private final long age;
    private final @Nullable Way way;
    private final byte[] bytes;
    private final int from;
    private final int attributesAt;
    private final int attributesLength;

    /** Of the last attribute; 0 if there is no proof. */
    private final int proofLength;

    private final int payloadLength;

    /**
     * For the decoder.
     *
     * @param bytes where the whole message stands, from {@code from} on
     */
    Gossip(
            Origin origin,
            long n,
            long timestamp,
            long age,
            @Nullable Way way,
            byte[] bytes,
            int from,
            int attributesAt,
            int attributesLength,
            int proofLength,
            int payloadLength) {
        this.proofLength = proofLength;
        this.way = way;
        this.origin = origin;
        this.n = n;
        this.timestamp = timestamp;
        this.age = age;
        this.bytes = bytes;
        this.from = from;
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
        int proofLength;
        try {
            proofLength = attributes.length - Attributes.check(attributes, 0, attributes.length, origin);
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
        return new Gossip(
                origin, n, timestamp, 0, null, frame, 0, line.length, attributes.length, proofLength, payload.length);
    }

    /**
     * A message that was decoded or made before, from its bytes.
     *
     * @param frame as {@link #frame} gave it; may not be written to any more
     * @param origin whose it is
     */
    public static Gossip read(byte[] frame, Origin origin) {
        int end = 0;
        while (frame[end] != '\n') {
            end++;
        }
        try {
            Head head = Verbs.read(new Fields(frame, 0, end), Limits.PAYLOAD, true);
            Gossip read = (Gossip) head.rest().message(frame, end + 1);
            return new Gossip(
                    origin,
                    read.n,
                    read.timestamp,
                    read.age,
                    read.way,
                    frame,
                    0,
                    read.attributesAt,
                    read.attributesLength,
                    read.proofLength,
                    read.payloadLength);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("no message: " + e.getMessage(), e);
        }
    }

    /**
     * A message from its bytes, as they go over the wire, which anybody may have made.
     *
     * @param frame may not be written to any more
     * @throws ProtocolException if they are not one message, and nothing else
     */
    public static Gossip decode(byte[] frame) throws ProtocolException {
        int end = 0;
        while (end < frame.length && end <= Limits.LINE && frame[end] != '\n') {
            end++;
        }
        if (end >= frame.length || end > Limits.LINE) {
            throw new ProtocolException(ProtocolException.Reason.BAD_FIELD, "Piece: what was offered has no line");
        }
        Head head = Verbs.read(new Fields(frame, 0, end), Limits.PAYLOAD, true);
        boolean isWhole =
                head.hasBody() && end + 1 + head.bodyLength() + 1 == frame.length && frame[frame.length - 1] == '\n';
        if (isWhole && head.rest().message(frame, end + 1) instanceof Gossip message) {
            return message;
        }
        throw new ProtocolException(ProtocolException.Reason.BAD_FIELD, "Piece: what was offered is no message");
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
        return withLine(plainLine() + " age=" + millis, millis, null);
    }

    /** The same message without the further fields {@code age} and {@code way}, as it goes along the tree. */
    public Gossip plain() {
        return age == 0 && way == null ? this : withLine(plainLine(), 0, null);
    }

    /** The way it is said to have come, up to whom it came from: the further field {@code way}; null without one. */
    public @Nullable Way way() {
        return way;
    }

    /** Whether its maker said that it is flooded as this way says: the attribute {@code flood}. */
    public boolean isFlooded(Way by) {
        return (by.relays() + ":" + by.delay()).equals(attribute(Attributes.FLOOD));
    }

    /** The same message with the way that it has come up to its next receiver; null if there is no room for that. */
    public @Nullable Gossip along(Way come) {
        String line = plainLine() + " way=" + come;
        return line.length() > Limits.LINE ? null : withLine(line, 0, come);
    }

    private Gossip withLine(String text, long millis, @Nullable Way come) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        int bodyLength = from + length() - attributesAt;
        byte[] copy = Arrays.copyOf(line, line.length + bodyLength);
        System.arraycopy(bytes, attributesAt, copy, line.length, bodyLength);
        return new Gossip(
                origin, n, timestamp, millis, come, copy, 0, line.length, attributesLength, proofLength, payloadLength);
    }

    private String plainLine() {
        String line = new String(bytes, from, attributesAt - 1 - from, StandardCharsets.US_ASCII);
        line = line.contains(" age=") ? AGE.matcher(line).replaceFirst("") : line;
        return line.contains(" way=") ? WAY.matcher(line).replaceFirst("") : line;
    }

    /** The name people know it by: {@code <timestamp>:<ip>:<n>}. */
    public String id() {
        return timestamp + ":" + origin.address().ip() + ":" + n;
    }

    /** A copy of the attributes: {@code key=value} pairs, each ended by a newline. */
    public byte[] attributes() {
        return Arrays.copyOfRange(bytes, attributesAt, attributesAt + attributesLength);
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

    /** What shows that it is of its origin: the attribute {@code proof}. Null without one; read anew with each call. */
    public @Nullable Proof proof() {
        return isProven() ? Proof.read(bytes, proofValueAt(), attributesAt + attributesLength - 1) : null;
    }

    /** Whether it has a {@link #proof}, be it a true one or not. */
    public boolean isProven() {
        return proofLength > 0;
    }

    /**
     * Of its proof, which it has to have, the key alone.
     *
     * @throws IllegalStateException if it has none
     */
    public long proofKey() {
        if (!isProven()) {
            throw new IllegalStateException(id() + " has no proof");
        }
        return Proof.readKey(bytes, proofValueAt(), attributesAt + attributesLength - 1);
    }

    private int proofValueAt() {
        return proofAt() + Proof.ATTRIBUTE.length() + 1;
    }

    /** The same with this proof in the place of the one that it has, or in none. */
    public Gossip proven(Proof proof) {
        byte[] attribute = proof.attribute();
        int before = proofAt() - attributesAt;
        byte[] all = Arrays.copyOf(bytes(attributesAt, proofAt()), before + attribute.length);
        System.arraycopy(attribute, 0, all, before, attribute.length);
        return of(origin, n, timestamp, all, payload());
    }

    /** What is signed of it. */
    void update(Proof.Hashing hashing) {
        int proofAt = proofAt();
        hashing.bytes(bytes, from, idEnd());
        hashing.number(proofAt - attributesAt);
        hashing.bytes(bytes, attributesAt, proofAt);
        int payloadAt = attributesAt + attributesLength;
        hashing.bytes(bytes, payloadAt, payloadAt + payloadLength);
    }

    /** Where the proof begins, or would; it is the last attribute. */
    private int proofAt() {
        return attributesAt + attributesLength - proofLength;
    }

    /** Where the line has said who made it, when, and as which one: behind the epoch. */
    private int idEnd() {
        int at = from;
        for (int spaces = 0; spaces < 4; at++) {
            spaces += bytes[at] == ' ' ? 1 : 0;
        }
        return at - 1;
    }

    private byte[] bytes(int start, int end) {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** What stands in the clock, at most 31; read anew with each call. */
    public List<Cause> causes() {
        return attributesLength == 0
                ? List.of()
                : Attributes.causes(bytes, attributesAt, attributesAt + attributesLength, origin);
    }

    private @Nullable String attribute(String key) {
        return attributesLength == 0
                ? null
                : Attributes.value(bytes, attributesAt, attributesAt + attributesLength, key);
    }

    /** A copy of the payload. */
    public byte[] payload() {
        int at = attributesAt + attributesLength;
        return Arrays.copyOfRange(bytes, at, at + payloadLength);
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** The payload as text, empty if it is none. Made anew with each call. */
    public String text() {
        int at = attributesAt + attributesLength;
        String text = Text.utf8(bytes, at, at + payloadLength);
        return text == null ? "" : text;
    }

    /** The message as it goes over the wire. Shared: not to be written to. A copy if it stands among others. */
    public byte[] frame() {
        return isAlone() ? bytes : Arrays.copyOfRange(bytes, from, from + length());
    }

    /** Whether no other bytes are kept in memory for it than its own. */
    public boolean isAlone() {
        return length() == bytes.length;
    }

    /** The same message in bytes of its own, for whoever keeps it for long. */
    public Gossip alone() {
        return isAlone()
                ? this
                : new Gossip(
                        origin,
                        n,
                        timestamp,
                        age,
                        way,
                        frame(),
                        0,
                        attributesAt - from,
                        attributesLength,
                        proofLength,
                        payloadLength);
    }

    /** Where the message stands as it goes over the wire, perhaps among others. Shared: not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where it begins in {@link #bytes}. */
    public int from() {
        return from;
    }

    /** How many bytes it is as it goes over the wire. */
    public int length() {
        return attributesAt - from + attributesLength + payloadLength + 1;
    }

    @Override
    public void accept(Handler handler) {
        handler.onGossip(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Gossip gossip
                && Arrays.equals(
                        bytes, from, from + length(), gossip.bytes, gossip.from, gossip.from + gossip.length());
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + length(); i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Gossip[" + id() + " of " + origin + ", " + payloadLength + " bytes]";
    }
}

package grapevine.peer;

import grapevine.clock.HybridTime;
import grapevine.clock.MessageId;
import grapevine.clock.Stamp;
import grapevine.clock.VectorClock;
import grapevine.node.Marks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A message as it is given to a consumer. Immutable. */
public final class Received {
    private static final int HOP_BYTES = 64;

    /** As many runs as a clock names at most. */
    private static final int MOST_IN_CLOCK = 32;

    private final Gossip message;
    private final Marks marks;
    private final List<Address> path;
    private final List<Address> onward;
    private final long missedBefore;

    /**
     * By what a message can be recalled, while it is kept.
     *
     * @param n the origin's number for it
     * @param marks as it was given first
     */
    record Name(Origin origin, long n, Marks marks) {}

    Received(Gossip message, Marks marks, List<Address> path, List<Address> onward, long missedBefore) {
        this.message = message;
        this.marks = marks;
        this.path = path;
        this.onward = onward;
        this.missedBefore = missedBefore;
    }

    /**
     * A message as it would come, for tests of what takes it in.
     *
     * @param number the origin's number for it, >= 1
     * @param payload 1..65,536 bytes; copied
     * @throws IllegalArgumentException if one is out of range, or the origin's address has a name without an ip
     */
    public static Received of(Member origin, long number, Instant sentAt, byte[] payload) {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(sentAt, "sentAt");
        byte[] copy = JoinedPeer.checked(payload);
        if (origin.address().isUnresolved()) {
            throw new IllegalArgumentException("origin " + origin + " has no ip: its name was not looked up");
        }
        return new Received(
                Gossip.of(origin.wired(), number, sentAt.toEpochMilli(), new byte[0], copy),
                Marks.NONE,
                List.of(),
                List.of(),
                0);
    }

    /** The same as it comes late, for tests; see {@link #isLate}. */
    public Received asLate() {
        return marked(new Marks(marks.isEarly(), true, marks.isAfterGap()));
    }

    /** The same as it comes after a gap, for tests; see {@link #gapBefore}. */
    public Received asAfterGap() {
        return marked(new Marks(marks.isEarly(), marks.isLate(), true));
    }

    /** The same as it comes early, for tests; see {@link #isEarly}. */
    public Received asEarly() {
        return marked(new Marks(true, marks.isLate(), marks.isAfterGap()));
    }

    /**
     * The same as it comes to a consumer that missed so many before it, for tests; see {@link #missedBefore}.
     *
     * @throws IllegalArgumentException if that is less than 0
     */
    public Received asAfterMissed(long missed) {
        if (missed < 0) {
            throw new IllegalArgumentException("missed=" + missed + " must be >= 0");
        }
        return after(missed);
    }

    /**
     * The same as it comes from a maker that keeps clocks, for tests; see {@link #stamp}.
     *
     * @throws IllegalArgumentException if the stamp is that of another message, or names more than 32 runs, or one that
     *     is at no address
     */
    public Received withStamp(Stamp stamp) {
        Objects.requireNonNull(stamp, "stamp");
        if (!stamp.id().equals(id())) {
            throw new IllegalArgumentException("the stamp is that of " + stamp.id() + " and not of " + id());
        }
        if (stamp.clock().size() > MOST_IN_CLOCK) {
            throw new IllegalArgumentException(
                    "the clock names " + stamp.clock().size() + " runs, more than " + MOST_IN_CLOCK);
        }
        String others = stamp.clock().latest().stream()
                .filter(each -> !each.hasOriginOf(stamp.id()))
                .sorted(Comparator.comparing((MessageId each) -> Address.parse(each.origin()))
                        .thenComparingLong(MessageId::epoch))
                .map(MessageId::toString)
                .collect(Collectors.joining(";"));
        String text = "time=" + stamp.time() + "\n" + (others.isEmpty() ? "" : "clock=" + others + "\n");
        byte[] attributes = text.getBytes(StandardCharsets.US_ASCII);
        Gossip stamped = Gossip.of(message.origin(), message.n(), message.timestamp(), attributes, message.payload());
        return new Received(stamped, marks, path, onward, missedBefore);
    }

    /**
     * The same as it comes by this way when it is published with a {@link Flood}, for tests; see {@link #path} and
     * {@link #onward}.
     *
     * @param path from the origin to the neighbour it came from; empty for one of this peer's own
     * @param onward the neighbours it is sent on to
     * @throws IllegalArgumentException if the path begins elsewhere, or an address has a name without an ip
     */
    public Received withPath(List<InetSocketAddress> path, List<InetSocketAddress> onward) {
        List<Address> come = addresses("path", path);
        List<Address> goes = addresses("onward", onward);
        if (!come.isEmpty() && !come.get(0).equals(message.origin().address())) {
            throw new IllegalArgumentException("path begins with " + come.get(0) + " and not with the origin "
                    + message.origin().address());
        }
        return new Received(message, marks, come, goes, missedBefore);
    }

    private static List<Address> addresses(String argument, List<InetSocketAddress> hops) {
        List<Address> addresses = new ArrayList<>();
        for (InetSocketAddress hop : Objects.requireNonNull(hops, argument)) {
            Objects.requireNonNull(hop, argument + "[" + addresses.size() + "]");
            if (hop.isUnresolved()) {
                throw new IllegalArgumentException(argument + " " + hop + " has no ip: its name was not looked up");
            }
            addresses.add(new Address(Ip.of(hop.getAddress()), hop.getPort()));
        }
        return List.copyOf(addresses);
    }

    private Received marked(Marks now) {
        return new Received(message, now, path, onward, missedBefore);
    }

    /** The same for a consumer that missed so many before it. */
    Received after(long missed) {
        return missed == missedBefore ? this : new Received(message, marks, path, onward, missed);
    }

    Name name() {
        return new Name(message.origin(), message.n(), marks);
    }

    /** The bytes it takes, as far as they count. */
    int bytes() {
        return message.length() + (path.size() + onward.size()) * HOP_BYTES;
    }

    /** Which message it is, exactly: the same at every peer, and different from that of any other message. */
    public MessageId id() {
        return idOf(message.origin(), message.n());
    }

    static MessageId idOf(Origin origin, long number) {
        return new MessageId(origin.address().toString(), origin.epoch(), number);
    }

    /** Who made it: the run of a peer. */
    public Member origin() {
        return Member.of(message.origin());
    }

    /**
     * The name people know it by, {@code <timestamp>:<ip>:<n>}, as in the logs. Two peers of one ip can use the same.
     */
    public String label() {
        return message.id();
    }

    /** When it was made, by the origin's clock, which may differ from the one here. */
    public Instant sentAt() {
        return Instant.ofEpochMilli(message.timestamp());
    }

    /**
     * Where it stands among other messages: its hybrid time and what its maker had got before. Empty if its maker keeps
     * no clocks, see {@link PeerConfig.Builder#clocks}. Read anew with each call.
     */
    public Optional<Stamp> stamp() {
        String time = message.time();
        if (time == null) {
            return Optional.empty();
        }
        String clock = message.clock();
        VectorClock known = clock == null ? VectorClock.empty() : VectorClock.parse(clock);
        return Optional.of(new Stamp(id(), HybridTime.parse(time), known));
    }

    /**
     * Whether something that it comes after is missing: with clocks {@code causal} it was held until that came, which
     * it did not within 5 s. Never with {@code off} or {@code on}.
     */
    public boolean isEarly() {
        return marks.isEarly();
    }

    /**
     * Whether a later message of its origin was given before: it was not waited for any longer, or not at all, see
     * {@link PeerConfig.Builder#order}. Those that are not late are in the order in which their origin made them.
     */
    public boolean isLate() {
        return marks.isLate();
    }

    /**
     * Whether one or more messages of its origin that were made just before it have not come: they were waited for in
     * vain, or not at all, see {@link PeerConfig.Builder#order}. If they come, each is {@link #isLate}; of those that
     * cannot any more {@link PeerEvent.MessagesMissed} tells. False for a late one, and for the first of an origin.
     */
    public boolean gapBefore() {
        return marks.isAfterGap();
    }

    /**
     * The way it came, if it was published with a {@link Flood}: its origin first, then each peer that sent it on, at
     * last the neighbour it came from. Empty for any other, for one of this peer's own, and for one that was fetched,
     * since the copies on their way here were lost or are late. Each peer adds itself; this one vouches for the origin
     * and the last only.
     */
    public List<InetSocketAddress> path() {
        return reached(path);
    }

    /**
     * The neighbours that it is sent on to from here, in this order, if it was published with a {@link Flood}; at once
     * or one after the other, as that says. Empty where it is not known which way it came, but for this peer's own.
     */
    public List<InetSocketAddress> onward() {
        return reached(onward);
    }

    static List<InetSocketAddress> reached(List<Address> addresses) {
        return addresses.stream()
                .map(each -> new InetSocketAddress(each.ip().toInetAddress(), each.port()))
                .toList();
    }

    /** A copy of its bytes, 1 to 65,536. */
    public byte[] payload() {
        return message.payload();
    }

    /** Its bytes read as UTF-8; what is none becomes U+FFFD. */
    public String text() {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }

    /**
     * How many messages came since the one before that this consumer does not get, because it was too slow: its queue,
     * of at most 4,096 messages and 16 MiB, was full, and what came then it could have had from the log of its peer,
     * but they had left that, or were too many to be known by name, before there was room. What a consumer gets and
     * what it missed is all that came, exactly. 0 for whoever is never further behind than the log reaches (at most 10
     * minutes, 64 MiB or {@link PeerConfig.Builder#retainBytes}, 262,144 messages) and the names, of which there are
     * 262,144 with 512 MiB of heap for the peer and more, or else one for each 2 KiB of it; half as many while single
     * messages are logged.
     */
    public long missedBefore() {
        return missedBefore;
    }

    @Override
    public String toString() {
        return "Received[" + label() + " of " + message.origin().address() + ", " + message.payloadLength() + " bytes]";
    }
}

package grapevine.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line of a gossip message as nearly all are: an IPv4 origin and no further fields. It is read in one pass
 * and in place, and an origin that was named before on this connection is the same object again, found by its bytes.
 * What is not of this form, or broken, is left to {@link Bodies}, which reads all there is and says what is wrong.
 *
 * <p>One for each connection; holds what was read last until the next.
 */
final class GossipLine {
    /** Origins remembered; a power of two. More of them that speak at once are read anew now and then. */
    private static final int MOST_ORIGINS = 64;

    private static final byte[] VERB = {'G', 'o', 's', 's', 'i', 'p', ' '};

    /** Most digits of a number that cannot overflow. */
    private static final int MOST_DIGITS = 18;

    /** Made with the first line; by a hash of port and epoch. */
    private @Nullable Origin @Nullable [] origins;

    private int at;
    private boolean isBroken;

    private long timestamp;
    private @Nullable Origin origin;
    private long n;
    private int attributesLength;
    private int payloadLength;

    /**
     * Reads the line that begins there.
     *
     * @return where the body begins; -1 if the line is not of this form, or not whole
     */
    int read(byte[] bytes, int from, int end) {
        for (int i = 0; i < VERB.length; i++) {
            if (from + i >= end || bytes[from + i] != VERB[i]) {
                return -1;
            }
        }
        at = from + VERB.length;
        isBroken = false;
        timestamp = number(bytes, end, ':');
        int ip = ip(bytes, end);
        n = number(bytes, end, ' ');
        long port = number(bytes, end, ' ');
        long epoch = number(bytes, end, ' ');
        long attributes = number(bytes, end, ' ');
        long payload = number(bytes, end, '\n');
        if (isBroken
                || n < 1
                || port < 1
                || port > 65535
                || attributes > Limits.ATTRIBUTES
                || payload > Limits.PAYLOAD
                || at - from > Limits.LINE) {
            return -1;
        }
        attributesLength = (int) attributes;
        payloadLength = (int) payload;
        origin = origin(ip, (int) port, epoch);
        return at;
    }

    /** A number without sign or leading zeros, and the character behind it. */
    private long number(byte[] bytes, int end, char behind) {
        int from = at;
        long value = 0;
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9' && i - from <= MOST_DIGITS) {
            value = value * 10 + bytes[i] - '0';
            i++;
        }
        int digits = i - from;
        isBroken |= digits == 0
                || digits > MOST_DIGITS
                || (digits > 1 && bytes[from] == '0')
                || i >= end
                || bytes[i] != behind;
        at = i + 1;
        return value;
    }

    private int ip(byte[] bytes, int end) {
        int value = 0;
        for (int i = 0; i < 4 && !isBroken; i++) {
            long octet = number(bytes, end, i < 3 ? '.' : ':');
            isBroken |= octet > 255;
            value = value << 8 | (int) octet;
        }
        return value;
    }

    private Origin origin(int ip, int port, long epoch) {
        if (origins == null) {
            origins = new @Nullable Origin[MOST_ORIGINS];
        }
        int slot = (int) ((port * 0x9E3779B9L ^ epoch * 31 ^ ip) & (MOST_ORIGINS - 1));
        Origin known = origins[slot];
        if (known == null
                || known.epoch() != epoch
                || known.address().port() != port
                || !known.address().ip().isV4(ip)) {
            known = new Origin(new Address(Ip.v4(ip), port), epoch);
            origins[slot] = known;
        }
        return known;
    }

    int bodyLength() {
        return attributesLength + payloadLength;
    }

    int payloadLength() {
        return payloadLength;
    }

    /**
     * The message that was read.
     *
     * @param bytes where it stands whole, from {@code from} on, which may not be written to any more
     * @throws ProtocolException if its attributes break their form
     */
    Gossip message(byte[] bytes, int from, int bodyAt) throws ProtocolException {
        Origin whose = Objects.requireNonNull(origin);
        if (attributesLength > 0) {
            Attributes.check(bytes, bodyAt, bodyAt + attributesLength, whose);
        }
        return new Gossip(whose, n, timestamp, 0, bytes, from, bodyAt, attributesLength, payloadLength);
    }
}

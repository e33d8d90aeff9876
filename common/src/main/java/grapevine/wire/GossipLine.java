package grapevine.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line of a gossip message as nearly all are: an IPv4 origin and no further fields. It is read in one pass
 * and in place. What is mostly as it was before on this connection is known by its bytes and not read again: the
 * higher digits of the time, the ip, and port and epoch, which give the same {@link Origin} object again. What is
 * not of this form, or broken, is left to {@link Bodies}, which reads all there is and says what is wrong.
 *
 * <p>One for each connection; holds what was read last until the next.
 */
final class GossipLine {
    private static final int ORIGIN_BITS = 6;

    /** Origins remembered. More of them that speak at once are read anew now and then. */
    private static final int MOST_ORIGINS = 1 << ORIGIN_BITS;

    /** Eight bytes at once. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The verb and the space behind it, and the part of eight bytes that they take. */
    private static final long VERB = (long) EIGHT.get(new byte[] {'G', 'o', 's', 's', 'i', 'p', ' ', 0}, 0);

    private static final int VERB_LENGTH = 7;
    private static final long VERB_MASK = 0x00FF_FFFF_FFFF_FFFFL;

    /** Eight times the digit 0, with which no time begins. */
    private static final long NO_TIME = 0x3030_3030_3030_3030L;

    /** Most digits of a number that cannot overflow. */
    private static final int MOST_DIGITS = 18;

    /** An origin and how its port and its epoch are written, with the space before, between and behind. */
    private record Written(byte[] text, int ip, Origin origin) {}

    /** Made with the first line; by a hash of the ip and of the first eight bytes of the text. */
    private @Nullable Written @Nullable [] origins;

    /** The first eight digits of the last time, as bytes and as a number. */
    private long timeText = NO_TIME;

    private long timeHead;

    /** The last ip as it is written, with the colon behind. */
    private byte[] ipText = {};

    private int ip;

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
        if (end - from < 2 * Long.BYTES || ((long) EIGHT.get(bytes, from) & VERB_MASK) != VERB) {
            return -1;
        }
        at = from + VERB_LENGTH;
        isBroken = false;
        timestamp = time(bytes, end);
        readIp(bytes, end);
        n = number(bytes, end, ' ');
        readOrigin(bytes, end);
        long attributes = number(bytes, end, ' ');
        long payload = number(bytes, end, '\n');
        if (isBroken
                || n < 1
                || attributes > Limits.ATTRIBUTES
                || payload > Limits.PAYLOAD
                || at - from > Limits.LINE) {
            return -1;
        }
        attributesLength = (int) attributes;
        payloadLength = (int) payload;
        return at;
    }

    private long time(byte[] bytes, int end) {
        int from = at;
        if (end - from >= Long.BYTES && (long) EIGHT.get(bytes, from) == timeText) {
            at += Long.BYTES;
            return number(bytes, end, from, timeHead, ':');
        }
        long time = number(bytes, end, ':');
        int digits = at - 1 - from;
        if (!isBroken && digits >= Long.BYTES) {
            timeText = (long) EIGHT.get(bytes, from);
            timeHead = time;
            for (int i = digits; i > Long.BYTES; i--) {
                timeHead /= 10;
            }
        }
        return time;
    }

    /** A number without sign or leading zeros, and the character behind it. */
    private long number(byte[] bytes, int end, char behind) {
        return number(bytes, end, at, 0, behind);
    }

    /**
     * The same of which the first digits were read.
     *
     * @param from where it begins
     * @param head what was read of it
     */
    private long number(byte[] bytes, int end, int from, long head, char behind) {
        long value = head;
        int i = at;
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

    private void readIp(byte[] bytes, int end) {
        int from = at;
        int length = ipText.length;
        if (length > 0 && end - from > length && Arrays.equals(bytes, from, from + length, ipText, 0, length)) {
            at += length;
            return;
        }
        int value = 0;
        for (int i = 0; i < 4 && !isBroken; i++) {
            long octet = number(bytes, end, i < 3 ? '.' : ':');
            isBroken |= octet > 255;
            value = value << 8 | (int) octet;
        }
        if (!isBroken) {
            ip = value;
            ipText = Arrays.copyOfRange(bytes, from, at);
        }
    }

    /** Behind the number: port and epoch. */
    private void readOrigin(byte[] bytes, int end) {
        int from = at - 1;
        if (isBroken || end - from < Long.BYTES) {
            isBroken = true;
            return;
        }
        if (origins == null) {
            origins = new @Nullable Written[MOST_ORIGINS];
        }
        long hash = ((long) EIGHT.get(bytes, from) ^ ip) * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> (Long.SIZE - ORIGIN_BITS));
        Written known = origins[slot];
        if (known != null && known.ip == ip) {
            int length = known.text.length;
            if (end - from > length && Arrays.equals(bytes, from, from + length, known.text, 0, length)) {
                at = from + length;
                origin = known.origin;
                return;
            }
        }
        long port = number(bytes, end, ' ');
        long epoch = number(bytes, end, ' ');
        isBroken |= port < 1 || port > 65535;
        if (!isBroken) {
            Origin read = new Origin(new Address(Ip.v4(ip), (int) port), epoch);
            origins[slot] = new Written(Arrays.copyOfRange(bytes, from, at), ip, read);
            origin = read;
        }
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
        int end = bodyAt + attributesLength;
        int proofAt = attributesLength == 0 ? end : Attributes.check(bytes, bodyAt, end, whose);
        return new Gossip(
                whose, n, timestamp, 0, null, bytes, from, bodyAt, attributesLength, end - proofAt, payloadLength);
    }
}

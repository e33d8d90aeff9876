package grapevine.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A numeric IP address, v4 or v6, as sixteen bytes; a v4 address is kept in its v6-mapped form, so that one host has
 * one name however it was written. Ordered by its bytes, unsigned. Immutable; a name that needs a resolver is not an
 * Ip.
 *
 * @param high the first eight bytes, zero for v4
 * @param low the last eight bytes
 */
public record Ip(long high, long low) implements Comparable<Ip> {
    private static final long V4_PREFIX = 0xffff_0000_0000L;

    /** 127.0.0.1. */
    public static final Ip LOOPBACK = v4(0x7f000001);

    /** 0.0.0.0: "I do not know yet" in a hello, "every interface" when bound to. */
    public static final Ip UNSPECIFIED = v4(0);

    /** The v4 address with these four bytes, the first one highest. */
    public static Ip v4(int bytes) {
        return new Ip(0, V4_PREFIX | (bytes & 0xffff_ffffL));
    }

    /**
     * Reads {@code 10.0.0.7}, {@code ::1} or {@code [::1]}.
     *
     * @throws IllegalArgumentException if the text is not a numeric address; the message quotes it
     */
    public static Ip parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') < 0) {
            return parseV4(bare, text);
        }
        if (bare.length() > 45 || !bare.chars().allMatch(Ip::isV6Character)) {
            throw notNumeric(text);
        }
        try {
            return of(InetAddress.getByName("[" + bare + "]"));
        } catch (UnknownHostException e) {
            throw notNumeric(text);
        }
    }

    /** The same address, without the scope that Java may have attached. */
    public static Ip of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return v4((int) big(bytes, 0, 4));
        }
        return new Ip(big(bytes, 0, 8), big(bytes, 8, 8));
    }

    /**
     * What is counted as one place where places are to have equal shares: the ip itself, of v6 its first 64 bits with
     * zeros behind, since whoever has one address there mostly has them all (the boundary of RFC 7421).
     */
    public Ip place() {
        return isV4() ? this : new Ip(high, 0);
    }

    public boolean isV4() {
        return high == 0 && (low >>> 32) == 0xffff;
    }

    /** Whether this is 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isV4() ? ((low >>> 24) & 0xff) == 127 : high == 0 && low == 1;
    }

    public boolean isUnspecified() {
        return equals(UNSPECIFIED) || (high == 0 && low == 0);
    }

    /** Whether this is one of 224.0.0.0/4 or ff00::/8, or 255.255.255.255: many at once, and nobody in particular. */
    public boolean isMulticast() {
        return isV4() ? (low >>> 28 & 0xf) == 0xe || (low & 0xffff_ffffL) == 0xffff_ffffL : high >>> 56 == 0xff;
    }

    /** For sockets: the address as the JDK wants it. */
    public InetAddress toInetAddress() {
        byte[] bytes = new byte[isV4() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are always an address", e);
        }
    }

    @Override
    public int compareTo(Ip other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** {@code 10.0.0.7}, or {@code [::1]}: RFC 5952 in brackets, so that a port can follow either. */
    @Override
    public String toString() {
        if (isV4()) {
            return ((low >>> 24) & 0xff) + "." + ((low >>> 16) & 0xff) + "." + ((low >>> 8) & 0xff) + "."
                    + (low & 0xff);
        }
        return "[" + Ipv6Text.of(this) + "]";
    }

    private static Ip parseV4(String bare, String quoted) {
        String[] parts = bare.split("\\.", -1);
        if (parts.length != 4) {
            throw notNumeric(quoted);
        }
        int bytes = 0;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw notNumeric(quoted);
            }
            int value = Integer.parseInt(part);
            // A leading zero means octal to some readers: the text would name two hosts.
            if (value > 255 || (part.length() > 1 && part.startsWith("0"))) {
                throw notNumeric(quoted);
            }
            bytes = bytes << 8 | value;
        }
        return v4(bytes);
    }

    private static boolean isV6Character(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static long big(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    private static IllegalArgumentException notNumeric(String text) {
        return new IllegalArgumentException("\"" + text + "\" is not a numeric IP address");
    }
}

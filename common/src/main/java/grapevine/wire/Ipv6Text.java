package grapevine.wire;

import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address as text, both ways: RFC 5952, that is lower case, no leading zeros, and {@code ::} for the first of
 * the longest runs of two or more zero groups. So one address has one text.
 */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(Ip ip) {
        int run = longestZeroRun(ip);
        int runEnd = run < 0 ? -1 : endOfZeros(ip, run);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == run) {
                text.append("::");
                i = runEnd - 1;
                continue;
            }
            if (i > 0 && i != runEnd) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(ip, i)));
        }
        return text.toString();
    }

    /**
     * Reads the address that stands there, without its brackets and up to {@code end}.
     *
     * @return null if this is not an address, or not the one text of it
     */
    static @Nullable Ip read(byte[] bytes, int from, int end) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int run = -1;
        int at = from;
        if (end - from >= 2 && bytes[from] == ':' && bytes[from + 1] == ':') {
            run = 0;
            at = from + 2;
        }
        while (at < end) {
            int digits = at;
            int value = 0;
            while (at < end && at - digits < 5 && hexDigit(bytes[at]) >= 0) {
                value = value << 4 | hexDigit(bytes[at++]);
            }
            int length = at - digits;
            if (length == 0 || length > 4 || (length > 1 && bytes[digits] == '0') || count == GROUPS) {
                return null;
            }
            groups[count++] = value;
            if (at == end) {
                break;
            }
            if (bytes[at++] != ':' || at == end) {
                return null;
            }
            if (bytes[at] == ':') {
                if (run >= 0) {
                    return null;
                }
                run = count;
                at++;
            }
        }
        return canonical(groups, count, run);
    }

    private static @Nullable Ip canonical(int[] groups, int count, int run) {
        if (run < 0 ? count != GROUPS : count > GROUPS - 2) {
            return null;
        }
        int zeros = GROUPS - count;
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS; i++) {
            int value = 0;
            if (run < 0 || i < run) {
                value = groups[i];
            } else if (i >= run + zeros) {
                value = groups[i - zeros];
            }
            high = i < 4 ? high << 16 | value : high;
            low = i < 4 ? low : low << 16 | value;
        }
        Ip ip = new Ip(high, low);
        boolean isOneText = !ip.isV4() && longestZeroRun(ip) == run && (run < 0 || endOfZeros(ip, run) == run + zeros);
        return isOneText ? ip : null;
    }

    /** Where the first of the longest runs of at least two zero groups begins; -1 if there is none. */
    private static int longestZeroRun(Ip ip) {
        int at = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = endOfZeros(ip, i) - i;
            if (length > longest) {
                at = i;
                longest = length;
            }
        }
        return at;
    }

    private static int endOfZeros(Ip ip, int from) {
        int end = from;
        while (end < GROUPS && group(ip, end) == 0) {
            end++;
        }
        return end;
    }

    private static int group(Ip ip, int i) {
        return (int) ((i < 4 ? ip.high() >>> (48 - 16 * i) : ip.low() >>> (48 - 16 * (i - 4))) & 0xffff);
    }

    /** The value of a lower-case hexadecimal digit, -1 for any other byte. */
    static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }
}

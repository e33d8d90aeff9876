package grapevine.wire;

import org.jspecify.annotations.Nullable;

/** Reads an IPv4 address: four numbers in 0..255 without leading zeros, which to some readers mean octal. */
final class Ipv4Text {
    private static final int OCTETS = 4;

    private Ipv4Text() {}

    /**
     * Reads the address that stands from there up to {@code end}.
     *
     * @return null if this is not an address
     */
    static @Nullable Ip read(byte[] bytes, int from, int end) {
        int value = 0;
        int at = from;
        for (int i = 0; i < OCTETS; i++) {
            if (i > 0 && (at == end || bytes[at++] != '.')) {
                return null;
            }
            int digits = at;
            int octet = 0;
            while (at < end && at - digits < 4 && Text.isDigit(bytes[at])) {
                octet = octet * 10 + bytes[at++] - '0';
            }
            if (at == digits || octet > 255 || (at - digits > 1 && bytes[digits] == '0')) {
                return null;
            }
            value = value << 8 | octet;
        }
        return at == end ? Ip.v4(value) : null;
    }
}

package grapevine.wire;

import org.jspecify.annotations.Nullable;

/**
 * Where a node listens: {@code 127.0.0.1:6001} or {@code [::1]:6001}. Ordered by ip, then port.
 *
 * @param ip the host
 * @param port 1..65535
 */
public record Address(Ip ip, int port) implements Comparable<Address> {
    public Address {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port=" + port + " is outside 1..65535");
        }
    }

    /**
     * Reads {@code ip:port}.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new IllegalArgumentException("\"" + text + "\" has no port; expected ip:port");
        }
        String ip = text.substring(0, colon);
        if (ip.indexOf(':') >= 0 && !ip.startsWith("[")) {
            throw new IllegalArgumentException("\"" + text + "\": an IPv6 address stands in brackets, [ip]:port");
        }
        return new Address(Ip.parse(ip), parsePort(text.substring(colon + 1), text));
    }

    // Spelled out, because a simulator and a seed compare addresses more often than they do anything else.

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Address address
                        && port == address.port
                        && ip.low() == address.ip.low()
                        && ip.high() == address.ip.high());
    }

    @Override
    public int hashCode() {
        // Neighbouring ips and neighbouring ports go together: a plain sum of both would meet itself again and again.
        return (int) (((((ip.high() * 31 + ip.low()) << 16) + port) * 0x9e37_79b9_7f4a_7c15L) >>> 32);
    }

    @Override
    public int compareTo(Address other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return ip + ":" + port;
    }

    private static int parsePort(String digits, String quoted) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "\"" + quoted + "\": port \"" + digits + "\" is not a number in 1..65535");
        }
        return Integer.parseInt(digits);
    }
}

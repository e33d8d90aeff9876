package grapevine.wire;

import org.jspecify.annotations.Nullable;

/**
 * Where a node listens: {@code 127.0.0.1:6001} or {@code [::1]:6001}. Ordered by ip, then port. Immutable. Not a
 * record, because it keeps its hash: a simulator and a seed look addresses up and compare them more often than they do
 * anything else.
 */
public final class Address implements Comparable<Address> {
    private static final long MIXER = 0xd6e8_feb8_6659_fd93L;

    private final Ip ip;
    private final int port;
    private final int hash;

    /**
     * An address.
     *
     * @param ip the host
     * @param port 1..65535
     */
    public Address(Ip ip, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port=" + port + " is outside 1..65535");
        }
        this.ip = ip;
        this.port = port;
        hash = hashOf(ip, port);
    }

    /**
     * Neighbouring ips and neighbouring ports go together, and a table looks at few of the bits: each of them must
     * depend on all of the address (Pelle Evensen, Better, stronger mixer and a test procedure, 2018: rrmxmx,
     * shortened).
     */
    private static int hashOf(Ip ip, int port) {
        long mixed = ((ip.high() * 31 + ip.low()) << 16) + port;
        mixed = (mixed ^ (mixed >>> 32)) * MIXER;
        mixed = (mixed ^ (mixed >>> 32)) * MIXER;
        return (int) (mixed ^ (mixed >>> 32));
    }

    public Ip ip() {
        return ip;
    }

    public int port() {
        return port;
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Address address
                        && hash == address.hash
                        && port == address.port
                        && ip.low() == address.ip.low()
                        && ip.high() == address.ip.high());
    }

    @Override
    public int hashCode() {
        return hash;
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

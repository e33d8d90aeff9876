package grapevine.runtime;

import grapevine.node.Quoted;
import grapevine.wire.Address;
import grapevine.wire.Ip;

/**
 * Addresses as people write them: numeric, or {@code localhost} in capitals or not, which is 127.0.0.1. No other name
 * is looked up. What is refused is said in one line that begins with the text, quoted by {@link Quoted}, and names the
 * rule it breaks.
 */
public final class HostPort {
    private static final String LOCALHOST = "localhost";

    private HostPort() {}

    /**
     * Reads {@code 127.0.0.1:5000}, {@code [::1]:5000} or {@code localhost:5000}: somewhere to dial.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Address parse(String text) {
        int colon = portColon(text);
        if (colon < 0 || text.endsWith("]")) {
            throw broken(text, " has no port; expected ip:port or name:port");
        }
        String host = text.substring(0, colon);
        if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
            throw broken(text, ": an IPv6 address stands in brackets, [ip]:port");
        }
        int port = port(text.substring(colon + 1), text);
        return new Address(dialled(host, text), port);
    }

    static int port(String digits, String text) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw broken(text, ": the port is not a number in 1..65535");
        }
        return port;
    }

    /** The colon before the port: the last one, but the first after what cannot begin an IPv6 address. */
    private static int portColon(String text) {
        int first = text.indexOf(':');
        String start = text.substring(0, Math.max(0, first));
        return start.indexOf('.') >= 0 || start.equalsIgnoreCase(LOCALHOST) ? first : text.lastIndexOf(':');
    }

    /**
     * Reads {@code 127.0.0.1}, {@code ::1} or {@code localhost}.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Ip parseIp(String text) {
        return ip(text, text);
    }

    /**
     * Reads an ip to dial: not 0.0.0.0, nor that of a group, such as 224.0.0.1.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Ip parseDialled(String text) {
        return dialled(text, text);
    }

    private static Ip dialled(String host, String text) {
        Ip ip = ip(host, text);
        if (ip.isUnspecified()) {
            throw broken(text, " is no address to dial");
        }
        if (ip.isMulticast()) {
            throw broken(text, " is no address to dial: a multicast address is nobody's own");
        }
        return ip;
    }

    private static Ip ip(String host, String text) {
        try {
            return host.equalsIgnoreCase(LOCALHOST) ? Ip.LOOPBACK : Ip.parse(host);
        } catch (IllegalArgumentException e) {
            throw broken(text, ": the ip is neither numeric nor localhost");
        }
    }

    private static IllegalArgumentException broken(String text, String rule) {
        return new IllegalArgumentException(Quoted.of(text) + rule);
    }
}

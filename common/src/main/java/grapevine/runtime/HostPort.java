package grapevine.runtime;

import grapevine.wire.Address;
import grapevine.wire.Ip;

/** Addresses as people write them: numeric, or {@code localhost}, which is 127.0.0.1. No other name is looked up. */
public final class HostPort {
    private static final String LOCALHOST = "localhost";

    private HostPort() {}

    /**
     * Reads {@code 127.0.0.1:5000}, {@code [::1]:5000} or {@code localhost:5000}: somewhere to dial.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Address parse(String text) {
        Address address = Address.parse(
                text.startsWith(LOCALHOST + ":") ? Ip.LOOPBACK + text.substring(LOCALHOST.length()) : text);
        if (address.ip().isUnspecified()) {
            throw new IllegalArgumentException("\"" + text + "\" is no address to dial");
        }
        return address;
    }

    /**
     * Reads {@code 127.0.0.1}, {@code ::1} or {@code localhost}.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Ip parseIp(String text) {
        return text.equals(LOCALHOST) ? Ip.LOOPBACK : Ip.parse(text);
    }
}

package grapevine.runtime;

import grapevine.node.Quoted;
import grapevine.wire.Address;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a person says that somebody listens: at an address, or under a name that {@link Names} looks up.
 *
 * @param host an ip, or a name in small letters, which are one with capitals
 * @param port 1..65535
 * @param address null for a name
 * @param isSet whether somebody listens at each address that the name leads to, as {@code seeds.example:5000*} says;
 *     without the star it is one, wherever that is
 */
public record Place(String host, int port, @Nullable Address address, boolean isSet) {
    private static final int LONGEST = 253;

    /** As it can be. */
    public Place {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port=" + port + " is outside 1..65535");
        }
        if (isSet && address != null) {
            throw new IllegalArgumentException(address + " is one address and no set");
        }
    }

    /** The last part of a name is no number: 10.0.0.256 is no name. */
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*(?![0-9]+\\.?$)"
                    + "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

    /** An address. */
    public static Place of(Address address) {
        return new Place(address.ip().toString(), address.port(), address, false);
    }

    /** Whoever listens there, by a name. */
    static Place named(String name, int port) {
        return new Place(name, port, null, false);
    }

    /**
     * Reads {@code seed1.example:5000}, {@code 127.0.0.1:5000}, {@code [::1]:5000} or {@code localhost:5000}.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Place parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? null : name(text.substring(0, colon));
        if (name == null || text.indexOf(':', colon + 1) >= 0) {
            return of(HostPort.parse(text));
        }
        return named(name, HostPort.port(text.substring(colon + 1), text));
    }

    /**
     * Reads what {@link #parse} does, or {@code seeds.example:5000*}: all that the name leads to.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Place parseSeed(String text) {
        if (!text.endsWith("*")) {
            return parse(text);
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? null : name(text.substring(0, colon));
        if (name == null) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + ": a * stands for all addresses of a name; expected name:port*");
        }
        int port = HostPort.port(text.substring(colon + 1, text.length() - 1), text);
        return new Place(name, port, null, true);
    }

    /** A name that is looked up, in small letters; null if it is none, as {@code localhost} is not. */
    static @Nullable String name(String host) {
        boolean isName = host.length() <= LONGEST
                && !host.equalsIgnoreCase("localhost")
                && NAME.matcher(host).matches();
        return isName ? host.toLowerCase(Locale.ROOT) : null;
    }

    /** As it was written, but in small letters. */
    @Override
    public String toString() {
        return address != null ? address.toString() : host + ":" + port + (isSet ? "*" : "");
    }
}

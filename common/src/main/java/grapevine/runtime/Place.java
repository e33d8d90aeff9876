package grapevine.runtime;

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
 */
public record Place(String host, int port, @Nullable Address address) {
    private static final int LONGEST = 253;

    /** The last part of a name is no number: 10.0.0.256 is no name. */
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*(?![0-9]+\\.?$)"
                    + "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

    /** An address. */
    public static Place of(Address address) {
        return new Place(address.ip().toString(), address.port(), address);
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
        return new Place(name, HostPort.port(text.substring(colon + 1), text), null);
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
        return address != null ? address.toString() : host + ":" + port;
    }
}

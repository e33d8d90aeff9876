package grapevine.keys;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The number of a network, of 64 bits, as the names of its authorities have it: that of the first one is
 * {@code grapevine NUMBER}, that of each that took its place {@code grapevine RANDOM of NUMBER}, as no two may bear the
 * same name.
 */
final class NetworkNumber {
    private static final Pattern NAME = Pattern.compile("CN=grapevine (?:[0-9a-f]{16} of )?([0-9a-f]{16})");

    private NetworkNumber() {}

    /** The name of the first authority of a new network. */
    static X500Principal nameOfFirst() {
        return new X500Principal("CN=grapevine " + random());
    }

    /** The name of one that takes the place of this one. */
    static X500Principal nameOfNext(X509Certificate authority) {
        Long number = of(authority);
        return number == null
                ? nameOfFirst()
                : new X500Principal(
                        "CN=grapevine " + random() + " of " + HexFormat.of().toHexDigits(number));
    }

    /** The number of the network that this is an authority of; null if it bears another name. */
    static @Nullable Long of(X509Certificate authority) {
        Matcher name = NAME.matcher(authority.getSubjectX500Principal().getName());
        return name.matches() ? HexFormat.fromHexDigitsToLong(name.group(1)) : null;
    }

    private static String random() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    }
}

package grapevine.keys;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that are valid no more, as an authority of the network signed it: a CRL of X.509. Of two lists the one
 * that was signed later holds, and it holds until there is a later one: when the next was to come is not asked.
 * Immutable, for any thread.
 */
public final class RevocationList {
    /** Certificates on one list. */
    public static final int MOST = 1_000;

    /** So many that it fits into one message, bytes. */
    static final int LONGEST = 48 * 1024;

    private static final String TOO_LONG =
            "is longer than " + MOST + " certificates or " + LONGEST + " bytes, which a list may have";

    private static final String NO_LIST = "is no list of revoked certificates";

    /** Nobody is revoked. */
    public static final RevocationList NONE = new RevocationList(null, new byte[0], Set.of());

    private final @Nullable X509CRL list;
    private final byte[] encoded;
    private final Set<BigInteger> serials;

    private RevocationList(@Nullable X509CRL list, byte[] encoded, Set<BigInteger> serials) {
        this.list = list;
        this.encoded = encoded;
        this.serials = serials;
    }

    /**
     * Reads one, which anybody may have signed.
     *
     * @param encoded as DER
     * @throws IllegalArgumentException if it is none or too long; the message is the rule
     */
    public static RevocationList of(byte[] encoded) {
        if (encoded.length > LONGEST) {
            throw new IllegalArgumentException(TOO_LONG);
        }
        if (!Der.isOneSequence(encoded)) {
            throw new IllegalArgumentException(NO_LIST);
        }
        X509CRL list;
        byte[] der;
        Set<BigInteger> serials;
        boolean isWhole;
        try {
            list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
            der = list.getEncoded();
            Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
            serials = entries == null
                    ? Set.of()
                    : entries.stream().map(X509CRLEntry::getSerialNumber).collect(Collectors.toUnmodifiableSet());
            isWhole = list.getThisUpdate().toInstant().getEpochSecond() > 0 && !list.hasUnsupportedCriticalExtension();
        } catch (CertificateException | CRLException | RuntimeException | StackOverflowError e) { // of the JDK
            throw new IllegalArgumentException(NO_LIST, e);
        }
        if (serials.size() > MOST) {
            throw new IllegalArgumentException(TOO_LONG);
        }
        if (!isWhole) {
            throw new IllegalArgumentException(NO_LIST);
        }
        return new RevocationList(list, der, serials);
    }

    /** Reads a file of a directory that was checked. */
    static RevocationList read(Path file) throws KeysException {
        try {
            return of(KeyFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw KeysException.of(file, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads what {@link #text} gave.
     *
     * @throws IllegalArgumentException if it is none or too long; the message is the rule
     */
    public static RevocationList ofText(String text) {
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NO_LIST, e);
        }
        return of(encoded);
    }

    /** As it stands in a message. */
    public String text() {
        return Base64.getEncoder().encodeToString(encoded);
    }

    /** As it stands in a file. */
    byte[] encoded() {
        return encoded.clone();
    }

    /** By which lists are told apart, and which holds: when it was signed, s since 1970; 0 for {@link #NONE}. */
    public long number() {
        return list == null ? 0 : list.getThisUpdate().toInstant().getEpochSecond();
    }

    /** How many certificates are on it. */
    public int size() {
        return serials.size();
    }

    boolean isSignedByOneOf(Collection<X509Certificate> authorities) {
        return list == null || authorities.stream().anyMatch(this::isSignedBy);
    }

    private boolean isSignedBy(X509Certificate authority) {
        try {
            if (list == null || !list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
                return false;
            }
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) { // as above
            return false;
        }
    }

    /** Whether both name the same authority as the one that signed them. */
    boolean isOfSameAuthority(RevocationList other) {
        return list != null
                && other.list != null
                && list.getIssuerX500Principal().equals(other.list.getIssuerX500Principal());
    }

    /** Whether all that its authority says by the other one stands here, too. */
    boolean covers(RevocationList other) {
        return other.list == null || (isOfSameAuthority(other) && serials.containsAll(other.serials));
    }

    /** Whether this one is on it. */
    public boolean has(X509Certificate certificate) {
        return serials.contains(certificate.getSerialNumber());
    }

    /** The numbers of the certificates. */
    Set<BigInteger> serials() {
        return new TreeSet<>(serials);
    }
}

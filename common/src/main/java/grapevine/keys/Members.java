package grapevine.keys;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the nodes of one network: certificates that one of its authorities signed, and that name a node; also through
 * the certificate of an authority that a former one signed, for who does not know the new one yet. The JDK judges the
 * certificates; what is said here first is why, in words that an operator can use. Whether a certificate has run out or
 * is revoked is asked when the connection stands, where it can be answered in words: see {@link NodeKeys#refusal}.
 */
final class Members extends X509ExtendedTrustManager {
    /** As RFC 5280 numbers the purposes of a server and of a client of TLS. */
    private static final List<String> BOTH_ENDS = List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

    private final List<X509Certificate> authorities;
    private final Set<TrustAnchor> anchors;

    Members(List<X509Certificate> authorities) {
        this.authorities = authorities;
        this.anchors =
                authorities.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Looks whether the first of these may be let in, by those behind it.
     *
     * @throws CertificateException why not
     */
    void check(X509Certificate... chain) throws CertificateException {
        X509Certificate its = chain[0];
        List<X509Certificate> path = path(List.of(chain));
        if (path.isEmpty()) {
            boolean isOwn = its.getIssuerX500Principal().equals(its.getSubjectX500Principal());
            throw new CertificateException(
                    isOwn ? "its certificate is signed by itself" : "its certificate is of another network");
        }
        try {
            Holder.of(its);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("its certificate " + e.getMessage(), e);
        }
        String flaw = P256.flaw(its.getPublicKey());
        if (flaw != null) {
            throw new CertificateException("its certificate is for " + flaw);
        }
        List<String> uses = its.getExtendedKeyUsage();
        if (uses == null || !uses.containsAll(BOTH_ENDS)) {
            throw new CertificateException("its certificate is not for both ends of a connection");
        }
        judge(path);
    }

    /** The certificates from this one to one that an authority signed; none if there is no such way. */
    List<X509Certificate> path(List<X509Certificate> chain) {
        if (isOfAuthority(chain.get(0))) {
            return chain.subList(0, 1);
        }
        List<X509Certificate> looked = looked(chain);
        return looked.size() > 1 ? looked : List.of();
    }

    /**
     * Of these, which may be let in, those that somebody has looked at: with the first one that of its authority, as a
     * former one signed it, for who knows only that one.
     */
    List<X509Certificate> looked(List<X509Certificate> chain) {
        boolean isBySuccessor =
                chain.size() > 1 && isOfAuthority(chain.get(1)) && NodeKeys.isSignedBy(chain.get(1), chain.get(0));
        return List.copyOf(chain.subList(0, isBySuccessor ? 2 : 1));
    }

    private boolean isOfAuthority(X509Certificate certificate) {
        return authorities.stream().anyMatch(each -> NodeKeys.isSignedBy(each, certificate));
    }

    /** At a time at which all of them are valid. */
    private void judge(List<X509Certificate> path) throws CertificateException {
        try {
            PKIXParameters rules = new PKIXParameters(anchors);
            rules.setRevocationEnabled(false);
            rules.setDate(path.stream()
                    .map(X509Certificate::getNotBefore)
                    .max(Comparator.naturalOrder())
                    .orElseThrow());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), rules);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("its certificate is not accepted: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    /** None is named: a node shows the one certificate it has, and strangers learn nothing. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

package grapevine.keys;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the nodes of one network: certificates that its authority signed, that are valid now and name a node. The JDK
 * judges the certificate; what is said here first is why, in words that an operator can use. Who may claim which
 * address is not asked here.
 */
final class Members extends X509ExtendedTrustManager {
    private final X509Certificate network;
    private final X509ExtendedTrustManager judge;

    private Members(X509Certificate network, X509ExtendedTrustManager judge) {
        this.network = network;
        this.judge = judge;
    }

    static Members of(X509Certificate network) throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible); // there is nothing to read
        }
        trusted.setCertificateEntry("network", network);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return new Members(network, (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        X509Certificate its = chain[0];
        if (!NodeKeys.isSignedBy(network, its)) {
            boolean isOwn = its.getIssuerX500Principal().equals(its.getSubjectX500Principal());
            throw new CertificateException(
                    isOwn ? "its certificate is signed by itself" : "its certificate is of another network");
        }
        Holder holder;
        try {
            holder = Holder.of(its);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("its certificate " + e.getMessage(), e);
        }
        String wrongDate = NodeKeys.wrongDate(its, Instant.now());
        if (wrongDate != null) {
            throw new CertificateException("the certificate of " + holder.name() + wrongDate);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
        judge.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
        judge.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
        judge.checkServerTrusted(chain, type);
    }

    /** None is named: a node shows the one certificate it has, and strangers learn nothing. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

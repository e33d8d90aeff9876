package grapevine.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys and certificates as they stand in files: PKCS #12, its password beside it, and PEM. */
final class Stores {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** The JDK's words for how often a hash is repeated: for the key, the certificates and the whole store. */
    static final List<String> REPETITIONS = List.of(
            "keystore.pkcs12.keyPbeIterationCount",
            "keystore.pkcs12.certPbeIterationCount",
            "keystore.pkcs12.macIterationCount");

    private static final String WITHOUT_CURVES =
            "holds a key of an elliptic curve, which this Java knows nothing of; its image lacks the module jdk.crypto.ec";

    private Stores() {}

    /**
     * A key with its certificate.
     *
     * @param chain the certificate, and those that lead from it to an authority
     */
    record Pair(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.get(0);
        }
    }

    static char[] password(Path file) throws KeysException {
        return new String(KeyFiles.read(file), StandardCharsets.UTF_8).strip().toCharArray();
    }

    /**
     * Reads what stands under this name.
     *
     * @throws KeysException if the file is missing, damaged, opened by another password, or holds no such thing
     */
    static Pair read(Path file, char[] password, String alias) throws KeysException {
        byte[] bytes = KeyFiles.read(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            Certificate @Nullable [] chain = store.getCertificateChain(alias);
            if (chain != null
                    && chain.length > 0
                    && store.getKey(alias, password) instanceof PrivateKey key
                    && chain[0] instanceof X509Certificate) {
                return new Pair(key, List.of(Arrays.copyOf(chain, chain.length, X509Certificate[].class)));
            }
            throw KeysException.of(file, "holds no key with its certificate under the name " + alias);
        } catch (IOException e) {
            boolean isOther = e.getCause() instanceof UnrecoverableKeyException;
            throw KeysException.of(file, isOther ? "is not opened by the password beside it" : "is damaged", e);
        } catch (GeneralSecurityException e) {
            boolean hasCurves = Security.getAlgorithms("KeyFactory").contains("EC");
            throw KeysException.of(file, hasCurves ? "is damaged" : WITHOUT_CURVES, e);
        }
    }

    /** A store with this pair alone. */
    static byte[] written(Pair pair, String alias, char[] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, pair.key(), password, pair.chain().toArray(Certificate[]::new));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            return bytes.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Those in a file of PEM, the first that stands in it first; at least one. */
    static List<X509Certificate> certificates(Path file) throws KeysException {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(KeyFiles.read(file)))) {
                certificates.add((X509Certificate) each);
            }
            if (certificates.isEmpty()) {
                throw KeysException.of(file, "is no certificate");
            }
            return List.copyOf(certificates);
        } catch (CertificateException e) {
            throw KeysException.of(file, "is no certificate", e);
        }
    }

    static byte[] pem(List<X509Certificate> certificates) throws IOException {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate each : certificates) {
                String lines = LINES.encodeToString(each.getEncoded());
                pem.append("-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
            }
        } catch (CertificateException e) {
            throw new IOException(e.getMessage(), e);
        }
        return pem.toString().getBytes(StandardCharsets.US_ASCII);
    }
}

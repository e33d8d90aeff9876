package grapevine.keys;

import grapevine.wire.Ip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Who signs certificates, and lists of those that are revoked: a key, and the name it is known by. What they say is
 * encoded by BouncyCastle, and by this class alone; keys and signatures are made by the JDK. Who only reads keys does
 * not load it, and need not have that library.
 */
final class Signer {
    private static final String ALGORITHM = "SHA256withECDSA";

    private static final int SERIAL_BITS = 64;

    /** When a list says that the next one comes: it has to say something, and nobody asks. */
    private static final Duration NEXT_LIST = Duration.ofDays(90);

    private final X500Principal name;
    private final PublicKey publicKey;
    private final PrivateKey key;

    /** Whoever has this key, under this name. */
    Signer(X500Principal name, KeyPair pair) {
        this.name = name;
        this.publicKey = pair.getPublic();
        this.key = pair.getPrivate();
    }

    /** Whom this certificate names. */
    static Signer of(Stores.Pair own) {
        X509Certificate its = own.certificate();
        return new Signer(its.getSubjectX500Principal(), new KeyPair(its.getPublicKey(), own.key()));
    }

    /** A key of P-256. */
    static KeyPair newKey() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(P256.CURVE);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("no key of P-256: " + e.getMessage(), e);
        }
    }

    /**
     * The certificate of an authority.
     *
     * @param successors how many others may stand between it and a node
     */
    X509Certificate authority(X500Principal subject, PublicKey of, Validity validity, int successors)
            throws IOException {
        X509v3CertificateBuilder made = begun(subject, of, validity);
        made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        made.addExtension(Extension.basicConstraints, true, new BasicConstraints(successors));
        return signed(made, of);
    }

    /** The certificate of a node. */
    X509Certificate node(Holder holder, PublicKey of, Validity validity) throws IOException {
        X500Principal subject = new X500Principal(
                "CN=" + holder.name() + ", OU=" + holder.role().word());
        X509v3CertificateBuilder made = begun(subject, of, validity);
        made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        KeyPurposeId[] bothEnds = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        made.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(bothEnds));
        made.addExtension(Extension.subjectAlternativeName, false, alternativeNames(holder));
        return signed(made, of);
    }

    private static GeneralNames alternativeNames(Holder holder) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, holder.uri()));
        for (String ip : holder.ips()) {
            byte[] bytes = Ip.parse(ip).toInetAddress().getAddress();
            names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes)));
        }
        holder.hosts().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private X509v3CertificateBuilder begun(X500Principal subject, PublicKey of, Validity validity) {
        return new JcaX509v3CertificateBuilder(
                name, newSerial(), Date.from(validity.from()), Date.from(validity.until()), subject, of);
    }

    private static BigInteger newSerial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    }

    /** With what every certificate says: whose key it is of and, where that is another, whose key signed it. */
    private X509Certificate signed(X509v3CertificateBuilder made, PublicKey of) throws IOException {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            made.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(of));
            if (!of.equals(publicKey)) {
                made.addExtension(
                        Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(publicKey));
            }
            byte[] encoded = made.build(signature()).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private ContentSigner signature() throws IOException {
        try {
            return new JcaContentSignerBuilder(ALGORITHM).build(key);
        } catch (OperatorCreationException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * A list of revoked certificates.
     *
     * @param serials their numbers
     * @param at when it is said to be signed, to the second
     * @return as DER
     */
    byte[] list(Collection<BigInteger> serials, Instant at) throws IOException {
        Date now = Date.from(at);
        JcaX509v2CRLBuilder made = new JcaX509v2CRLBuilder(name, now);
        made.setNextUpdate(Date.from(at.plus(NEXT_LIST)));
        serials.forEach(serial -> made.addCRLEntry(serial, now, 0)); // no reason is given
        return made.build(signature()).getEncoded();
    }
}

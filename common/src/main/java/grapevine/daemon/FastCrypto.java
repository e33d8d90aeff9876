package grapevine.daemon;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * The Amazon Corretto Crypto Provider, which the jars of the daemons have for Linux on x86-64. It signs and checks
 * signatures some thirty times as fast as the JDK does. The records of TLS are left to the JDK, which is faster
 * there once it has run for a while. Elsewhere, and where the native code cannot be loaded, the JDK does it all.
 */
final class FastCrypto {
    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private static final String SIGNATURE = "SHA256withECDSAinP1363Format";

    /** Who knows AES-GCM in the JDK, and no signatures. */
    private static final Optional<Provider> JDKS_CIPHERS = Optional.ofNullable(Security.getProvider("SunJCE"));

    private FastCrypto() {}

    /**
     * From now on this process uses it for whatever it knows.
     *
     * @return whether it does
     */
    static boolean install() {
        try {
            Class<?> its = Class.forName(PROVIDER);
            Provider provider = (Provider) its.getField("INSTANCE").get(null);
            if (its.getMethod("getLoadingError").invoke(provider) != null) {
                return false;
            }
            if (!works(provider)) {
                return false;
            }
            its.getMethod("install").invoke(null);
            JDKS_CIPHERS.ifPresent(FastCrypto::putFirst);
            return true;
        } catch (ReflectiveOperationException | GeneralSecurityException | RuntimeException | LinkageError e) {
            return false;
        }
    }

    private static void putFirst(Provider provider) {
        Security.removeProvider(provider.getName());
        Security.insertProviderAt(provider, 1);
    }

    /** Whether it does what is wanted of it, and the JDK agrees. Oracle's wants the jar as its maker signed it. */
    private static boolean works(Provider fast) throws GeneralSecurityException {
        KeyAgreement.getInstance("ECDH", fast);
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC"); // the JDK's still
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = pairs.generateKeyPair();
        Signature maker = Signature.getInstance(SIGNATURE, fast);
        maker.initSign(pair.getPrivate());
        byte[] made = maker.sign();
        for (Signature checker : List.of(Signature.getInstance(SIGNATURE, fast), Signature.getInstance(SIGNATURE))) {
            checker.initVerify(pair.getPublic());
            if (!checker.verify(made)) {
                return false;
            }
        }
        return true;
    }
}

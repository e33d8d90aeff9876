package grapevine.bench.system;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;

/** Cryptography in this process as the daemons have it: by the native provider, but for the ciphers of TLS. */
public final class FastProvider {
    private static final String GROUPS = "jdk.tls.namedGroups";

    private FastProvider() {}

    /** From now on; before anything asks for a signature or for TLS. */
    public static void install() {
        AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
        AmazonCorrettoCryptoProvider.install();
        Provider ciphers = Security.getProvider("SunJCE");
        if (ciphers != null && !ciphers.equals(Security.getProviders()[0])) {
            Security.removeProvider(ciphers.getName());
            Security.insertProviderAt(ciphers, 1);
        }
        System.setProperty(GROUPS, "secp256r1");
    }
}

package grapevine.sim.keys;

import grapevine.keys.RootSignature;
import grapevine.node.Proofs.Verdict;
import grapevine.wire.Proof;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * P-256 as peers use it. What is random in a key and in a signature comes from the seed number, so that a run can be
 * replayed; by the provider of the JDK, as another may ask its own source.
 */
final class RealKeys implements SigningKeys {
    private static final String PROVIDER = "SunEC";

    private final Seeded random;
    private final Map<String, PublicKey> read = new HashMap<>();

    RealKeys(long seedNumber) {
        random = new Seeded(seedNumber);
    }

    /** The same bytes in each run of one seed number: for nothing but the simulator. */
    private static final class Seeded extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient SplittableRandom source;

        Seeded(long seedNumber) {
            super(null, null);
            source = new SplittableRandom(seedNumber);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }

        @Override
        public byte[] generateSeed(int count) {
            byte[] bytes = new byte[count];
            nextBytes(bytes);
            return bytes;
        }
    }

    private final class Real implements Pair {
        private final KeyPair pair;

        Real(KeyPair pair) {
            this.pair = pair;
        }

        @Override
        public String publicKey() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(pair.getPublic().getEncoded());
        }

        @Override
        public byte[] sign(Proof.Hash root) {
            try {
                Signature signer = Signature.getInstance(RootSignature.ALGORITHM, PROVIDER);
                signer.initSign(pair.getPrivate(), random);
                return RootSignature.make(signer, root);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key that was made here", e);
            }
        }
    }

    @Override
    public Pair make() {
        try {
            KeyPairGenerator maker = KeyPairGenerator.getInstance("EC", PROVIDER);
            maker.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new Real(maker.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @Override
    public Verdict verify(String publicKey, Proof.Hash root, byte[] signature) {
        return RootSignature.check(read.computeIfAbsent(publicKey, RealKeys::read), root, signature);
    }

    private static PublicKey read(String text) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER)
                    .generatePublic(
                            new X509EncodedKeySpec(Base64.getUrlDecoder().decode(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(text + " is no key", e);
        }
    }
}

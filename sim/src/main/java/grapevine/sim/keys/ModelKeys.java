package grapevine.sim.keys;

import grapevine.node.Proofs.Verdict;
import grapevine.wire.Proof;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

/** A signature is the hash of a secret and of what is signed; whoever checks it looks up the secret here. */
final class ModelKeys implements SigningKeys {
    private static final int SECRET = 16;

    private final SplittableRandom random;
    private final MessageDigest sha;
    private final Map<String, Secret> secrets = new HashMap<>();

    ModelKeys(long seedNumber) {
        random = new SplittableRandom(seedNumber);
        try {
            sha = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private final class Secret implements Pair {
        private final byte[] bytes = new byte[SECRET];
        private final String name;

        Secret() {
            random.nextBytes(bytes);
            name = HexFormat.of().formatHex(sha.digest(bytes), 0, SECRET);
        }

        @Override
        public String publicKey() {
            return name;
        }

        @Override
        public byte[] sign(Proof.Hash root) {
            sha.update(bytes);
            byte[] signature = sha.digest(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(root.high())
                    .putLong(root.low())
                    .array());
            return Arrays.copyOf(signature, Proof.SIGNATURE);
        }
    }

    @Override
    public Pair make() {
        Secret made = new Secret();
        secrets.put(made.publicKey(), made);
        return made;
    }

    @Override
    public Verdict verify(String publicKey, Proof.Hash root, byte[] signature) {
        Secret its = secrets.get(publicKey);
        return its != null && Arrays.equals(its.sign(root), signature) ? Verdict.HOLDS : Verdict.FORGED;
    }
}

package grapevine.peer.core.proof;

import grapevine.node.Proofs;
import grapevine.wire.Gossip;
import grapevine.wire.Proof;
import grapevine.wire.Proof.Hash;
import grapevine.wire.ProofPath;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The batches whose signatures have been checked, and hold. Of the origins that speak now it knows the way from their
 * latest message to its root, by which the next ones are shown to be of the same batch.
 */
final class SignedBatches {
    /** Signatures that are remembered; with 32 that publish as fast as they can, those of a third of a second. */
    static final int MOST = 512;

    /** Ways that are remembered, each about 1 KB. */
    private static final int MOST_PATHS = 32;

    private record Root(long key, Hash hash) {}

    /** That a message is one of a batch. Its hashes are worked out when they are asked for. */
    final class Claim {
        final Proof proof;
        private Gossip message;
        private @Nullable Hash leaf;
        private @Nullable Root root;

        private Claim(Gossip message, Proof proof) {
            this.message = message;
            this.proof = proof;
        }

        /** The message, in bytes of its own from now on. */
        Gossip kept() {
            message = message.alone();
            return message;
        }

        private Hash leaf() {
            Hash its = leaf == null ? hashing.leaf(message, proof.key()) : leaf;
            leaf = its;
            return its;
        }

        private Root root() {
            Root its = root == null ? new Root(proof.key(), hashing.root(leaf(), proof)) : root;
            root = its;
            return its;
        }

        /** What has to be signed. */
        Hash toBeSigned() {
            return root().hash;
        }
    }

    private final Proofs proofs;
    private final Proof.Hashing hashing;
    private final Map<Root, byte[]> signed = new LinkedHashMap<>(16, 0.75f, true);

    /** By key. */
    private final Map<Long, ProofPath> paths = new LinkedHashMap<>(16, 0.75f, true);

    SignedBatches(Proofs proofs, Proof.Hashing hashing) {
        this.proofs = proofs;
        this.hashing = hashing;
    }

    /** What this proof says of this message. */
    Claim claim(Gossip message, Proof proof) {
        return new Claim(message, proof);
    }

    /**
     * Whether this is known to hold. By this very signature: one more that holds may be made of one that does.
     */
    boolean include(Claim claim) {
        Proof proof = claim.proof;
        if (!proofs.knows(proof.key())) {
            return false;
        }
        ProofPath path = paths.get(proof.key());
        if (path != null && path.leadsPast(claim.leaf(), proof)) {
            return true;
        }
        boolean isSigned = Arrays.equals(signed.get(claim.root()), proof.signature());
        if (isSigned) {
            keepPath(claim);
        }
        return isSigned;
    }

    /** Its signature has been checked, and holds. */
    void add(Claim claim) {
        signed.put(claim.root(), claim.proof.signature());
        forgetOldest(signed, MOST);
        keepPath(claim);
    }

    /** The next ones of its batch are shown by its way. */
    private void keepPath(Claim claim) {
        if (claim.proof.count() > 1) {
            paths.put(claim.proof.key(), new ProofPath(hashing, claim.leaf(), claim.proof));
            forgetOldest(paths, MOST_PATHS);
        }
    }

    private static void forgetOldest(Map<?, ?> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }
}

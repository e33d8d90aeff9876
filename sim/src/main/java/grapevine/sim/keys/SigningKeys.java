package grapevine.sim.keys;

import grapevine.node.Proofs.Verdict;
import grapevine.wire.Proof;

/** Makes keys, the same ones in the same order for the same seed number, and checks what they signed. */
interface SigningKeys {
    /** A pair of keys. */
    interface Pair {
        /** What everybody may know of it, in letters, digits, {@code -} and {@code _}. */
        String publicKey();

        /** {@link Proof#SIGNATURE} bytes. */
        byte[] sign(Proof.Hash root);
    }

    /** One that nobody had. */
    Pair make();

    /** Whether whoever has the other half of this key signed that. */
    Verdict verify(String publicKey, Proof.Hash root, byte[] signature);
}

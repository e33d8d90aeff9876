package grapevine.keys;

import grapevine.node.Proofs.Verdict;
import grapevine.wire.Proof;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** How the root of a batch of messages is signed: ECDSA with P-256, in the one way in which that counts. */
public final class RootSignature {
    /** The signature as two numbers of 32 bytes. */
    public static final String ALGORITHM = "SHA256withECDSAinP1363Format";

    /** Whose native code checks a signature in some 65 us; the JDK takes one or two ms. */
    private static final String QUICK = "AmazonCorrettoCryptoProvider";

    private RootSignature() {}

    /** The name of the provider that makes and checks signatures in this process. */
    static String provider() {
        try {
            return Signature.getInstance(ALGORITHM).getProvider().getName();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has one", e);
        }
    }

    /** Whether it takes tens of microseconds for one, and not milliseconds. */
    static boolean isQuick() {
        return provider().equals(QUICK);
    }

    /**
     * Signs it.
     *
     * @param signer of this {@link #ALGORITHM}, to which the key was given
     * @return {@link Proof#SIGNATURE} bytes
     */
    public static byte[] make(Signature signer, Proof.Hash root) throws SignatureException {
        signer.update(root.bytes());
        return LowS.of(signer.sign());
    }

    /** Whether that is the signature of this root by this key. */
    public static Verdict check(PublicKey key, Proof.Hash root, byte[] signature) {
        if (!LowS.is(signature)) {
            return Verdict.FORGED;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(root.bytes());
            return verifier.verify(signature) ? Verdict.HOLDS : Verdict.FORGED;
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) { // its form is right: the fault is ours
            return Verdict.UNABLE;
        }
    }
}

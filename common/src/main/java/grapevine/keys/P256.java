package grapevine.keys;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;

/** The one kind of key that a network has: messages are signed by it in a way that all can check, and in no other. */
final class P256 {
    /** The name of its curve. */
    static final ECGenParameterSpec CURVE = new ECGenParameterSpec("secp256r1");

    private P256() {}

    /** What is wrong with a key of another kind, as the end of a sentence; null if nothing is. */
    static @Nullable String flaw(PublicKey key) {
        return is(key) ? null : "a key of " + kind(key) + ", and keys of a network are of P-256";
    }

    private static boolean is(PublicKey key) {
        if (!(key instanceof ECPublicKey its)) {
            return false;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(CURVE);
            ECParameterSpec wanted = parameters.getParameterSpec(ECParameterSpec.class);
            return its.getParams().getCurve().equals(wanted.getCurve())
                    && its.getParams().getGenerator().equals(wanted.getGenerator())
                    && its.getParams().getOrder().equals(wanted.getOrder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of a curve, in a Java that has none", e);
        }
    }

    private static String kind(PublicKey key) {
        if (key instanceof ECPublicKey curve) {
            return "an elliptic curve of "
                    + curve.getParams().getCurve().getField().getFieldSize() + " bits";
        } else if (key instanceof EdECPublicKey edwards) {
            return edwards.getParams().getName();
        } else if (key instanceof RSAPublicKey rsa) {
            return "RSA with " + rsa.getModulus().bitLength() + " bits";
        }
        return key.getAlgorithm();
    }
}

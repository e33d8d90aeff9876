package grapevine.keys;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The one way to write an ECDSA signature with P-256, r and s of 32 bytes each. With each pair (r, s) holds (r, n - s)
 * as well, n the order of the group, so that anybody could make another signature of one that he has: only the smaller
 * s counts.
 */
final class LowS {
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final BigInteger HALF = ORDER.shiftRight(1);
    private static final int BYTES = 32;

    private LowS() {}

    /** The same signature, as it counts. */
    static byte[] of(byte[] signature) {
        BigInteger s = number(signature, BYTES);
        if (s.compareTo(HALF) <= 0) {
            return signature;
        }
        byte[] low = ORDER.subtract(s).toByteArray(); // at most 32 bytes, as the highest bit is none
        byte[] written = Arrays.copyOf(signature, 2 * BYTES);
        Arrays.fill(written, BYTES, 2 * BYTES, (byte) 0);
        System.arraycopy(low, 0, written, 2 * BYTES - low.length, low.length);
        return written;
    }

    /** Whether it is one that counts, whatever it is of. */
    static boolean is(byte[] signature) {
        if (signature.length != 2 * BYTES) {
            return false;
        }
        BigInteger r = number(signature, 0);
        BigInteger s = number(signature, BYTES);
        return r.signum() > 0 && r.compareTo(ORDER) < 0 && s.signum() > 0 && s.compareTo(HALF) <= 0;
    }

    private static BigInteger number(byte[] signature, int at) {
        return new BigInteger(1, signature, at, BYTES);
    }
}

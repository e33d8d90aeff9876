package grapevine.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What a payload says: a checksum of all that follows, which phase and publisher it is of, its number; then filling.
 */
final class Payload {
    static final int LEAST_BYTES = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Payload() {}

    static byte[] of(int length, int phase, int publisher, long n) {
        byte[] bytes = new byte[length];
        SHORT.set(bytes, 4, (short) phase);
        SHORT.set(bytes, 6, (short) publisher);
        LONG.set(bytes, 8, n);
        for (int i = LEAST_BYTES; i < length; i++) {
            bytes[i] = (byte) (i + n);
        }
        INT.set(bytes, 0, checksum(bytes, 0, length));
        return bytes;
    }

    static boolean isWhole(byte[] bytes, int offset, int length) {
        return length >= LEAST_BYTES && (int) INT.get(bytes, offset) == checksum(bytes, offset, length);
    }

    static int phase(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset + 4);
    }

    static int publisher(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset + 6);
    }

    static long number(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset + 8);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset + 4, length - 4);
        return (int) crc.getValue();
    }
}

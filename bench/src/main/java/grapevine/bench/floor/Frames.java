package grapevine.bench.floor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A frame: the length of all of it, its origin, the origin's number for it, the payload. */
final class Frames {
    static final int HEADER = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    static void writeHeader(byte[] bytes, int at, int length, int origin, long n) {
        INT.set(bytes, at, length);
        INT.set(bytes, at + 4, origin);
        LONG.set(bytes, at + 8, n);
    }

    static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static int origin(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 4);
    }

    static long number(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 8);
    }
}

package grapevine.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** A bit for each number from 0 on, set once; from any thread. Room is made as numbers come. */
final class Marks {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int CHUNK_WORDS = 128;
    private static final int CHUNK_BITS = CHUNK_WORDS * Long.SIZE;

    private volatile long[][] chunks = new long[0][];

    /** Marks a number; false if it was marked before. */
    boolean mark(long n) {
        int chunk = Math.toIntExact(n / CHUNK_BITS);
        long[][] all = chunks;
        long[] words = chunk < all.length ? all[chunk] : grow(chunk);
        long bit = 1L << n;
        long before = (long) WORD.getAndBitwiseOr(words, (int) (n % CHUNK_BITS) / Long.SIZE, bit);
        return (before & bit) == 0;
    }

    private synchronized long[] grow(int chunk) {
        long[][] all = chunks;
        if (chunk >= all.length) {
            long[][] larger = Arrays.copyOf(all, chunk + 1);
            for (int i = all.length; i <= chunk; i++) {
                larger[i] = new long[CHUNK_WORDS];
            }
            chunks = larger;
            all = larger;
        }
        return all[chunk];
    }
}

package grapevine.wire;

import grapevine.wire.Proof.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way from one message of a batch up to its root, which is known to be signed. It leads past most of what stands on
 * the ways of the messages after it, so that these are shown to be of the batch by one or two hashes each, where the
 * whole way has up to twelve. Not for sharing between threads.
 */
public final class ProofPath {
    private final Proof.Hashing hashing;
    private final long key;
    private final int count;
    private final byte[] signature;
    private int place;

    /** By row of the tree: the hash on the way, and the one beside it, null where none is. */
    private Hash[] on;

    private @Nullable Hash[] beside;

    // What the next one is made of; what it takes the place of is made of next.
    private Hash[] nextOn;
    private @Nullable Hash[] nextBeside;

    /** That of a message whose proof holds, with this leaf. */
    public ProofPath(Proof.Hashing hashing, Hash leaf, Proof proof) {
        this.hashing = hashing;
        key = proof.key();
        count = proof.count();
        signature = proof.signature();
        place = proof.place();
        int rows = Proof.rows(count);
        on = new Hash[rows];
        beside = new Hash[rows];
        nextOn = new Hash[rows];
        nextBeside = new Hash[rows];
        Hash hash = leaf;
        int next = 0;
        for (int row = 0, width = count; row < rows; row++, width = Proof.half(width)) {
            on[row] = hash;
            if (Proof.hasSibling(place >> row, width)) {
                Hash other = proof.hashes().get(next++);
                beside[row] = other;
                hash = hashing.above(place >> row, hash, other);
            }
        }
    }

    /** Whether a message of this leaf and this proof is of the batch; if it is, this is its way from now on. */
    public boolean leadsPast(Hash leaf, Proof proof) {
        if (proof.key() != key || proof.count() != count || !Arrays.equals(proof.signature(), signature)) {
            return false;
        }
        Hash hash = leaf;
        boolean isMet = false;
        int next = 0;
        for (int row = 0, width = count; row < on.length; row++, width = Proof.half(width)) {
            int at = proof.place() >> row;
            Hash known = known(row, at);
            if (known != null) {
                isMet |= known.equals(hash);
                if (!isMet) {
                    return false;
                }
                hash = known;
            }
            Hash other = Proof.hasSibling(at, width) ? proof.hashes().get(next++) : null;
            // Above where they meet nothing is worked out, and what stands there has to be the same all the more.
            if (isMet && other != null && !other.equals(known(row, at ^ 1))) {
                return false;
            }
            nextOn[row] = hash;
            nextBeside[row] = other;
            if (!isMet && other != null) {
                hash = hashing.above(at, hash, other);
            }
        }
        swap(proof.place());
        return true;
    }

    /** What is known to stand there; null if that is not known here. */
    private @Nullable Hash known(int row, int at) {
        int mine = place >> row;
        if (at == mine) {
            return on[row];
        }
        return at == (mine ^ 1) ? beside[row] : null;
    }

    private void swap(int nextPlace) {
        place = nextPlace;
        Hash[] wasOn = on;
        on = nextOn;
        nextOn = wasOn;
        @Nullable Hash[] wasBeside = beside;
        beside = nextBeside;
        nextBeside = wasBeside;
    }
}

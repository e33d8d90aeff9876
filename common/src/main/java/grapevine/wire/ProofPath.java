package grapevine.wire;

import grapevine.wire.Proof.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The way from one message of a batch up to its root, which is known to be signed. It leads past most of what stands on
 * the ways of the messages after it, so that these are shown to be of the batch by one or two hashes each, where the
 * whole way has up to twelve. Not for sharing between threads.
 */
public final class ProofPath {
    private final Proof.Hashing hashing;

    /** Of the message whose way it is. */
    private Proof proof;

    /** By row of the tree: the hash on the way, and the one beside it, null where none is. */
    private final Hash[] on;

    private final @Nullable Hash[] beside;

    /** What is to take the place of those, as far up as both ways differ. */
    private final Hash[] nextOn;

    private final @Nullable Hash[] nextBeside;

    /** That of a message whose proof holds, with this leaf. */
    public ProofPath(Proof.Hashing hashing, Hash leaf, Proof proof) {
        this.hashing = hashing;
        this.proof = proof;
        int rows = Proof.rows(proof.count());
        on = new Hash[rows];
        beside = new Hash[rows];
        nextOn = new Hash[rows];
        nextBeside = new Hash[rows];
        Hash hash = leaf;
        int next = 0;
        for (int row = 0, width = proof.count(); row < rows; row++, width = Proof.half(width)) {
            on[row] = hash;
            if (Proof.hasSibling(proof.place() >> row, width)) {
                Hash other = proof.hash(next++);
                beside[row] = other;
                hash = hashing.above(proof.place() >> row, hash, other);
            }
        }
    }

    /** Whether a message of this leaf and this proof is of the batch; if it is, this is its way from now on. */
    public boolean leadsPast(Hash leaf, Proof its) {
        if (its.key() != proof.key() || its.count() != proof.count()) {
            return false;
        }
        int met = meetingRow(its.place());
        // Above where they meet nothing is worked out, and what is shown there has to be the same all the more.
        if (!its.isAlike(hashesUpTo(met, its.place()), proof, hashesUpTo(met, proof.place()))) {
            return false;
        }
        Hash hash = leaf;
        int next = 0;
        for (int row = 0, width = its.count(); row <= met; row++, width = Proof.half(width)) {
            int at = its.place() >> row;
            Hash other = Proof.hasSibling(at, width) ? its.hash(next++) : null;
            nextOn[row] = hash;
            nextBeside[row] = other;
            if (row == met) {
                if (!hash.equals(known(row, at)) || (other != null && !other.equals(known(row, at ^ 1)))) {
                    return false;
                }
            } else if (other != null) {
                hash = hashing.above(at, hash, other);
            }
        }
        System.arraycopy(nextOn, 0, on, 0, met + 1);
        System.arraycopy(nextBeside, 0, beside, 0, met + 1);
        proof = its;
        return true;
    }

    /** The lowest row in which the way from another leaf stands on this one, or beside it. */
    private int meetingRow(int other) {
        return Math.max(0, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(proof.place() ^ other));
    }

    /** How many hashes stand beside the way from this leaf, up to this row. */
    private int hashesUpTo(int last, int place) {
        int hashes = 0;
        for (int row = 0, width = proof.count(); row <= last; row++, width = Proof.half(width)) {
            hashes += Proof.hasSibling(place >> row, width) ? 1 : 0;
        }
        return hashes;
    }

    /** What is known to stand there; null if that is not known here. */
    private @Nullable Hash known(int row, int at) {
        int mine = proof.place() >> row;
        if (at == mine) {
            return on[row];
        }
        return at == (mine ^ 1) ? beside[row] : null;
    }
}

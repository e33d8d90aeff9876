package grapevine.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What shows that a message is of its origin: the attribute {@code proof}, {@code <key>:<place>:<count>:<text>}. One
 * signature stands for all messages of a batch: they are the leaves of a tree of hashes whose root is signed, and each
 * carries the hashes that lead from it to the root. A batch of one is its own root.
 *
 * <p>A hash here is the first 16 bytes of a SHA-256. Nobody but the signer could profit from two messages with one
 * hash, and he may sign two as well.
 */
public final class Proof {
    /** Messages of one batch. */
    public static final int MOST = 4096;

    /** Bytes of a signature: two numbers of 32. */
    public static final int SIGNATURE = 64;

    /** The name of the attribute, which is the last one. */
    static final String ATTRIBUTE = "proof";

    /** Bytes of a SHA-256. */
    private static final int SHA = 32;

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    /** Eight bytes at once. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long key;
    private final int place;
    private final int count;

    /** The hashes and behind them the signature, as they are sent. */
    private final byte[] shown;

    /**
     * One of these parts.
     *
     * @param key by which the signer's key is known: the first 8 bytes of the SHA-256 of its certificate
     * @param place which leaf of the batch it is, 0..count - 1
     * @param count messages of the batch, 1..{@link #MOST}
     * @param hashes those that stand beside the way from the leaf to the root, from the leaf on
     * @param signature of the root, 64 bytes
     */
    public Proof(long key, int place, int count, List<Hash> hashes, byte[] signature) {
        this(key, place, count, shown(hashes, signature));
    }

    private Proof(long key, int place, int count, byte[] shown) {
        this.key = key;
        this.place = place;
        this.count = count;
        this.shown = shown;
    }

    private static byte[] shown(List<Hash> hashes, byte[] signature) {
        byte[] shown = new byte[hashes.size() * Hash.BYTES + SIGNATURE];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).write(shown, i * Hash.BYTES);
        }
        System.arraycopy(signature, 0, shown, hashes.size() * Hash.BYTES, SIGNATURE);
        return shown;
    }

    /** By which the signer's key is known. */
    public long key() {
        return key;
    }

    /** Which leaf of the batch it is, from 0. */
    public int place() {
        return place;
    }

    /** How many messages the batch has. */
    public int count() {
        return count;
    }

    /** Those that stand beside the way from the leaf to the root, from the leaf on. Made anew with each call. */
    public List<Hash> hashes() {
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < (shown.length - SIGNATURE) / Hash.BYTES; i++) {
            hashes.add(hash(i));
        }
        return hashes;
    }

    /** One of these. */
    Hash hash(int i) {
        return Hash.read(shown, i * Hash.BYTES);
    }

    /** Whether from one of its hashes on, up to the end of the signature, it is as another from one of its own on. */
    boolean isAlike(int hash, Proof other, int itsHash) {
        return Arrays.equals(
                shown, hash * Hash.BYTES, shown.length, other.shown, itsHash * Hash.BYTES, other.shown.length);
    }

    /** Of the root, 64 bytes. A copy. */
    public byte[] signature() {
        return Arrays.copyOfRange(shown, shown.length - SIGNATURE, shown.length);
    }

    /** 16 bytes, as two numbers. */
    public record Hash(long high, long low) {
        static final int BYTES = 16;

        static Hash read(byte[] bytes, int at) {
            return new Hash((long) EIGHT.get(bytes, at), (long) EIGHT.get(bytes, at + Long.BYTES));
        }

        void write(byte[] bytes, int at) {
            EIGHT.set(bytes, at, high);
            EIGHT.set(bytes, at + Long.BYTES, low);
        }

        /** As it is signed. */
        public byte[] bytes() {
            byte[] bytes = new byte[BYTES];
            write(bytes, 0);
            return bytes;
        }
    }

    /** Works out hashes of messages; not for sharing between threads. */
    public static final class Hashing {
        private final MessageDigest sha;
        private final byte[] network;
        private final byte[] number = new byte[Long.BYTES];
        private final byte[] pair = new byte[2 * Hash.BYTES];
        private final byte[] digest = new byte[SHA];

        /** Those of the network of this name. */
        public Hashing(String network) {
            this.network = ("grapevine proof " + network + "\n").getBytes(StandardCharsets.US_ASCII);
            sha = sha();
        }

        /** The JDK's own, which is twice as fast for what is as short as a message as one that calls native code. */
        private static MessageDigest sha() {
            try {
                return MessageDigest.getInstance("SHA-256", "SUN");
            } catch (NoSuchProviderException e) {
                return anySha();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has it", e);
            }
        }

        private static MessageDigest anySha() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has it", e);
            }
        }

        /**
         * That of one message, with its proof or without, for one that signs with this key: of its line up to the
         * epoch, of all attributes but the proof, and of its payload.
         */
        public Hash leaf(Gossip message, long key) {
            sha.update(LEAF);
            sha.update(network);
            number(key);
            message.update(this);
            return hash();
        }

        void number(long value) {
            EIGHT.set(number, 0, value);
            sha.update(number);
        }

        void bytes(byte[] bytes, int from, int to) {
            sha.update(bytes, from, to - from);
        }

        private Hash of(Hash left, Hash right) {
            left.write(pair, 0);
            right.write(pair, Hash.BYTES);
            sha.update(NODE);
            sha.update(pair);
            return hash();
        }

        /** What stands above these two, of which the first is at this place of its row. */
        Hash above(int place, Hash hash, Hash beside) {
            return place % 2 == 0 ? of(hash, beside) : of(beside, hash);
        }

        private Hash hash() {
            try {
                sha.digest(digest, 0, SHA);
                return Hash.read(digest, 0);
            } catch (DigestException e) {
                throw new IllegalStateException("a SHA-256 of another length", e);
            }
        }

        /** The rows of the tree over these leaves, 1..{@link Proof#MOST}: they first, the root last. */
        public List<List<Hash>> tree(List<Hash> leaves) {
            List<List<Hash>> rows = new ArrayList<>();
            List<Hash> row = List.copyOf(leaves);
            rows.add(row);
            while (row.size() > 1) {
                List<Hash> above = new ArrayList<>(half(row.size()));
                for (int i = 0; i + 1 < row.size(); i += 2) {
                    above.add(of(row.get(i), row.get(i + 1)));
                }
                if (row.size() % 2 == 1) {
                    above.add(row.get(row.size() - 1)); // it stands alone, and goes up as it is
                }
                row = above;
                rows.add(row);
            }
            return rows;
        }

        /** What has to be signed for a message with this leaf and this proof. */
        public Hash root(Hash leaf, Proof proof) {
            Hash hash = leaf;
            int place = proof.place;
            int next = 0;
            for (int count = proof.count; count > 1; count = half(count)) {
                if (hasSibling(place, count)) {
                    hash = above(place, hash, proof.hash(next++));
                }
                place /= 2;
            }
            return hash;
        }
    }

    static boolean hasSibling(int place, int count) {
        return place % 2 == 1 || place + 1 < count;
    }

    /** Of how many the row above one of so many is. */
    static int half(int count) {
        return (count + 1) / 2;
    }

    /** How many rows a tree of so many leaves has. */
    static int rows(int count) {
        int rows = 1;
        for (int row = count; row > 1; row = half(row)) {
            rows++;
        }
        return rows;
    }

    /** Hashes beside the way from there to the root. */
    private static int depth(int place, int count) {
        int depth = 0;
        int at = place;
        for (int row = count; row > 1; row = half(row)) {
            depth += hasSibling(at, row) ? 1 : 0;
            at /= 2;
        }
        return depth;
    }

    /** The proof of one leaf of a tree whose root has been signed. */
    public static Proof of(long key, int place, List<List<Hash>> rows, byte[] signature) {
        int count = rows.get(0).size();
        List<Hash> hashes = new ArrayList<>(rows.size());
        int at = place;
        for (List<Hash> row : rows.subList(0, rows.size() - 1)) {
            if (hasSibling(at, row.size())) {
                hashes.add(row.get(at ^ 1));
            }
            at /= 2;
        }
        return new Proof(key, place, count, hashes, signature);
    }

    // As text

    /** The attribute, with its newline. */
    byte[] attribute() {
        String text = ATTRIBUTE + "=" + Lines.hash(key) + ":" + place + ":" + count + ":" + TEXT.encodeToString(shown);
        return (text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes past the value of the attribute, which is held to its form. */
    static void check(Fields fields) throws ProtocolException {
        fields.hash();
        fields.separator(':');
        int place = fields.number("place", MOST - 1);
        fields.separator(':');
        int count = (int) fields.number("count", place + 1L, MOST);
        fields.separator(':');
        fields.base64Url("hashes and signature", depth(place, count) * Hash.BYTES + SIGNATURE);
    }

    /** Reads a value that has been {@link #check}ed. */
    static Proof read(byte[] bytes, int from, int to) {
        Fields fields = new Fields(bytes, from, to);
        try {
            long key = fields.hash();
            fields.separator(':');
            int place = fields.number("place", MOST - 1);
            fields.separator(':');
            int count = fields.number("count", MOST);
            fields.separator(':');
            return new Proof(key, place, count, Base64.getUrlDecoder().decode(fields.rest()));
        } catch (ProtocolException e) {
            throw new IllegalStateException("a proof that was checked", e);
        }
    }

    /** The key alone of such a value. */
    static long readKey(byte[] bytes, int from, int to) {
        try {
            return new Fields(bytes, from, to).hash();
        } catch (ProtocolException e) {
            throw new IllegalStateException("a proof that was checked", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proof proof
                && key == proof.key
                && place == proof.place
                && count == proof.count
                && Arrays.equals(shown, proof.shown);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shown) + place;
    }

    @Override
    public String toString() {
        return "Proof[" + place + " of " + count + " by " + Lines.hash(key) + "]";
    }
}

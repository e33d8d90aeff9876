package grapevine.node;

import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Keys that are numbers and signatures that say by which they are, so that whoever tests can lie as he likes. */
public final class FakeProofs implements Proofs {
    private final long key;
    private final Map<Long, String> known = new HashMap<>();
    private final Map<Long, Standing> standings = new HashMap<>();
    private int signed;

    /** Whether it can check nothing. */
    public boolean isBroken;

    /** Whether signatures are checked in no time. */
    public boolean isQuick;

    private int checked;

    /** A node with this key, which is held by {@code "holder <key>"}, and knows no other. */
    public FakeProofs(long key) {
        this.key = key;
        known.put(key, "holder " + key);
    }

    /** From now on the key stands so; for those that are not trusted that is found out when they are learned. */
    public void stands(long ofKey, Standing standing) {
        standings.put(ofKey, standing);
    }

    /** How often something was signed here. */
    public int signed() {
        return signed;
    }

    /** How often a signature was looked at. */
    public int checked() {
        return checked;
    }

    /** A key that is known to this one. */
    public FakeProofs knowing(long ofKey) {
        known.put(ofKey, "holder " + ofKey);
        return this;
    }

    /** What this key makes of that. */
    public static byte[] signature(long key, Proof.Hash root) {
        return ByteBuffer.allocate(Proof.SIGNATURE)
                .putLong(key)
                .put(root.bytes())
                .array();
    }

    /** What shows whose key that is. */
    public static String text(long key) {
        return "of " + key;
    }

    @Override
    public Signer signer() {
        return new Signer() {
            private final long its = key;

            @Override
            public long key() {
                return its;
            }

            @Override
            public byte[] sign(Proof.Hash root) {
                signed++;
                return signature(its, root);
            }
        };
    }

    @Override
    public String certificates(long ofKey) {
        return knows(ofKey) ? text(ofKey) : null;
    }

    @Override
    public boolean knows(long ofKey) {
        return known.containsKey(ofKey);
    }

    @Override
    public String holder(long ofKey) {
        return known.get(ofKey);
    }

    /** The same holder has another key. */
    public void renewed(long former, long next) {
        known.put(next, known.get(former));
    }

    @Override
    public Standing judge(long ofKey, Origin origin) {
        return standings.getOrDefault(ofKey, Standing.FINE);
    }

    @Override
    public Learned learn(long ofKey, String certificates) {
        if (!certificates.equals(text(ofKey))) {
            return Learned.WRONG;
        }
        if (standings.get(ofKey) == Standing.UNTRUSTED) {
            return Learned.UNTRUSTED;
        }
        knowing(ofKey);
        return Learned.KNOWN;
    }

    @Override
    public boolean isQuick() {
        return isQuick;
    }

    @Override
    public Verdict verify(long ofKey, Proof.Hash root, byte[] signature) {
        checked++;
        if (isBroken) {
            return Verdict.UNABLE;
        }
        if (!knows(ofKey)) {
            return Verdict.UNKNOWN;
        }
        return Arrays.equals(signature, signature(ofKey, root)) ? Verdict.HOLDS : Verdict.FORGED;
    }
}

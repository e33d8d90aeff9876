package grapevine.node;

import grapevine.wire.Origin;
import grapevine.wire.Proof;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which messages are shown to be of their origins, in a network that has keys: the own one, and those of
 * others as far as they are known. For any thread.
 */
public interface Proofs {
    /** How a key stands that signed a message of some origin. */
    enum Standing {
        /** It may: its certificate names that ip. */
        CERTIFIED,
        /** It may: its certificate names no ip, so that it is good for every one. */
        FINE,
        /** Its certificate is revoked, or of no authority that is trusted here; others may not know yet. */
        UNTRUSTED,
        /** It is not certified for messages, or not for that address, which everybody can see. */
        FOREIGN
    }

    /** What became of certificates that somebody sent. */
    enum Learned {
        /** The key is known now. */
        KNOWN,
        /** They are of no authority that is trusted here; others may trust it. */
        UNTRUSTED,
        /** They are none, or not of that key, which everybody can see. */
        WRONG
    }

    /** What is known of a signature. */
    enum Verdict {
        HOLDS,
        FORGED,
        /** It is not known whose key that is, or not any more. */
        UNKNOWN,
        /** This node cannot check it, which says nothing of who brought it. */
        UNABLE
    }

    /** One key of this node, which does not change. */
    interface Signer {
        /** As others know the key. */
        long key();

        /** Signs with it: {@link Proof#SIGNATURE} bytes. Takes about a millisecond. */
        byte[] sign(Proof.Hash root);
    }

    /** The key that is this node's now; renewed while it runs, it is another one later. */
    Signer signer();

    /** What shows others whose key that is; null if it is not known here. */
    @Nullable
    String certificates(long key);

    /** Whether what was signed with this key can be checked. */
    boolean knows(long key);

    /** The name of who holds a known key, by which it is the same when the key is renewed; null if it is not known. */
    @Nullable
    String holder(long key);

    /** What speaks against this key for messages of this origin; {@link Standing#UNTRUSTED} if it is not known. */
    Standing judge(long key, Origin origin);

    /** Takes in what somebody sent to show whose key that is. Takes a few milliseconds. */
    Learned learn(long key, String certificates);

    /**
     * Whether this key signed that. Takes a millisecond or two, and so is mostly for other threads than the node's;
     * where {@link #isQuick} it takes some tens of microseconds.
     */
    Verdict verify(long key, Proof.Hash root, byte[] signature);

    /** Whether signatures are checked so quickly here that the node's own thread may do it now and then. */
    boolean isQuick();
}

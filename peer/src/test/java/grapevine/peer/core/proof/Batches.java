package grapevine.peer.core.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import grapevine.node.FakeProofs;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import grapevine.wire.Proof.Hash;
import java.util.ArrayList;
import java.util.List;

/** Messages of others as they prove them. */
final class Batches {
    private static final Proof.Hashing HASHING = new Proof.Hashing("default");

    private Batches() {}

    static Origin origin(Entry of) {
        return new Origin(of.address(), of.epoch());
    }

    /** Without a proof. */
    static Gossip plain(Entry origin, long n) {
        return Gossip.of(origin(origin), n, 1000 + n, new byte[0], ("message " + n).getBytes(UTF_8));
    }

    /** These numbers of this origin, in one batch, signed by this key. */
    static List<Gossip> signed(long key, Entry origin, long first, long last) {
        List<Gossip> plain = new ArrayList<>();
        for (long n = first; n <= last; n++) {
            plain.add(plain(origin, n));
        }
        return signed(key, plain);
    }

    static List<Gossip> signed(long key, List<Gossip> plain) {
        List<List<Hash>> tree =
                HASHING.tree(plain.stream().map(each -> HASHING.leaf(each, key)).toList());
        byte[] signature = FakeProofs.signature(key, tree.get(tree.size() - 1).get(0));
        List<Gossip> proven = new ArrayList<>();
        for (int place = 0; place < plain.size(); place++) {
            proven.add(plain.get(place).proven(Proof.of(key, place, tree, signature)));
        }
        return proven;
    }

    /** One alone. */
    static Gossip signed(long key, Entry origin, long n) {
        return signed(key, origin, n, n).get(0);
    }

    /** The same proof at another message. */
    static Gossip forged(Gossip proven, Gossip other) {
        return other.proven(proven.proof());
    }

    /** What is signed of a message that came. */
    static Hash root(Gossip message) {
        Proof proof = message.proof();
        return HASHING.root(HASHING.leaf(message, proof.key()), proof);
    }
}

package grapevine.sim.crowd;

import grapevine.node.Proofs;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Gossip;
import grapevine.wire.Proof;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A member that makes messages in the names of others. By turns: the next message of somebody with the proof of another
 * one, the same signed by its own key, a real one with another number, a real one with other words, one without proof,
 * one of a key that nobody has.
 */
final class Forger extends Rover {
    private static final int KINDS = 6;
    private static final byte[] NO_ATTRIBUTES = {};

    private final Overheard overheard;
    private final Proof.Hashing hashing = new Proof.Hashing("default");
    private int said;

    Forger(VirtualNetwork network, Population population, Overheard overheard) {
        super(network, population, true);
        this.overheard = overheard;
        said = random.nextInt(KINDS);
    }

    @Override
    void speak() {
        Gossip real = overheard.any(random);
        if (real != null && real.proof() != null) {
            process.say(forged(real, real.proof()));
        }
    }

    private Gossip forged(Gossip real, Proof proof) {
        Gossip next = made(real, real.n() + 1, ("forged " + said).getBytes(StandardCharsets.US_ASCII));
        return switch (said++ % KINDS) {
            case 0 -> next.proven(proof);
            case 1 -> signed(next);
            case 2 ->
                made(real, real.n() + 1 + random.nextInt(3), real.payload()).proven(proof);
            case 3 -> made(real, real.n(), altered(real.payload())).proven(proof);
            case 4 -> next;
            default -> next.proven(new Proof(random.nextLong(), 0, 1, List.of(), proof.signature()));
        };
    }

    private static Gossip made(Gossip real, long n, byte[] payload) {
        return Gossip.of(real.origin(), n, real.timestamp(), NO_ATTRIBUTES, payload);
    }

    private static byte[] altered(byte[] payload) {
        byte[] other = payload.clone();
        other[0] ^= 1;
        return other;
    }

    private Gossip signed(Gossip message) {
        Proofs.Signer signer =
                Objects.requireNonNull(process.effects.proofs(), "a member").signer();
        List<List<Proof.Hash>> tree = hashing.tree(List.of(hashing.leaf(message, signer.key())));
        return message.proven(
                Proof.of(signer.key(), 0, tree, signer.sign(tree.get(0).get(0))));
    }
}

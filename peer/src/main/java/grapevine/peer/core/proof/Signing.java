package grapevine.peer.core.proof;

import grapevine.node.Counter;
import grapevine.node.Proofs;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.wire.Gossip;
import grapevine.wire.Proof;
import grapevine.wire.Proof.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Proves the messages of this peer, many by one signature: a message that comes alone is signed at once, those that
 * come within 20 ms of a signature are gathered for the next. So however much is published, no more than 50 signatures
 * a second are made, but for batches that are full before.
 */
public final class Signing implements Part {
    /** From one signature to the next (ms). */
    static final long GATHERED_MILLIS = 20;

    /** Messages of one batch. */
    static final int MOST = 1024;

    private static final int MOST_BYTES = 1024 * 1024;

    private record Made(Gossip message, Consumer<Gossip> then) {}

    private final Ground ground;
    private final Proofs proofs;
    private final Proof.Hashing hashing;
    private final List<Made> gathered = new ArrayList<>();
    private long bytes;
    private long signedAt;

    Signing(Ground ground, Proofs proofs, Proof.Hashing hashing) {
        this.ground = ground;
        this.proofs = proofs;
        this.hashing = hashing;
        signedAt = ground.now() - GATHERED_MILLIS;
    }

    /** Whether what is made now waits for its proof. */
    public boolean isGathering() {
        return ground.now() < signedAt + GATHERED_MILLIS;
    }

    /**
     * A message of this peer, in the order of its numbers.
     *
     * @param then given the same message with its proof: now, or soon
     */
    public void prove(Gossip message, Consumer<Gossip> then) {
        gathered.add(new Made(message, then));
        bytes += message.length();
        if (!isGathering() || gathered.size() >= MOST || bytes >= mostBytes()) {
            sign();
        } else if (gathered.size() == 1) {
            ground.wakeAt(due());
        }
    }

    private long mostBytes() {
        return Math.min(MOST_BYTES, ground.settings().budget().waiting() / 4);
    }

    /** Signs what is gathered. */
    public void sign() {
        if (gathered.isEmpty()) {
            return;
        }
        List<Made> batch = List.copyOf(gathered);
        gathered.clear();
        bytes = 0;
        signedAt = ground.now();
        Proofs.Signer signer = proofs.signer(); // the same for all of it, though the key is renewed meanwhile
        long key = signer.key();
        List<List<Hash>> tree = hashing.tree(
                batch.stream().map(made -> hashing.leaf(made.message, key)).toList());
        byte[] signature = signer.sign(tree.get(tree.size() - 1).get(0));
        ground.count(Counter.BATCHES_SIGNED);
        for (int place = 0; place < batch.size(); place++) {
            Made made = batch.get(place);
            made.then.accept(made.message.proven(Proof.of(key, place, tree, signature)));
        }
    }

    @Override
    public long due() {
        return gathered.isEmpty() ? NEVER : signedAt + GATHERED_MILLIS;
    }

    @Override
    public void onDue(long now) {
        if (due() <= now) {
            sign();
        }
    }
}

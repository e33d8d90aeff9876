package grapevine.sim.keys;

import grapevine.keys.Holder;
import grapevine.node.Proofs;
import grapevine.wire.Proof;

/** A member of a network: its key, and the certificate that says whose it is. */
public final class Member implements Proofs.Signer {
    private final SigningKeys.Pair pair;
    private final Certificate certificate;
    private final long key;

    Member(SigningKeys.Pair pair, Certificate certificate) {
        this.pair = pair;
        this.certificate = certificate;
        key = certificate.key();
    }

    /** Who it is, and what it may say. */
    public Holder holder() {
        return certificate.holder();
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public byte[] sign(Proof.Hash root) {
        return pair.sign(root);
    }

    /** What shows others whose key that is. */
    public String text() {
        return certificate.text();
    }

    Certificate certificate() {
        return certificate;
    }
}

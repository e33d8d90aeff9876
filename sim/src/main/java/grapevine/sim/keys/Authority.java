package grapevine.sim.keys;

import grapevine.keys.Holder;
import grapevine.node.Proofs.Verdict;
import grapevine.wire.Proof;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What certifies the members of a simulated network, and signs the lists of those that are revoked. */
public final class Authority {
    private final SigningKeys keys;
    private final SigningKeys.Pair own;
    private RevokedList last = RevokedList.NONE;
    private long verified;

    /** One whose keys, and those of its members, are the same for the same seed number. */
    public Authority(Crypto crypto, long seedNumber) {
        keys = crypto.keys(seedNumber);
        own = keys.make();
    }

    /** Makes a key for somebody, and certifies it. */
    public Member certify(Holder holder) {
        SigningKeys.Pair pair = keys.make();
        Proof.Hash signed = Certificate.hash(Certificate.signed(holder, pair.publicKey()));
        return new Member(pair, new Certificate(holder, pair.publicKey(), own.sign(signed)));
    }

    /** Signs a list on which these are too, at this time, ms since 1970. */
    public RevokedList revoke(Collection<Member> members, long now) {
        Set<Long> revoked = new HashSet<>(last.keys());
        members.forEach(member -> revoked.add(member.key()));
        long number = Math.max(last.number() + 1, now / 1000);
        String signed = RevokedList.signed(number, revoked);
        String signature = Base64.getUrlEncoder().encodeToString(own.sign(Certificate.hash(signed)));
        last = new RevokedList(number, revoked, signed + ";" + signature);
        return last;
    }

    /** The list that this is the text of; null if it is not the last one that was signed here. */
    public @Nullable RevokedList read(String list) {
        return list.equals(last.text()) ? last : null;
    }

    /** How many signatures were checked in this network. */
    public long verified() {
        return verified;
    }

    boolean hasSigned(Certificate certificate) {
        verified++;
        return keys.verify(own.publicKey(), certificate.hash(), certificate.signature()) == Verdict.HOLDS;
    }

    Verdict verify(Certificate by, Proof.Hash root, byte[] signature) {
        verified++;
        return keys.verify(by.publicKey(), root, signature);
    }
}

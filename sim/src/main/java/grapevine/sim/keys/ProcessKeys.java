package grapevine.sim.keys;

import grapevine.keys.KeyRole;
import grapevine.node.Proofs;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one process has: its own key, the keys of others as far as it was shown them, and the list of those that are
 * revoked. It judges as {@code grapevine.keys.MessageKeys} does.
 */
public final class ProcessKeys implements Proofs {
    /** Keys of others that are remembered. */
    private static final int MOST = 1024;

    private record Known(Certificate certificate, String text, Set<Ip> ips) {}

    private final Authority authority;
    private final Member self;
    private final Known own;
    private final Map<Long, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private RevokedList revoked;

    /** Of a process with this key, which has read this list in its directory. */
    public ProcessKeys(Authority authority, Member self, RevokedList revoked) {
        this.authority = authority;
        this.self = self;
        this.revoked = revoked;
        own = new Known(self.certificate(), self.text(), self.certificate().ips());
    }

    /** The same with no list yet. */
    public ProcessKeys(Authority authority, Member self) {
        this(authority, self, RevokedList.NONE);
    }

    /** Who it is. */
    public Member self() {
        return self;
    }

    /** The list that it goes by. */
    public RevokedList revoked() {
        return revoked;
    }

    /** It goes by this list from now on. */
    public void take(RevokedList list) {
        revoked = list;
    }

    private @Nullable Known find(long key) {
        return key == self.key() ? own : known.get(key);
    }

    @Override
    public Signer signer() {
        return self;
    }

    @Override
    public @Nullable String certificates(long key) {
        Known found = find(key);
        return found == null ? null : found.text;
    }

    @Override
    public boolean knows(long key) {
        return find(key) != null;
    }

    @Override
    public @Nullable String holder(long key) {
        Known found = find(key);
        return found == null ? null : found.certificate.holder().name();
    }

    @Override
    public Standing judge(long key, Origin origin) {
        Known found = find(key);
        if (found == null || revoked.keys().contains(key)) {
            return Standing.UNTRUSTED;
        }
        if (found.certificate.holder().role() != KeyRole.PEER) {
            return Standing.FOREIGN;
        }
        Standing named = found.ips.contains(origin.address().ip()) ? Standing.CERTIFIED : Standing.FOREIGN;
        return found.ips.isEmpty() ? Standing.FINE : named;
    }

    /** A process has shown this certificate at the other end of a connection. */
    public void met(Member other) {
        if (other.holder().role() == KeyRole.PEER) {
            remember(other.certificate());
        }
    }

    @Override
    public Learned learn(long key, String certificates) {
        Certificate read = Certificate.read(certificates);
        if (read == null || read.key() != key) {
            return Learned.WRONG;
        }
        if (!authority.hasSigned(read)) {
            return Learned.UNTRUSTED;
        }
        remember(read);
        return Learned.KNOWN;
    }

    private void remember(Certificate certificate) {
        known.put(certificate.key(), new Known(certificate, certificate.text(), certificate.ips()));
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    @Override
    public Verdict verify(long key, Proof.Hash root, byte[] signature) {
        Known found = find(key);
        return found == null ? Verdict.UNKNOWN : authority.verify(found.certificate, root, signature);
    }

    /** As where some have a faster provider than others: half of them. */
    @Override
    public boolean isQuick() {
        return self.key() % 2 == 0;
    }
}

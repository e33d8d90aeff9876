package grapevine.keys;

import grapevine.node.Proofs;
import grapevine.wire.Ip;
import grapevine.wire.KeyMessage;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of messages as the certificates of a network tell them. Certificates that were sent are kept as long as
 * there is room; whoever lacks one asks again. Dates are not asked: a message may be older than the end of its maker's
 * certificate, and who has none that is valid gets no link. For any thread.
 */
public final class MessageKeys implements Proofs {
    /** Keys of others that are remembered: about 4 KB each, for those that the authority made keys for. */
    static final int MOST = 1024;

    /** With the node's own certificate those of an authority and of the one before it. */
    private static final int MOST_CERTIFICATES = 3;

    private final LiveKeys keys;
    private final int most;
    private final boolean isQuick = RootSignature.isQuick();

    // Guarded by this.
    private final Map<Long, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Own own;

    /** The own key as it was last time, with the keys of the node that it was read from. */
    private record Own(NodeKeys keys, long key, Known known) implements Signer {
        @Override
        public byte[] sign(Proof.Hash root) {
            try {
                Signature signer = Signature.getInstance(RootSignature.ALGORITHM);
                signer.initSign(keys.key());
                return RootSignature.make(signer, root);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key that was tried when it was read", e);
            }
        }
    }

    /** The key of a member, and how it stood by what was trusted when it was last asked for. */
    private static final class Known {
        final List<X509Certificate> chain;
        final Holder holder;
        final Set<Ip> ips;
        final String text;
        private NodeKeys judgedBy;
        private boolean isOfNetwork = true;
        private boolean isRevoked;

        Known(List<X509Certificate> chain, Holder holder, String text, NodeKeys judgedBy) {
            this.chain = chain;
            this.holder = holder;
            this.text = text;
            this.judgedBy = judgedBy;
            ips = holder.ips().stream().map(Ip::parse).collect(Collectors.toUnmodifiableSet());
            isRevoked = judgedBy.allRevoked().has(chain.get(0));
        }

        boolean isTrusted(NodeKeys now) {
            if (judgedBy != now) {
                isOfNetwork = now.trustsAs(judgedBy) ? isOfNetwork : now.isOfNetwork(chain);
                isRevoked = now.allRevoked().has(chain.get(0));
                judgedBy = now;
            }
            return isOfNetwork && !isRevoked;
        }
    }

    /** Those of a node, its own key the one that it has at the time. */
    public MessageKeys(LiveKeys keys) {
        this(keys, MOST);
    }

    /** With room for so many keys of others. */
    MessageKeys(LiveKeys keys, int most) {
        this.keys = keys;
        this.most = most;
    }

    private synchronized Own own() {
        NodeKeys now = keys.now();
        Own before = own;
        if (before != null && before.keys == now) {
            return before;
        }
        long key = hash(now.certificate());
        Known its = new Known(now.chain(), now.self(), text(now.chain()), now);
        known.put(key, its); // others may ask for it when there is another
        Own next = new Own(now, key, its);
        own = next;
        return next;
    }

    @Override
    public Signer signer() {
        return own();
    }

    @Override
    public synchronized @Nullable String certificates(long key) {
        Known found = find(key);
        return found == null || found.text.length() > KeyMessage.MOST ? null : found.text;
    }

    @Override
    public synchronized boolean knows(long key) {
        return find(key) != null;
    }

    @Override
    public synchronized @Nullable String holder(long key) {
        Known found = find(key);
        return found == null ? null : found.holder.name();
    }

    private @Nullable Known find(long key) {
        Own mine = own();
        return mine.key == key ? mine.known : known.get(key);
    }

    @Override
    public synchronized Standing judge(long key, Origin origin) {
        Known found = find(key);
        if (found == null || !found.isTrusted(keys.now())) {
            return Standing.UNTRUSTED;
        }
        if (found.holder.role() != KeyRole.PEER) {
            return Standing.FOREIGN;
        }
        Standing named = found.ips.contains(origin.address().ip()) ? Standing.CERTIFIED : Standing.FOREIGN;
        return found.ips.isEmpty() ? Standing.FINE : named;
    }

    /**
     * A node has shown this certificate at the other end of a connection, with the one that it was looked at by, if
     * that is another: its key need not be asked for when it signs something, least of all of itself, which may be gone
     * by then.
     *
     * @param by what it was held to
     */
    public void met(List<X509Certificate> looked, NodeKeys by) {
        Holder holder = Holder.of(looked.get(0));
        if (holder.role() == KeyRole.PEER) {
            remember(hash(looked.get(0)), new Known(looked, holder, text(looked), by));
        }
    }

    @Override
    public Learned learn(long key, String certificates) {
        List<X509Certificate> chain = read(certificates);
        if (chain.isEmpty() || hash(chain.get(0)) != key) {
            return Learned.WRONG;
        }
        NodeKeys now = keys.now();
        List<X509Certificate> looked;
        try {
            Members members = new Members(now.authorities());
            members.check(chain.toArray(X509Certificate[]::new));
            looked = members.looked(chain);
        } catch (CertificateException | RuntimeException | StackOverflowError e) { // of the JDK, that reads them
            return Learned.UNTRUSTED;
        }
        remember(key, new Known(looked, Holder.of(looked.get(0)), text(looked), now));
        return Learned.KNOWN;
    }

    private synchronized void remember(long key, Known learned) {
        known.put(key, learned);
        while (known.size() > most) {
            known.remove(known.keySet().iterator().next());
        }
    }

    @Override
    public Verdict verify(long key, Proof.Hash root, byte[] signature) {
        PublicKey its;
        synchronized (this) {
            Known found = find(key);
            if (found == null) {
                return Verdict.UNKNOWN;
            }
            its = found.chain.get(0).getPublicKey();
        }
        return RootSignature.check(its, root, signature);
    }

    @Override
    public boolean isQuick() {
        return isQuick;
    }

    // As text

    private static String text(List<X509Certificate> chain) {
        return chain.stream()
                .limit(MOST_CERTIFICATES)
                .map(each -> Base64.getEncoder().encodeToString(encoded(each)))
                .collect(Collectors.joining(";"));
    }

    /** Those of a text; none if it has no such form. */
    private static List<X509Certificate> read(String text) {
        List<X509Certificate> chain = new ArrayList<>();
        String[] parts = text.length() > KeyMessage.MOST ? new String[0] : text.split(";", MOST_CERTIFICATES + 1);
        if (parts.length > MOST_CERTIFICATES) {
            return List.of();
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String part : parts) {
                byte[] der = Base64.getDecoder().decode(part);
                if (!Der.isOneSequence(der)) {
                    return List.of();
                }
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            return chain;
        } catch (CertificateException | RuntimeException | StackOverflowError e) { // of the JDK, that reads them
            return List.of();
        }
    }

    /** Of what the authority signed: its signature can be written in several ways. */
    private static long hash(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getTBSCertificate());
            return ByteBuffer.wrap(hash).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read, and a hash that every JDK has", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read", e);
        }
    }
}

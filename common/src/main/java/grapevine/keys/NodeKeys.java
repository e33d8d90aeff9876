package grapevine.keys;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What one node of a closed network has: its key, its certificate, the certificates of the authorities that it trusts,
 * by which it knows the others, and the list of certificates that are revoked. Read from a directory that {@code
 * ./grapevine keys node} made. Immutable, for any thread.
 */
public final class NodeKeys {
    static final String STORE = "node.p12";
    static final String PASSWORD = "password";
    static final String NETWORK = "network.pem";
    static final String REVOKED = "revoked.crl";
    static final String ALIAS = "node";

    /** Beyond seven days the JDK gives its clients no tickets: nobody comes back later without his certificate. */
    private static final int NO_TICKETS_S = (int) Duration.ofDays(8).toSeconds();

    private static final int BRIEF = 36;

    private static final String[] PROTOCOL = {"TLSv1.3"};

    private final List<X509Certificate> authorities;
    private final List<X509Certificate> chain;
    private final RevocationLists revoked;
    private final Holder self;
    private final PrivateKey key;
    private final SSLContext context;
    private final @Nullable Long networkNumber;

    private NodeKeys(
            List<X509Certificate> authorities,
            List<X509Certificate> chain,
            RevocationLists revoked,
            Holder self,
            PrivateKey key,
            SSLContext context) {
        this.authorities = authorities;
        this.chain = chain;
        this.revoked = revoked;
        this.self = self;
        this.key = key;
        this.networkNumber = NetworkNumber.of(authorities.get(0));
        this.context = context;
    }

    /**
     * Reads a node's directory. What time it is does not matter: it is for those who are asked to say that a
     * certificate has run out, as the clock of this machine may be wrong.
     *
     * @throws KeysException if a file is missing, damaged, or readable by others, if key and certificate do not fit, or
     *     the certificate is not of that network
     */
    public static NodeKeys read(Path directory) throws KeysException {
        Read read = readAtAnyTime(directory);
        try {
            SSLContext context = context(read.authorities, read.own);
            return new NodeKeys(read.authorities, read.own.chain(), read.revoked, read.self, read.own.key(), context);
        } catch (GeneralSecurityException e) {
            throw KeysException.of(directory, "cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The same for who is to be a certain one.
     *
     * @throws KeysException also if the certificate is of another role
     */
    public static NodeKeys read(Path directory, KeyRole role) throws KeysException {
        NodeKeys keys = read(directory);
        keys.checkRole(directory, role);
        return keys;
    }

    void checkRole(Path directory, KeyRole role) throws KeysException {
        if (self.role() != role) {
            throw KeysException.of(
                    directory,
                    "has the certificate of a " + self.role().word() + ", " + self.name() + ", and this is a "
                            + role.word());
        }
    }

    /** That it is no certificate that has run out, in the place of one that has not. */
    void checkEnd(Path directory, NodeKeys before, Instant now) throws KeysException {
        if (hasRunOut(now) && !before.hasRunOut(now)) {
            throw KeysException.of(
                    directory.resolve(STORE),
                    ": the certificate of " + self.name() + ranOut(certificate()) + ", and the clock of this machine"
                            + " says " + now.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** What a directory holds. */
    record Read(List<X509Certificate> authorities, RevocationLists revoked, Stores.Pair own, Holder self) {
        /** By which the certificate is signed. */
        X509Certificate network() {
            return signer(authorities, own.certificate());
        }
    }

    static Read readAtAnyTime(Path directory) throws KeysException {
        KeyFiles.checkDirectory(directory);
        if (NetworkKeys.isOfNetwork(directory)) {
            throw KeysException.of(
                    directory, "has the keys of a whole network; a node is given the directory of its own in it");
        }
        List<X509Certificate> authorities = Stores.certificates(directory.resolve(NETWORK));
        Path store = directory.resolve(STORE);
        Stores.Pair own = Stores.read(store, Stores.password(directory.resolve(PASSWORD)), ALIAS);
        if (authorities.stream().noneMatch(each -> isSignedBy(each, own.certificate()))) {
            throw KeysException.of(store, "has a certificate of another network than " + NETWORK + " beside it");
        }
        String flaw = P256.flaw(own.certificate().getPublicKey());
        if (flaw != null) {
            throw KeysException.of(store, "has " + flaw);
        }
        if (!fits(own.key(), own.certificate().getPublicKey())) {
            throw KeysException.of(store, "has a key and a certificate that do not fit");
        }
        try {
            return new Read(
                    authorities, RevocationLists.read(directory, authorities), own, Holder.of(own.certificate()));
        } catch (IllegalArgumentException e) {
            throw KeysException.of(store, ": its certificate " + e.getMessage(), e);
        }
    }

    /** The same with this list, too, which an authority signed that it trusts. */
    NodeKeys with(RevocationList list) {
        return with(revoked.with(list));
    }

    /** The same with the lists that others had, as far as their authorities are trusted here. */
    NodeKeys withThoseOf(NodeKeys others) {
        return with(revoked.withTrusted(others.revoked, authorities));
    }

    private NodeKeys with(RevocationLists lists) {
        return new NodeKeys(authorities, chain, lists, self, key, context);
    }

    /**
     * The certificates that run out within so long, or have, with the time when: that of the node under its name, and
     * that of the network under {@code network}. One that has run out ends no link that stands, and gets no new one.
     */
    public Map<String, Instant> ending(Instant now, Duration within) {
        Map<String, Instant> ending = new LinkedHashMap<>();
        ending.put(self.name(), certificate().getNotAfter().toInstant());
        ending.put("network", network().getNotAfter().toInstant());
        ending.values().removeIf(end -> end.isAfter(now.plus(within)));
        return ending;
    }

    /** Whether by this clock the own certificate is valid no more: that, or the clock is ahead. */
    public boolean hasRunOut(Instant clock) {
        return clock.isAfter(end(certificate()));
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static String ranOut(X509Certificate certificate) {
        return " ran out at " + end(certificate);
    }

    /**
     * What others are held to by who has nothing but its own clock. If its own certificate has run out by that, the
     * clock may be ahead: then it is when that certificate began, which an authority has signed.
     */
    public Instant timeAlone(Instant clock) {
        return hasRunOut(clock) ? certificate().getNotBefore().toInstant() : clock;
    }

    /**
     * Why whoever shows this certificate is refused, although it is of this network: it is revoked, or has run out.
     * Nobody is refused as a certificate is not valid yet: an authority has signed it, so that it is the clock here
     * that is behind.
     *
     * @param clock what the clock of this machine says
     * @param time what the end of the certificate is held to; that, or earlier
     * @return one line for both ends, with the clock of this one; null if nothing is wrong
     */
    public @Nullable String refusal(X509Certificate shown, Instant clock, Instant time) {
        if (revoked.has(shown)) {
            return its(shown) + " is revoked";
        }
        return time.isAfter(end(shown))
                ? its(shown) + ranOut(shown) + ", and the clock of " + brief(self.name()) + " says "
                        + clock.truncatedTo(ChronoUnit.SECONDS)
                : null;
    }

    private static String its(X509Certificate shown) {
        return "the certificate of " + brief(Holder.of(shown).name());
    }

    /** So much of a name that both times fit into what one end may tell the other. */
    private static String brief(String name) {
        return name.length() <= BRIEF ? name : name.substring(0, BRIEF - 2) + "..";
    }

    /**
     * Of what somebody showed who was let in: his certificate and, where no authority that is trusted has signed it,
     * the one behind it. Nobody has looked at the others.
     */
    public List<X509Certificate> lookedAt(List<X509Certificate> shown) {
        X509Certificate its = shown.get(0);
        boolean isDirect = authorities.stream()
                .anyMatch(each -> each.getSubjectX500Principal().equals(its.getIssuerX500Principal()));
        return shown.subList(0, isDirect ? 1 : Math.min(2, shown.size()));
    }

    /** Whether both trust the same authorities. */
    public boolean trustsAs(NodeKeys others) {
        return authorities.equals(others.authorities);
    }

    /** The certificates of those that are trusted, the first of them that of the newest. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** Whether somebody who showed these would be of this network, his own certificate first. */
    public boolean isOfNetwork(List<X509Certificate> shown) {
        return !new Members(authorities).path(shown).isEmpty();
    }

    static boolean isSignedBy(X509Certificate network, X509Certificate certificate) {
        if (!certificate.getIssuerX500Principal().equals(network.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(network.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean fits(PrivateKey key, PublicKey certified) {
        try {
            byte[] text = new byte[32];
            new SecureRandom().nextBytes(text);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static SSLContext context(List<X509Certificate> authorities, Stores.Pair own)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance(PROTOCOL[0]);
        KeyManager[] shown = {new OneKey(own.key(), own.chain().toArray(X509Certificate[]::new))};
        context.init(shown, new TrustManager[] {new Members(authorities)}, null);
        context.getServerSessionContext().setSessionTimeout(NO_TICKETS_S);
        context.getServerSessionContext().setSessionCacheSize(1);
        return context;
    }

    /** Whom this node is. */
    public Holder self() {
        return self;
    }

    /** The name of the provider that signs with its key in this process. */
    public String provider() {
        return RootSignature.provider();
    }

    /** Its key, for messages of its own. */
    PrivateKey key() {
        return key;
    }

    /** Its certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The same, with those that lead from it to an authority. */
    List<X509Certificate> chain() {
        return chain;
    }

    /** The certificate of the authority that signed it. */
    public X509Certificate network() {
        return signer(authorities, certificate());
    }

    private static X509Certificate signer(List<X509Certificate> authorities, X509Certificate of) {
        return authorities.stream()
                .filter(each -> isSignedBy(each, of))
                .findFirst()
                .orElseThrow();
    }

    /** The list that others are told of: the last one that is known here. */
    public RevocationList revoked() {
        return revoked.last();
    }

    /** Those of its network that are valid no more, as far as is known here. */
    public RevocationLists allRevoked() {
        return revoked;
    }

    /**
     * This node's end of a connection: TLS 1.3 alone, and the other end has to show a certificate of this network, too.
     *
     * @param isDialling whether this end began it
     */
    public SSLEngine engine(boolean isDialling) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(isDialling);
        engine.setNeedClientAuth(!isDialling);
        engine.setEnabledProtocols(PROTOCOL);
        return engine;
    }

    /**
     * Which network they are for: made with its first authority, and the same for each that takes its place. Null where
     * the authority has no such number.
     */
    public @Nullable Long networkNumber() {
        return networkNumber;
    }

    /**
     * A socket that is yet to be connected, and speaks with nodes of this network alone; for who may block. Whom it is
     * connected to is to be {@link #check}ed.
     */
    public Socket socket() throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setEnabledProtocols(PROTOCOL);
        return socket;
    }

    /** The same on a connection that stands; whoever closes that ends both, whatever is under way. */
    public Socket socket(Socket connected) throws IOException {
        String host = connected.getInetAddress().getHostAddress();
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connected, host, connected.getPort(), true);
        socket.setEnabledProtocols(PROTOCOL);
        return socket;
    }

    /**
     * Looks at whom a {@link #socket} is connected to.
     *
     * @throws IOException if there is no handshake with a node of this network, or {@link #refusal} has something
     *     against it
     */
    public void check(Socket connected) throws IOException {
        SSLSocket socket = (SSLSocket) connected;
        socket.startHandshake();
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        Instant clock = Instant.now();
        String refusal = refusal(shown, clock, timeAlone(clock));
        if (refusal != null) {
            throw new SSLException(refusal);
        }
    }

    @Override
    public String toString() {
        return "NodeKeys[" + self.role().word() + " " + self.name() + "]";
    }
}

package grapevine.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a whole network, in a directory of its operator: {@code authority} with the key that signs, which no node
 * is ever given; {@code network.pem} with the certificates that nodes are to trust; {@code revoked.crl} where there is
 * such a list; and a directory for each node, by its name, which is what that node is given, and may be moved to it.
 * What was half done when it was cut short is finished by doing it again. Another process that writes there is waited
 * for, a minute at most.
 */
public final class NetworkKeys {
    /** How long a node's certificate may be valid, days. */
    public static final int MOST_DAYS = Authority.MOST_DAYS;

    private final KeyDirectory directory;
    private final Authority authority;
    private final @Nullable Authority former;
    private final RevocationList revoked;
    private final MadeCertificates made;

    private NetworkKeys(KeyDirectory directory, Authority authority, @Nullable Authority former) throws KeysException {
        this.directory = directory;
        this.authority = authority;
        this.former = former;
        this.revoked = RevocationLists.read(directory.path(), authorities()).last();
        this.made = new MadeCertificates(directory);
    }

    /**
     * What is written from now on hashes its password once, in the place of 10,000 times, which whoever reads it would
     * wait for; of the whole process. What its owner has set of this stays, be it by a property of the system or in
     * {@code java.security}. Each password is random, so that to repeat hashes would protect nothing.
     */
    public static void writeLightStores() {
        for (String repetitions : Stores.REPETITIONS) {
            if (System.getProperty(repetitions) == null && Security.getProperty(repetitions) == null) {
                System.setProperty(repetitions, "1");
            }
        }
    }

    /**
     * Makes the authority of a new network.
     *
     * @throws KeysException if the directory is there already, or cannot be made; nothing is left then
     */
    public static NetworkKeys make(Path directory) throws KeysException {
        KeyFiles.make(directory, aside -> {
            Path authority = new KeyDirectory(aside).authority();
            KeyFiles.makeDirectory(authority);
            X509Certificate made = Authority.make(authority).certificate();
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(List.of(made)));
        });
        return open(directory);
    }

    /**
     * Those that are there now.
     *
     * @throws KeysException if the directory is missing, not of a network, damaged, or readable by others
     */
    public static NetworkKeys open(Path directory) throws KeysException {
        KeyDirectory its = new KeyDirectory(directory);
        its.check();
        Path former = its.former();
        return new NetworkKeys(
                its, Authority.open(its.authority()), Files.exists(former) ? Authority.open(former) : null);
    }

    /** Whether it is the directory of a network, and not that of a node, or no such thing. */
    public static boolean isOfNetwork(Path directory) {
        return new KeyDirectory(directory).isOfNetwork();
    }

    /** Whether it is the directory of one node. */
    public static boolean isOfNode(Path directory) {
        return Files.exists(directory.resolve(NodeKeys.STORE));
    }

    /** What is done to the keys as they are by then. */
    private interface Step<T> {
        T with(NetworkKeys keys) throws IOException, KeysException;
    }

    private static <T> T change(Path directory, Step<T> step) throws KeysException {
        return new KeyDirectory(directory).change(() -> {
            NetworkKeys keys = open(directory);
            keys.made.keepThoseOfEarlierVersions(keys.revoked);
            return step.with(keys);
        });
    }

    /**
     * Makes the directory of a node, with a key and a certificate; in the place of one that is out.
     *
     * @param days how long it is valid, 1..{@value Authority#MOST_DAYS}
     * @return that directory
     * @throws KeysException if the name is taken, the authority is not valid as long as that, or a file cannot be made
     */
    public Path makeNode(Holder holder, int days) throws KeysException {
        return makeNode(holder, Validity.ofDays(days));
    }

    /** The same, valid at another time. */
    Path makeNode(Holder holder, Validity validity) throws KeysException {
        return change(directory.path(), keys -> keys.make(holder, validity));
    }

    /** Whom keys are made for, by what is there when nobody else changes it. */
    public interface Choice {
        /** Those; whoever has some that are not out gets new ones in their place. */
        Collection<Holder> of(NetworkKeys now) throws KeysException;
    }

    /**
     * Makes those of several, some at once.
     *
     * @param days how long they are valid; what takes the place of another is valid as long as that was
     * @param made told how many are
     * @throws KeysException as for one; those that were made until then stay
     */
    public void makeNodes(Choice choice, int days, IntConsumer made) throws KeysException {
        change(directory.path(), keys -> {
            List<Callable<Path>> each = new ArrayList<>();
            choice.of(keys).forEach(holder -> each.add(() -> keys.makeOrRenew(holder, days)));
            return Together.run(each, made);
        });
    }

    private Path makeOrRenew(Holder holder, int days) throws IOException, KeysException {
        Path its = directory.node(holder.name());
        boolean isIn = Files.exists(its) && !isOut(Node.read(its));
        return isIn ? renewNow(holder.name()) : make(holder, Validity.ofDays(days));
    }

    private Path make(Holder holder, Validity validity) throws IOException, KeysException {
        Path its = directory.node(holder.name());
        boolean isOut = Files.exists(its) && isOut(Node.read(its));
        KeyFiles.make(its, isOut, aside -> {
            Stores.Pair node = authority.certify(holder, validity);
            made.keep(node.certificate(), revoked);
            String secret = KeyFiles.secret();
            KeyFiles.write(aside.resolve(NodeKeys.PASSWORD), secret.getBytes(StandardCharsets.UTF_8));
            KeyFiles.write(aside.resolve(NodeKeys.STORE), Stores.written(node, NodeKeys.ALIAS, secret.toCharArray()));
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(authorities()));
            if (revoked.number() > 0) {
                KeyFiles.write(aside.resolve(NodeKeys.REVOKED), revoked.encoded());
            }
            if (isOut) {
                made.keep(Node.read(its).certificate(), revoked);
                directory.remove(its);
            }
        });
        return its;
    }

    /**
     * Makes a new key with its certificate for a node that has some, for as long as the former was valid.
     *
     * @return its directory
     * @throws KeysException if there is no such node, it is out, or a file cannot be written; it has the former then
     */
    public Path renew(String name) throws KeysException {
        return change(directory.path(), keys -> keys.renewNow(name));
    }

    Path renewNow(String name) throws IOException, KeysException {
        Path its = directory.node(name);
        Node node = Node.read(its);
        if (isOut(node)) {
            throw KeysException.of(its, "is revoked, or of a former authority: it is made anew by keys node");
        }
        X509Certificate before = node.certificate();
        Instant from = before.getNotBefore().toInstant();
        int days = Math.toIntExact(
                Duration.between(from, before.getNotAfter().toInstant()).toDays());
        Stores.Pair next = authority.certify(node.holder(), Validity.ofDays(Math.max(1, days)));
        made.keep(before, revoked);
        made.keep(next.certificate(), revoked);
        char[] password = Stores.password(its.resolve(NodeKeys.PASSWORD));
        KeyFiles.replace(its.resolve(NodeKeys.NETWORK), Stores.pem(authorities()));
        KeyFiles.replace(its.resolve(NodeKeys.STORE), Stores.written(next, NodeKeys.ALIAS, password));
        return its;
    }

    /**
     * Revokes all certificates that were made for a node, be its directory here or not: puts them on the list, of which
     * the directory of the network and those of all nodes get a copy.
     *
     * @return the list
     * @throws KeysException if there is no such node, all are revoked already (then each directory has the list, too),
     *     the list is full, or cannot be written; if it is the directory of another node that it cannot be written to,
     *     the others have it
     */
    public RevocationList revoke(String name) throws KeysException {
        return change(directory.path(), keys -> new Revocation(keys).revoke(name));
    }

    /**
     * Begins to put a new authority in the place of the one there is: makes it, and new keys that it signed for all
     * nodes that are not out. Nodes trust both until {@link #finishRotation}.
     *
     * @return how many nodes have new keys now
     * @throws KeysException if that has begun before and is done as far as it can be, or a file cannot be written
     */
    public static int rotate(Path directory) throws KeysException {
        boolean hasBegun = change(directory, keys -> {
            if (keys.former == null) {
                KeyFiles.make(keys.directory.next(), keys.authority::makeSuccessor);
                keys.directory.takeItsPlace();
                return false;
            }
            return true;
        });
        return change(directory, keys -> new Rotation(keys).renewAll(hasBegun));
    }

    /**
     * Ends what {@link #rotate} began: from now on nodes are to trust the new authority alone.
     *
     * @throws KeysException if nothing has begun, a node has keys of the former authority still, or a file cannot be
     *     written
     */
    public static void finishRotation(Path directory) throws KeysException {
        change(directory, keys -> {
            if (keys.former == null) {
                throw KeysException.of(directory, "is not being rotated");
            }
            new Rotation(keys).finish();
            return directory;
        });
    }

    /** The certificates that were made for nodes. */
    MadeCertificates made() {
        return made;
    }

    /** Those that nodes are to trust, the authority first. */
    List<X509Certificate> authorities() {
        return former == null
                ? List.of(authority.certificate())
                : List.of(authority.certificate(), former.certificate());
    }

    KeyDirectory directory() {
        return directory;
    }

    Authority authority() {
        return authority;
    }

    /** Whose lists every node believes: the former authority, as long as it is trusted. */
    Authority signsLists() {
        return former == null ? authority : former;
    }

    /** By what one certificate is told from all others: {@code sha-256} and 64 hexadecimal digits. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return "sha-256 " + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has it, and the certificate was read
        }
    }

    /** The certificate of the authority. */
    public X509Certificate network() {
        return authority.certificate();
    }

    /** That of the authority whose place it takes, while nodes trust both; null if that is not so. */
    public @Nullable X509Certificate former() {
        return former == null ? null : former.certificate();
    }

    /** Which certificates are revoked. */
    public RevocationList revoked() {
        return revoked;
    }

    /**
     * Whether a node is refused by the others, whatever the time is: it is revoked, or had no keys of the authority
     * when the former one ended.
     */
    public boolean isOut(Node node) {
        return revoked.has(node.certificate())
                || authorities().stream().noneMatch(each -> NodeKeys.isSignedBy(each, node.certificate()));
    }

    /**
     * A node that has keys.
     *
     * @param holder whom they name
     * @param network by which the certificate is signed
     * @param isRevoked by the list beside the keys
     */
    public record Node(Holder holder, X509Certificate certificate, X509Certificate network, boolean isRevoked) {
        /**
         * That of a node's directory, valid now or not.
         *
         * @throws KeysException if it cannot be read, or is damaged
         */
        public static Node read(Path directory) throws KeysException {
            NodeKeys.Read read = NodeKeys.readAtAnyTime(directory);
            X509Certificate its = read.own().certificate();
            return new Node(read.self(), its, read.network(), read.revoked().has(its));
        }
    }

    /**
     * Those of all nodes, valid or not, by their names.
     *
     * @throws KeysException if one cannot be read
     */
    public List<Node> nodes() throws KeysException {
        return nodes(directory.nodes());
    }

    /**
     * Those that others let in, although their directories are gone; of each the certificate that ends last.
     *
     * @throws KeysException if one cannot be read
     */
    public List<Node> gone(Instant now) throws KeysException {
        List<Node> gone = new ArrayList<>();
        for (String name : made.names()) {
            if (!Files.exists(directory.path().resolve(name))) {
                letIn(name, now).stream()
                        .max(Comparator.comparing(each -> each.certificate().getNotAfter()))
                        .ifPresent(gone::add);
            }
        }
        return gone;
    }

    /**
     * What was made for a node, and others let in.
     *
     * @throws KeysException if one cannot be read
     */
    public List<Node> letIn(String name, Instant now) throws KeysException {
        List<Node> letIn = new ArrayList<>();
        for (X509Certificate its : made.of(name)) {
            if (!revoked.has(its) && its.getNotAfter().toInstant().isAfter(now)) {
                authorities().stream()
                        .filter(each -> NodeKeys.isSignedBy(each, its))
                        .findFirst()
                        .ifPresent(signer -> letIn.add(new Node(Holder.of(its), its, signer, false)));
            }
        }
        return letIn;
    }

    /**
     * Those of some nodes, valid or not, in this order; of whoever has none there is none.
     *
     * @throws KeysException if one cannot be read
     */
    public List<Node> nodesOf(Collection<String> names) throws KeysException {
        return nodes(names.stream()
                .map(directory.path()::resolve)
                .filter(Files::exists)
                .toList());
    }

    private List<Node> nodes(List<Path> directories) throws KeysException {
        List<Callable<Node>> reading = new ArrayList<>();
        directories.forEach(each -> reading.add(() -> Node.read(each)));
        try {
            return Together.run(reading, done -> {});
        } catch (IOException e) {
            throw KeysException.of(directory.path(), "cannot be read: " + KeyFiles.reason(e), e);
        }
    }
}

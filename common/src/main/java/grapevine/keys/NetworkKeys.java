package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a whole network, in a directory of its operator: {@code authority} with the key that signs, which no node
 * is ever given; {@code network.pem} with the certificates that nodes are to trust; {@code revoked.crl} where there is
 * such a list; and a directory for each node, by its name, which is what that node is given. What is half done when it
 * is cut short is finished by doing it again.
 */
public final class NetworkKeys {
    /** How long a node's certificate may be valid, days. */
    public static final int MOST_DAYS = Authority.MOST_DAYS;

    private static final String AUTHORITY = "authority";

    /** Whose place the authority has taken, while both are accepted. */
    private static final String FORMER = ".authority-former";

    /** That is to be the authority. */
    private static final String NEXT = ".authority-next";

    /** The certificates of nodes that have another one by now, and may be revoked. */
    private static final String REPLACED = ".replaced";

    private final Path directory;
    private final Authority authority;
    private final @Nullable Authority former;

    private NetworkKeys(Path directory, Authority authority, @Nullable Authority former) {
        this.directory = directory;
        this.authority = authority;
        this.former = former;
    }

    /**
     * Makes the authority of a new network.
     *
     * @throws KeysException if the directory is there already, or cannot be made; nothing is left then
     */
    public static NetworkKeys make(Path directory) throws KeysException {
        KeyFiles.make(directory, aside -> {
            Path authority = aside.resolve(AUTHORITY);
            KeyFiles.makeDirectory(authority);
            X509Certificate made = Authority.make(authority).certificate();
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(List.of(made)));
        });
        return open(directory);
    }

    /**
     * Those that were made.
     *
     * @throws KeysException if the directory is missing, not of a network, damaged, or readable by others
     */
    public static NetworkKeys open(Path directory) throws KeysException {
        KeyFiles.checkDirectory(directory);
        if (!isOfNetwork(directory)) {
            throw KeysException.of(directory, "has no keys of a network: " + AUTHORITY + " is missing");
        }
        takeItsPlace(directory);
        Path former = directory.resolve(FORMER);
        return new NetworkKeys(
                directory,
                Authority.open(directory.resolve(AUTHORITY)),
                Files.exists(former) ? Authority.open(former) : null);
    }

    /** Whether it is the directory of a network, and not that of a node, or no such thing. */
    public static boolean isOfNetwork(Path directory) {
        return Files.exists(directory.resolve(AUTHORITY)) || Files.exists(directory.resolve(NEXT));
    }

    /**
     * Makes the directory of a node, with a key and a certificate; in the place of one that is
     * out.
     *
     * @param days how long it is valid, 1..{@value Authority#MOST_DAYS}
     * @return that directory
     * @throws KeysException if the name is taken, the authority is not valid as long as that, or a file cannot be made
     */
    public Path makeNode(Holder holder, int days) throws KeysException {
        return makeNode(holder, Authority.START, days);
    }

    /** The same, valid from another time on, as {@link Keytool} has it. */
    Path makeNode(Holder holder, String start, int days) throws KeysException {
        Path made = directory.resolve(holder.name());
        if (Files.exists(made) && !made.endsWith(AUTHORITY) && isOut(Node.read(made))) {
            write(made, () -> KeyFiles.remove(made));
        }
        KeyFiles.make(made, aside -> {
            Stores.Pair node = authority.certify(holder, start, days);
            String secret = KeyFiles.secret();
            KeyFiles.write(aside.resolve(NodeKeys.PASSWORD), secret.getBytes(StandardCharsets.UTF_8));
            KeyFiles.write(aside.resolve(NodeKeys.STORE), Stores.written(node, NodeKeys.ALIAS, secret.toCharArray()));
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(authorities()));
            RevocationList revoked = revoked();
            if (revoked.number() > 0) {
                KeyFiles.write(aside.resolve(NodeKeys.REVOKED), revoked.encoded());
            }
        });
        return made;
    }

    /**
     * Makes a new key with its certificate for a node that has some, for as long as the former was valid.
     *
     * @return its directory
     * @throws KeysException if there is no such node, it is revoked, or a file cannot be written; it has the former then
     */
    public Path renew(String name) throws KeysException {
        Path its = directory.resolve(name);
        Node node = Node.read(its);
        if (isRevoked(node)) {
            throw KeysException.of(its, "is revoked: it is made anew by keys node");
        }
        write(its, () -> renew(its, node));
        return its;
    }

    private void renew(Path its, Node node) throws IOException, KeysException {
        X509Certificate before = node.certificate();
        Instant from = before.getNotBefore().toInstant();
        int days = Math.toIntExact(
                Duration.between(from, before.getNotAfter().toInstant()).toDays());
        Path replaced = directory.resolve(REPLACED);
        if (!Files.exists(replaced)) {
            KeyFiles.makeDirectory(replaced);
        }
        String number = before.getSerialNumber().toString();
        KeyFiles.replace(replaced.resolve(node.holder().name() + " " + number), Stores.pem(List.of(before)));
        Stores.Pair made = authority.certify(node.holder(), Authority.START, Math.max(1, days));
        char[] password = Stores.password(its.resolve(NodeKeys.PASSWORD));
        KeyFiles.replace(its.resolve(NodeKeys.NETWORK), Stores.pem(authorities()));
        KeyFiles.replace(its.resolve(NodeKeys.STORE), Stores.written(made, NodeKeys.ALIAS, password));
    }

    /**
     * Revokes all certificates of a node that are valid still: puts them on the list, of which the directory of the
     * network and those of all nodes get a copy.
     *
     * @return the list
     * @throws KeysException if there is no such node, all are revoked already, the list is full, or cannot be written
     */
    public RevocationList revoke(String name) throws KeysException {
        Path its = directory.resolve(name);
        RevocationList before = revoked();
        Set<BigInteger> serials = before.serials();
        List<X509Certificate> valid = new ArrayList<>(replacedOf(name));
        valid.add(Node.read(its).certificate());
        Instant now = Instant.now();
        valid.removeIf(each -> now.isAfter(each.getNotAfter().toInstant()));
        valid.forEach(each -> serials.add(each.getSerialNumber()));
        if (serials.size() == before.size()) {
            throw KeysException.of(its, valid.isEmpty() ? "has run out" : "is revoked already");
        }
        if (serials.size() > RevocationList.MOST) {
            throw KeysException.of(
                    directory.resolve(NodeKeys.REVOKED),
                    "has " + before.size() + " certificates, and " + RevocationList.MOST
                            + " are the most: a new authority (keys rotate) begins a new one");
        }
        RevocationList[] made = new RevocationList[1];
        write(its, () -> {
            made[0] = sign(former == null ? authority : former, serials, before);
            spread(made[0]);
        });
        return made[0];
    }

    /**
     * Begins to put a new authority in the place of the one there is: makes it, and new keys that it signed for all nodes
     * that are not revoked. Nodes trust both until {@link #finishRotation}.
     *
     * @return how many nodes have new keys now
     * @throws KeysException if that has begun before and is done as far as it can be, or a file cannot be written
     */
    public static int rotate(Path directory) throws KeysException {
        NetworkKeys before = open(directory);
        if (before.former == null) {
            KeyFiles.make(directory.resolve(NEXT), before.authority::makeSuccessor);
            takeItsPlace(directory);
        }
        NetworkKeys now = open(directory);
        List<String> left = now.ofFormerAuthority();
        if (before.former != null && left.isEmpty()) {
            throw KeysException.of(
                    directory,
                    "is being rotated already: rotate --finish ends it, when each node has its new directory");
        }
        write(directory, () -> KeyFiles.replace(directory.resolve(NodeKeys.NETWORK), Stores.pem(now.authorities())));
        for (String name : left) {
            now.renew(name);
        }
        return left.size();
    }

    /** Moves the next authority to where it belongs, if there is one; either step may have been the last one before. */
    private static void takeItsPlace(Path directory) throws KeysException {
        Path next = directory.resolve(NEXT);
        if (Files.exists(next)) {
            Path authority = directory.resolve(AUTHORITY);
            write(directory, () -> {
                if (Files.exists(authority)) {
                    Files.move(authority, directory.resolve(FORMER), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(next, authority, StandardCopyOption.ATOMIC_MOVE);
            });
        }
    }

    /**
     * Ends what {@link #rotate} began: from now on nodes are to trust the new authority alone.
     *
     * @throws KeysException if nothing has begun, a node has keys of the former authority still, or a file cannot be
     *     written
     */
    public static void finishRotation(Path directory) throws KeysException {
        NetworkKeys keys = open(directory);
        Authority former = keys.former;
        if (former == null) {
            throw KeysException.of(directory, "is not being rotated");
        }
        List<String> left = keys.ofFormerAuthority();
        if (!left.isEmpty()) {
            throw KeysException.of(directory.resolve(left.get(0)), "has no keys of the new authority: rotate again");
        }
        write(directory, () -> {
            RevocationList before = keys.revoked();
            Set<BigInteger> stillMeant = keys.revokedOfAuthority(before);
            if (!stillMeant.isEmpty()) {
                keys.spread(sign(keys.authority, stillMeant, before));
            }
            byte[] trusted = Stores.pem(List.of(keys.authority.certificate()));
            for (Node each : keys.nodes()) {
                if (keys.authority.hasSigned(each.certificate())) {
                    Path its = directory.resolve(each.holder().name());
                    KeyFiles.replace(its.resolve(NodeKeys.NETWORK), trusted);
                }
            }
            KeyFiles.replace(directory.resolve(NodeKeys.NETWORK), trusted);
            KeyFiles.remove(directory.resolve(FORMER));
        });
    }

    /** What is on the list of the certificates that the authority itself has signed: others are of no use soon. */
    private Set<BigInteger> revokedOfAuthority(RevocationList list) throws KeysException {
        Set<BigInteger> serials = new TreeSet<>();
        for (Node each : nodes()) {
            Stream.concat(
                            Stream.of(each.certificate()),
                            replacedOf(each.holder().name()).stream())
                    .filter(one -> authority.hasSigned(one) && list.has(one))
                    .forEach(one -> serials.add(one.getSerialNumber()));
        }
        return serials;
    }

    /** The nodes that are not revoked and have no keys of the authority yet. */
    private List<String> ofFormerAuthority() throws KeysException {
        RevocationList revoked = revoked();
        return nodes().stream()
                .filter(each -> !authority.hasSigned(each.certificate()) && !revoked.has(each.certificate()))
                .map(each -> each.holder().name())
                .toList();
    }

    /** Later than the one before: lists are told apart by the second. */
    private static RevocationList sign(Authority by, Set<BigInteger> serials, RevocationList before)
            throws IOException, KeysException {
        List<String> numbers = serials.stream().map(BigInteger::toString).toList();
        for (int attempt = 0; attempt < 2; attempt++) {
            RevocationList made = by.revoke(numbers);
            if (made.number() > before.number()) {
                return made;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("the list before was signed at " + Instant.ofEpochSecond(before.number())
                + ", which is later than the clock of this machine says");
    }

    private void spread(RevocationList list) throws IOException, KeysException {
        KeyFiles.replace(directory.resolve(NodeKeys.REVOKED), list.encoded());
        for (Path each : directories()) {
            KeyFiles.replace(each.resolve(NodeKeys.REVOKED), list.encoded());
        }
    }

    private List<X509Certificate> replacedOf(String name) throws KeysException {
        List<X509Certificate> replaced = new ArrayList<>();
        Path all = directory.resolve(REPLACED);
        if (Files.exists(all)) {
            try (Stream<Path> files = Files.list(all)) {
                for (Path each : files.filter(
                                file -> String.valueOf(file.getFileName()).startsWith(name + " "))
                        .toList()) {
                    replaced.addAll(Stores.certificates(each));
                }
            } catch (IOException e) {
                throw KeysException.of(all, "cannot be read: " + KeyFiles.reason(e), e);
            }
        }
        return replaced;
    }

    /** Those that nodes are to trust, the authority first. */
    private List<X509Certificate> authorities() {
        return former == null
                ? List.of(authority.certificate())
                : List.of(authority.certificate(), former.certificate());
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

    /**
     * Which certificates are revoked.
     *
     * @throws KeysException if the list cannot be read
     */
    public RevocationList revoked() throws KeysException {
        return NodeKeys.revoked(directory, authorities());
    }

    private boolean isRevoked(Node node) throws KeysException {
        return revoked().has(node.certificate());
    }

    /**
     * Whether a node is refused by the others, whatever the time is: it is revoked, or had no keys of the authority when
     * the former one ended.
     *
     * @throws KeysException if the list of those that are revoked cannot be read
     */
    public boolean isOut(Node node) throws KeysException {
        return isRevoked(node)
                || authorities().stream().noneMatch(each -> NodeKeys.isSignedBy(each, node.certificate()));
    }

    /**
     * A node that has keys.
     *
     * @param holder whom they name
     * @param network by which the certificate is signed
     */
    public record Node(Holder holder, X509Certificate certificate, X509Certificate network) {
        /**
         * That of a node's directory, valid now or not.
         *
         * @throws KeysException if it cannot be read, or is damaged
         */
        public static Node read(Path directory) throws KeysException {
            NodeKeys.Read read = NodeKeys.readAtAnyTime(directory);
            return new Node(read.self(), read.own().certificate(), read.network());
        }
    }

    /**
     * Those of all nodes, valid or not, by their names.
     *
     * @throws KeysException if one cannot be read
     */
    public List<Node> nodes() throws KeysException {
        List<Node> nodes = new ArrayList<>();
        for (Path each : directories()) {
            nodes.add(Node.read(each));
        }
        return nodes;
    }

    /** What is being made has a name that begins with a dot. */
    private List<Path> directories() throws KeysException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory)
                    .filter(each -> Holder.isName(String.valueOf(each.getFileName())))
                    .filter(each -> !each.endsWith(AUTHORITY))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw KeysException.of(directory, "cannot be read: " + KeyFiles.reason(e), e);
        }
    }

    private interface Writing {
        void run() throws IOException, KeysException;
    }

    private static void write(Path what, Writing writing) throws KeysException {
        try {
            writing.run();
        } catch (IOException e) {
            throw KeysException.of(what, "cannot be written: " + KeyFiles.reason(e), e);
        }
    }
}

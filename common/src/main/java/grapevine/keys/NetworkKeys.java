package grapevine.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of a whole network, in a directory of its operator: {@code authority} with the key that signs, which no node
 * is ever given; {@code network.pem}; and a directory for each node, by its name, which is what that node is given.
 */
public final class NetworkKeys {
    static final String AUTHORITY = "authority";

    /** How long a node's certificate may be valid, days. */
    public static final int MOST_DAYS = 3650;

    /** How long that of the authority is, and with it any other, days. */
    private static final int AUTHORITY_DAYS = 2 * MOST_DAYS;

    /** A copy of the authority's store, to which a node's key is added that it signs; for some seconds. */
    private static final String SIGNING = ".signing-";

    /** What a run left that was killed may be removed, as no run takes so long. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private static final String AUTHORITY_STORE = "authority.p12";

    /** An hour ago, for whose clock is behind. */
    private static final String START = "-1H";

    private final Path directory;
    private final X509Certificate network;

    private NetworkKeys(Path directory, X509Certificate network) {
        this.directory = directory;
        this.network = network;
    }

    /**
     * Makes the authority of a new network.
     *
     * @throws KeysException if the directory is there already, or cannot be made; nothing is left then
     */
    public static NetworkKeys make(Path directory) throws KeysException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = "CN=grapevine " + HexFormat.of().formatHex(random);
        KeyFiles.make(directory, aside -> {
            Path authority = aside.resolve(AUTHORITY);
            KeyFiles.makeDirectory(authority);
            Path password = authority.resolve(NodeKeys.PASSWORD);
            KeyFiles.write(password, KeyFiles.secret().getBytes(StandardCharsets.UTF_8));
            Path store = authority.resolve(AUTHORITY_STORE);
            List<String> signsNodes =
                    List.of("-ext", "bc:critical=ca:true,pathlen:0", "-ext", "ku:critical=keyCertSign,cRLSign");
            Keytool.makePair(store, password, AUTHORITY, name, START, AUTHORITY_DAYS, signsNodes);
            KeyFiles.close(store);
            X509Certificate made =
                    Stores.read(store, Stores.password(password), AUTHORITY).certificate();
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(made));
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
        KeyFiles.checkDirectory(directory.resolve(AUTHORITY));
        return new NetworkKeys(directory, Stores.certificate(directory.resolve(NodeKeys.NETWORK)));
    }

    /** Whether it is the directory of a network, and not that of a node, or no such thing. */
    public static boolean isOfNetwork(Path directory) {
        return Files.exists(directory.resolve(AUTHORITY));
    }

    /**
     * Makes the directory of a node, with a key and a certificate.
     *
     * @param days how long it is valid, 1..{@value #MOST_DAYS}
     * @return that directory
     * @throws KeysException if the name is taken, the authority is not valid as long as that, or a file cannot be made
     */
    public Path makeNode(Holder holder, int days) throws KeysException {
        return makeNode(holder, START, days);
    }

    /** The same, valid from another time on, as {@link Keytool} has it. */
    Path makeNode(Holder holder, String start, int days) throws KeysException {
        Path made = directory.resolve(holder.name());
        Instant until = Instant.now().plus(Duration.ofDays(days));
        if (until.isAfter(network.getNotAfter().toInstant())) {
            throw KeysException.of(
                    made,
                    "would be valid until " + until + ", and its network is until "
                            + network.getNotAfter().toInstant());
        }
        KeyFiles.make(made, aside -> {
            Stores.Pair node = certified(holder, start, days);
            String secret = KeyFiles.secret();
            KeyFiles.write(aside.resolve(NodeKeys.PASSWORD), secret.getBytes(StandardCharsets.UTF_8));
            KeyFiles.write(aside.resolve(NodeKeys.STORE), Stores.written(node, NodeKeys.ALIAS, secret.toCharArray()));
            KeyFiles.write(aside.resolve(NodeKeys.NETWORK), Stores.pem(network));
        });
        return made;
    }

    /** The authority signs what stands beside it in a store: in a copy of its own, which never leaves its directory. */
    private Stores.Pair certified(Holder holder, String start, int days) throws IOException, KeysException {
        Path authority = directory.resolve(AUTHORITY);
        Path password = authority.resolve(NodeKeys.PASSWORD);
        KeyFiles.removeStale(authority, SIGNING, STALE);
        Path both = authority.resolve(SIGNING + KeyFiles.secret() + ".p12");
        try {
            KeyFiles.write(both, KeyFiles.read(authority.resolve(AUTHORITY_STORE)));
            String subject = "CN=" + holder.name() + ", OU=" + holder.role().word();
            Keytool.makePair(
                    both,
                    password,
                    NodeKeys.ALIAS,
                    subject,
                    start,
                    days,
                    List.of(
                            "-signer",
                            AUTHORITY,
                            "-ext",
                            "ku:critical=digitalSignature",
                            "-ext",
                            "eku=serverAuth,clientAuth",
                            "-ext",
                            "san=" + holder.alternativeNames()));
            KeyFiles.close(both);
            return Stores.read(both, Stores.password(password), NodeKeys.ALIAS);
        } finally {
            Files.deleteIfExists(both);
        }
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

    /** The certificate of the network. */
    public X509Certificate network() {
        return network;
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
            throw KeysException.of(directory, "cannot be read: " + e.getMessage(), e);
        }
    }
}

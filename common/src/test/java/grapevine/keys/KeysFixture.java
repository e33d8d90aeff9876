package grapevine.keys;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Keys for tests, of networks that are made in a directory of the test. */
public final class KeysFixture {
    private KeysFixture() {}

    /** A node of no certified addresses. */
    public static Path node(NetworkKeys network, String name, KeyRole role) throws KeysException {
        return network.makeNode(new Holder(name, role, List.of(), List.of()), 30);
    }

    /** The same, usable. */
    public static LiveKeys keys(NetworkKeys network, String name, KeyRole role) throws KeysException {
        return LiveKeys.read(node(network, name, role), role);
    }

    /** A network like one that was made. */
    public static NetworkKeys copy(Path network, Path to) throws Exception {
        try (Stream<Path> all = Files.walk(network)) {
            for (Path each : all.toList()) {
                Path its = to.resolve(network.relativize(each).toString());
                Files.copy(each, its, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return NetworkKeys.open(to);
    }

    /** A list with this node on it, which is in nobody's directory. */
    public static RevocationList listWith(Path network, String name) throws Exception {
        RevocationList list = NetworkKeys.open(network).revoke(name);
        try (Stream<Path> all = Files.walk(network)) {
            for (Path each : all.filter(file -> file.endsWith(NodeKeys.REVOKED)).toList()) {
                Files.delete(each);
            }
        }
        return list;
    }

    /** A list with this node alone, later than the other one, as if on a copy of the authority that knows no other. */
    public static RevocationList laterListWith(Path network, String name, RevocationList than) throws Exception {
        X509Certificate its = NetworkKeys.Node.read(network.resolve(name)).certificate();
        return Authority.open(network.resolve("authority"))
                .revoke(List.of(its.getSerialNumber()), Instant.ofEpochSecond(than.number() + 1));
    }

    /** Puts a list beside the keys of a node, as an operator does. */
    public static void putList(Path node, RevocationList list) throws IOException {
        KeyFiles.replace(node.resolve(NodeKeys.REVOKED), list.encoded());
    }

    /** Removes all lists beside the keys of a node. */
    public static void removeLists(Path node) throws Exception {
        Files.deleteIfExists(node.resolve(NodeKeys.REVOKED));
        for (Path each : RevocationLists.earlier(node)) {
            Files.delete(each);
        }
    }

    /** Another program that revokes a node. */
    public static Process revokeInAnotherProcess(Path network, String name) throws IOException {
        return inAnotherProcess(Revoker.class, network.toString(), name).start();
    }

    /** Another program, of this class. */
    static ProcessBuilder inAnotherProcess(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", ""),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO();
    }

    /** See {@link #revokeInAnotherProcess}. */
    static final class Revoker {
        private Revoker() {}

        public static void main(String... args) throws KeysException {
            NetworkKeys.open(Path.of(args[0])).revoke(args[1]);
        }
    }

    /** A node whose certificate ran out five days ago. */
    public static Path ranOut(NetworkKeys network, String name, KeyRole role) throws KeysException {
        return valid(network, name, role, Instant.now().minus(Duration.ofDays(10)), 5);
    }

    /** A node whose certificate is valid so long, from then on. */
    public static Path valid(NetworkKeys network, String name, KeyRole role, Instant from, int days)
            throws KeysException {
        return network.makeNode(new Holder(name, role, List.of(), List.of()), Validity.from(from, days));
    }

    /**
     * A key with a certificate that it signed itself, in a store {@code own.p12} under the name {@code node}.
     *
     * @return the store; its password is in the file {@code password} beside it
     */
    public static Path signedByItself(Path directory) throws IOException {
        Path store = directory.resolve("own.p12");
        KeyPair key = Signer.newKey();
        Signer itself = new Signer(new X500Principal("CN=mallory, OU=peer"), key);
        X509Certificate its = itself.node(
                new Holder("mallory", KeyRole.PEER, List.of(), List.of()), key.getPublic(), Validity.ofDays(30));
        String secret = KeyFiles.secret();
        KeyFiles.write(directory.resolve("password"), secret.getBytes(StandardCharsets.UTF_8));
        Stores.Pair own = new Stores.Pair(key.getPrivate(), List.of(its));
        KeyFiles.write(store, Stores.written(own, NodeKeys.ALIAS, secret.toCharArray()));
        return store;
    }

    /** A node whose key is another than the one that is made for it. */
    public static Path withKey(NetworkKeys network, String name, KeyPair key) throws Exception {
        Path made = node(network, name, KeyRole.PEER);
        Path authority = network.directory().authority();
        Signer signer = Signer.of(Stores.read(
                authority.resolve("authority.p12"), Stores.password(authority.resolve("password")), "authority"));
        Holder holder = new Holder(name, KeyRole.PEER, List.of(), List.of());
        X509Certificate its = signer.node(holder, key.getPublic(), Validity.ofDays(30));
        Stores.Pair own = new Stores.Pair(key.getPrivate(), List.of(its));
        char[] password = Stores.password(made.resolve(NodeKeys.PASSWORD));
        KeyFiles.replace(store(made), Stores.written(own, NodeKeys.ALIAS, password));
        return made;
    }

    /** A key of this algorithm; of an elliptic curve this size means the curve of so many bits. */
    public static KeyPair key(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    /** The key and the certificate of a node's directory, for a program that is none. */
    public static Path store(Path node) {
        return node.resolve(NodeKeys.STORE);
    }
}

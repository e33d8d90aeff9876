package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkKeysTest {
    @TempDir
    private static Path folder;

    private static NetworkKeys network;

    @BeforeAll
    static void make() throws Exception {
        network = NetworkKeys.make(folder.resolve("mine"));
    }

    @Test
    void a_node_is_given_its_key_its_certificate_and_that_of_its_network() throws Exception {
        Holder holder = new Holder("seed1", KeyRole.SEED, List.of("10.0.0.7", "fd00::7"), List.of("seed1.test"));

        Path made = network.makeNode(holder, 90);

        NodeKeys keys = NodeKeys.read(made);
        assertThat(keys.self().name()).isEqualTo("seed1");
        assertThat(keys.self().role()).isEqualTo(KeyRole.SEED);
        assertThat(keys.self().ips()).contains("10.0.0.7").hasSize(2);
        assertThat(keys.self().hosts()).containsExactly("seed1.test");
        assertThat(keys.network()).isEqualTo(network.network());
        assertThat(Duration.between(
                        Instant.now(), keys.certificate().getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(89), Duration.ofDays(90));
        assertThat(keys.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(keys).hasToString("NodeKeys[seed seed1]");
    }

    @Test
    void a_light_store_repeats_its_hash_once_unless_the_owner_of_the_process_said_how_often() throws Exception {
        Map<String, String> before = new HashMap<>();
        Stores.REPETITIONS.forEach(each -> before.put(each, System.clearProperty(each)));
        try {
            Path heavy = KeysFixture.node(network, "heavy", KeyRole.PEER);
            NetworkKeys.writeLightStores();
            Path light = KeysFixture.node(network, "light", KeyRole.PEER);
            System.setProperty(Stores.REPETITIONS.get(2), "17");
            NetworkKeys.writeLightStores();
            Path own = KeysFixture.node(network, "own", KeyRole.PEER);
            System.clearProperty(Stores.REPETITIONS.get(2));
            Security.setProperty(Stores.REPETITIONS.get(2), "19");
            NetworkKeys.writeLightStores();
            Path site = KeysFixture.node(network, "site", KeyRole.PEER);

            assertThat(repetitions(heavy)).isGreaterThan(1_000);
            assertThat(repetitions(light)).isEqualTo(1);
            assertThat(repetitions(own)).isEqualTo(17);
            assertThat(repetitions(site)).isEqualTo(19);
            assertThat(NodeKeys.read(light).self().name()).isEqualTo("light");
        } finally {
            Security.setProperty(
                    Stores.REPETITIONS.get(2), ""); // there is no way to take it back; the system's goes first
            Stores.REPETITIONS.forEach(System::clearProperty);
            before.forEach((name, value) -> {
                if (value != null) {
                    System.setProperty(name, value);
                }
            });
        }
    }

    private static int repetitions(Path node) throws IOException {
        return Pfx.getInstance(Files.readAllBytes(node.resolve("node.p12")))
                .getMacData()
                .getIterationCount()
                .intValueExact();
    }

    @Test
    void where_files_have_no_modes_none_are_made_and_one_line_says_why() throws Exception {
        Path zip = folder.resolve("without-modes.zip");
        try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatThrownBy(() -> NetworkKeys.make(system.getPath("mine")))
                    .isInstanceOf(KeysException.class)
                    .hasMessage("mine cannot be made: its file system knows no modes, and others could read the keys");
            try (Stream<Path> left = Files.list(system.getPath("/"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void the_key_of_the_authority_is_not_in_what_a_node_is_given() throws Exception {
        Path made = KeysFixture.node(network, "without", KeyRole.PEER);

        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = Stores.password(made.resolve("password"));
        store.load(new ByteArrayInputStream(Files.readAllBytes(made.resolve("node.p12"))), password);
        assertThat(Collections.list(store.aliases())).containsExactly("node");
        assertThat(names(made)).containsExactly("network.pem", "node.p12", "password");
        assertThat(password).isNotEqualTo(Stores.password(folder.resolve("mine/authority/password")));
    }

    @Test
    void nobody_but_the_owner_may_read_a_file_or_look_into_a_directory() throws Exception {
        KeysFixture.node(network, "closed", KeyRole.OPERATOR);

        try (Stream<Path> all = Files.walk(folder.resolve("mine"))) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void the_nodes_are_listed_by_their_names_and_what_is_half_made_is_not() throws Exception {
        NetworkKeys listed = NetworkKeys.make(folder.resolve("listed"));
        KeysFixture.node(listed, "b", KeyRole.PEER);
        KeysFixture.ranOut(listed, "a", KeyRole.SEED);
        KeyFiles.makeDirectory(folder.resolve("listed/.c.making-1"));

        assertThat(listed.nodes()).extracting(node -> node.holder().name()).containsExactly("a", "b");
        assertThat(names(folder.resolve("listed")))
                .containsExactly(".c.making-1", ".lock", ".made", "a", "authority", "b", "network.pem");
    }

    @Test
    void what_is_there_is_not_made_again() throws Exception {
        Path there = KeysFixture.node(network, "there", KeyRole.PEER);
        byte[] before = Files.readAllBytes(there.resolve("node.p12"));

        assertThatThrownBy(() -> KeysFixture.node(network, "there", KeyRole.SEED))
                .isInstanceOf(KeysException.class)
                .hasMessage(there + " is there already: what has keys is not overwritten");
        assertThatThrownBy(() -> NetworkKeys.make(folder.resolve("mine")))
                .isInstanceOf(KeysException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> KeysFixture.node(network, "authority", KeyRole.SEED))
                .isInstanceOf(KeysException.class)
                .hasMessageContaining("is there already");
        assertThat(Files.readAllBytes(there.resolve("node.p12"))).isEqualTo(before);
    }

    @Test
    void what_a_run_left_that_was_killed_is_removed_by_the_next_and_nothing_that_another_needs() throws Exception {
        NetworkKeys swept = NetworkKeys.make(folder.resolve("swept"));
        Path authority = folder.resolve("swept/authority");
        Path stale = Files.createFile(authority.resolve(".signing-before.p12"));
        Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Files.createFile(authority.resolve(".signing-now.p12"));

        KeysFixture.node(swept, "n", KeyRole.PEER);

        assertThat(names(authority)).containsExactlyInAnyOrder(".signing-now.p12", "authority.p12", "password");
    }

    @Test
    void what_is_to_be_removed_may_be_gone_meanwhile() throws Exception {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Files.createFile(Files.createDirectory(whole.resolve("part")).resolve("file"));

        KeyFiles.remove(whole);

        assertThat(whole).doesNotExist();
        assertThatCode(() -> KeyFiles.remove(whole)).doesNotThrowAnyException();
    }

    @Test
    void nothing_is_left_of_what_could_not_be_made() throws Exception {
        NetworkKeys.make(folder.resolve("spoilt"));
        Path authority = folder.resolve("spoilt/authority");
        char[] password = Stores.password(authority.resolve("password"));
        Stores.Pair own = Stores.read(authority.resolve("authority.p12"), password, "authority");
        PrivateKey other =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        KeyFiles.replace(
                authority.resolve("authority.p12"),
                Stores.written(new Stores.Pair(other, own.chain()), "authority", password));
        NetworkKeys spoilt = NetworkKeys.open(folder.resolve("spoilt"));

        assertThatThrownBy(() -> KeysFixture.node(spoilt, "n", KeyRole.PEER))
                .isInstanceOf(KeysException.class)
                .hasMessageStartingWith(folder.resolve("spoilt/n") + " cannot be made: ")
                .hasMessageNotContaining(String.valueOf(password));
        assertThat(names(folder.resolve("spoilt"))).containsExactly(".lock", "authority", "network.pem");
        assertThat(names(authority)).containsExactly("authority.p12", "password");
    }

    @Test
    void an_authority_with_a_key_of_another_kind_is_refused() throws Exception {
        NetworkKeys.make(folder.resolve("odd"));
        Path store = folder.resolve("odd/authority/authority.p12");
        char[] password = Stores.password(folder.resolve("odd/authority/password"));
        Stores.Pair own = Stores.read(store, password, "authority");
        KeyPair odd = KeysFixture.key("Ed25519", 255);
        X509Certificate its = Signer.of(own)
                .authority(own.certificate().getSubjectX500Principal(), odd.getPublic(), Validity.ofDays(30), 1);
        Stores.Pair other = new Stores.Pair(odd.getPrivate(), List.of(its));
        KeyFiles.replace(store, Stores.written(other, "authority", password));

        assertThatThrownBy(() -> NetworkKeys.open(folder.resolve("odd")))
                .isInstanceOf(KeysException.class)
                .hasMessage(store + " has a key of Ed25519, and keys of a network are of P-256");
    }

    /** Certificates were made by keytool before. */
    @Test
    void a_directory_that_an_earlier_version_made_is_gone_on_with() throws Exception {
        Path made = Path.of(getClass().getResource("earlier").toURI());
        Path mine = folder.resolve("earlier");
        try (Stream<Path> all = Files.walk(made)) {
            for (Path each : all.toList()) {
                Path its = mine.resolve(made.relativize(each).toString());
                Files.copy(each, its);
                String mode = Files.isDirectory(its) ? "rwx------" : "rw-------";
                Files.setPosixFilePermissions(its, PosixFilePermissions.fromString(mode));
            }
        }
        NetworkKeys earlier = NetworkKeys.open(mine);
        Holder alice = new Holder("alice", KeyRole.PEER, List.of("10.0.0.7", "fd00:0:0:0:0:0:0:7"), List.of("a.test"));
        assertThat(earlier.nodes()).extracting(NetworkKeys.Node::holder).containsExactly(alice);
        assertThat(earlier.revoked().size()).isEqualTo(1);

        Path bob = KeysFixture.node(earlier, "bob", KeyRole.PEER);
        earlier.renew("alice");

        assertThat(NodeKeys.read(bob).network()).isEqualTo(earlier.network());
        assertThat(NodeKeys.read(mine.resolve("alice")).self()).isEqualTo(alice);
        assertThat(earlier.revoke("alice").size()).isEqualTo(3);
        assertThat(NetworkKeys.rotate(mine)).isEqualTo(1);
        NetworkKeys.finishRotation(mine);
        assertThat(NodeKeys.read(bob).network())
                .isEqualTo(NetworkKeys.open(mine).network());
    }

    @Test
    void no_certificate_outlives_its_network() {
        Holder holder = new Holder("long", KeyRole.PEER, List.of(), List.of());

        assertThatCode(() -> network.makeNode(holder, NetworkKeys.MOST_DAYS)).doesNotThrowAnyException();
        Holder longer = new Holder("longer", KeyRole.PEER, List.of(), List.of());
        assertThatThrownBy(() -> network.makeNode(longer, 2 * NetworkKeys.MOST_DAYS))
                .isInstanceOf(KeysException.class)
                .hasMessageMatching(".*/authority is valid until .*, and longer would be until .*");
    }

    @Test
    void a_directory_of_something_else_is_no_network() throws Exception {
        Path node = KeysFixture.node(network, "alone", KeyRole.PEER);

        assertThatThrownBy(() -> NetworkKeys.open(node))
                .isInstanceOf(KeysException.class)
                .hasMessage(node + " has no keys of a network: authority is missing, which signs for its nodes");
        assertThatThrownBy(() -> NetworkKeys.open(folder.resolve("nowhere")))
                .isInstanceOf(KeysException.class)
                .hasMessage(folder.resolve("nowhere") + " cannot be read: there is no such file");
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }
}

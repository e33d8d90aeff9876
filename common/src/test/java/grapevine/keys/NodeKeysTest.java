package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a node's directory is told in one line that says what and the rule. */
class NodeKeysTest {
    @TempDir
    private static Path folder;

    private static NetworkKeys network;
    private static Path good;
    private static int nodes;

    private Path node;

    @BeforeAll
    static void make() throws Exception {
        network = NetworkKeys.make(folder.resolve("mine"));
        NetworkKeys.make(folder.resolve("another"));
        good = KeysFixture.node(network, "alice", KeyRole.PEER);
    }

    @BeforeEach
    void copy() throws Exception {
        node = folder.resolve("copy" + nodes++);
        KeyFiles.makeDirectory(node);
        for (String name : List.of("node.p12", "password", "network.pem")) {
            Files.copy(good.resolve(name), node.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Test
    void a_directory_may_be_copied_to_its_node() throws Exception {
        assertThat(NodeKeys.read(node).self().name()).isEqualTo("alice");
    }

    @Test
    void what_is_missing_is_named() throws Exception {
        refused(folder.resolve("nowhere"), folder.resolve("nowhere") + " cannot be read: there is no such file");
        for (String name : List.of("network.pem", "password", "node.p12")) {
            Files.move(node.resolve(name), node.resolve("gone"));
            refused(node, node.resolve(name) + " cannot be read: there is no such file");
            Files.move(node.resolve("gone"), node.resolve(name));
        }
    }

    @Test
    void what_others_may_read_is_refused_with_its_mode() throws Exception {
        for (String name : List.of("network.pem", "password", "node.p12")) {
            Files.setPosixFilePermissions(node.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
            refused(node, node.resolve(name) + " has mode 0640, so that others may use it: it has to be 0600");
            Files.setPosixFilePermissions(node.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwxr-xr-x"));
        refused(node, node + " has mode 0755, so that others may use it: it has to be 0700");
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_refused() {
        refused(node.resolve("password"), node.resolve("password") + " is no directory");
    }

    @Test
    void a_java_without_elliptic_curves_is_told_what_it_lacks() throws Exception {
        Provider curves = Security.getProvider("SunEC");
        int place = List.of(Security.getProviders()).indexOf(curves) + 1;
        Security.removeProvider(curves.getName());
        try {
            refused(
                    node,
                    node.resolve("node.p12") + " holds a key of an elliptic curve, which this Java knows nothing of;"
                            + " its image lacks the module jdk.crypto.ec");
        } finally {
            Security.insertProviderAt(curves, place);
        }
    }

    @Test
    void what_is_damaged_is_refused() throws Exception {
        Files.writeString(node.resolve("network.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        refused(node, node.resolve("network.pem") + " is no certificate");
        copy();
        Files.write(node.resolve("node.p12"), new byte[100]);
        refused(node, node.resolve("node.p12") + " is damaged");
        copy();
        Files.write(node.resolve("node.p12"), new byte[KeyFiles.LONGEST + 1]);
        refused(node, node.resolve("node.p12") + " is longer than 65536 bytes");
        copy();
        Files.writeString(node.resolve("password"), "guessed");
        refused(node, node.resolve("node.p12") + " is not opened by the password beside it");
    }

    @Test
    void a_certificate_of_another_network_is_refused() throws Exception {
        Files.copy(
                folder.resolve("another/network.pem"),
                node.resolve("network.pem"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);

        refused(node, node.resolve("node.p12") + " has a certificate of another network than network.pem beside it");
    }

    @Test
    void a_key_and_a_certificate_that_do_not_fit_are_refused() throws Exception {
        Path other = KeysFixture.node(network, "bob", KeyRole.PEER);
        char[] password = Stores.password(node.resolve("password"));
        List<X509Certificate> chain = Stores.read(
                        other.resolve("node.p12"), Stores.password(other.resolve("password")), "node")
                .chain();
        Stores.Pair own = Stores.read(node.resolve("node.p12"), password, "node");
        Files.delete(node.resolve("node.p12"));
        KeyFiles.write(node.resolve("node.p12"), Stores.written(new Stores.Pair(own.key(), chain), "node", password));

        refused(node, node.resolve("node.p12") + " has a key and a certificate that do not fit");
    }

    @ParameterizedTest
    @CsvSource({
        "Ed25519, 255, Ed25519",
        "RSA, 2048, RSA with 2048 bits",
        "EC, 384, an elliptic curve of 384 bits",
    })
    void a_key_of_another_kind_is_refused_with_its_kind_and_the_rule(String algorithm, int size, String kind)
            throws Exception {
        Path other = KeysFixture.withKey(network, "other" + nodes++, KeysFixture.key(algorithm, size));
        String line = other.resolve("node.p12") + " has a key of " + kind + ", and keys of a network are of P-256";

        refused(other, line);
        assertThatThrownBy(() -> NetworkKeys.Node.read(other)).hasMessage(line);
    }

    @Test
    void a_certificate_that_names_no_node_is_refused() throws Exception {
        Path authority = folder.resolve("mine/authority");
        Signer signer = Signer.of(Stores.read(
                authority.resolve("authority.p12"), Stores.password(authority.resolve("password")), "authority"));
        KeyPair key = Signer.newKey();
        X500Principal subject = new X500Principal("CN=x");
        X509Certificate its = signer.authority(subject, key.getPublic(), Validity.ofDays(30), 0);
        Stores.Pair nameless = new Stores.Pair(key.getPrivate(), List.of(its));
        Files.delete(node.resolve("node.p12"));
        KeyFiles.write(
                node.resolve("node.p12"), Stores.written(nameless, "node", Stores.password(node.resolve("password"))));

        refused(
                node,
                node.resolve("node.p12") + ": its certificate names no node: grapevine:ROLE:NAME is not its one URI");
    }

    @Test
    void keys_are_read_whether_their_certificate_is_valid_now_or_not() throws Exception {
        Instant now = Instant.now();
        Path soon = KeysFixture.valid(network, "soon", KeyRole.PEER, now.plus(Duration.ofHours(1)), 5);
        Path late = KeysFixture.ranOut(network, "late", KeyRole.PEER);

        assertThat(NodeKeys.read(soon, KeyRole.PEER).hasRunOut(now)).isFalse();
        assertThat(NodeKeys.read(late, KeyRole.PEER).hasRunOut(now)).isTrue();
    }

    @Test
    void a_certificate_that_ran_out_is_refused_with_both_times_and_one_that_is_not_valid_yet_is_not() throws Exception {
        NodeKeys keys = NodeKeys.read(node);
        X509Certificate its = keys.certificate();
        Instant until = its.getNotAfter().toInstant();
        Instant after = until.plusSeconds(1);

        assertThat(keys.refusal(its, Instant.EPOCH, Instant.EPOCH)).isNull();
        assertThat(keys.refusal(its, until, until)).isNull();
        assertThat(keys.refusal(its, after, until)).isNull();
        assertThat(keys.refusal(its, after, after))
                .isEqualTo("the certificate of alice ran out at " + until + ", and the clock of alice says " + after);
    }

    @Test
    void who_has_run_out_by_its_own_clock_holds_others_to_when_its_certificate_began() throws Exception {
        NodeKeys keys = NodeKeys.read(node);
        Instant until = keys.certificate().getNotAfter().toInstant();

        assertThat(keys.timeAlone(until)).isEqualTo(until);
        assertThat(keys.timeAlone(until.plusSeconds(1)))
                .isEqualTo(keys.certificate().getNotBefore().toInstant());
        assertThat(keys.timeAlone(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void the_directory_of_the_network_is_not_for_a_node() {
        Path whole = folder.resolve("mine");

        refused(whole, whole + " has the keys of a whole network; a node is given the directory of its own in it");
    }

    @Test
    void the_certificate_of_another_role_is_refused() {
        assertThatThrownBy(() -> NodeKeys.read(node, KeyRole.SEED))
                .isInstanceOf(KeysException.class)
                .hasMessage(node + " has the certificate of a peer, alice, and this is a seed");
    }

    private static void refused(Path directory, String line) {
        assertThatThrownBy(() -> NodeKeys.read(directory))
                .isInstanceOf(KeysException.class)
                .hasMessage(line);
    }
}

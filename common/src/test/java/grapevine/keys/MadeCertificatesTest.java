package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a certificate can be revoked, wherever its directory is. */
class MadeCertificatesTest {
    @TempDir
    private static Path template;

    @TempDir
    private Path folder;

    private Path mine;
    private NetworkKeys network;
    private Path alice;
    private X509Certificate hers;

    @BeforeAll
    static void makeOnce() throws Exception {
        NetworkKeys made = NetworkKeys.make(template.resolve("mine"));
        KeysFixture.node(made, "alice", KeyRole.PEER);
        KeysFixture.node(made, "bob", KeyRole.SEED);
    }

    @BeforeEach
    void make() throws Exception {
        mine = folder.resolve("mine");
        network = KeysFixture.copy(template.resolve("mine"), mine);
        alice = mine.resolve("alice");
        hers = certificate(alice);
    }

    private static X509Certificate certificate(Path node) throws KeysException {
        return NetworkKeys.Node.read(node).certificate();
    }

    @Test
    void a_node_whose_directory_was_moved_to_it_is_revoked() throws Exception {
        Files.move(alice, folder.resolve("moved"));

        RevocationList list = network.revoke("alice");

        assertThat(list.has(hers)).isTrue();
        assertThat(NodeKeys.read(mine.resolve("bob")).revoked().has(hers)).isTrue();
        assertThatThrownBy(() -> network.revoke("alice")).hasMessage(alice + " is revoked already");
        assertThatThrownBy(() -> network.revoke("nobody"))
                .hasMessage(mine.resolve("nobody") + " cannot be read: there is no such file");
    }

    @Test
    void a_name_that_was_given_again_is_revoked_with_what_it_had_before() throws Exception {
        network.renew("alice");
        X509Certificate second = certificate(alice);
        KeyFiles.remove(alice);
        X509Certificate third = certificate(KeysFixture.node(network, "alice", KeyRole.PEER));
        assertThat(network.letIn("alice", Instant.now()))
                .extracting(NetworkKeys.Node::certificate)
                .containsExactlyInAnyOrder(hers, second, third);

        RevocationList list = network.revoke("alice");

        assertThat(list.size()).isEqualTo(3);
        assertThat(List.of(hers, second, third)).allMatch(list::has);
        assertThat(NetworkKeys.open(mine).letIn("alice", Instant.now())).isEmpty();
    }

    @Test
    void a_node_whose_directory_cannot_be_read_is_revoked() throws Exception {
        Files.setPosixFilePermissions(alice, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(network.revoke("alice").has(hers)).isTrue();

        Path bob = mine.resolve("bob");
        X509Certificate his = certificate(bob);
        Files.write(bob.resolve("node.p12"), new byte[100]);
        assertThat(network.revoke("bob").has(his)).isTrue();
    }

    @Test
    void what_was_kept_and_is_damaged_stands_in_the_way_of_nothing() throws Exception {
        Path kept = mine.resolve(".made/alice").resolve(hers.getSerialNumber().toString());
        Files.write(kept, new byte[10]);
        Files.move(alice, folder.resolve("moved"));
        X509Certificate second = certificate(KeysFixture.node(network, "alice", KeyRole.PEER));

        RevocationList list = network.revoke("alice");

        assertThat(List.of(hers, second)).allMatch(list::has);
    }

    @Test
    void where_a_directory_takes_no_list_the_others_get_it_and_only_who_is_revoked_may_lack_it() throws Exception {
        Path unwritten = Files.createDirectories(alice.resolve("revoked.crl/full"));

        RevocationList first = network.revoke("alice");

        assertThat(first.has(hers)).isTrue();
        Path carol = KeysFixture.node(network, "carol", KeyRole.PEER);
        assertThatThrownBy(() -> network.revoke("bob"))
                .isInstanceOf(KeysException.class)
                .hasMessageStartingWith(alice + " cannot get the list, which the others have now: ");
        assertThat(NodeKeys.read(carol).revoked().size()).isEqualTo(2);
        assertThat(unwritten).exists();
    }

    @Test
    void of_what_an_earlier_version_made_each_is_kept_by_the_next_change() throws Exception {
        KeyFiles.remove(mine.resolve(".made"));
        Path bob = mine.resolve("bob");
        Files.move(bob, folder.resolve("moved"));
        assertThatThrownBy(() -> network.revoke("bob"))
                .as("nobody has seen it")
                .hasMessage(bob + " cannot be read: there is no such file");

        Files.move(alice, folder.resolve("moved too"));

        assertThat(network.revoke("alice").has(hers)).isTrue();
    }

    @Test
    void what_earlier_versions_kept_is_revoked_too() throws Exception {
        Path replaced = mine.resolve(".replaced");
        KeyFiles.makeDirectory(replaced);
        Files.move(mine.resolve(".made/alice/" + hers.getSerialNumber()), replaced.resolve("alice 1"));
        KeyFiles.remove(alice);

        assertThatThrownBy(() -> network.revoke("alice"))
                .as("it may have had another since")
                .hasMessage(alice + " cannot be read: there is no such file");

        KeysFixture.node(network, "alice", KeyRole.PEER);
        assertThat(network.revoke("alice").has(hers)).isTrue();
    }

    @Test
    void who_is_let_in_is_told_although_its_directory_is_gone() throws Exception {
        Instant now = Instant.now();
        Path late = KeysFixture.ranOut(network, "late", KeyRole.PEER);
        assertThat(network.gone(now)).isEmpty();
        KeyFiles.remove(alice);
        KeyFiles.remove(late);

        assertThat(network.gone(now)).extracting(NetworkKeys.Node::certificate).containsExactly(hers);
        network.revoke("alice");
        assertThat(NetworkKeys.open(mine).gone(now)).isEmpty();
    }

    @Test
    void what_ran_out_long_ago_goes_when_the_next_of_its_name_is_made_but_not_from_the_list() throws Exception {
        Instant longAgo = Instant.now().minus(MadeCertificates.KEPT_AFTER_END).minus(Duration.ofDays(9));
        KeysFixture.valid(network, "old", KeyRole.PEER, longAgo, 5);
        network.renew("old");
        assertThat(names(mine.resolve(".made/old"))).isEqualTo(1);

        KeysFixture.valid(network, "out", KeyRole.PEER, longAgo, 5);
        network.revoke("out");
        KeysFixture.node(network, "out", KeyRole.PEER);
        assertThat(names(mine.resolve(".made/out"))).isEqualTo(2);
    }

    private static long names(Path directory) throws Exception {
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        }
    }

    @Test
    void no_key_is_kept() throws Exception {
        Path kept = mine.resolve(".made/alice/" + hers.getSerialNumber());

        assertThat(Stores.certificates(kept)).containsExactly(hers);
        assertThat(Files.readString(kept)).doesNotContain("PRIVATE").containsOnlyOnce("BEGIN");
    }
}

package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed and revoked, and an authority takes the place of another. */
class RotationTest {
    @TempDir
    private static Path template;

    @TempDir
    private Path folder;

    private Path mine;
    private NetworkKeys network;
    private Path alice;
    private Path bob;

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
        bob = mine.resolve("bob");
    }

    private static NodeKeys read(Path node) throws KeysException {
        return NodeKeys.read(node);
    }

    private static List<X509Certificate> shown(Path node) throws KeysException {
        return NodeKeys.readAtAnyTime(node).own().chain();
    }

    private static @Nullable String refusal(NodeKeys by, X509Certificate shown) {
        Instant now = Instant.now();
        return by.refusal(shown, now, now);
    }

    private static boolean trusts(NodeKeys one, List<X509Certificate> shown) {
        try {
            new Members(one.authorities()).checkClientTrusted(shown.toArray(X509Certificate[]::new), "EC");
            return refusal(one, shown.get(0)) == null;
        } catch (CertificateException e) {
            return false;
        }
    }

    @Test
    void a_renewed_node_has_another_key_and_is_who_it_was() throws Exception {
        NodeKeys before = read(alice);

        network.renew("alice");

        NodeKeys after = read(alice);
        assertThat(after.self()).isEqualTo(before.self());
        assertThat(after.certificate().getPublicKey())
                .isNotEqualTo(before.certificate().getPublicKey());
        assertThat(trusts(read(bob), shown(alice))).isTrue();
        assertThatThrownBy(() -> network.renew("nobody"))
                .isInstanceOf(KeysException.class)
                .hasMessage(mine.resolve("nobody") + " cannot be read: there is no such file");
    }

    @Test
    void revoked_are_all_certificates_that_a_node_had_and_no_others() throws Exception {
        List<X509Certificate> first = shown(alice);
        network.renew("alice");
        NodeKeys before = read(bob);

        RevocationList list = network.revoke("alice");

        assertThat(list.size()).isEqualTo(2);
        NodeKeys after = read(bob);
        assertThat(after.revoked().number()).isEqualTo(list.number());
        assertThat(trusts(before, first)).isTrue();
        assertThat(trusts(after, first)).isFalse();
        assertThat(trusts(after, shown(alice))).isFalse();
        assertThat(refusal(after, first.get(0))).isEqualTo("the certificate of alice is revoked");
        assertThat(trusts(after, shown(bob))).isTrue();
        assertThatThrownBy(() -> network.revoke("alice"))
                .isInstanceOf(KeysException.class)
                .hasMessage(alice + " is revoked already");
        assertThatThrownBy(() -> network.renew("alice"))
                .isInstanceOf(KeysException.class)
                .hasMessage(alice + " is revoked, or of a former authority: it is made anew by keys node");
    }

    @Test
    void a_name_that_is_revoked_may_be_given_again_and_each_list_is_later_than_the_one_before() throws Exception {
        RevocationList first = network.revoke("alice");
        KeysFixture.node(network, "alice", KeyRole.SEED);
        assertThat(trusts(read(bob), shown(alice))).isTrue();

        RevocationList second = network.revoke("bob");

        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(second.serials()).containsAll(first.serials()).hasSize(2);
        assertThat(read(alice).revoked().serials()).isEqualTo(second.serials());
    }

    @Test
    void while_an_authority_takes_the_place_of_another_those_who_know_one_or_both_belong_together() throws Exception {
        NodeKeys knowsOld = read(bob);
        List<X509Certificate> old = shown(alice);

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(2);

        NodeKeys knowsBoth = read(bob);
        assertThat(knowsBoth.network()).isNotEqualTo(knowsOld.network());
        assertThat(shown(alice)).hasSize(2);
        for (NodeKeys each : List.of(knowsOld, knowsBoth)) {
            assertThat(trusts(each, old)).isTrue();
            assertThat(trusts(each, shown(alice))).isTrue();
        }
        assertThat(trusts(knowsOld, shown(alice).subList(0, 1)))
                .as("without the way to it")
                .isFalse();
        assertThatThrownBy(() -> NetworkKeys.rotate(mine))
                .isInstanceOf(KeysException.class)
                .hasMessageStartingWith(mine + " is being rotated already");

        NetworkKeys.finishRotation(mine);

        NodeKeys knowsNew = read(bob);
        assertThat(trusts(knowsNew, old)).isFalse();
        assertThat(trusts(knowsNew, shown(alice))).isTrue();
        assertThat(knowsBoth.isOfNetwork(old)).isTrue();
        assertThat(knowsNew.isOfNetwork(old)).isFalse();
        assertThat(knowsNew.isOfNetwork(shown(alice))).isTrue();
        assertThatThrownBy(() -> NetworkKeys.finishRotation(mine))
                .isInstanceOf(KeysException.class)
                .hasMessage(mine + " is not being rotated");
        assertThatCode(() -> NetworkKeys.rotate(mine)).doesNotThrowAnyException();
    }

    @Test
    void what_is_shown_behind_a_certificate_that_needs_nothing_behind_it_helps_nobody() throws Exception {
        List<X509Certificate> old = shown(alice);
        NetworkKeys.rotate(mine);
        NodeKeys knowsBoth = read(bob);
        List<X509Certificate> posing =
                List.of(old.get(0), NetworkKeys.open(mine).network());
        assertThat(trusts(knowsBoth, posing)).isTrue();

        assertThat(knowsBoth.lookedAt(posing)).isEqualTo(old);
        assertThat(knowsBoth.lookedAt(shown(alice))).isEqualTo(shown(alice).subList(0, 1));
        NetworkKeys.finishRotation(mine);
        assertThat(read(bob).isOfNetwork(posing)).isFalse();
    }

    @Test
    void names_that_mean_something_else_are_no_names_of_nodes() {
        for (String name : List.of("authority", "network.pem", "revoked.crl")) {
            assertThatThrownBy(() -> KeysFixture.node(network, name, KeyRole.PEER))
                    .isInstanceOf(KeysException.class)
                    .hasMessage(mine.resolve(name) + " is there already: no node can be called so");
        }
    }

    @Test
    void lists_are_signed_by_whom_everybody_knows() throws Exception {
        NodeKeys knowsOld = read(bob);
        NetworkKeys.rotate(mine);
        NetworkKeys rotating = NetworkKeys.open(mine);
        Path carol = KeysFixture.node(rotating, "carol", KeyRole.PEER);

        RevocationList during = rotating.revoke("carol");
        assertThat(during.isSignedByOneOf(knowsOld.authorities())).isTrue();
        assertThat(read(alice).revoked().number()).isEqualTo(during.number());

        NetworkKeys.finishRotation(mine);
        NodeKeys knowsNew = read(bob);
        assertThat(knowsNew.revoked().number()).isGreaterThan(during.number());
        assertThat(trusts(knowsNew, shown(carol))).isFalse();
        assertThat(during.isSignedByOneOf(knowsNew.authorities())).isFalse();
    }

    @Test
    void a_node_that_is_revoked_gets_no_keys_of_a_new_authority_and_leaves_the_list_with_the_second_one()
            throws Exception {
        RevocationList first = network.revoke("alice");

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(1);
        NodeKeys knowsBoth = read(bob);
        NetworkKeys.finishRotation(mine);

        NetworkKeys after = NetworkKeys.open(mine);
        assertThat(after.revoked().serials())
                .as("for who has no new directory yet")
                .isEqualTo(first.serials());
        assertThat(after.revoked().isSignedByOneOf(knowsBoth.authorities())).isTrue();
        assertThat(trusts(read(bob), shown(alice))).isFalse();
        assertThat(after.nodes()).extracting(after::isOut).containsExactly(true, false);
        assertThatThrownBy(() -> after.renew("alice")).isInstanceOf(KeysException.class);

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(1);
        NetworkKeys.finishRotation(mine);
        assertThat(NetworkKeys.open(mine).revoked().size()).isZero();
        assertThat(trusts(read(bob), shown(alice))).isFalse();
        KeysFixture.node(NetworkKeys.open(mine), "alice", KeyRole.PEER);
        assertThat(trusts(read(bob), shown(alice))).isTrue();
    }

    @Test
    void a_key_that_was_revoked_under_the_new_authority_stays_so_although_its_name_was_given_again() throws Exception {
        NetworkKeys.rotate(mine);
        List<X509Certificate> stolen = shown(alice);
        NetworkKeys.open(mine).revoke("alice");
        KeysFixture.node(NetworkKeys.open(mine), "alice", KeyRole.PEER);

        NetworkKeys.finishRotation(mine);

        assertThat(trusts(read(bob), stolen)).isFalse();
        assertThat(trusts(read(bob), shown(alice))).isTrue();
    }

    @Test
    void what_has_run_out_is_revoked_too_as_a_link_may_stand_that_was_made_with_it() throws Exception {
        Path late = KeysFixture.ranOut(network, "late", KeyRole.PEER);
        X509Certificate its = shown(late).get(0);

        assertThat(network.revoke("late").has(its)).isTrue();
    }

    @Test
    void a_list_that_a_clock_signed_which_was_ahead_is_followed_by_a_later_one() throws Exception {
        network.revoke("alice");
        Path file = mine.resolve("revoked.crl");
        Instant ahead = Instant.parse("2039-01-02T03:04:05Z");
        RevocationList early = Authority.open(mine.resolve("authority")).revoke(List.of(BigInteger.valueOf(5)), ahead);
        KeyFiles.replace(file, early.encoded());

        RevocationList next = network.revoke("bob");

        assertThat(early.number()).isEqualTo(ahead.getEpochSecond());
        assertThat(next.number()).isEqualTo(ahead.getEpochSecond() + 1);
    }

    @Test
    void a_list_that_did_not_get_to_all_directories_gets_there_by_the_same_command() throws Exception {
        RevocationList list = network.revoke("alice");
        Files.delete(bob.resolve("revoked.crl"));

        assertThatThrownBy(() -> network.revoke("alice")).hasMessage(alice + " is revoked already");

        assertThat(read(bob).revoked().number()).isEqualTo(list.number());
    }

    @Test
    void on_an_older_copy_of_the_directory_what_a_node_knows_besides_is_revoked_too() throws Exception {
        NetworkKeys older = KeysFixture.copy(mine, folder.resolve("older"));
        RevocationList first = network.revoke("alice");
        RevocationList second = older.revoke("bob");
        assertThat(second.serials()).doesNotContainAnyElementsOf(first.serials());

        KeyFiles.replace(folder.resolve("older/revoked.crl"), first.encoded());
        RevocationList third = older.revoke("bob");

        assertThat(third.serials()).containsAll(first.serials()).containsAll(second.serials());
        assertThat(third.number()).isGreaterThan(Math.max(first.number(), second.number()));

        KeyFiles.replace(mine.resolve("revoked-" + second.number() + "-0a1b2c3d.crl"), second.encoded());
        assertThat(network.revoke("alice").serials())
                .as("as a node keeps an earlier list")
                .isEqualTo(third.serials());
        assertThatThrownBy(() -> network.revoke("alice")).hasMessage(alice + " is revoked already");
    }

    @Test
    void a_rotation_that_was_cut_short_anywhere_is_finished_by_the_next_run() throws Exception {
        X509Certificate first = network.network();
        NetworkKeys.rotate(mine);
        Path authority = mine.resolve("authority");
        Path former = mine.resolve(".authority-former");

        Files.move(authority, mine.resolve(".authority-next")); // between the two moves
        assertThat(NetworkKeys.open(mine).network()).isNotEqualTo(first);
        assertThat(NetworkKeys.open(mine).former()).isEqualTo(first);
        Files.move(former, authority); // before the first
        assertThat(NetworkKeys.open(mine).network()).isEqualTo(first);
        assertThat(NetworkKeys.open(mine).former()).isNull();
        KeysFixture.node(network, "carol", KeyRole.PEER);
        assertThat(NetworkKeys.open(mine).former()).isEqualTo(first);

        KeyFiles.replace(mine.resolve(".made/alice/.5.new-12345678"), new byte[0]);
        Path half = mine.resolve(".removed-half");
        KeyFiles.makeDirectory(half);
        Files.createFile(half.resolve("rest"));
        NetworkKeys.finishRotation(mine);
        assertThat(former).doesNotExist();
        assertThat(half).doesNotExist();
        for (String name : List.of("alice", "bob", "carol")) {
            assertThat(NetworkKeys.Node.read(mine.resolve(name)).network())
                    .isEqualTo(NetworkKeys.open(mine).network());
        }
    }

    @Test
    void a_list_that_was_not_everywhere_when_the_end_of_a_rotation_was_cut_short_gets_there() throws Exception {
        NetworkKeys.rotate(mine);
        NetworkKeys during = NetworkKeys.open(mine);
        KeysFixture.node(during, "mallory", KeyRole.PEER);
        RevocationList before = during.revoke("mallory");
        Authority next = Authority.open(mine.resolve("authority"));
        RevocationList after = next.revoke(before.serials(), Instant.ofEpochSecond(before.number() + 1));
        KeyFiles.replace(mine.resolve("revoked.crl"), after.encoded());

        NetworkKeys.finishRotation(mine);

        assertThat(read(bob).revoked().number()).isEqualTo(after.number());
    }

    @Test
    void nodes_that_had_no_new_keys_when_a_rotation_was_cut_short_get_them_by_the_next() throws Exception {
        byte[] before = Files.readAllBytes(bob.resolve("node.p12"));
        byte[] password = Files.readAllBytes(bob.resolve("password"));
        NetworkKeys.rotate(mine);
        KeyFiles.replace(bob.resolve("node.p12"), before);
        KeyFiles.replace(bob.resolve("password"), password);

        assertThatThrownBy(() -> NetworkKeys.finishRotation(mine))
                .isInstanceOf(KeysException.class)
                .hasMessage(bob + " has no keys of the new authority: rotate again");

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(1);
        NetworkKeys.finishRotation(mine);
        assertThat(trusts(read(alice), shown(bob))).isTrue();
    }

    @Test
    void commands_at_once_lose_nothing() throws Exception {
        List<String> names = List.of("alice", "bob", "c", "d");
        for (String name : names.subList(2, 4)) {
            KeysFixture.node(network, name, KeyRole.PEER);
        }
        List<Process> revoking = new ArrayList<>();
        for (String name : names) {
            revoking.add(KeysFixture.revokeInAnotherProcess(mine, name));
        }
        for (Process each : revoking) {
            assertThat(each.waitFor()).isZero();
        }

        assertThat(NetworkKeys.open(mine).revoked().size()).isEqualTo(4);
    }

    @Test
    void a_node_cannot_sign_for_others() throws Exception {
        Signer signer = Signer.of(NodeKeys.readAtAnyTime(alice).own());
        Holder mallory = new Holder("mallory", KeyRole.PEER, List.of(), List.of());
        X509Certificate forged = signer.node(mallory, Signer.newKey().getPublic(), Validity.ofDays(9));

        assertThat(trusts(read(bob), List.of(forged, shown(alice).get(0)))).isFalse();
        assertThat(read(bob).isOfNetwork(List.of(forged))).isFalse();
    }
}

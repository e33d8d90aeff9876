package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed and revoked, and an authority takes the place of another. */
class RotationTest {
    @TempDir
    private Path folder;

    private Path mine;
    private NetworkKeys network;
    private Path alice;
    private Path bob;

    @BeforeEach
    void make() throws Exception {
        mine = folder.resolve("mine");
        network = NetworkKeys.make(mine);
        alice = KeysFixture.node(network, "alice", KeyRole.PEER);
        bob = KeysFixture.node(network, "bob", KeyRole.SEED);
    }

    private static NodeKeys read(Path node) throws KeysException {
        return NodeKeys.read(node, Instant.now());
    }

    private static X509Certificate[] shown(Path node) throws KeysException {
        return NodeKeys.readAtAnyTime(node).own().certificates();
    }

    private static boolean trusts(NodeKeys one, X509Certificate... shown) {
        try {
            new Members(one.authorities()).checkClientTrusted(shown, "EC");
            return one.refusal(shown[0], Instant.now()) == null;
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
        X509Certificate[] first = shown(alice);
        network.renew("alice");
        NodeKeys before = read(bob);

        RevocationList list = network.revoke("alice");

        assertThat(list.size()).isEqualTo(2);
        NodeKeys after = read(bob);
        assertThat(after.revoked().number()).isEqualTo(list.number());
        assertThat(trusts(before, first)).isTrue();
        assertThat(trusts(after, first)).isFalse();
        assertThat(trusts(after, shown(alice))).isFalse();
        assertThat(after.refusal(first[0], Instant.now())).isEqualTo("the certificate of alice is revoked");
        assertThat(trusts(after, shown(bob))).isTrue();
        assertThatThrownBy(() -> network.revoke("alice"))
                .isInstanceOf(KeysException.class)
                .hasMessage(alice + " is revoked already");
        assertThatThrownBy(() -> network.renew("alice"))
                .isInstanceOf(KeysException.class)
                .hasMessage(alice + " is revoked: it is made anew by keys node");
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
        X509Certificate[] old = shown(alice);

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(2);

        NodeKeys knowsBoth = read(bob);
        assertThat(knowsBoth.network()).isNotEqualTo(knowsOld.network());
        assertThat(shown(alice)).hasSize(2);
        for (NodeKeys each : List.of(knowsOld, knowsBoth)) {
            assertThat(trusts(each, old)).isTrue();
            assertThat(trusts(each, shown(alice))).isTrue();
        }
        assertThat(trusts(knowsOld, shown(alice)[0]))
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
    void a_node_that_is_revoked_gets_no_keys_of_the_new_authority_and_leaves_the_list_with_the_old_one()
            throws Exception {
        network.revoke("alice");

        assertThat(NetworkKeys.rotate(mine)).isEqualTo(1);
        NetworkKeys.finishRotation(mine);

        NetworkKeys after = NetworkKeys.open(mine);
        assertThat(after.revoked().size()).isZero();
        assertThat(trusts(read(bob), shown(alice))).isFalse();
        assertThat(after.nodes()).extracting(after::isOut).containsExactly(true, false);
        KeysFixture.node(after, "alice", KeyRole.PEER);
        assertThat(trusts(read(bob), shown(alice))).isTrue();
    }

    @Test
    void what_was_cut_short_is_finished_by_the_next_run() throws Exception {
        NetworkKeys.rotate(mine);
        Path authority = mine.resolve("authority");
        Files.move(authority, mine.resolve(".authority-next"));
        Files.move(mine.resolve(".authority-former"), authority);

        assertThat(NetworkKeys.open(mine).former()).isEqualTo(network.network());
        assertThat(NetworkKeys.open(mine).network()).isNotEqualTo(network.network());
    }

    @Test
    void a_node_cannot_sign_for_others() throws Exception {
        X509Certificate[] chain = {shown(alice)[0], shown(bob)[0]};

        assertThat(read(bob).isOfNetwork(chain)).isTrue();
        Path store = alice.resolve("node.p12");
        Path password = alice.resolve("password");
        Keytool.makePair(store, password, "forged", "CN=x", "-1H", 9, List.of("-signer", "node"));
        X509Certificate forged =
                Stores.read(store, Stores.password(password), "forged").certificate();

        assertThat(trusts(read(bob), forged, shown(alice)[0])).isFalse();
        assertThat(read(bob).isOfNetwork(forged)).isFalse();
    }
}

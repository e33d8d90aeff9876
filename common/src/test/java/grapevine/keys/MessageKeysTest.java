package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Proofs.Learned;
import grapevine.node.Proofs.Standing;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import grapevine.wire.Proof.Hash;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose signature holds, and for what. */
class MessageKeysTest {
    private static final Hash ROOT = new Hash(1, 2);
    private static final Origin ORIGIN = new Origin(Address.parse("10.0.0.7:6001"), 5);

    @TempDir
    private static Path template;

    @TempDir
    private Path folder;

    private NetworkKeys network;
    private Path alice;
    private LiveKeys ofBob;
    private MessageKeys bob;

    @BeforeAll
    static void makeOnce() throws Exception {
        NetworkKeys mine = NetworkKeys.make(template.resolve("mine"));
        for (String name : List.of("alice", "bob", "dave")) {
            KeysFixture.node(mine, name, KeyRole.PEER);
        }
        mine.makeNode(new Holder("carol", KeyRole.PEER, List.of("10.0.0.9"), List.of()), 30);
        KeysFixture.node(mine, "seed1", KeyRole.SEED);
        KeysFixture.node(NetworkKeys.make(template.resolve("other")), "eve", KeyRole.PEER);
    }

    @BeforeEach
    void make() throws Exception {
        network = KeysFixture.copy(template.resolve("mine"), folder.resolve("mine"));
        alice = folder.resolve("mine/alice");
        ofBob = LiveKeys.read(folder.resolve("mine/bob"), KeyRole.PEER, Instant.now());
        bob = new MessageKeys(ofBob);
    }

    private MessageKeys of(String name, KeyRole role) throws Exception {
        return keys(folder.resolve("mine").resolve(name), role);
    }

    private static MessageKeys keys(Path directory, KeyRole role) throws Exception {
        return new MessageKeys(LiveKeys.read(directory, role, Instant.now()));
    }

    private MessageKeys alice() throws Exception {
        return keys(alice, KeyRole.PEER);
    }

    /** What this one learns of that one, from that one. */
    private static Learned learn(MessageKeys who, MessageKeys of) {
        return who.learn(of.key(), of.certificates(of.key()));
    }

    @Test
    void what_one_signs_another_can_check_who_learned_whose_key_it_is() throws Exception {
        MessageKeys alice = alice();
        byte[] signature = alice.sign(ROOT);

        assertThat(bob.knows(alice.key())).isFalse();
        assertThat(bob.certificates(alice.key())).isNull();
        assertThat(bob.isSigned(alice.key(), ROOT, signature)).isFalse();

        assertThat(learn(bob, alice)).isEqualTo(Learned.KNOWN);

        assertThat(signature).hasSize(64);
        assertThat(bob.isSigned(alice.key(), ROOT, signature)).isTrue();
        assertThat(bob.isSigned(alice.key(), new Hash(1, 3), signature)).isFalse();
        assertThat(bob.isSigned(bob.key(), ROOT, signature)).isFalse();
        assertThat(bob.holder(alice.key())).isEqualTo("alice");
        assertThat(bob.judge(alice.key(), ORIGIN)).isEqualTo(Standing.FINE);
        assertThat(bob.certificates(alice.key())).isEqualTo(alice.certificates(alice.key()));
    }

    @Test
    void any_signature_with_a_bit_altered_is_none_and_nothing_of_it_ends_the_node() throws Exception {
        MessageKeys alice = alice();
        learn(bob, alice);
        byte[] signature = alice.sign(ROOT);
        SplittableRandom random = new SplittableRandom(4);

        for (int i = 0; i < 64; i++) {
            byte[] altered = signature.clone();
            altered[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(bob.isSigned(alice.key(), ROOT, altered)).isFalse();
        }
        assertThat(bob.isSigned(alice.key(), ROOT, new byte[64])).isFalse();
        assertThat(bob.isSigned(alice.key(), ROOT, new byte[3])).isFalse();
    }

    @Test
    void what_is_not_the_certificate_of_that_key_is_refused() throws Exception {
        MessageKeys alice = alice();
        String its = alice.certificates(alice.key());

        assertThat(bob.learn(alice.key() + 1, its)).isEqualTo(Learned.WRONG);
        for (String text : List.of("", ";", "AAAA", "%%", its + ";MIAA", its + ";;", its.substring(4), "MIAA")) {
            assertThat(bob.learn(alice.key(), text)).as(text).isEqualTo(Learned.WRONG);
        }
        assertThat(bob.knows(alice.key())).isFalse();
    }

    @Test
    void a_certificate_of_another_network_is_not_trusted() throws Exception {
        MessageKeys eve = keys(template.resolve("other/eve"), KeyRole.PEER);

        assertThat(learn(bob, eve)).isEqualTo(Learned.UNTRUSTED);
        assertThat(bob.knows(eve.key())).isFalse();
    }

    @Test
    void a_seed_speaks_for_no_origin_and_a_peer_for_its_own_address() throws Exception {
        MessageKeys seed = of("seed1", KeyRole.SEED);
        MessageKeys carol = of("carol", KeyRole.PEER);
        learn(bob, seed);
        learn(bob, carol);

        assertThat(bob.judge(seed.key(), ORIGIN)).isEqualTo(Standing.FOREIGN);
        assertThat(bob.judge(carol.key(), ORIGIN)).isEqualTo(Standing.FOREIGN);
        assertThat(bob.judge(carol.key(), new Origin(Address.parse("10.0.0.9:1"), 5)))
                .isEqualTo(Standing.FINE);
    }

    @Test
    void whose_certificate_is_revoked_is_trusted_no_more_and_is_not_blamed_on_others() throws Exception {
        MessageKeys alice = alice();
        learn(bob, alice);

        ofBob.offer(KeysFixture.listWith(folder.resolve("mine"), "alice"));

        assertThat(bob.judge(alice.key(), ORIGIN)).isEqualTo(Standing.UNTRUSTED);
        assertThat(bob.isSigned(alice.key(), ROOT, alice.sign(ROOT))).isTrue();
    }

    @Test
    void who_is_renewed_has_another_key_and_the_same_name_and_the_former_is_still_shown() throws Exception {
        LiveKeys live = LiveKeys.read(alice, KeyRole.PEER, Instant.now());
        MessageKeys keys = new MessageKeys(live);
        long former = keys.key();
        learn(bob, keys);

        network.renew("alice");
        assertThat(live.look(Instant.now()).change()).isEqualTo(LiveKeys.Change.KEYS);

        assertThat(keys.key()).isNotEqualTo(former);
        assertThat(keys.certificates(former)).isEqualTo(bob.certificates(former));
        assertThat(learn(bob, keys)).isEqualTo(Learned.KNOWN);
        assertThat(bob.holder(keys.key())).isEqualTo("alice");
        assertThat(bob.judge(former, ORIGIN)).isEqualTo(Standing.FINE);
        assertThat(bob.isSigned(keys.key(), ROOT, keys.sign(ROOT))).isTrue();
    }

    @Test
    void while_an_authority_is_replaced_the_certificates_of_the_new_one_are_known_to_who_has_the_former()
            throws Exception {
        NetworkKeys.rotate(folder.resolve("mine"));
        MessageKeys alice = alice();

        assertThat(learn(bob, alice)).isEqualTo(Learned.KNOWN);
        assertThat(bob.isSigned(alice.key(), ROOT, alice.sign(ROOT))).isTrue();
    }

    @Test
    void of_the_keys_that_there_is_no_room_for_those_go_that_were_not_asked_for_longest() throws Exception {
        MessageKeys few = new MessageKeys(ofBob, 2);
        MessageKeys alice = alice();
        MessageKeys carol = of("carol", KeyRole.PEER);
        learn(few, alice);
        learn(few, carol);
        assertThat(few.knows(alice.key())).isTrue();

        learn(few, of("dave", KeyRole.PEER));

        assertThat(few.knows(alice.key())).isTrue();
        assertThat(few.knows(carol.key())).isFalse();
        assertThat(few.knows(few.key())).isTrue();
    }
}

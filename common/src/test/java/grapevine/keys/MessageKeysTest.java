package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Proofs.Learned;
import grapevine.node.Proofs.Standing;
import grapevine.node.Proofs.Verdict;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import grapevine.wire.Proof.Hash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
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
        ofBob = LiveKeys.read(folder.resolve("mine/bob"), KeyRole.PEER);
        bob = new MessageKeys(ofBob);
    }

    private MessageKeys of(String name, KeyRole role) throws Exception {
        return keys(folder.resolve("mine").resolve(name), role);
    }

    private static MessageKeys keys(Path directory, KeyRole role) throws Exception {
        return new MessageKeys(LiveKeys.read(directory, role));
    }

    private MessageKeys alice() throws Exception {
        return keys(alice, KeyRole.PEER);
    }

    /** What this one learns of that one, from that one. */
    private static Learned learn(MessageKeys who, MessageKeys of) {
        return who.learn(of.signer().key(), of.certificates(of.signer().key()));
    }

    @Test
    void a_key_of_another_kind_is_not_learned_so_that_nobody_takes_its_signatures_for_forged() throws Exception {
        KeyPair key = KeysFixture.key("EC", 384);
        Path odd = KeysFixture.withKey(network, "odd", key);
        char[] password = Stores.password(odd.resolve("password"));
        X509Certificate its =
                Stores.read(KeysFixture.store(odd), password, "node").certificate();
        long hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(its.getTBSCertificate()))
                .getLong();

        assertThat(bob.learn(hash, Base64.getEncoder().encodeToString(its.getEncoded())))
                .isEqualTo(Learned.UNTRUSTED);
        assertThat(bob.knows(hash)).isFalse();
    }

    @Test
    void what_one_signs_another_can_check_who_learned_whose_key_it_is() throws Exception {
        MessageKeys alice = alice();
        byte[] signature = alice.signer().sign(ROOT);

        assertThat(bob.knows(alice.signer().key())).isFalse();
        assertThat(bob.certificates(alice.signer().key())).isNull();
        assertThat(bob.verify(alice.signer().key(), ROOT, signature)).isEqualTo(Verdict.UNKNOWN);

        assertThat(learn(bob, alice)).isEqualTo(Learned.KNOWN);

        assertThat(signature).hasSize(64);
        assertThat(bob.verify(alice.signer().key(), ROOT, signature)).isEqualTo(Verdict.HOLDS);
        assertThat(bob.verify(alice.signer().key(), new Hash(1, 3), signature)).isEqualTo(Verdict.FORGED);
        assertThat(bob.verify(bob.signer().key(), ROOT, signature)).isEqualTo(Verdict.FORGED);
        assertThat(bob.holder(alice.signer().key())).isEqualTo("alice");
        assertThat(bob.judge(alice.signer().key(), ORIGIN)).isEqualTo(Standing.FINE);
        assertThat(bob.certificates(alice.signer().key()))
                .isEqualTo(alice.certificates(alice.signer().key()));
    }

    @Test
    void whom_one_has_met_need_not_be_asked_for_unless_it_is_no_peer() throws Exception {
        NodeKeys hers = NodeKeys.read(this.alice, KeyRole.PEER);
        MessageKeys alice = alice();
        NodeKeys ofSeed = NodeKeys.read(folder.resolve("mine/seed1"), KeyRole.SEED);

        bob.met(ofBob.now().lookedAt(hers.chain()), ofBob.now());
        bob.met(ofBob.now().lookedAt(ofSeed.chain()), ofBob.now());

        assertThat(bob.holder(alice.signer().key())).isEqualTo("alice");
        assertThat(bob.judge(alice.signer().key(), ORIGIN)).isEqualTo(Standing.FINE);
        assertThat(bob.certificates(alice.signer().key()))
                .isEqualTo(alice.certificates(alice.signer().key()));
        assertThat(bob.knows(of("seed1", KeyRole.SEED).signer().key())).isFalse();
    }

    @Test
    void any_signature_with_a_bit_altered_is_none_and_nothing_of_it_ends_the_node() throws Exception {
        MessageKeys alice = alice();
        learn(bob, alice);
        byte[] signature = alice.signer().sign(ROOT);
        SplittableRandom random = new SplittableRandom(4);

        for (int i = 0; i < 64; i++) {
            byte[] altered = signature.clone();
            altered[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(bob.verify(alice.signer().key(), ROOT, altered)).isEqualTo(Verdict.FORGED);
        }
        assertThat(bob.verify(alice.signer().key(), ROOT, new byte[64])).isEqualTo(Verdict.FORGED);
        assertThat(bob.verify(alice.signer().key(), ROOT, new byte[3])).isEqualTo(Verdict.FORGED);
    }

    @Test
    void what_is_not_the_certificate_of_that_key_is_refused() throws Exception {
        MessageKeys alice = alice();
        String its = alice.certificates(alice.signer().key());

        assertThat(bob.learn(alice.signer().key() + 1, its)).isEqualTo(Learned.WRONG);
        for (String text : List.of("", ";", "AAAA", "%%", its + ";MIAA", its + ";;", its.substring(4), "MIAA")) {
            assertThat(bob.learn(alice.signer().key(), text)).as(text).isEqualTo(Learned.WRONG);
        }
        assertThat(bob.knows(alice.signer().key())).isFalse();
    }

    @Test
    void a_certificate_of_another_network_is_not_trusted() throws Exception {
        MessageKeys eve = keys(template.resolve("other/eve"), KeyRole.PEER);

        assertThat(learn(bob, eve)).isEqualTo(Learned.UNTRUSTED);
        assertThat(bob.knows(eve.signer().key())).isFalse();
    }

    @Test
    void a_seed_speaks_for_no_origin_and_a_peer_for_its_own_address() throws Exception {
        MessageKeys seed = of("seed1", KeyRole.SEED);
        MessageKeys carol = of("carol", KeyRole.PEER);
        learn(bob, seed);
        learn(bob, carol);

        assertThat(bob.judge(seed.signer().key(), ORIGIN)).isEqualTo(Standing.FOREIGN);
        assertThat(bob.judge(carol.signer().key(), ORIGIN)).isEqualTo(Standing.FOREIGN);
        assertThat(bob.judge(carol.signer().key(), new Origin(Address.parse("10.0.0.9:1"), 5)))
                .isEqualTo(Standing.CERTIFIED);
    }

    @Test
    void whose_certificate_is_revoked_is_trusted_no_more_and_is_not_blamed_on_others() throws Exception {
        MessageKeys alice = alice();
        learn(bob, alice);

        ofBob.offer(KeysFixture.listWith(folder.resolve("mine"), "alice"));

        assertThat(bob.judge(alice.signer().key(), ORIGIN)).isEqualTo(Standing.UNTRUSTED);
        assertThat(bob.verify(alice.signer().key(), ROOT, alice.signer().sign(ROOT)))
                .isEqualTo(Verdict.HOLDS);
    }

    @Test
    void who_is_renewed_has_another_key_and_the_same_name_and_the_former_is_still_shown() throws Exception {
        LiveKeys live = LiveKeys.read(alice, KeyRole.PEER);
        MessageKeys keys = new MessageKeys(live);
        long former = keys.signer().key();
        learn(bob, keys);

        network.renew("alice");
        assertThat(live.look(Instant.now()).change()).isEqualTo(LiveKeys.Change.KEYS);

        assertThat(keys.signer().key()).isNotEqualTo(former);
        assertThat(keys.certificates(former)).isEqualTo(bob.certificates(former));
        assertThat(learn(bob, keys)).isEqualTo(Learned.KNOWN);
        assertThat(bob.holder(keys.signer().key())).isEqualTo("alice");
        assertThat(bob.judge(former, ORIGIN)).isEqualTo(Standing.FINE);
        assertThat(bob.verify(keys.signer().key(), ROOT, keys.signer().sign(ROOT)))
                .isEqualTo(Verdict.HOLDS);
    }

    @Test
    void while_an_authority_is_replaced_the_certificates_of_the_new_one_are_known_to_who_has_the_former()
            throws Exception {
        NetworkKeys.rotate(folder.resolve("mine"));
        MessageKeys alice = alice();

        assertThat(learn(bob, alice)).isEqualTo(Learned.KNOWN);
        assertThat(bob.verify(alice.signer().key(), ROOT, alice.signer().sign(ROOT)))
                .isEqualTo(Verdict.HOLDS);
    }

    @Test
    void of_the_keys_that_there_is_no_room_for_those_go_that_were_not_asked_for_longest() throws Exception {
        MessageKeys few = new MessageKeys(ofBob, 2);
        MessageKeys alice = alice();
        MessageKeys carol = of("carol", KeyRole.PEER);
        learn(few, alice);
        learn(few, carol);
        assertThat(few.knows(alice.signer().key())).isTrue();

        learn(few, of("dave", KeyRole.PEER));

        assertThat(few.knows(alice.signer().key())).isTrue();
        assertThat(few.knows(carol.signer().key())).isFalse();
        assertThat(few.knows(few.signer().key())).isTrue();
    }

    /** Else whoever passes a message on could have all others check it once more. */
    @Test
    void of_the_two_signatures_that_each_root_has_one_counts() throws Exception {
        MessageKeys alice = alice();
        learn(bob, alice);
        BigInteger order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

        for (int i = 0; i < 32; i++) {
            byte[] signature = alice.signer().sign(new Hash(i, i));
            byte[] other = signature.clone();
            byte[] s = order.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
            for (int at = 0; at < 32; at++) {
                int from = s.length - 32 + at;
                other[32 + at] = from < 0 ? 0 : s[from];
            }

            assertThat(bob.verify(alice.signer().key(), new Hash(i, i), signature))
                    .isEqualTo(Verdict.HOLDS);
            assertThat(bob.verify(alice.signer().key(), new Hash(i, i), other)).isEqualTo(Verdict.FORGED);
        }
    }

    @Test
    void what_nobody_looked_at_is_not_passed_on() throws Exception {
        MessageKeys alice = alice();
        String its = alice.certificates(alice.signer().key()).split(";", 2)[0];
        String stuffed = its + ";"
                + of("carol", KeyRole.PEER)
                        .certificates(of("carol", KeyRole.PEER).signer().key());

        assertThat(bob.learn(alice.signer().key(), stuffed)).isEqualTo(Learned.KNOWN);

        assertThat(bob.certificates(alice.signer().key())).isEqualTo(its);
    }
}

package grapevine.sim.keys;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.node.Proofs.Learned;
import grapevine.node.Proofs.Standing;
import grapevine.node.Proofs.Verdict;
import grapevine.wire.Address;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated keys do what those of the daemons do, be they modelled or computed. */
class ProcessKeysTest {
    private static final Proof.Hash ROOT = new Proof.Hash(1, 2);

    @ParameterizedTest
    @EnumSource
    void what_a_key_signed_holds_for_that_key_and_root_alone(Crypto crypto) {
        Authority authority = new Authority(crypto, 1);
        Member alice = member(authority, "alice", "10.0.0.1");
        Member bob = member(authority, "bob", "10.0.0.2");
        ProcessKeys keys = new ProcessKeys(authority, bob);
        byte[] signature = alice.sign(ROOT);

        assertThat(signature).hasSize(Proof.SIGNATURE);
        assertThat(keys.verify(alice.key(), ROOT, signature)).isEqualTo(Verdict.UNKNOWN);
        assertThat(keys.learn(alice.key(), alice.text())).isEqualTo(Learned.KNOWN);
        assertThat(keys.verify(alice.key(), ROOT, signature)).isEqualTo(Verdict.HOLDS);
        assertThat(keys.verify(alice.key(), new Proof.Hash(1, 3), signature)).isEqualTo(Verdict.FORGED);
        assertThat(keys.verify(bob.key(), ROOT, signature)).isEqualTo(Verdict.FORGED);
        assertThat(keys.verify(alice.key(), ROOT, new byte[Proof.SIGNATURE])).isEqualTo(Verdict.FORGED);
    }

    @ParameterizedTest
    @EnumSource
    void a_certificate_is_of_its_key_and_of_its_authority(Crypto crypto) {
        Authority authority = new Authority(crypto, 1);
        Member alice = member(authority, "alice", "10.0.0.1");
        ProcessKeys keys = new ProcessKeys(authority, member(authority, "bob", "10.0.0.2"));
        Member stranger = member(new Authority(crypto, 2), "stranger", "10.0.0.3");

        assertThat(keys.learn(alice.key() + 1, alice.text())).isEqualTo(Learned.WRONG);
        assertThat(keys.learn(alice.key(), "alice")).isEqualTo(Learned.WRONG);
        assertThat(keys.learn(alice.key(), alice.text().replace("10.0.0.1", "10.0.0.9")))
                .isEqualTo(Learned.WRONG);
        assertThat(keys.learn(stranger.key(), stranger.text())).isEqualTo(Learned.UNTRUSTED);
        assertThat(keys.knows(stranger.key())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_key_speaks_for_its_own_ip_until_it_is_revoked(Crypto crypto) {
        Authority authority = new Authority(crypto, 1);
        Member alice = member(authority, "alice", "10.0.0.1");
        ProcessKeys keys = new ProcessKeys(authority, member(authority, "bob", "10.0.0.2"));
        keys.learn(alice.key(), alice.text());

        assertThat(keys.judge(alice.key(), origin("10.0.0.1"))).isEqualTo(Standing.CERTIFIED);
        assertThat(keys.judge(alice.key(), origin("10.0.0.2"))).isEqualTo(Standing.FOREIGN);

        RevokedList list = authority.revoke(List.of(alice), 5_000);
        keys.take(list);

        assertThat(keys.judge(alice.key(), origin("10.0.0.1"))).isEqualTo(Standing.UNTRUSTED);
        assertThat(authority.read(list.text())).isEqualTo(list);
        assertThat(authority.read(list.text().replace("5;", "6;"))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void the_same_seed_number_makes_the_same_keys_and_signatures(Crypto crypto) {
        Member one = member(new Authority(crypto, 1), "alice", "10.0.0.1");
        Member same = member(new Authority(crypto, 1), "alice", "10.0.0.1");
        Member other = member(new Authority(crypto, 2), "alice", "10.0.0.1");

        assertThat(one.text()).isEqualTo(same.text()).isNotEqualTo(other.text());
        assertThat(one.sign(ROOT)).isEqualTo(same.sign(ROOT)).isNotEqualTo(other.sign(ROOT));
    }

    private static Member member(Authority authority, String name, String ip) {
        return authority.certify(new Holder(name, KeyRole.PEER, List.of(ip), List.of()));
    }

    private static Origin origin(String ip) {
        return new Origin(Address.parse(ip + ":6000"), 7);
    }
}

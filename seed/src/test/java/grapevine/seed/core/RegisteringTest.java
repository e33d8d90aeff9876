package grapevine.seed.core;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Left;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Register, renew, list, leave: what a peer says and what the seed keeps of it. */
class RegisteringTest {
    private static final Address A = Address.parse("127.0.0.1:6001");
    private static final Address B = Address.parse("127.0.0.1:6002");
    private static final Address C = Address.parse("127.0.0.1:6003");

    private final SeedRun seed = new SeedRun();

    @Test
    void a_hello_without_an_age_is_answered_with_the_ip_it_is_seen_under_and_a_proposed_age() {
        FakeLink link = seed.node.accept(Ip.v4(0x0a000007));

        seed.node.feed(link, hello(A, 1, 0));

        assertThat(link.said()).containsExactly(SeedRun.helloSaid(Ip.v4(0x0a000007), WALL));
    }

    @Test
    void a_hello_with_an_age_is_proposed_none() {
        FakeLink link = seed.node.accept(Ip.LOOPBACK);

        seed.node.feed(link, hello(A, 1, WALL - 5));

        assertThat(link.said()).containsExactly(SeedRun.helloSaid(Ip.LOOPBACK, 0));
    }

    @Test
    void a_proposed_age_is_above_every_age_known() {
        seed.join(A, WALL + 1000);

        FakeLink link = seed.node.accept(Ip.LOOPBACK);
        seed.node.feed(link, hello(B, 1, 0));

        assertThat(((Hello) link.said().get(0)).propose()).isEqualTo(WALL + 1001);
    }

    @Test
    void the_age_of_a_peer_that_is_gone_is_not_proposed_again() {
        seed.join(A, WALL + 1000);
        seed.ask(hello(A, 1, WALL + 1000), new Leave(2));

        assertThat(seed.join(B, 0).age()).isEqualTo(WALL + 1001);
    }

    @Test
    void an_epoch_that_is_known_is_proposed_the_age_it_has() {
        seed.join(A, WALL - 10);
        seed.join(B, WALL - 5);

        FakeLink link = seed.node.accept(Ip.LOOPBACK);
        seed.node.feed(link, hello(A, 1, 0), new Register(2, 0, 0, 0));

        List<?> said = link.said();
        assertThat(((Hello) said.get(0)).propose()).isEqualTo(WALL - 10);
        assertThat(((Registered) said.get(1)).age()).isEqualTo(WALL - 10);
    }

    @Test
    void a_first_registration_enters_the_peer_and_names_the_older_ones() {
        seed.join(A, WALL - 20);
        seed.join(B, WALL - 10);
        seed.facts();

        Registered answer = seed.join(C, WALL - 15);

        assertThat(answer.age()).isEqualTo(WALL - 15);
        assertThat(answer.lease()).isBetween(54_000L, 60_000L);
        assertThat(answer.older()).isEqualTo(1);
        assertThat(answer.sample()).containsExactly(new Entry(A, 0, WALL - 20, 1));
        assertThat(seed.facts()).containsExactly(new Fact.PeerEntered(C, 1, WALL - 15, 3));
    }

    @Test
    void every_answer_says_how_many_peers_there_are_or_were_a_moment_ago() {
        assertThat(seed.join(A, WALL - 20).peers()).isEqualTo(1);
        assertThat(seed.join(B, WALL - 10).peers()).isEqualTo(2);
        seed.ask(hello(A, 1, WALL - 20), new Leave(2));

        assertThat(((Registered) seed.ask(hello(B, 1, WALL - 10), new Register(2, WALL - 10, 0, 0))).peers())
                .isEqualTo(2);
    }

    @Test
    void a_renewal_adopts_the_degree_and_the_age_it_states() {
        seed.join(A, 0);
        seed.facts();

        seed.ask(hello(A, 1, WALL + 70), new Register(2, WALL + 70, 3, 0));

        assertThat(seed.effects.takeFacts())
                .containsExactly(new Fact.PeerRenewed(A, 2, 3), new Fact.DegreeChanged(A, 3));
        assertThat(seed.who())
                .containsExactly("peer=127.0.0.1:6001 epoch=1 age=" + (WALL + 70)
                        + " degree=3 revision=2 lease_ms=60000 confirmed=yes");
    }

    @Test
    void a_peer_that_never_renews_is_dropped_when_its_lease_ends_and_leaves_no_tombstone() {
        seed.join(A, 0);
        seed.facts();

        seed.node.advance(59_999);
        assertThat(seed.facts()).isEmpty();

        seed.node.advance(1);
        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(A, 1, "lease-expired", 0));
        assertThat(seed.status()).contains(" peers=0 tombstones=0 ");
    }

    @Test
    void the_lease_that_is_kept_is_never_shorter_than_the_one_that_was_told() {
        Registered answer = seed.join(A, 0);
        seed.facts();

        seed.node.advance(answer.lease() - 1);
        seed.ask(hello(A, 1, answer.age()), new Register(2, answer.age(), 0, 0));
        seed.node.advance(59_999);

        assertThat(seed.facts()).isEmpty();
    }

    @Test
    void the_same_registration_said_twice_renews() {
        seed.join(A, WALL);
        seed.node.advance(30_000);
        seed.facts();

        Registered again = seed.join(A, WALL);

        assertThat(again.age()).isEqualTo(WALL);
        assertThat(seed.who().get(0)).endsWith("revision=1 lease_ms=60000 confirmed=yes");
        assertThat(seed.facts()).isEmpty();
    }

    @Test
    void an_older_revision_is_outdated() {
        seed.join(A, WALL);
        seed.ask(hello(A, 1, WALL), new Register(5, WALL, 2, 0));

        assertThat(seed.ask(hello(A, 1, WALL), new Register(4, WALL, 9, 0))).isEqualTo(new Outdated(1, 5));
        assertThat(seed.who().get(0)).contains("degree=2 revision=5");
    }

    @Test
    void an_older_epoch_is_outdated() {
        seed.ask(hello(A, 7, 0), new Register(3, 0, 0, 0));

        assertThat(seed.ask(hello(A, 6, 0), new Register(9, 0, 0, 0))).isEqualTo(new Outdated(7, 3));
    }

    @Test
    void a_restarted_peer_takes_the_place_of_its_earlier_run() {
        seed.join(A, WALL - 50);
        seed.facts();

        Registered answer = (Registered) seed.ask(hello(A, 2, 0), new Register(1, 0, 0, 8));

        assertThat(answer.age()).isEqualTo(WALL - 49);
        assertThat(seed.facts())
                .containsExactly(new Fact.PeerRemoved(A, 1, "restarted", 0), new Fact.PeerEntered(A, 2, WALL - 49, 1));
    }

    @Test
    void a_peer_that_leaves_is_gone_at_once() {
        seed.join(A, WALL);
        seed.join(B, WALL + 1);
        seed.facts();

        assertThat(seed.ask(hello(A, 1, WALL), new Leave(2))).isEqualTo(new Left());

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(A, 1, "left", 1));
        assertThat(seed.join(C, WALL + 2).sample()).extracting(Entry::address).containsExactly(B);
    }

    @Test
    void leaving_twice_or_without_being_known_changes_nothing() {
        seed.join(A, WALL);
        seed.ask(hello(A, 1, WALL), new Leave(2));
        seed.facts();

        assertThat(seed.ask(hello(A, 1, WALL), new Leave(2))).isEqualTo(new Left());
        assertThat(seed.ask(hello(B, 1, WALL), new Leave(2))).isEqualTo(new Left());
        assertThat(seed.facts()).isEmpty();
    }

    @Test
    void a_tombstone_wins_a_tie_and_yields_to_a_higher_revision_with_the_same_age() {
        seed.join(A, WALL - 9);
        seed.ask(hello(A, 1, WALL - 9), new Leave(2));

        assertThat(seed.ask(hello(A, 1, WALL - 9), new Register(2, WALL - 9, 0, 0)))
                .isEqualTo(new Outdated(1, 2));
        assertThat(seed.ask(hello(A, 1, WALL - 9), new Register(3, 0, 0, 0)))
                .isInstanceOfSatisfying(
                        Registered.class, back -> assertThat(back.age()).isEqualTo(WALL - 9));
    }

    @Test
    void a_tombstone_is_forgotten_after_ten_minutes() {
        seed.join(A, WALL);
        seed.ask(hello(A, 1, WALL), new Leave(1));

        seed.node.advance(599_999);
        assertThat(seed.ask(hello(A, 1, WALL), new Register(1, WALL, 0, 0))).isEqualTo(new Outdated(1, 1));

        seed.node.advance(1);
        assertThat(seed.ask(hello(A, 1, WALL), new Register(1, WALL, 0, 0))).isInstanceOf(Registered.class);
    }

    @Test
    void an_age_far_from_the_clock_is_one_like_any_other_and_counted_on_from() {
        long age = WALL + 100L * 365 * 86_400_000;
        seed.join(A, age);

        assertThat(ageOf(B, 1)).isEqualTo(age + 1);
    }

    @Test
    void an_age_beyond_what_is_counted_is_entered_and_not_counted_on_from() {
        seed.join(A, Long.MAX_VALUE);

        assertThat(ageOf(B, 1)).isEqualTo(WALL);
        assertThat(seed.who())
                .contains("peer=" + A + " epoch=1 age=" + Long.MAX_VALUE
                        + " degree=0 revision=1 lease_ms=60000 confirmed=yes");
    }

    private long ageOf(Address peer, long revision) {
        return ((Registered) seed.ask(hello(peer, 1, 0), new Register(revision, 0, 0, 0))).age();
    }

    @Test
    void who_does_not_know_its_ip_may_ask_but_not_register() {
        FakeLink link = seed.greet(hello(Address.parse("0.0.0.0:6001"), 1, 0));

        seed.node.feed(link, new Register(1, WALL, 0, 0));

        assertThat(link.said()).containsExactly(new Failure("unexpected", "Register has no business here"));
        assertThat(seed.count(Counter.DROPPED_UNEXPECTED)).isEqualTo(1);
    }

    @Test
    void a_full_registry_refuses_new_peers_and_renews_the_old() {
        SeedRun small = new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxPeers(1).build(), 1);
        small.join(A, WALL);

        FakeLink link = small.greet(hello(B, 1, 0));
        small.node.feed(link, new Register(1, 0, 0, 0));

        assertThat(link.said()).containsExactly(new Failure("overloaded", "this seed keeps no more than 1 peers"));
        assertThat(small.count(Counter.DROPPED_REGISTRY_FULL)).isEqualTo(1);
        assertThat(small.join(A, WALL)).isNotNull();
    }

    @Test
    void a_seed_that_lost_everything_adopts_the_ages_of_those_that_renew() {
        seed.ask(hello(A, 1, WALL - 900), new Register(40, WALL - 900, 2, 0));
        seed.ask(hello(B, 1, WALL - 500), new Register(70, WALL - 500, 2, 0));

        assertThat(seed.join(C, 0).sample())
                .containsExactly(new Entry(A, 2, WALL - 900, 1), new Entry(B, 2, WALL - 500, 1));
    }
}

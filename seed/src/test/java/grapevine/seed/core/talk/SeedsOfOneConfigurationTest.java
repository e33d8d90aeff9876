package grapevine.seed.core.talk;

import static grapevine.seed.core.SeedRun.SECOND;
import static grapevine.seed.core.SeedRun.SELF;
import static grapevine.seed.core.SeedRun.THIRD;
import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.registry.EncodedLength;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Fetch;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registrations;
import grapevine.wire.Registration;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Seeds of one configuration know the same, whoever was told. */
class SeedsOfOneConfigurationTest {
    private final WiredSeeds seeds = new WiredSeeds(SELF, SECOND, THIRD);
    private final SeedRun first = seeds.at(SELF);
    private final SeedRun second = seeds.at(SECOND);
    private final SeedRun third = seeds.at(THIRD);

    @Test
    void each_seed_keeps_a_link_of_its_own_to_each_other() {
        assertThat(first.effects.takeFacts(Fact.SeedConnected.class))
                .containsExactly(new Fact.SeedConnected(SECOND), new Fact.SeedConnected(THIRD));
        assertThat(List.of(first.status(), second.status(), third.status()))
                .allMatch(status -> status.contains(" seeds_connected=2 "));

        seeds.advance(600_000);

        assertThat(first.effects.takeFacts(Fact.SeedLost.class)).isEmpty();
        assertThat(first.count(Counter.CONNECTIONS_ACCEPTED)).isEqualTo(2 + 1);
    }

    @Test
    void a_seed_whose_name_leads_elsewhere_is_followed_and_believed_where_it_leads() {
        Address moved = new Address(Ip.LOOPBACK, 5_077);

        first.seed.seedsLeadTo(first.node.now(), List.of(SELF, moved, THIRD), 3);

        assertThat(first.effects.takeDials()).extracting(FakeLink::to).containsExactly(moved);
        assertThat(comparing(moved).said()).noneMatch(Message.Failure.class::isInstance);
        assertThat(comparing(SECOND).said())
                .singleElement()
                .isInstanceOfSatisfying(
                        Message.Failure.class,
                        refused ->
                                assertThat(refused.text()).isEqualTo(SECOND + " is not in this seed's list of seeds"));
    }

    @Test
    void a_seed_of_which_no_address_answers_is_dialled_at_each_less_and_less_often_and_named_once() {
        seeds.kill(THIRD);
        seeds.kill(SECOND);
        first.node.advance(60_000);
        first.effects.take();
        Address other = new Address(Ip.LOOPBACK, 5_077);
        int dials = 0;

        for (int moves = 0; moves < 1_200; moves++) {
            first.seed.seedsLeadTo(first.node.now(), List.of(SELF, moves % 2 == 0 ? other : SECOND), 2);
            List<FakeLink> asked = first.effects.takeDials();
            dials += asked.size();
            asked.forEach(dial -> first.node.failDial(dial, DialFailure.REFUSED));
            first.node.advance(100);
        }

        assertThat(dials).as("in two minutes").isBetween(8, 16);
        List<Fact> told = first.facts();
        assertThat(told).filteredOn(Fact.SeedUnreachable.class::isInstance).hasSize(1);
        assertThat(told).filteredOn(Fact.SeedStillAway.class::isInstance).hasSizeBetween(8, 16);
    }

    /** What the first hears from this one as from a seed. */
    private FakeLink comparing(Address seed) {
        FakeLink link = first.node.accept(Ip.LOOPBACK);
        first.node.feed(link, new Hello(Role.SEED, "default", seed, 7, 0));
        link.said();
        first.node.feed(link, new Message.Registrations(List.of()));
        return link;
    }

    @Test
    void what_one_seed_is_told_the_others_know_at_once() {
        first.join(peer(1), WALL);
        seeds.settle();

        assertThat(second.effects.takeFacts(Fact.PeerLearned.class))
                .containsExactly(new Fact.PeerLearned(peer(1), SELF, 0, 1));
        assertThat(third.who()).isEqualTo(first.who());

        first.ask(hello(peer(1), 1, WALL), new Register(2, WALL, 7, 0));
        seeds.settle();

        assertThat(third.effects.takeFacts(Fact.DegreeChanged.class))
                .containsExactly(new Fact.DegreeChanged(peer(1), 7));
    }

    @Test
    void what_is_learnt_is_not_passed_on() {
        first.join(peer(1), WALL);
        seeds.settle();

        assertThat(second.effects.takeFacts(Fact.PeerLearned.class)).hasSize(1);
        assertThat(first.effects.takeFacts(Fact.PeerLearned.class)).isEmpty();
        assertThat(third.effects.takeFacts(Fact.PeerLearned.class))
                .extracting(Fact.PeerLearned::from)
                .containsExactly(SELF);
    }

    @Test
    void a_death_that_one_seed_found_is_known_to_all() {
        first.join(peer(1), WALL);
        first.join(peer(2), WALL + 1);
        seeds.settle();
        second.facts();

        third.ask(hello(peer(1), 1, WALL), new DeadNode(peer(2), 5, Ip.LOOPBACK, 1));
        seeds.settle();

        assertThat(second.facts()).containsExactly(new Fact.PeerRemoved(peer(2), 1, "told-by-seed", 1));
        assertThat(first.who()).hasSize(1);
    }

    @Test
    void a_renewal_at_any_seed_keeps_the_lease_at_all() {
        first.join(peer(1), WALL);
        for (int revision = 2; revision < 8; revision++) {
            seeds.advance(50_000);
            seeds.at(revision % 2 == 0 ? SECOND : THIRD)
                    .ask(hello(peer(1), 1, WALL), new Register(revision, WALL, 0, 0));
        }

        assertThat(first.who()).hasSize(1);
        assertThat(first.effects.takeFacts(Fact.PeerRemoved.class)).isEmpty();
    }

    @Test
    void comparing_never_makes_a_lease_last_longer() {
        first.join(peer(1), WALL);
        seeds.settle();

        seeds.advance(60_000);

        assertThat(List.of(first, second, third)).allSatisfy(seed -> {
            assertThat(seed.effects.takeFacts(Fact.PeerRemoved.class))
                    .containsExactly(new Fact.PeerRemoved(peer(1), 1, "lease-expired", 0));
            assertThat(seed.status()).contains(" peers=0 tombstones=0 ");
        });
        seeds.advance(60_000);
        assertThat(second.effects.takeFacts(Fact.PeerLearned.class)).hasSize(1);
    }

    @Test
    void the_sides_of_a_partition_agree_again_within_a_comparison() {
        first.join(peer(1), WALL);
        seeds.settle();
        seeds.cut();
        first.join(peer(2), WALL + 2);
        second.join(peer(3), WALL + 3);
        third.ask(hello(peer(1), 1, WALL), new Leave(2));
        seeds.settle();

        seeds.mend();
        seeds.advance(35_000);

        assertThat(first.who()).hasSize(2).isEqualTo(second.who()).isEqualTo(third.who());
        assertThat(first.status()).contains(" seeds_connected=2 ").contains(" tombstones=1 ");
    }

    @Test
    void a_restarted_seed_without_a_disk_has_everything_again_at_once() {
        for (int i = 0; i < 3_000; i++) {
            first.join(peer(i), WALL + i);
        }
        first.ask(hello(peer(0), 1, WALL), new Leave(2));
        seeds.settle();

        seeds.kill(SECOND);
        SeedRun again = seeds.start(SECOND);
        seeds.advance(2_000);

        assertThat(again.status()).contains(" peers=2999 tombstones=1 ");
        assertThat(again.join(peer(9_000), 0).age()).isEqualTo(WALL + 3_000);
        assertThat(again.effects.takeFacts(Fact.RegistriesCompared.class)).hasSize(2);
    }

    @Test
    void a_seed_that_is_down_is_said_once_and_dialled_with_growing_pauses() {
        seeds.kill(THIRD);
        assertThat(first.effects.takeFacts(Fact.SeedLost.class)).containsExactly(new Fact.SeedLost(THIRD, "reset"));

        seeds.advance(91_000);
        assertThat(first.effects.takeFacts(Fact.SeedLost.class)).isEmpty();
        assertThat(first.count(Counter.DIALS_FAILED))
                .as("after 1, 2, 4, 8, 16, 30, 30 s")
                .isEqualTo(7);

        seeds.start(THIRD);
        seeds.advance(30_000);
        assertThat(first.effects.takeFacts(Fact.SeedConnected.class)).contains(new Fact.SeedConnected(THIRD));
    }

    @Test
    void a_seed_that_answers_no_comparison_is_dialled_anew() {
        SeedRun alone = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        FakeLink link = alone.node.open(alone.effects.takeDial(SECOND));
        alone.node.feed(link, new Hello(Role.SEED, "default", SECOND, 2, 0, Ip.LOOPBACK, 0, 0));
        alone.facts();

        alone.node.advance(10_000);
        assertThat(alone.facts()).containsExactly(new Fact.SeedUnreachable(SECOND, "unanswered"));
        assertThat(link.isEnded()).isTrue();

        alone.node.advance(1_000);
        assertThat(alone.effects.takeDial(SECOND)).isNotNull();
    }

    @Test
    void a_seed_that_is_not_up_yet_is_told_of_only_after_the_first_seconds() {
        SeedRun alone = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        alone.facts();

        for (long pause : new long[] {1_000, 2_000, 4_000}) {
            alone.node.failDial(alone.effects.takeDial(SECOND), DialFailure.REFUSED);
            assertThat(alone.facts()).containsExactly(new Fact.SeedStillAway(SECOND, "refused"));
            alone.node.advance(pause);
        }
        alone.node.failDial(alone.effects.takeDial(SECOND), DialFailure.REFUSED);

        assertThat(alone.facts()).containsExactly(new Fact.SeedUnreachable(SECOND, "refused"));
    }

    @Test
    void a_seed_that_turns_us_away_after_its_hello_is_dialled_with_growing_pauses_and_told_of_once() {
        SeedRun alone = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        alone.facts();

        for (long pause : new long[] {1_000, 2_000, 4_000, 8_000}) {
            FakeLink link = alone.node.open(alone.effects.takeDial(SECOND));
            alone.node.feed(
                    link,
                    new Hello(Role.SEED, "default", SECOND, 2, 0, Ip.LOOPBACK, 0, 0),
                    new Failure("unexpected", "you are not in my list"));
            alone.node.advance(pause - 1);
            assertThat(alone.effects.takeDials()).isEmpty();
            alone.node.advance(1);
        }

        assertThat(alone.facts())
                .containsExactly(
                        new Fact.TurnedAway(SECOND, null, "unexpected", "you are not in my list"),
                        new Fact.SeedUnreachable(SECOND, "turned-away"),
                        new Fact.SeedStillAway(SECOND, "turned-away"),
                        new Fact.SeedStillAway(SECOND, "turned-away"),
                        new Fact.SeedStillAway(SECOND, "turned-away"));
        assertThat(alone.status()).contains(" seeds_connected=0 ");
    }

    @Test
    void thousands_of_rows_go_in_bodies_of_bounded_size_at_a_bounded_pace() {
        SeedRun alone = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        for (int i = 0; i < 5_000; i++) {
            alone.join(peer(i), WALL + i);
        }
        FakeLink link = alone.node.accept(Ip.LOOPBACK);
        alone.node.feed(link, new Hello(Role.SEED, "default", SECOND, 2, 0));
        link.said();

        alone.node.feed(link, new Fetch(IntStream.range(0, 256).boxed().toList()));
        List<Registrations> bodies = registrationsSaid(link);
        assertThat(bodies).as("the first at once").hasSize(1);
        link.setBacklog(10_000_000);
        alone.node.advance(1_000);
        assertThat(link.said()).as("a link that takes nothing is left alone").isEmpty();
        link.setBacklog(0);
        alone.node.advance(1_000);
        bodies.addAll(registrationsSaid(link));

        assertThat(bodies)
                .hasSize(4)
                .allSatisfy(body -> assertThat(
                                body.rows().stream().mapToInt(EncodedLength::of).sum())
                        .isLessThanOrEqualTo(Limits.BODY));
        assertThat(bodies.stream().mapToInt(body -> body.rows().size()).sum()).isEqualTo(5_000);
    }

    @Test
    void imports_are_checked_like_registrations() {
        SeedRun small = new SeedRun(
                SeedSettings.at(SELF, 1)
                        .seeds(List.of(SELF, SECOND))
                        .maxPeers(1)
                        .build(),
                1);
        FakeLink link = small.node.accept(Ip.LOOPBACK);
        small.node.feed(link, new Hello(Role.SEED, "default", SECOND, 2, 0));

        small.node.feed(link, rows(row(SECOND, WALL), row(peer(2), WALL)));
        small.node.feed(link, rows(row(peer(3), WALL)));

        assertThat(small.count(Counter.DROPPED_BAD_IMPORT)).isEqualTo(1);
        assertThat(small.count(Counter.DROPPED_REGISTRY_FULL)).isEqualTo(1);
        assertThat(small.who())
                .containsExactly("peer=" + peer(2) + " epoch=1 age=" + WALL
                        + " degree=0 revision=1 lease_ms=60000 confirmed=yes");
    }

    @Test
    void who_is_met_is_entered_in_the_place_of_an_earlier_process_that_another_seed_told_of_meanwhile() {
        SeedRun seed = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        FakeLink link = seed.node.accept(Ip.LOOPBACK);
        seed.node.feed(link, new Hello(Role.SEED, "default", SECOND, 2, 0));
        Hello restarted = SeedRun.hello(peer(2), 9, 0);
        seed.node.feed(seed.greet(restarted), new Register(1, WALL + 5, 0, 0));
        seed.node.feed(link, rows(row(peer(2), WALL)));

        seed.beMet(restarted);

        assertThat(seed.who())
                .containsExactly("peer=" + peer(2) + " epoch=9 age=" + (WALL + 5)
                        + " degree=0 revision=1 lease_ms=60000 confirmed=yes");
    }

    @Test
    void a_seed_that_the_configuration_does_not_name_may_not_change_the_registry() {
        for (Message message : List.of(new Registrations(List.of()), new Compare(0), new Fetch(List.of(1)))) {
            SeedRun seed = new SeedRun();
            FakeLink link = seed.greet(new Hello(Role.SEED, "default", SECOND, 1, 0));

            seed.node.feed(link, message);

            assertThat(link.said())
                    .containsExactly(new Failure("unexpected", SECOND + " is not in this seed's list of seeds"));
        }
    }

    @Test
    void a_seed_with_the_address_of_this_one_is_told_so() {
        SeedRun seed = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        FakeLink link = seed.greet(new Hello(Role.SEED, "default", SELF, 1, 0));

        seed.node.feed(link, new Compare(0));

        assertThat(link.said()).containsExactly(new Failure("unexpected", SELF + " is this seed's own address"));
    }

    @Test
    void a_seed_of_the_configuration_that_comes_from_elsewhere_may_not_change_the_registry() {
        SeedRun seed = new SeedRun(
                SeedSettings.at(SELF, 1).seeds(List.of(SELF, SECOND)).build(), 1);
        FakeLink link = seed.node.accept(Ip.v4(0x0a000009));
        seed.node.feed(link, new Hello(Role.SEED, "default", SECOND, 1, 0));
        link.said();

        seed.node.feed(link, new Compare(0));

        assertThat(link.said())
                .containsExactly(new Failure("unexpected", "10.0.0.9 is not where " + SECOND + " would come from"));
    }

    private static List<Registrations> registrationsSaid(FakeLink link) {
        return new ArrayList<>(
                link.said().stream().map(Registrations.class::cast).toList());
    }

    private static Registrations rows(Registration... rows) {
        return new Registrations(List.of(rows));
    }

    private static Registration row(Address peer, long age) {
        return new Registration(new Entry(peer, 0, age, 1), 1, 999_999, Registration.State.ALIVE);
    }
}

package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.at;
import static grapevine.peer.core.PeerScript.helloOfSeed;
import static grapevine.peer.core.PeerScript.older;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;
import grapevine.wire.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lease at a majority of the seeds, and what is said to get and keep it. */
class RegistrationTest {
    @ParameterizedTest(name = "{1} of {0} seeds")
    @CsvSource({"1,1", "2,2", "3,2", "4,3", "5,3"})
    void a_peer_registers_with_a_majority_of_distinct_seeds(int seeds, int quorum) {
        PeerScript peer = new PeerScript(seeds);

        peer.run.start();

        List<FakeLink> asked = peer.seedDials();
        assertThat(asked).hasSize(quorum);
        assertThat(asked).extracting(FakeLink::to).doesNotHaveDuplicates().isSubsetOf(peer.seeds);
        int share = (128 + quorum - 1) / quorum;
        assertThat(asked)
                .allSatisfy(dial -> assertThat(dial.said())
                        .containsExactly(PeerScript.helloSaid(SELF, EPOCH, 0), new Register(1, 0, 0, share)));
        assertThat(peer.effects.takeFacts())
                .containsExactly(
                        new Fact.Started(Role.PEER, SELF, "default", EPOCH, "development"),
                        new Fact.SeedsFound(seeds, peer.seeds, quorum));
    }

    @Test
    void what_is_kept_for_others_gives_way_to_the_heap_whatever_was_said() {
        PeerScript peer =
                new PeerScript(0, 1, same -> same.retainBytes(1L << 30).budget(Budget.ofHeap(64L * 1024 * 1024)));

        peer.run.start();

        long inForce = 15L * 1024 * 1024;
        assertThat(peer.effects.takeFacts(Fact.SettingInForce.class))
                .containsExactly(new Fact.SettingInForce("retain-bytes", 1L << 30, inForce, "the heap"));
    }

    @Test
    void a_setting_that_has_to_give_way_to_another_is_told_with_what_is_in_force() {
        PeerScript peer = new PeerScript(0, 1, same -> same.links(64).degreeCap(10));

        peer.run.start();

        assertThat(peer.effects.takeFacts(Fact.SettingInForce.class))
                .containsExactly(new Fact.SettingInForce("links", 64, 5, "half of degree-cap"));
    }

    @Test
    void over_many_joins_the_seeds_are_asked_equally_often() {
        int[] asked = new int[5];

        for (int join = 0; join < 600; join++) {
            PeerScript peer = new PeerScript(5, join, same -> same);
            peer.run.start();
            peer.seedDials().forEach(dial -> asked[dial.to().port() - 5000]++);
        }

        assertThat(asked).matches(each -> Arrays.stream(each).allMatch(times -> times > 310 && times < 410));
    }

    @Test
    void a_seed_that_refuses_the_connection_is_replaced_by_another() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();
        Address down = asked.get(0).to();

        peer.run.failDial(asked.get(0), DialFailure.REFUSED);

        List<FakeLink> instead = peer.seedDials();
        assertThat(instead).hasSize(1);
        assertThat(instead.get(0).to()).isNotIn(asked.get(0).to(), asked.get(1).to());
        assertThat(peer.effects.takeFacts(Fact.SeedUnreachable.class))
                .containsExactly(new Fact.SeedUnreachable(down, "refused"));
    }

    @Test
    void a_seed_that_says_nothing_for_three_seconds_is_replaced_by_another() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();
        asked.forEach(peer.run::open);

        peer.run.feed(asked.get(1), helloOfSeed(asked.get(1).to()), new Registered(AGE, 60_000, 0, List.of()));
        peer.run.advance(2999);
        assertThat(peer.seedDials()).isEmpty();
        peer.run.advance(1);

        assertThat(asked.get(0).isEnded()).isTrue();
        assertThat(peer.seedDials()).hasSize(1);
    }

    @Test
    void with_keys_who_answers_in_place_of_a_seed_without_a_hello_is_not_believed() {
        PeerScript peer = new PeerScript(1);
        peer.run.start();
        FakeLink seed = peer.run.open(peer.seedDials().get(0).certified("mallory", false));
        seed.said();

        peer.run.feed(seed, new Registered(AGE, 60_000, 0, List.of(), Standing.FINE, 1));

        assertThat(seed.said()).hasAtLeastOneElementOfType(Failure.class);
        assertThat(peer.effects.takeFacts(Fact.Registered.class)).isEmpty();
    }

    @Test
    void a_seed_that_answers_something_else_is_replaced_by_another() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();
        peer.run.open(asked.get(0));

        peer.run.feed(asked.get(0), helloOfSeed(asked.get(0).to()), new Message.Left());

        assertThat(peer.seedDials()).hasSize(1);
    }

    @Test
    void fewer_seeds_than_the_quorum_are_said_and_tried_again_with_longer_waits_until_they_are_back() {
        PeerScript peer = new PeerScript(3);
        peer.silentSeeds.addAll(List.of(at(5000), at(5001)));
        peer.run.start();
        List<Long> waits = new ArrayList<>();

        for (int round = 0; round < 8; round++) {
            Fact.QuorumMissed missed = runToQuorumMissed(peer);
            assertThat(missed.have()).isEqualTo(1);
            assertThat(missed.quorum()).isEqualTo(2);
            waits.add(missed.retryInMs());
        }
        peer.silentSeeds.clear();
        peer.pass(31_000);

        // Never longer than to the renewal of the lease that is held, a third of 60 s.
        long[] most = {1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000};
        for (int i = 0; i < most.length; i++) {
            assertThat(waits.get(i)).isBetween(most[i] * 8 / 10, most[i]);
        }
        assertThat(new HashSet<>(waits)).as("jitter").hasSizeGreaterThan(6);
        assertThat(Inside.of(peer.node).registration().leases()).hasSize(2);
        peer.effects.take();
        peer.pass(60_000);
        assertThat(peer.effects.takeFacts(Fact.QuorumMissed.class)).isEmpty();
    }

    @Test
    void a_lease_that_may_run_out_is_asked_for_often_however_long_the_waits_were_before() {
        PeerScript peer = new PeerScript(3);
        peer.silentSeeds.addAll(List.of(at(5000), at(5001)));
        peer.run.start();
        for (int round = 0; round < 8; round++) {
            runToQuorumMissed(peer);
        }
        long answered = peer.run.now();
        peer.silentSeeds.addAll(peer.seeds);

        List<Long> asked = new ArrayList<>();
        while (peer.run.now() < answered + 150_000) {
            runToQuorumMissed(peer);
            asked.add(peer.run.now() - answered);
        }

        // From a third of the lease of 60 s on a wait of at most 5 s, and 6 s until all three have not answered.
        assertThat(asked).filteredOn(at -> at <= 60_000).hasSizeGreaterThanOrEqualTo(4);
        // When it has run out there is no hurry any more: 30 s and the 3 s until none has answered.
        assertThat(asked).filteredOn(at -> at > 75_000).hasSizeBetween(2, 3);
    }

    @Test
    void a_seed_that_answers_again_lets_the_others_be_asked_again_soon() {
        PeerScript peer = new PeerScript(3);
        peer.silentSeeds.addAll(List.of(at(5000), at(5001)));
        peer.run.start();
        for (int round = 0; round < 8; round++) {
            runToQuorumMissed(peer);
        }
        peer.silentSeeds.remove(at(5000));
        peer.silentSeeds.add(at(5002));

        Fact.QuorumMissed missed = runToQuorumMissed(peer);

        assertThat(missed.have()).isEqualTo(1);
        assertThat(missed.retryInMs()).isBetween(800L, 1000L);
    }

    @Test
    void with_one_seed_of_three_a_peer_still_takes_its_place() {
        PeerScript peer = new PeerScript(3);
        peer.silentSeeds.addAll(List.of(at(5000), at(5001)));
        peer.know(older(1));
        peer.run.start();

        peer.pass(7000);
        peer.accept(peer.peerDial(older(1).address()));

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE);
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).hasSize(1);
    }

    @Test
    void when_all_seeds_die_the_peer_keeps_its_links_and_tries_on() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.silentSeeds.addAll(peer.seeds);

        peer.pass(300_000);

        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(2);
        assertThat(peer.effects.takeFacts(Fact.QuorumMissed.class))
                .hasSizeGreaterThan(5)
                .allSatisfy(missed -> assertThat(missed.have()).isZero());
        peer.silentSeeds.clear();
        peer.pass(35_000);
        assertThat(Inside.of(peer.node).registration().leases()).hasSize(2);
    }

    @Test
    void a_lease_is_renewed_within_a_third_of_it_with_a_little_jitter() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.pass(600_000);

        List<PeerScript.Told> renewals = peer.told.stream()
                .filter(each -> each.message() instanceof Register)
                .toList();
        Address one = renewals.get(0).seed();
        List<Long> times = renewals.stream()
                .filter(each -> each.seed().equals(one))
                .map(PeerScript.Told::at)
                .toList();
        assertThat(times).hasSizeBetween(30, 38);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(16_000L, 20_000L);
        }
        assertThat(renewals)
                .extracting(PeerScript.Told::message)
                .allMatch(said -> said instanceof Register register && register.age() == AGE && register.degree() == 1);
    }

    @Test
    void a_shorter_lease_is_renewed_in_time_but_never_in_a_hurry() {
        PeerScript peer = new PeerScript(1);
        peer.lease = 1;
        peer.join();

        peer.pass(10_000);

        assertThat(peer.takeTold(Register.class)).hasSizeBetween(20, 50);
    }

    @Test
    void that_the_seeds_lease_is_shorter_than_our_own_setting_is_said_once() {
        PeerScript peer = new PeerScript(2);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();

        peer.answer(asked.get(0), new Registered(AGE, 20_000, 0, List.of()));
        peer.answer(asked.get(1), new Registered(AGE, 20_000, 0, List.of()));

        assertThat(peer.effects.takeFacts(Fact.SettingInForce.class))
                .containsExactly(new Fact.SettingInForce("lease-ms", 60_000, 20_000, "that of the seeds"));
    }

    @Test
    void lists_are_merged_the_later_epoch_and_the_higher_degree_win_and_we_are_left_out() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();
        Entry ourselves = new Entry(SELF, 1, AGE - 5, EPOCH);
        Entry one = new Entry(at(6001), 3, AGE - 10, 100);
        Entry two = new Entry(at(6002), 8, AGE - 20, 200);

        peer.answer(asked.get(0), new Registered(AGE, 60_000, 9, List.of(one, two, ourselves)));
        peer.answer(
                asked.get(1),
                new Registered(
                        AGE,
                        60_000,
                        7,
                        List.of(new Entry(at(6001), 2, AGE - 10, 101), new Entry(at(6002), 5, AGE - 20, 200))));

        assertThat(Inside.of(peer.node).view().peers())
                .containsExactlyInAnyOrder(new Entry(at(6001), 2, AGE - 10, 101), two);
        Fact.ListReceived list = peer.effects.takeFacts(Fact.ListReceived.class).get(0);
        assertThat(list.older()).isEqualTo(9);
        assertThat(list.highestDegrees()).startsWith("127.0.0.1:6002(8)", "127.0.0.1:6001(2)");
        assertThat(peer.peerDials()).extracting(FakeLink::to).containsExactlyInAnyOrder(at(6001), at(6002));
    }

    @Test
    void changes_of_the_degree_are_told_together_and_as_they_are() {
        PeerScript peer = PeerScript.joined(older(1), older(2));

        FakeLink three = peer.linkedFrom(PeerScript.younger(3));
        peer.pass(100);
        peer.linkedFrom(PeerScript.younger(4));
        peer.run.feed(three, new Message.Bye("leaving"));
        peer.pass(149);
        assertThat(peer.told).isEmpty();
        peer.pass(1);

        assertThat(peer.takeTold(Register.class)).hasSize(2).allMatch(told -> told.degree() == 3 && told.want() == 0);
        peer.pass(5000);
        assertThat(peer.told).isEmpty();
    }

    @Test
    void somebody_who_comes_and_goes_makes_a_peer_tell_its_degree_32_times_and_then_once_in_two_seconds() {
        PeerScript peer = PeerScript.joined(older(1), older(2));

        for (int i = 0; i < 60; i++) {
            FakeLink link = peer.linkedFrom(PeerScript.younger(3));
            peer.pass(500);
            peer.run.feed(link, new Message.Bye("leaving"));
            peer.pass(500);
        }
        peer.pass(2_000);

        List<Register> told = peer.takeTold(Register.class);
        assertThat(told).as("to two seeds in 62 s, with renewals").hasSizeBetween(2 * 30, 2 * (32 + 31 + 4));
        assertThat(told.get(0).degree()).isEqualTo(3);
        assertThat(told.get(told.size() - 1).degree()).isEqualTo(2);
    }

    @Test
    void a_change_that_was_undone_is_not_told() {
        PeerScript peer = PeerScript.joined(older(1), older(2));

        peer.run.feed(peer.linkedFrom(PeerScript.younger(3)), new Message.Bye("leaving"));
        peer.pass(1000);

        assertThat(peer.told).isEmpty();
    }

    @Test
    void a_change_while_a_round_is_under_way_is_told_after_it() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.linkedFrom(PeerScript.younger(3));
        peer.run.advance(250);
        List<FakeLink> round = peer.seedDials();
        assertThat(round).hasSize(2);

        peer.linkedFrom(PeerScript.younger(4));
        peer.run.advance(1000);
        assertThat(peer.seedDials()).isEmpty();
        round.forEach(dial -> peer.answer(dial, new Registered(AGE, 60_000, 2, List.of())));
        peer.pass(1);

        assertThat(peer.takeTold(Register.class)).hasSize(2).allMatch(told -> told.degree() == 4);
    }

    private static Fact.QuorumMissed runToQuorumMissed(PeerScript peer) {
        for (int timers = 0; timers < 1000; timers++) {
            peer.seedsAnswer();
            List<Fact.QuorumMissed> missed = peer.effects.takeFacts(Fact.QuorumMissed.class);
            if (!missed.isEmpty()) {
                return missed.get(0);
            }
            peer.run.advanceToTimer();
        }
        throw new AssertionError("the quorum was not missed");
    }
}

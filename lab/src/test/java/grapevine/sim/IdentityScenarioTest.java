package grapevine.sim;

import static grapevine.sim.Networks.at;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An address is no identity: which network a node is of, through all that may happen to networks and their seeds. */
class IdentityScenarioTest {
    private static final List<Address> SEED_A = at(5000, 1);
    private static final List<Address> SEED_B = at(5100, 1);
    private static final List<Address> SEEDS = at(5000, 3);
    private static final List<Address> A = at(6001, 6);
    private static final List<Address> B = at(7001, 5);
    private static final List<Address> NEWCOMERS = at(6101, 4);

    /** In this time (ms) every peer has renewed. */
    private static final long RENEWED = 25_000;

    @EachSeed(upTo = 20)
    void two_networks_of_one_name_stay_apart_when_a_peer_of_one_takes_an_address_of_the_other(long seed) {
        Networks both = new Networks(seed);
        both.startSeeds(SEED_A);
        both.startPeers(A, SEED_A);
        both.network.runFor(30_000);
        both.startSeeds(SEED_B);
        both.startPeers(B, SEED_B);
        both.network.runFor(seed % 2 == 0 ? 40_000 : 3_000); // B may have begun just now

        List<Address> restOfA = new ArrayList<>(A);
        Address reused = restOfA.remove((int) (seed % A.size()));
        both.operator.kill(reused);
        both.startPeer(reused, SEED_B);
        List<Address> allOfB = with(B, reused);
        both.network.runFor(120_000);
        both.publish(restOfA.get(0), "of A");
        both.publish(B.get(0), "of B");
        both.network.runFor(10_000);

        assertThat(both.neighbours(restOfA)).isSubsetOf(restOfA);
        assertThat(both.neighbours(allOfB)).isSubsetOf(allOfB);
        both.assertWholeWithin(restOfA, 1_000);
        both.assertWholeWithin(allOfB, 1_000);
        assertThat(restOfA.subList(1, restOfA.size()))
                .allSatisfy(peer -> assertThat(both.heard(peer)).containsExactly("of A"));
        assertThat(allOfB.subList(1, allOfB.size()))
                .allSatisfy(peer -> assertThat(both.heard(peer)).containsExactly("of B"));
        assertThat(both.turnedAway()).isNotEmpty();
        assertThat(with(restOfA, reused).stream()
                        .mapToLong(peer -> both.counted(peer, "dropped_wrong_network"))
                        .sum())
                .isPositive();
    }

    @EachSeed(upTo = 20)
    void seeds_that_all_restart_empty_change_nothing_even_if_newcomers_are_first(long seed) {
        Networks one = new Networks(seed);
        one.startSeeds(SEEDS);
        one.startPeers(A, SEEDS);
        one.network.runFor(45_000 + 500 * seed);
        String before = one.identity(SEEDS.get(0));
        assertThat(one.identities(all(SEEDS, A))).containsExactly(before).noneMatch(each -> each.endsWith("?"));

        SEEDS.forEach(one.operator::kill);
        one.network.runFor(1_000);
        one.startSeeds(SEEDS);
        one.startPeers(NEWCOMERS, SEEDS);
        one.network.runFor(90_000);

        assertThat(one.identities(all(SEEDS, A, NEWCOMERS))).containsExactly(before);
        assertNothingWasTakenForAnotherNetwork(one);
        one.assertWholeWithin(all(A, NEWCOMERS), 30_000);
    }

    @EachSeed(upTo = 20)
    void a_seed_that_restarts_empty_takes_the_number_from_the_others_before_anybody_asks_it(long seed) {
        Networks one = new Networks(seed);
        one.startSeeds(SEEDS);
        one.startPeers(A, SEEDS);
        one.network.runFor(45_000);
        String before = one.identity(SEEDS.get(0));

        one.operator.kill(SEEDS.get(1));
        one.startSeed(SEEDS.get(1), SEEDS);
        one.network.runFor(1_000);

        assertThat(one.identity(SEEDS.get(1))).isEqualTo(before);
        one.startPeers(NEWCOMERS, SEEDS);
        one.network.runFor(60_000);
        assertThat(one.identities(all(SEEDS, A, NEWCOMERS))).containsExactly(before);
        assertNothingWasTakenForAnotherNetwork(one);
    }

    @EachSeed(upTo = 20)
    void seeds_cut_from_each_other_at_the_start_become_one_network_when_they_meet(long seed) {
        Networks one = new Networks(seed);
        List<Address> seeds = at(5000, 2);
        one.operator.partition(List.of(all(seeds.subList(0, 1), A), all(seeds.subList(1, 2), B)));
        one.startSeeds(seeds);
        one.startPeers(A, seeds);
        one.startPeers(B, seeds);
        one.network.runFor(10_000 + 5_000 * seed);

        one.operator.heal();
        assertThat(one.network.runUntil(() -> one.identities(seeds).size() == 1, 100, 60_000))
                .isTrue();
        long met = one.network.now() + 10;

        one.assertWholeWithin(all(A, B), 120_000);
        one.network.runFor(120_000);
        assertThat(one.identities(all(seeds, A, B))).hasSize(1);
        // Before the seeds met, each could only say that it is of another network; until every peer has renewed with
        // both, so does a peer of one side that another's list has led to the other.
        assertThat(one.turnedAway())
                .allMatch(told -> told.at() < met ? seeds.contains(told.by()) : told.at() < met + RENEWED);
    }

    @EachSeed(upTo = 20)
    void a_network_without_seeds_that_is_cut_in_two_for_half_an_hour_comes_together_again(long seed) {
        Networks one = new Networks(seed);
        Address first = A.get(0);
        for (Address peer : all(A, B)) {
            one.startPeer(peer, List.of(), peer.equals(first) ? A.get(1) : first);
            one.network.runFor(50);
        }
        one.assertWholeWithin(all(A, B), 60_000);
        one.network.runFor(60_000);

        one.operator.isolate(new TreeSet<>(B));
        one.network.runFor(1_800_000);
        for (Address newcomer : NEWCOMERS) {
            one.startPeer(newcomer, List.of(), B.get(2));
            one.operator.putOnSide(newcomer, 1);
        }
        one.network.runFor(30_000);
        one.operator.heal();

        one.assertWholeWithin(all(A, B, NEWCOMERS), 240_000);
        one.network.runFor(60_000);
        assertThat(one.identities(all(A, B, NEWCOMERS))).hasSize(1);
        assertNothingWasTakenForAnotherNetwork(one);
    }

    @EachSeed(upTo = 20)
    void two_without_seeds_that_dial_each_other_at_once_agree(long seed) {
        Networks one = new Networks(seed);
        one.startPeer(A.get(0), List.of(), A.get(1));
        one.startPeer(A.get(1), List.of(), A.get(0), A.get(2));
        one.startPeer(A.get(2), List.of(), A.get(3));
        one.startPeer(A.get(3), List.of(), A.get(2));

        one.assertWholeWithin(A.subList(0, 4), 60_000);
        one.network.runFor(60_000);
        assertThat(one.identities(A.subList(0, 4))).hasSize(1).noneMatch(each -> each.endsWith("?"));
        assertNothingWasTakenForAnotherNetwork(one);
    }

    @EachSeed(upTo = 20)
    void a_configuration_that_grows_stays_one_network(long seed) {
        Networks one = new Networks(seed);
        List<Address> few = SEEDS.subList(0, 1);
        one.startSeeds(few);
        one.startPeers(A, few);
        one.network.runFor(50_000);
        String before = one.identity(SEEDS.get(0));

        one.startSeed(SEEDS.get(1), SEEDS);
        one.startSeed(SEEDS.get(2), SEEDS);
        one.startPeers(NEWCOMERS, SEEDS);
        one.network.runFor(50_000);
        one.operator.kill(SEEDS.get(0));
        one.startSeed(SEEDS.get(0), SEEDS);
        one.network.runFor(100_000);

        assertThat(one.identities(all(SEEDS, A, NEWCOMERS))).containsExactly(before);
        one.assertWholeWithin(all(A, NEWCOMERS), 1_000);
        assertNothingWasTakenForAnotherNetwork(one);
    }

    @EachSeed(upTo = 20)
    void a_seed_that_names_one_of_another_network_welds_nothing_and_says_so(long seed) {
        Networks both = new Networks(seed);
        both.startSeeds(SEED_B);
        both.startPeers(B, SEED_B);
        both.startSeed(SEED_A.get(0), SEED_A);
        both.startPeers(A, SEED_A);
        both.network.runFor(60_000);
        String a = both.identity(SEED_A.get(0));
        String b = both.identity(SEED_B.get(0));

        both.operator.kill(SEED_A.get(0));
        both.network.runFor(1_000);
        both.startSeed(SEED_A.get(0), SEED_A);
        both.network.runFor(50_000);
        both.operator.kill(SEED_B.get(0));
        both.startSeed(SEED_B.get(0), all(SEED_B, SEED_A));
        both.network.runFor(90_000);

        assertThat(both.identities(all(SEED_A, A))).containsExactly(a);
        assertThat(both.neighbours(A)).isSubsetOf(A);
        assertThat(both.identities(B)).containsExactly(b);
        assertThat(both.neighbours(B)).isSubsetOf(B);
        assertThat(both.told(Fact.NetworksDiffer.class)).isNotEmpty();
    }

    @EachSeed(upTo = 20)
    void a_peer_whose_list_names_seeds_of_two_networks_is_told_so_and_lives_in_one(long seed) {
        Networks both = new Networks(seed);
        both.startSeeds(SEED_A);
        both.startPeers(A, SEED_A);
        both.startSeeds(SEED_B);
        both.startPeers(B, SEED_B);
        both.network.runFor(seed % 2 == 0 ? 60_000 : 2_000);

        Address confused = at(6200);
        both.startPeer(confused, all(SEED_A, SEED_B));
        both.network.runFor(90_000);
        both.publish(A.get(0), "of A");
        both.publish(B.get(0), "of B");
        both.network.runFor(10_000);

        assertThat(both.network.host(confused).facts(Fact.NetworksDiffer.class)).isNotEmpty();
        assertThat(both.heard(confused)).hasSize(1);
        assertThat(both.heard(A.get(1))).containsExactly("of A");
        assertThat(both.heard(B.get(1))).containsExactly("of B");
    }

    @EachSeed(upTo = 20)
    void a_side_cut_off_while_the_seed_began_anew_is_at_home_again_afterwards(long seed) {
        Networks one = new Networks(seed);
        one.startSeeds(SEED_A);
        one.startPeers(all(A, B), SEED_A);
        one.network.runFor(60_000);

        one.operator.isolate(new TreeSet<>(A));
        one.operator.kill(SEED_A.get(0));
        one.startSeed(SEED_A.get(0), SEED_A);
        if (seed % 2 == 0) {
            B.forEach(one.operator::kill); // so that nobody is left who could name what was
        }
        one.startPeers(NEWCOMERS, SEED_A);
        one.network.runFor(90_000);
        one.operator.heal();

        List<Address> live = seed % 2 == 0 ? all(A, NEWCOMERS) : all(A, B, NEWCOMERS);
        one.assertWholeWithin(live, 120_000);
        one.network.runFor(30_000);
        assertThat(one.identities(all(SEED_A, live))).hasSize(1);
    }

    private static void assertNothingWasTakenForAnotherNetwork(Networks one) {
        assertThat(one.turnedAway()).isEmpty();
        assertThat(one.told(Fact.NetworksDiffer.class)).isEmpty();
    }

    private static List<Address> with(List<Address> some, Address another) {
        return all(some, List.of(another));
    }

    private static List<Address> all(Collection<Address> some, Collection<Address> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<Address> all(Collection<Address> some, Collection<Address> others, Collection<Address> more) {
        return all(all(some, others), more);
    }
}

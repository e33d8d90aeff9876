package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Publication;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.Told;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that show their way, in networks of many peers, and in networks of given links alone. */
class FloodScenarioTest {
    private static final int PEERS = 40;

    /** Who sent how many copies of which message to whom, and by which ways they came. */
    private static final class Ways implements Watcher {
        final Map<String, Integer> sent = new HashMap<>();
        final Map<Address, List<List<Address>>> came = new TreeMap<>();

        @Override
        public void sent(VirtualHost from, Address to, Message message) {
            if (message instanceof Gossip gossip && gossip.way() != null) {
                sent.merge(from.address() + " to " + to + " " + gossip.origin() + gossip.n(), 1, Integer::sum);
            }
        }

        @Override
        public void told(VirtualHost by, Fact fact) {
            if (fact instanceof Fact.Flooded flooded && !flooded.path().isEmpty()) {
                came(by, flooded.path());
            } else if (fact instanceof Fact.CopyArrived copy) {
                came(by, copy.path());
            }
        }

        private void came(VirtualHost to, List<Address> path) {
            came.computeIfAbsent(to.address(), any -> new ArrayList<>()).add(path);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everybody_gets_it_once_each_way_is_a_walk_and_no_link_carries_it_too_often(long seed) {
        int relays = 1 + (int) seed % 4;
        World world = World.settled(seed, PEERS);
        Map<Address, NavigableSet<Address>> graph = world.overlay().neighbours();
        long prunes = counted(world, Counter.PRUNES);
        Ways ways = new Ways();
        world.network.watch(ways);
        Set<MessageName> messages = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Address origin = World.peer((int) (seed * 7 + 11 * i) % PEERS);
            assertThat(world.flood(origin, "m" + i, relays, 0)).isEqualTo(Publication.ACCEPTED);
            messages.add(world.name(origin, 1));
            world.network.runFor(seed % 2 == 0 ? 0 : 500);
        }
        world.network.runFor(5000);

        world.assertDeliveredOnce(world.livePeers(), messages);
        assertThat(world.overlay().neighbours()).as("the links stand").isEqualTo(graph);
        assertThat(ways.sent.values()).allMatch(copies -> copies <= relays).contains(relays);
        assertThat(ways.came.keySet()).isEqualTo(world.livePeers());
        ways.came.forEach((receiver, paths) -> {
            assertThat(paths).as("ways to " + receiver).doesNotHaveDuplicates();
            paths.forEach(path -> assertIsWalk(path, receiver, graph));
        });
        assertThat(counted(world, Counter.PRUNES))
                .as("copies say nothing of the tree")
                .isEqualTo(prunes);
        assertThat(counted(world, Counter.DROPPED_FORGED_PATH) + counted(world, Counter.DROPPED_COPIES))
                .isZero();
        assertThat(counted(world, Counter.MESSAGES_FETCHED)).isZero();
        assertThat(world.invariants.violations()).isEmpty();
    }

    private static void assertIsWalk(List<Address> path, Address receiver, Map<Address, NavigableSet<Address>> graph) {
        List<Address> walk = new ArrayList<>(path);
        walk.add(receiver);
        assertThat(walk).doesNotHaveDuplicates();
        for (int i = 1; i < walk.size(); i++) {
            assertThat(graph.get(walk.get(i - 1))).as(walk.toString()).contains(walk.get(i));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void what_is_lost_on_its_way_is_fetched(long seed) {
        World world = World.settled(seed, PEERS);
        world.network.trouble(new LinkFaults(0, Duration.ZERO, 0, 0, 0, 0.6));
        Address origin = World.peer((int) seed);

        world.flood(origin, "x", 1, 0);
        world.network.runFor(100);
        world.network.trouble(LinkFaults.NONE);
        MessageName name = world.name(origin, 1);
        boolean isEverywhere = world.network.runUntil(
                () -> world.livePeers().stream()
                        .allMatch(peer -> peer.equals(origin)
                                || world.network.host(peer).deliveries().containsKey(name)),
                100,
                120_000);

        assertThat(isEverywhere).isTrue();
        world.assertDeliveredOnce(world.livePeers(), Set.of(name));
    }

    // Given links alone

    private static Address at(int port) {
        return new Address(Ip.LOOPBACK, port);
    }

    /** Each peer is told of those that stand behind it. */
    private static World given(long seed, long jitter, Map<Integer, List<Integer>> links) {
        World world = new World(seed, 0, 0, jitter);
        links.forEach((port, others) -> {
            List<Address> contacts = others.stream().map(FloodScenarioTest::at).toList();
            world.with(settings -> settings.contacts(contacts).sampling(NOBODY_ELSE))
                    .startPeer(at(port));
        });
        world.network.runFor(10_000);
        return world;
    }

    private static final SamplingRule NOBODY_ELSE =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.RANDOM);

    private static Set<String> edges(World world) {
        Set<String> edges = new TreeSet<>();
        world.overlay()
                .neighbours()
                .forEach((peer, others) -> others.stream()
                        .filter(other -> peer.compareTo(other) < 0)
                        .forEach(other -> edges.add(peer.port() + "-" + other.port())));
        return edges;
    }

    @Test
    void with_a_delay_of_a_second_it_comes_when_it_is_to_come() {
        Map<Integer, List<Integer>> links = new LinkedHashMap<>();
        links.put(5000, List.of());
        links.put(5010, List.of(5000));
        links.put(5020, List.of(5000));
        links.put(5030, List.of(5010, 5020));
        links.put(5040, List.of(5010));
        links.put(5050, List.of(5000, 5040));
        World world = given(1, 0, links);
        assertThat(edges(world))
                .containsExactly(
                        "5000-5010", "5000-5020", "5000-5050", "5010-5030", "5010-5040", "5020-5030", "5040-5050");
        long begin = world.network.now();

        world.flood(at(5000), "hello", 1, 1000);
        world.network.runFor(60_000);

        List<String> came = new ArrayList<>();
        for (Told told : world.told(Fact.Flooded.class, begin)) {
            Fact.Flooded flooded = (Fact.Flooded) told.fact();
            came.add(told.at() - begin + " " + told.by().port() + ports(flooded.path()) + ports(flooded.onward()));
        }
        assertThat(came)
                .containsExactlyInAnyOrder(
                        "0 5000 [] [5010, 5020, 5050]",
                        "1000 5010 [5000] [5030, 5040]",
                        "2000 5020 [5000] [5030]",
                        "3000 5050 [5000] [5040]",
                        "3000 5030 [5000, 5010] [5020]",
                        "4000 5040 [5000, 5010] [5050]");
        List<String> copies = new ArrayList<>();
        for (Told told : world.told(Fact.CopyArrived.class, begin)) {
            Fact.CopyArrived copy = (Fact.CopyArrived) told.fact();
            copies.add(told.at() - begin + " " + told.by().port() + ports(copy.path()));
        }
        assertThat(copies)
                .containsExactlyInAnyOrder(
                        "4000 5030 [5000, 5020]",
                        "5000 5040 [5000, 5050]",
                        "5000 5020 [5000, 5010, 5030]",
                        "6000 5050 [5000, 5010, 5040]");
    }

    @Test
    void two_in_the_same_moment_come_once_to_each_and_then_nothing_is_sent_any_more() {
        World world = given(
                1,
                0,
                Map.of(
                        5000, List.of(),
                        5010, List.of(5000),
                        5020, List.of(5000),
                        5030, List.of(5010),
                        5040, List.of(5010),
                        5050, List.of(5000)));
        Ways ways = new Ways();
        world.network.watch(ways);
        long begin = world.network.now();

        world.flood(at(5000), "one", 1, 0);
        world.network.runFor(50);
        world.flood(at(5040), "other", 1, 0);
        world.network.runFor(1000);

        assertThat(world.told(Fact.Flooded.class, begin)).hasSize(2 + 10);
        assertThat(ways.sent).hasSize(10);
        world.network.runFor(60_000);
        assertThat(ways.sent.values()).hasSize(10).containsOnly(1);
        assertThat(world.told(Fact.Flooded.class, begin)).hasSize(2 + 10);
    }

    private static String ports(List<Address> addresses) {
        return " " + addresses.stream().map(Address::port).toList();
    }

    /** Compared with others for a long time, as peers do every 30 s, it is not fetched by who is to get it later. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_slow_one_comes_by_its_way_though_peers_compare_what_they_have(long seed) {
        World world = given(seed, 4, ring(8));

        world.flood(at(5000), "slow", 1, 10_000);
        world.network.runFor(600_000);

        assertThat(world.told(Fact.Flooded.class, 0)).hasSize(8);
        assertThat(counted(world, Counter.MESSAGES_FETCHED)).isZero();
        assertThat(counted(world, Counter.MESSAGES_DELIVERED)).isEqualTo(7);
    }

    /** Each is told of the next one alone. */
    private static Map<Integer, List<Integer>> ring(int size) {
        Map<Integer, List<Integer>> links = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            links.put(5000 + i, List.of(5000 + (i + 1) % size));
        }
        return links;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void without_seeds_and_sampling_the_links_are_those_that_one_end_was_told_of_and_no_others(long seed) {
        World world = given(seed, 4, ring(8));
        Set<String> ring = new TreeSet<>(Set.of(
                "5000-5001",
                "5001-5002",
                "5002-5003",
                "5003-5004",
                "5004-5005",
                "5005-5006",
                "5006-5007",
                "5000-5007"));
        assertThat(edges(world)).isEqualTo(ring);

        world.network.runFor(600_000);
        assertThat(edges(world)).isEqualTo(ring);
        world.disconnect(at(5003), at(5004), at(5001));
        world.network.runFor(1000);
        ring.remove("5003-5004");
        assertThat(edges(world)).isEqualTo(ring);
        world.network.runFor(600_000);

        assertThat(edges(world)).isEqualTo(ring);
        assertThat(world.told(Fact.NeighbourDead.class, 0)).isEmpty();
        assertThat(counted(world, Counter.PAUSES)).isZero();
    }

    private static long counted(World world, Counter counter) {
        return world.speakers().stream()
                .mapToLong(peer -> world.counted(peer, counter.key()))
                .sum();
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.facts;
import static grapevine.lab.network.RealNetwork.within;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes on hosts of their own, with what real networks do to the way between them: {@code ./grapevine verify
 * -Pnetwork}.
 */
@Tag("network")
class HostsIT {
    /** Three rounds with a ping period of 1 s and a lot for a busy machine. */
    private static final Duration HEALED = Duration.ofSeconds(40);

    private static final String LARGE = "x".repeat(60_000);

    @Test
    void where_full_packets_are_lost_the_links_are_replaced_and_everything_arrives() throws Exception {
        try (Hosts hosts = Hosts.with(1500)) {
            for (String router : List.of(hosts.leftRouter, hosts.rightRouter)) {
                hosts.filterOwn(router, "icmp type destination-unreachable drop");
            }
            List<NodeProcess> peers = List.of(
                    hosts.peer(hosts.left, Hosts.LEFT),
                    hosts.peer(hosts.right, Hosts.RIGHT),
                    hosts.peer(hosts.right, Hosts.RIGHT));
            awaitArrival(peers, peers.get(0), "small before");

            peers.get(1).type("one of many\n".repeat(200) + "the last of many");
            awaitText(peers.get(0), "the last of many");
            within(
                    HEALED,
                    () -> assertThat(texts(peers.get(0)).stream().filter(has("one of many")))
                            .hasSize(200));

            peers.get(0).type("large " + LARGE);
            peers.get(0).type("small behind it");
            awaitArrival(peers, peers.get(1), "small from the other side");
            awaitText(peers.get(1), "small behind it");
            awaitText(peers.get(2), "small behind it");
            awaitText(peers.get(1), "large ");
            awaitText(peers.get(2), "large ");

            assertNobodyDead(peers);
            assertThat(peers)
                    .anySatisfy(peer -> assertThat(facts(peer, "link_stuck")).isNotEmpty());
            assertThat(Hosts.in(hosts.left, "ss", "-Htni", "state", "established"))
                    .containsPattern(" mss:1[0-9]{3} ");
            peers.get(0).type("large again " + LARGE);
            within(Duration.ofSeconds(5), () -> assertThat(texts(peers.get(2))).anyMatch(has("large again ")));
        }
    }

    @Test
    void where_full_packets_are_lost_those_with_keys_find_in_too(@TempDir Path folder) throws Exception {
        NetworkKeys keys = NetworkKeys.make(folder.resolve("keys"));
        try (Hosts hosts = Hosts.with(1500, "--keys", node(keys, KeyRole.SEED, "seed", Hosts.LEFT))) {
            for (String router : List.of(hosts.leftRouter, hosts.rightRouter)) {
                hosts.filterOwn(router, "icmp type destination-unreachable drop");
            }
            List<NodeProcess> peers = List.of(
                    hosts.peer(hosts.left, Hosts.LEFT, "--keys", node(keys, KeyRole.PEER, "one", Hosts.LEFT)),
                    hosts.peer(hosts.left, Hosts.LEFT, "--keys", node(keys, KeyRole.PEER, "two", Hosts.LEFT)),
                    hosts.launchPeer(hosts.right, Hosts.RIGHT, "--keys", node(keys, KeyRole.PEER, "far", Hosts.RIGHT)));

            within(HEALED, () -> assertThat(facts(peers.get(2), "ready")).isNotEmpty());
            assertThat(facts(peers.get(2), "link_declined"))
                    .as("dials that were lost in the hole")
                    .isNotEmpty();
            awaitArrival(peers, peers.get(0), "small");
            peers.get(0).type("large " + LARGE);
            peers.get(2).type("large from the right " + LARGE);
            awaitText(peers.get(2), "large ");
            awaitText(peers.get(1), "large from the right ");
            awaitConfirmed(hosts.seed(), peers);
            assertNobodyDead(peers);
        }
    }

    /** Waits until the seed met each of these at its address, which is when it tells of them. */
    private static void awaitConfirmed(NodeProcess seed, List<NodeProcess> peers) {
        within(
                HEALED,
                () -> assertThat(facts(seed, "peer_entered"))
                        .extracting(line -> line.get("peer"))
                        .containsAll(peers.stream()
                                .map(peer -> peer.address().toString())
                                .toList()));
    }

    /** Keys of a node whose certificate alone, with all that it is called, is larger than a full segment. */
    private static String node(NetworkKeys keys, KeyRole role, String name, String ip) throws Exception {
        List<String> names = IntStream.range(0, 40)
                .mapToObj(i -> "host-" + i + "-of-a-node-of-many-names.example.org")
                .toList();
        return keys.makeNode(new Holder(name, role, List.of(ip), names), 1).toString();
    }

    @ParameterizedTest(name = "pings each {0}")
    @ValueSource(strings = {"1s", "13s"})
    void over_a_thin_way_small_messages_overtake_large_ones_and_nobody_is_held_for_dead(String pings) throws Exception {
        try (Hosts hosts = Hosts.with(1500)) {
            List<NodeProcess> peers = List.of(
                    hosts.peer(hosts.left, Hosts.LEFT, "--ping-period", pings),
                    hosts.peer(hosts.left, Hosts.LEFT, "--ping-period", pings),
                    hosts.peer(hosts.right, Hosts.RIGHT, "--ping-period", pings));
            awaitArrival(peers, peers.get(0), "before");
            hosts.thin("64kbit");

            for (int n = 1; n <= 6; n++) {
                peers.get(0).type("large " + n + " " + LARGE);
            }
            for (int n = 1; n <= 20; n++) {
                String text = "small " + n + ".";
                peers.get(1).type(text);
                within(
                        Duration.ofSeconds(6),
                        () -> assertThat(knows(peers.get(2), text)).isTrue());
            }
            within(
                    Duration.ofSeconds(120),
                    () -> assertThat(texts(peers.get(2)))
                            .filteredOn(has("large "))
                            .hasSize(6)
                            .doesNotHaveDuplicates());

            assertNobodyDead(peers);
            assertThat(peers)
                    .allSatisfy(peer -> assertThat(facts(peer, "link_lost")).isEmpty());
            System.out.println("64 kbit/s, pings each " + pings + ": " + Delays.between(peers, "small "));
        }
    }

    @Test
    void connections_that_a_firewall_forgot_are_replaced_and_nobody_is_held_for_dead() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            List<NodeProcess> peers = List.of(
                    hosts.peer(hosts.left, Hosts.LEFT),
                    hosts.peer(hosts.right, Hosts.RIGHT),
                    hosts.peer(hosts.right, Hosts.RIGHT));
            awaitArrival(peers, peers.get(0), "before");

            String[] forgotten = hosts.forgetConnections();
            assertThat(forgotten).isNotEmpty();
            hosts.filter(hosts.leftRouter, forgotten);
            peers.get(0).type("lost at first");

            awaitText(peers.get(1), "lost at first");
            awaitText(peers.get(2), "lost at first");
            awaitArrival(peers, peers.get(2), "after");
            assertNobodyDead(peers);
            assertThat(peers)
                    .anySatisfy(peer -> assertThat(facts(peer, "link_stuck")).isNotEmpty());
        }
    }

    @Test
    void a_way_that_is_cut_in_one_direction_parts_nobody_for_longer_than_it_lasts() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            List<NodeProcess> peers = fourPeers(hosts);
            awaitArrival(peers, peers.get(0), "before");

            hosts.filter(hosts.leftRouter, "ip saddr " + Hosts.LEFT + " ip daddr " + Hosts.RIGHT + " drop");
            peers.get(0).type("from the left, while it is cut");
            peers.get(3).type("from the right, while it is cut");
            awaitLost(peers, Duration.ofSeconds(60));
            hosts.filter(hosts.leftRouter);

            for (NodeProcess peer : peers) {
                for (String text : List.of("from the left, while it is cut", "from the right, while it is cut")) {
                    if (texts(peer, "message_sent").stream().noneMatch(has(text))) {
                        awaitText(peer, text);
                    }
                }
            }
            awaitArrival(peers, peers.get(2), "after");
        }
    }

    @Test
    void who_is_behind_a_masquerade_dials_out_and_is_heard() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            NodeProcess first = hosts.peer(hosts.left, Hosts.LEFT);
            NodeProcess second = hosts.peer(hosts.left, Hosts.LEFT);
            hosts.masquerade(hosts.rightRouter);
            hosts.filter(hosts.rightRouter, "iifname \"e2\" ct state new drop");
            NodeProcess third = hosts.peer(hosts.right, Hosts.RIGHT);
            List<NodeProcess> peers = List.of(first, second, third);

            awaitArrival(peers, first, "to behind the masquerade");
            awaitArrival(peers, third, "from behind the masquerade");
            assertNobodyDead(peers);
        }
    }

    @Test
    void who_tells_an_address_that_cannot_be_its_own_is_told_which_one_would_be_and_so_is_the_seed() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            NodeProcess wrong = hosts.launchPeer(
                    hosts.right, Hosts.RIGHT, "--bind", "0.0.0.0", "--open", "--advertise", "127.0.0.1");

            for (NodeProcess node : List.of(wrong, hosts.seed())) {
                RealNetwork.awaitLine(node, "--advertise " + Hosts.RIGHT + " would be");
                assertThat(node.lines())
                        .anyMatch(line -> line.contains(" WARN ") && line.contains("--advertise " + Hosts.RIGHT));
            }
        }
    }

    @Test
    void peers_that_listen_everywhere_form_a_network_without_seeds() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            hosts.forgetSeeds();
            String[] everywhere = {"--bind", "0.0.0.0", "--open", "--connect", Hosts.LEFT + ":6100"};
            NodeProcess first = hosts.peerAt(hosts.left, Hosts.LEFT, 6100, "--bind", "0.0.0.0", "--open");
            NodeProcess second = hosts.peer(hosts.right, Hosts.RIGHT, everywhere);
            NodeProcess third = hosts.peer(hosts.left, Hosts.LEFT, everywhere);
            List<NodeProcess> peers = List.of(first, second, third);

            awaitArrival(peers, first, "from whom nobody told of itself");
            awaitArrival(peers, second, "from the other host");
            awaitArrival(peers, third, "from the same host");
        }
    }

    @Test
    void whose_address_changes_is_heard_again_by_new_connections() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            NodeProcess first = hosts.peer(hosts.left, Hosts.LEFT);
            NodeProcess second = hosts.peer(hosts.left, Hosts.LEFT);
            NodeProcess third = hosts.peer(hosts.right, Hosts.RIGHT, "--bind", "0.0.0.0");
            List<NodeProcess> peers = List.of(first, second, third);
            awaitArrival(peers, third, "before");

            hosts.moveRight("10.77.3.9");

            awaitArrival(peers, first, "to the new address");
            awaitArrival(peers, third, "from the new address");
        }
    }

    @Test
    void an_address_that_another_host_takes_over_belongs_to_the_process_there() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            NodeProcess first = hosts.peer(hosts.left, Hosts.LEFT);
            NodeProcess second = hosts.peer(hosts.left, Hosts.LEFT);
            NodeProcess former = hosts.peerAt(hosts.right, Hosts.RIGHT, 6100);
            awaitArrival(List.of(first, second, former), former, "from the former");

            String other = hosts.replaceRight();
            NodeProcess latter = hosts.peerAt(other, Hosts.RIGHT, 6100);

            List<NodeProcess> peers = List.of(first, second, latter);
            awaitArrival(peers, first, "to the latter");
            awaitArrival(peers, latter, "from the latter");
            assertThat(texts(latter)).noneMatch(has("from the former"));
        }
    }

    @Test
    void two_networks_of_one_name_stay_apart_when_a_host_of_one_takes_over_an_address_of_the_other() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            NodeProcess first = hosts.peer(hosts.left, Hosts.LEFT, "--ping-period", "13s");
            NodeProcess second = hosts.peer(hosts.left, Hosts.LEFT, "--ping-period", "13s");
            NodeProcess former = hosts.peerAt(hosts.right, Hosts.RIGHT, 6100);
            awaitArrival(List.of(first, second, former), former, "from the former");

            String[] others = hosts.startAnotherNetwork();
            NodeProcess other = hosts.peer(hosts.left, Hosts.LEFT, others);
            String host = hosts.replaceRight();
            hosts.filter(hosts.leftRouter, "tcp dport 6100 drop"); // nobody is to find the host without the process
            NodeProcess latter = hosts.peerAt(host, Hosts.RIGHT, 6100, others);
            hosts.filter(hosts.leftRouter);

            within(
                    HEALED,
                    () -> assertThat(List.of(first, second))
                            .anyMatch(peer -> peer.lines().stream().anyMatch(line -> line.contains("wrong-network"))));
            awaitArrival(List.of(first, second), first, "among the first");
            awaitArrival(List.of(other, latter), latter, "among the others");
            assertThat(List.of(first, second))
                    .allSatisfy(peer -> assertThat(texts(peer)).noneMatch(has("among the others")));
            assertThat(List.of(other, latter))
                    .allSatisfy(peer -> assertThat(texts(peer))
                            .noneMatch(has("among the first"))
                            .noneMatch(has("from the former")));
            assertThat(countedAtTheEnd(List.of(first, second, latter), "dropped_wrong_network"))
                    .isPositive();
        }
    }

    /** Asks them to leave, and adds up what they say then. */
    private static long countedAtTheEnd(List<NodeProcess> peers, String counter) throws Exception {
        long sum = 0;
        for (NodeProcess peer : peers) {
            peer.terminate();
            RealNetwork.awaitLine(peer, "event=counters");
            sum += Long.parseLong(facts(peer, "counters").get(0).values().getOrDefault(counter, "0"));
        }
        return sum;
    }

    @Test
    void with_a_fifth_of_all_packets_lost_everything_arrives_and_nobody_is_held_for_dead() throws Exception {
        try (Hosts hosts = Hosts.with(9000)) {
            String[] full = {"--ping-period", "13s"};
            List<NodeProcess> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                peers.add(hosts.peer(hosts.left, Hosts.LEFT, full));
                peers.add(hosts.peer(hosts.right, Hosts.RIGHT, full));
            }
            awaitArrival(peers, peers.get(0), "before");

            sayHundred(peers, "calm ");
            hosts.lose(hosts.left, hosts.leftRouter, 20);
            hosts.lose(hosts.right, hosts.rightRouter, 20);
            sayHundred(peers, "lossy ");

            assertNobodyDead(peers);
            System.out.println("nothing lost: " + Delays.between(peers, "calm "));
            System.out.println("20 % lost: " + Delays.between(peers, "lossy "));
        }
    }

    /** One after the other, each when the one before is everywhere. */
    private static void sayHundred(List<NodeProcess> peers, String what) throws Exception {
        for (int n = 1; n <= 100; n++) {
            String text = what + n + ".";
            peers.get(n % peers.size()).type(text);
            within(Duration.ofSeconds(60), () -> assertThat(peers).allMatch(peer -> knows(peer, text)));
        }
    }

    private static List<NodeProcess> fourPeers(Hosts hosts) throws Exception {
        return List.of(
                hosts.peer(hosts.left, Hosts.LEFT),
                hosts.peer(hosts.left, Hosts.LEFT),
                hosts.peer(hosts.right, Hosts.RIGHT),
                hosts.peer(hosts.right, Hosts.RIGHT));
    }

    private static void awaitArrival(List<NodeProcess> peers, NodeProcess sender, String text) throws Exception {
        sender.type(text);
        for (NodeProcess peer : peers) {
            if (peer != sender) {
                awaitText(peer, text);
            }
        }
    }

    private static void awaitText(NodeProcess peer, String text) {
        within(
                HEALED,
                () -> assertThat(texts(peer))
                        .as("heard by %s, which said %s", peer, interesting(peer))
                        .anyMatch(has(text)));
    }

    private static List<String> interesting(NodeProcess peer) {
        return peer.lines().stream()
                .map(line -> line.substring(0, Math.min(160, line.length())))
                .filter(line -> !line.contains("event=message_"))
                .toList();
    }

    private static boolean knows(NodeProcess peer, String text) {
        return texts(peer).stream().anyMatch(has(text))
                || texts(peer, "message_sent").stream().anyMatch(has(text));
    }

    /** Waits until each of these lost a link. */
    private static void awaitLost(List<NodeProcess> peers, Duration patience) {
        within(
                patience,
                () -> assertThat(peers)
                        .allSatisfy(peer -> assertThat(facts(peer, "link_lost")).isNotEmpty()));
    }

    private static List<String> texts(NodeProcess peer) {
        return texts(peer, "message_received");
    }

    private static List<String> texts(NodeProcess peer, String event) {
        return facts(peer, event).stream().map(line -> line.get("text")).toList();
    }

    private static Predicate<String> has(String text) {
        return quoted -> quoted.startsWith("\"" + text);
    }

    private static void assertNobodyDead(List<NodeProcess> peers) {
        assertThat(peers)
                .allSatisfy(peer -> assertThat(facts(peer, "neighbour_dead")).isEmpty());
    }
}

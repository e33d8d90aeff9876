package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes from the network costs the connection it comes on and nobody else, and is counted. */
class HostileIT {
    private static final String LONG_LINE = "x".repeat(5_000);

    @Test
    void bad_first_lines_end_their_connection_with_a_reason_and_a_legitimate_join_still_works() throws Exception {
        Map<String, String> firstLines = Map.of(
                "garbage", "GET / HTTP/1.1\r\n",
                "line-too-long", LONG_LINE,
                "wrong-version", "Hello grapevine/9 peer default 127.0.0.1:7000 1 1\n",
                "wrong-network", Stranger.hello("elsewhere", 7000, 0),
                "bad-field", "Hello grapevine/1 peer default 127.0.0.1:7000;127.0.0.1:1:1:1:1 1 1\n",
                "unexpected", "Register 1 0 0 128\n",
                "body-too-long", "Answer 999999999\n");
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            for (NodeProcess node : List.of(network.seed(1), network.peers().get(0))) {
                for (Map.Entry<String, String> first : firstLines.entrySet()) {
                    try (Stranger stranger = new Stranger(node.address())) {
                        stranger.say(first.getValue());

                        assertThat(stranger.lastWords())
                                .as("%s at %s", first, node)
                                .startsWith("Error ");
                    }
                }
                long counted = network.status(node).entrySet().stream()
                        .filter(count -> count.getKey().startsWith("dropped_"))
                        .mapToLong(count -> Long.parseLong(count.getValue()))
                        .sum();
                assertThat(counted).as("counted at %s", node).isGreaterThanOrEqualTo(firstLines.size());
                assertThat(network.status(node))
                        .containsKeys(
                                "dropped_garbage",
                                "dropped_line_too_long",
                                "dropped_wrong_version",
                                "dropped_wrong_network",
                                "dropped_bad_field");
            }

            network.startPeer();
            network.awaitWhole();
        }
    }

    @Tag("slow")
    @Test
    void half_a_line_for_ever_costs_its_connection_after_the_time_for_a_hello() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(1)) {
            try (Stranger atSeed = new Stranger(network.seed(1).address());
                    Stranger atPeer = new Stranger(network.peers().get(0).address())) {
                atSeed.say("Hello grapev");
                atPeer.say("Hello grapev");

                atSeed.lastWords();
                atPeer.lastWords();
            }

            assertThat(network.count(network.seed(1), "dropped_hello_timeout")).isEqualTo(1);
            assertThat(network.count(network.peers().get(0), "dropped_hello_timeout"))
                    .isEqualTo(1);
            network.startPeer();
            network.awaitWhole();
        }
    }

    @Test
    void what_a_neighbour_may_not_say_costs_its_link_alone() throws Exception {
        String list = "127.0.0.1:6001:12:1795000000007:1795000000000;;";
        Map<String, String> sayings = Map.of(
                "Gossip 1795000005000:127.0.0.1:1 7001 1795000000000 0 2000000000\n",
                "dropped_body_too_long",
                "Gossip 1795000005000:127.0.0.1:1 7001 1795000000000 2000000000 0\n",
                "dropped_body_too_long",
                "Bye full " + list.length() + "\n" + list + "\n",
                "dropped_bad_field",
                "Link accepted 1 -1\n",
                "dropped_bad_field",
                LONG_LINE,
                "dropped_line_too_long",
                "Shout hello\n",
                "dropped_garbage");
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess victim = network.peers().get(0);
            for (Map.Entry<String, String> saying : sayings.entrySet()) {
                long before = network.count(victim, saying.getValue());
                try (Stranger stranger = Stranger.asNeighbour(victim.address(), FreePorts.next())) {
                    stranger.say(saying.getKey());

                    stranger.lastWords();
                }
                eventually(() -> assertThat(network.count(victim, saying.getValue()))
                        .as("%s", saying)
                        .isEqualTo(before + 1));
            }

            network.awaitWhole();
            network.peers().get(1).type("still here?");
            RealNetwork.awaitLine(victim, "still here?");
        }
    }

    @Test
    void whoever_says_ten_times_a_second_that_it_is_slow_mutes_nobody_and_is_named() throws Exception {
        ScheduledExecutorService sayer = Executors.newSingleThreadScheduledExecutor();
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess victim = network.peers().get(0);
            int port = FreePorts.next();
            try (Stranger stranger = Stranger.asNeighbour(victim.address(), port)) {
                stranger.say("Graft 0\n\n");
                sayer.scheduleAtFixedRate(
                        () -> sayIfLinked(stranger, "Slow 10000 by=203.0.113.7:6001\n"), 0, 100, MILLISECONDS);
                RealNetwork.awaitLine(
                        victim, "event=neighbour_slow neighbour=127.0.0.1:" + port + " by=203.0.113.7:6001");

                for (int i = 0; i < 20; i++) {
                    victim.type("said under it " + i);
                    RealNetwork.awaitLine(network.peers().get(1), "said under it " + i);
                }
            }
        } finally {
            sayer.shutdownNow();
        }
    }

    private static void sayIfLinked(Stranger stranger, String line) {
        try {
            stranger.say(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it has hung up, and says no more
        }
    }

    @Test
    void a_number_far_ahead_is_counted_and_not_delivered_and_the_link_stays() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess victim = network.peers().get(0);
            int port = FreePorts.next();
            Origin origin = new Origin(Address.parse("127.0.0.1:" + port), 1_795_000_000_000L);
            try (Stranger stranger = Stranger.asNeighbour(victim.address(), port)) {
                stranger.say(gossip(origin, 1, "first"));
                stranger.say(gossip(origin, 5_000_000_000L, "far ahead"));
                stranger.say(gossip(origin, 2, "second"));

                RealNetwork.awaitLine(network.peers().get(1), "text=\"second\"");
                assertThat(network.count(victim, "dropped_far_ahead")).isEqualTo(1);
                for (NodeProcess peer : network.peers()) {
                    eventually(() -> assertThat(facts(peer, "message_received"))
                            .as("%s", peer)
                            .extracting(message -> message.get("text"))
                            .containsExactly("\"first\"", "\"second\""));
                }
            }
        }
    }

    @Test
    void a_message_in_the_name_of_the_peer_itself_is_counted_and_not_relayed() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess victim = network.peers().get(0);
            Origin itself = new Origin(
                    victim.address(), Long.parseLong(network.status(victim).get("epoch")));
            int port = FreePorts.next();
            Origin origin = new Origin(Address.parse("127.0.0.1:" + port), 1_795_000_000_000L);
            try (Stranger stranger = Stranger.asNeighbour(victim.address(), port)) {
                stranger.say(gossip(itself, 77, "I did not say that"));
                stranger.say(gossip(origin, 1, "marker"));

                RealNetwork.awaitLine(network.peers().get(1), "text=\"marker\"");
                assertThat(network.count(victim, "dropped_forged_self")).isEqualTo(1);
                assertThat(network.peers().get(1).lines()).noneMatch(line -> line.contains("I did not say that"));
            }
        }
    }

    @Tag("slow")
    @Test
    void lying_reports_from_many_connections_remove_nobody_and_cost_one_probe() throws Exception {
        int liars = 40;
        try (RealNetwork network = RealNetwork.withLongLeases(1).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess seed = network.seed(1);
            NodeProcess accused = network.peers().get(1);
            String epoch = network.status(accused).get("epoch");
            List<Stranger> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < liars; i++) {
                    strangers.add(Stranger.registered(seed.address()));
                }
                eventually(() -> assertThat(network.who(seed).values())
                        .hasSize(3 + liars)
                        .allSatisfy(row -> assertThat(row).containsEntry("confirmed", "yes")));

                // The accused is held for a moment, so that all reports fall into one probe.
                RealNetwork.freeze(accused);
                for (Stranger liar : strangers) {
                    liar.say("Dead Node:" + accused.address() + ":" + System.currentTimeMillis() + ":127.0.0.1 epoch="
                            + epoch + "\n");
                }
                for (Stranger liar : strangers) {
                    assertThat(liar.readUntil("Noted")).isEqualTo("Noted probing");
                }
                RealNetwork.thaw(accused);

                RealNetwork.awaitLine(seed, "event=quarrel");
                assertThat(facts(seed, "probe_started")).hasSize(1);
                assertThat(facts(seed, "peer_removed")).isEmpty();
                assertThat(network.who(seed)).containsKey(accused.address());
                assertThat(network.count(seed, "dead_reports")).isEqualTo(liars);
            } finally {
                for (Stranger liar : strangers) {
                    liar.close();
                }
            }
        }
    }

    @Test
    void a_report_by_somebody_without_a_lease_is_counted_and_nothing_else() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess seed = network.seed(1);
            NodeProcess accused = network.peers().get(0);
            try (Stranger stranger = Stranger.asPeer(seed.address(), FreePorts.next(), 0)) {
                stranger.say("Dead Node:" + accused.address() + ":1795000041000:127.0.0.1 epoch="
                        + network.status(accused).get("epoch") + "\n");

                assertThat(stranger.readUntil("Noted")).isEqualTo("Noted no-lease");
            }

            assertThat(network.count(seed, "dropped_report_no_lease")).isEqualTo(1);
            assertThat(facts(seed, "probe_started")).isEmpty();
        }
    }

    @Test
    void ten_thousand_idle_connections_to_a_seed_and_a_peer_keep_nobody_from_joining() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess seed = network.seed(1);
            NodeProcess peer = network.peers().get(0);
            Process atSeed = idleConnections(seed.address(), 10_000);
            Process atPeer = idleConnections(peer.address(), 10_000);
            try {
                assertThat(atSeed.inputReader().readLine()).isEqualTo("open 10000");
                assertThat(atPeer.inputReader().readLine()).isEqualTo("open 10000");

                NodeProcess joiner = network.startPeer();

                joiner.type("in spite of them");
                RealNetwork.awaitLine(peer, "in spite of them");
                for (NodeProcess crowded : List.of(seed, peer)) {
                    eventually(() -> assertThat(network.count(crowded, "dropped_overloaded")
                                    + network.count(crowded, "dropped_hello_timeout"))
                            .as("turned away by %s", crowded)
                            .isGreaterThanOrEqualTo(10_000));
                }
                network.awaitWhole();
            } finally {
                atSeed.destroyForcibly();
                atPeer.destroyForcibly();
            }
        }
    }

    private static byte[] gossip(Origin origin, long n, String text) {
        return Gossip.of(origin, n, System.currentTimeMillis(), new byte[0], text.getBytes(StandardCharsets.UTF_8))
                .frame();
    }

    private static Process idleConnections(Address to, int count) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleConnections.class.getName(),
                        String.valueOf(to.port()),
                        String.valueOf(count))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

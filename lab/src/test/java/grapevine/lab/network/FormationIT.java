package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks of real processes form, and say so in their logs. */
class FormationIT {
    @Tag("slow")
    @Test
    void eight_peers_that_join_one_after_another_are_one_network_and_the_seeds_know_their_degrees() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds().startPeers(8)) {
            Overlay overlay = network.awaitWhole();

            assertThat(overlay.neighbours()).hasSize(8);
            for (NodeProcess peer : network.peers()) {
                assertThat(facts(peer, "registered")).hasSizeGreaterThanOrEqualTo(2);
                assertThat(facts(peer, "registered").get(1).values())
                        .containsEntry("have", "2")
                        .containsEntry("quorum", "2");
                assertThat(facts(peer, "seeds_found").get(0).get("count")).isEqualTo("3");
                assertThat(facts(peer, "neighbour_dead")).isEmpty();
            }
        }
    }

    @Test
    void eight_peers_that_start_at_once_are_one_network() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds()) {
            for (int i = 0; i < 8; i++) {
                network.launchPeer();
            }
            for (NodeProcess peer : network.peers()) {
                RealNetwork.awaitLine(peer, "event=ready");
            }

            Overlay overlay = network.awaitWhole();

            assertThat(overlay.components()).hasSize(1);
            assertThat(overlay.oneSided()).isEmpty();
        }
    }

    @Test
    void each_message_a_peer_makes_is_delivered_once_at_every_other_peer() throws Exception {
        String[] talkative = {"--gossip-count", "5", "--gossip-period", "500ms"};
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            // They gossip when all are in: one that joins later is not owed what was said before.
            network.startPeers(4).awaitWhole();
            NodeProcess talker = network.startPeer(talkative);

            RealNetwork.eventually(() -> {
                for (NodeProcess peer : network.peers()) {
                    assertThat(network.count(peer, peer == talker ? "messages_made" : "messages_delivered"))
                            .as("messages at %s", peer)
                            .isEqualTo(5);
                }
            });

            List<String> ids = facts(talker, "message_sent").stream()
                    .map(line -> line.get("id"))
                    .toList();
            assertThat(ids)
                    .hasSize(5)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.matches("[0-9]{13}:127\\.0\\.0\\.1:[1-5]"));
            for (NodeProcess peer : network.peers()) {
                if (peer != talker) {
                    assertThat(facts(peer, "message_received"))
                            .extracting(line -> line.get("id"))
                            .as("received by %s", peer)
                            .containsExactlyElementsOf(ids);
                }
            }
        }
    }

    @Test
    void the_log_file_bears_role_and_port_and_has_the_lines_of_the_console() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess seed = network.seed(1);
            NodeProcess first = network.startPeer();
            NodeProcess second = network.startPeer();
            second.type("good morning");
            RealNetwork.awaitLine(first, "good morning");

            for (NodeProcess node : List.of(first, second, seed)) {
                node.terminate();
                assertThat(node.awaitEnd(RealNetwork.PATIENCE)).isTrue();
            }

            assertThat(seed.log())
                    .hasFileName("outputfile-seed-" + seed.address().port() + ".log");
            assertThat(first.log())
                    .hasFileName("outputfile-peer-" + first.address().port() + ".log");
            for (NodeProcess node : List.of(first, second, seed)) {
                assertThat(node.errors()).isEmpty();
                assertThat(node.lines())
                        .isEqualTo(Files.readAllLines(node.log()))
                        .allMatch(line -> LogLine.parse(line).isPresent());
            }
            assertThat(second.lines())
                    .extracting(line -> LogLine.parse(line).orElseThrow().event())
                    .contains(
                            "started",
                            "seeds_found",
                            "registered",
                            "list_received",
                            "link_made",
                            "ready",
                            "message_sent",
                            "leaving",
                            "stopped",
                            "counters");
            assertThat(facts(first, "message_received").get(0).values())
                    .containsEntry("from", second.address().toString())
                    .containsEntry("origin", second.address().toString())
                    .containsEntry("bytes", "12")
                    .containsEntry("text", "\"good morning\"")
                    .containsKey("id");
            assertThat(facts(second, "link_made").get(0).values())
                    .containsEntry("neighbour", first.address().toString())
                    .containsKeys("degree_seen", "older", "dialled", "links");
        }
    }

    @Test
    void peers_with_static_neighbours_link_up_without_any_seed() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(0)) {
            Files.delete(network.folder().resolve("config.txt"));
            Address first = Network.freeAddress();
            Address second = Network.freeAddress();
            network.launchPeerAt(first, "--connect", second.toString());
            network.launchPeerAt(second, "--connect", first.toString());

            RealNetwork.eventually(() -> {
                Overlay overlay = network.overlay();
                assertThat(overlay.components()).as("%s", overlay).hasSize(1);
                assertThat(overlay.degree(first)).isEqualTo(1);
            });
        }
    }
}

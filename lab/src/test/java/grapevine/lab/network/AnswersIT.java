package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code Who} and {@code Status}, asked from loopback as a person asks: without a hello. */
class AnswersIT {
    @Test
    void a_person_with_a_bare_socket_is_answered_by_both_daemons() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            network.awaitWhole();
            NodeProcess seed = network.seed(1);
            NodeProcess first = network.peers().get(0);
            NodeProcess second = network.peers().get(1);

            try (Stranger person = new Stranger(first.address())) {
                person.say("Status\n");
                assertThat(person.line()).matches("Answer [0-9]+");
                assertThat(OverlayChecker.fields(person.line()))
                        .containsEntry("role", "peer")
                        .containsEntry("address", first.address().toString())
                        .containsEntry("degree", "1")
                        .containsEntry("older", "0")
                        .containsEntry("leases", "1")
                        .containsEntry("ready", "true")
                        .containsKeys("epoch", "age", "revision", "uptime_ms");
            }
            try (Stranger person = new Stranger(first.address())) {
                person.say("Who\n");
                assertThat(person.line()).matches("Answer [0-9]+");
                assertThat(OverlayChecker.fields(person.line()))
                        .containsEntry("neighbour", second.address().toString())
                        .containsEntry("older", "false")
                        .containsKeys("epoch", "age", "degree");
            }
            assertThat(network.status(seed))
                    .containsEntry("role", "seed")
                    .containsEntry("address", seed.address().toString())
                    .containsEntry("peers", "2");
            for (Map<String, String> row : network.who(seed).values()) {
                assertThat(row)
                        .containsEntry("degree", "1")
                        .containsKeys("peer", "epoch", "age", "revision", "lease_ms");
            }
        }
    }

    @Test
    void a_line_typed_at_a_peer_reaches_every_other_peer_once() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(3)) {
            network.awaitWhole();

            network.peers().get(2).type("grüße, \"all\" 🍇");

            for (NodeProcess peer : network.peers().subList(0, 2)) {
                RealNetwork.awaitLine(peer, "text=\"grüße, \\\"all\\\" 🍇\"");
                assertThat(network.count(peer, "messages_delivered")).isEqualTo(1);
            }
            assertThat(network.count(network.peers().get(2), "messages_made")).isEqualTo(1);
        }
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.PATIENCE;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SIGTERM right after lines were accepted: others have them, or the log says which nobody is known to hold. */
class HandedOverIT {
    private static final int LINES = 100;
    private static final String PADDING = "x".repeat(60_000);

    @Test
    void what_was_accepted_just_before_the_signal_reaches_every_other_peer() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(4, "--leave-time", "30s")) {
            network.awaitWhole();
            NodeProcess leaver = network.peers().get(3);

            for (int i = 1; i <= LINES; i++) {
                leaver.type("line " + i + PADDING);
            }
            end(network, leaver);

            assertThat(facts(leaver, "messages_not_held")).isEmpty();
            long accepted = facts(leaver, "counters").get(0).number("messages_made");
            assertThat(accepted).isGreaterThan(LINES / 2);
            for (NodeProcess other : network.peers()) {
                // not by its log, which drops lines where they are not read as fast as they come
                RealNetwork.within(
                        PATIENCE,
                        () -> assertThat(network.count(other, "messages_delivered"))
                                .as("given to the application at %s", other)
                                .isEqualTo(accepted));
            }
        }
    }

    @Test
    void what_the_only_neighbour_did_not_take_in_the_time_it_was_given_is_said_by_its_numbers() throws Exception {
        Duration given = Duration.ofSeconds(4);
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(1)) {
            NodeProcess leaver = network.startPeer("--leave-time", given.toSeconds() + "s");
            network.awaitWhole();
            NodeProcess other = network.peers().get(0);

            RealNetwork.freeze(other);
            for (int i = 1; i <= 3; i++) {
                leaver.type("line " + i);
            }
            RealNetwork.awaitLine(leaver, "text=\"line 3\"");
            end(network, leaver);
            RealNetwork.thaw(other);

            LogLine unheld = facts(leaver, "messages_not_held").get(0);
            assertThat(unheld.get("messages")).isEqualTo("3");
            assertThat(unheld.get("numbers")).isEqualTo("1-3");
            assertThat(unheld.at() - facts(leaver, "leaving").get(0).at())
                    .isGreaterThanOrEqualTo(given.minusMillis(500).toMillis()); // the log says so a little late
        }
    }

    private static void end(RealNetwork network, NodeProcess node) throws Exception {
        network.forget(node);
        node.terminate();
        assertThat(node.awaitEnd(PATIENCE)).as("%s ends", node).isTrue();
        assertThat(node.process().exitValue()).as("1 if it had to be halted").isZero();
        assertThat(node.errors()).isEmpty();
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that stood still while very much was said fetches all of it at once, not bit by bit at each comparison. */
class CatchingUpIT {
    private static final int SECONDS = 54;
    private static final int EACH = 1_000;
    private static final String SECOND_OF_LINES = "forty bytes or so of one line in a second\n".repeat(EACH);

    /** An answer brings at most so many. */
    private static final int ANSWER = 1_024;

    @Tag("slow")
    @Test
    void fifty_four_thousand_messages_are_there_soon_after_a_standstill_of_nearly_a_minute() throws Exception {
        try (RealNetwork network =
                RealNetwork.withFullPeriods(1).tellJvms("-Xmx256m").startSeeds().startPeers(4)) {
            network.awaitWhole();
            NodeProcess writer = network.peers().get(0);
            NodeProcess stopped = network.peers().get(1);
            NodeProcess witness = network.peers().get(3);

            RealNetwork.freeze(stopped);
            for (int second = 0; second < SECONDS; second++) {
                writer.type(SECOND_OF_LINES.stripTrailing());
                network.awaitUptime(witness, Duration.ofSeconds(1));
            }
            assertThat(network.count(writer, "messages_made")).isGreaterThan(SECONDS * 500);

            RealNetwork.thaw(stopped);
            long made = SECONDS * EACH; // where the writer is behind, the rest waits in its input
            eventually(() ->
                    assertThat(network.count(stopped, "messages_delivered")).isEqualTo(made));
            assertThat(network.count(stopped, "messages_fetched")).isGreaterThan(made / 2);
            assertThat(network.count(stopped, "fetches_late"))
                    .as("answers whose end was not seen, so that the next was asked for 3 s later")
                    .isLessThan(made / ANSWER / 4);
        }
    }
}

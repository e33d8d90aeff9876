package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.PeerConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A setting that a network in memory would pass over is refused. */
class UnsuitedTest {
    @Test
    void keys_an_executor_a_data_directory_and_another_address_are_refused_each_with_its_reason(
            @TempDir Path directory) {
        try (TestNetwork network = TestNetwork.of(0)) {
            assertRefused(
                    network,
                    network.config().keys(directory),
                    "keys is not for a test network: nothing is encrypted or checked in memory: a closed network would"
                            + " be tested without its keys");
            assertRefused(
                    network,
                    network.config().executor(Runnable::run),
                    "executor is not for a test network: listeners are called in the thread of the test");
            assertRefused(
                    network,
                    network.config().port(6_001).data(directory),
                    "data is not for a test network: nothing is written to disk in virtual time");
            assertRefused(
                    network,
                    network.config().advertise("10.0.0.7"),
                    "advertise is not for a test network: each peer is reached where it listens, and nowhere else");

            assertThat(network.peers()).isEmpty();
            assertThat(directory).isEmptyDirectory();
        }
    }

    private static void assertRefused(TestNetwork network, PeerConfig.Builder config, String why) {
        PeerConfig unsuited = config.build();
        assertThatThrownBy(() -> network.join(unsuited))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
        assertThatThrownBy(() -> network.join(unsuited, (self, message) -> {}, null))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_makes_no_difference_there_is_taken() {
        try (TestNetwork network = TestNetwork.of(1)) {
            PeerConfig config = network.config().workers(8).proofs(false).build();

            assertThat(List.of(network.join(config))).hasSize(1);
        }
    }
}

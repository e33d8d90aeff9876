package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process on a machine that sleeps: it stands still (SIGSTOP), and the clock that is never set stands still with
 * it, while the wall clock and the uptime of the kernel go on.
 */
class SleepIT {
    private static final Duration SLEEP = Duration.ofSeconds(8);

    @TempDir
    private Path folder;

    @Test
    void what_a_machine_slept_counts_as_time_that_passed_and_nothing_is_heard_twice_after_it() throws Exception {
        WallClock clock = WallClock.ahead(WallClock.library(folder), Duration.ZERO);
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            NodeProcess sleeper = network.startBy(clock.command()).startPeer();
            NodeProcess other = network.peers().get(0);
            network.awaitWhole();
            other.type("before");
            RealNetwork.awaitLine(sleeper, "text=\"before\"");
            long upBefore = network.count(sleeper, "uptime_ms");
            long atBefore = System.nanoTime();

            RealNetwork.freeze(sleeper);
            long asleepSince = System.nanoTime();
            network.awaitUptime(other, SLEEP);
            other.type("meanwhile");
            Duration slept = Duration.ofNanos(System.nanoTime() - asleepSince);
            clock.sleptFor(slept);
            RealNetwork.thaw(sleeper);

            eventually(() -> assertThat(facts(sleeper, "paused"))
                    .anyMatch(line -> line.number("for_ms") >= SLEEP.toMillis() - 3_000));
            long passed = Duration.ofNanos(System.nanoTime() - atBefore).toMillis();
            assertThat(network.count(sleeper, "uptime_ms") - upBefore).isBetween(passed - 500, passed + 5_000);
            RealNetwork.awaitLine(sleeper, "text=\"meanwhile\"");
            network.awaitWhole();
            sleeper.type("after");
            for (NodeProcess each : network.peers().subList(0, 2)) {
                RealNetwork.awaitLine(each, "text=\"after\"");
            }
            for (NodeProcess each : network.peers()) {
                assertThat(facts(each, "message_received"))
                        .as("heard by %s", each)
                        .extracting(line -> line.get("text"))
                        .doesNotHaveDuplicates();
            }
        }
    }
}

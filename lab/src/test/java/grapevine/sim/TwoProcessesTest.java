package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seed number decides a run to the last line of its transcript, in whatever process it is run. */
class TwoProcessesTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 7})
    void another_process_writes_the_same_transcript(long seed) throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        // Identity hashes in a row instead of at random, and hardly any compiled code.
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=3",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TranscriptHash.class.getName(),
                        String.valueOf(seed))
                .redirectErrorStream(true)
                .start();
        try {
            String here = TranscriptHash.of(seed);
            String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(there).isEqualTo(here).matches("[1-9][0-9]{3,} lines [0-9a-f]{64}");
        } finally {
            other.destroyForcibly();
        }
    }
}

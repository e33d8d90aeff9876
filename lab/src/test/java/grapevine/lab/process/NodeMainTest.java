package grapevine.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node's process ends. */
class NodeMainTest {
    @TempDir
    private Path folder;

    @Test
    void a_bug_ends_it_with_status_1_and_stands_beside_the_files_of_its_network() throws Exception {
        Process node = start();

        try (OutputStream questions = node.getOutputStream()) {
            questions.write("null\n".getBytes(StandardCharsets.UTF_8)); // a plan that no host sends
            questions.flush();

            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            node.destroyForcibly();
        }

        assertThat(node.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("gossip.err"))).startsWith("java.lang.NullPointerException");
    }

    @Test
    void half_a_plan_says_that_its_host_is_gone() throws Exception {
        Process node = start();

        try (OutputStream questions = node.getOutputStream()) {
            questions.write("{\"net".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isZero();
    }

    private Process start() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeMain.class.getName(),
                        folder.resolve("gossip").toString(),
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

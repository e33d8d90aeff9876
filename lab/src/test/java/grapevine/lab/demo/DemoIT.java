package grapevine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.lab.network.RealNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./grapevine demo}, run as a person runs it. */
class DemoIT {
    @TempDir
    private Path temporary;

    @Test
    void the_demonstration_runs_to_its_end_and_leaves_nothing_behind() throws Exception {
        Process demo = start();
        try {
            List<String> lines = new ArrayList<>();
            List<ProcessHandle> nodes = new ArrayList<>();
            try (BufferedReader reader = demo.inputReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                    if (line.startsWith("3. ")) {
                        demo.descendants().forEach(nodes::add);
                    }
                }
            }

            assertThat(demo.waitFor()).as("%s", String.join("\n", lines)).isZero();
            assertThat(lines)
                    .allMatch(line -> line.length() <= 80)
                    .noneMatch(line -> line.indexOf(0x1b) >= 0)
                    .anyMatch(line -> line.matches("1\\. .*"))
                    .anyMatch(line -> line.matches("2\\. .*"))
                    .anyMatch(line -> line.matches("4\\. p[1-8] .*kill -9.*"))
                    .anyMatch(line -> line.matches("5\\. Healed.*"))
                    .anyMatch(line -> line.matches("6\\. .*"))
                    .anyMatch(line -> line.matches(" +missing +0"))
                    .anyMatch(line -> line.matches(" +twice +0"));
            assertThat(lines.subList(indexOf("5. ", lines), indexOf("6. ", lines)))
                    .filteredOn(line -> line.contains(" says "))
                    .hasSizeBetween(1, 5)
                    .anyMatch(line -> line.contains("says \"is everybody still there?\": all 6 others have it after "));
            assertThat(nodes).hasSize(11);
            assertNothingIsLeft(nodes);
        } finally {
            end(demo);
        }
    }

    @Test
    void an_interrupted_demonstration_takes_its_processes_and_its_folder_along() throws Exception {
        Process demo = start();
        try (BufferedReader reader = demo.inputReader()) {
            String line = reader.readLine();
            while (line != null && !line.contains("p2 ")) {
                line = reader.readLine();
            }
            List<ProcessHandle> nodes = demo.descendants().toList();
            assertThat(nodes).hasSizeGreaterThanOrEqualTo(5);

            interrupt(demo);

            assertThat(demo.waitFor(RealNetwork.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(demo.exitValue()).isGreaterThan(128);
            assertNothingIsLeft(nodes);
        } finally {
            end(demo);
        }
    }

    private static int indexOf(String start, List<String> lines) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        RealNetwork.ROOT.resolve("grapevine.jar").toString(),
                        "demo")
                .redirectErrorStream(true)
                .start();
    }

    /** As Ctrl-C does. A build in the background ignores that signal, and all it starts as well: there as kill does. */
    private static void interrupt(Process process) throws Exception {
        long ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        String signal = (ignored & 0b10) == 0 ? "-INT" : "-TERM";
        new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private void assertNothingIsLeft(List<ProcessHandle> nodes) throws IOException {
        await().atMost(RealNetwork.PATIENCE).until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
                    .isEmpty();
        }
    }

    private static void end(Process demo) {
        demo.descendants().forEach(ProcessHandle::destroyForcibly);
        demo.destroyForcibly();
    }
}

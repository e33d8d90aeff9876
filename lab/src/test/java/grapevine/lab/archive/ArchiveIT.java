package grapevine.lab.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import grapevine.lab.network.PortBlock;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds, peers and the laboratory in a folder of their own, with archives that fit and with others. */
class ArchiveIT {
    private static final Path ROOT = Path.of(System.getProperty("grapevine.root"));

    @TempDir
    private static Path made;

    @BeforeAll
    static void archivesAreMade() throws Exception {
        copyTo(made);
        Recording.make(made, archives(made));
        LaboratoryRecording.make(made, archives(made));
    }

    @ParameterizedTest
    @CsvSource({"seed, grapevine.seed.SeedMain", "peer, grapevine.peer.PeerMain"})
    void a_daemon_takes_its_classes_from_the_archive(String role, String main) throws Exception {
        Run run = run(made, "-Xlog:class+load", role, "--version");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(main + " source: shared objects file (top)")
                .contains("\ngrapevine " + role + " ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_damaged_archive_and_one_of_other_jars_are_passed_over_without_a_word(@TempDir Path other) throws Exception {
        copyTo(other);
        Path archives = Files.createDirectories(archives(other));
        Files.writeString(archives.resolve("seed.jsa"), "damaged");
        Files.writeString(archives.resolve("seed.jsa.size"), "7\n");
        for (String file : List.of("peer.jsa", "peer.jsa.size")) {
            Files.copy(archives(made).resolve(file), archives.resolve(file));
        }

        assertTakesItsClassesFromItsJar(other, "seed", "SeedMain");
        assertTakesItsClassesFromItsJar(other, "peer", "PeerMain");
    }

    @Test
    void an_archive_cut_short_is_passed_over_without_a_word(@TempDir Path other) throws Exception {
        copyTo(other);
        Path archives = Files.createDirectories(archives(other));
        for (String file : List.of("peer.jsa", "peer.jsa.size")) {
            Files.copy(archives(made).resolve(file), archives.resolve(file));
        }
        try (FileChannel archive = FileChannel.open(archives.resolve("peer.jsa"), StandardOpenOption.WRITE)) {
            archive.truncate(archive.size() - 100_000);
        }

        assertTakesItsClassesFromItsJar(other, "peer", "PeerMain");
    }

    @Test
    void without_an_archive_a_daemon_starts_from_its_jar(@TempDir Path other) throws Exception {
        copyTo(other);

        assertTakesItsClassesFromItsJar(other, "peer", "PeerMain");
    }

    @Test
    void a_command_of_the_laboratory_and_the_host_take_their_classes_from_archives() throws Exception {
        try (PortBlock ports = PortBlock.take()) {
            Run start = run(
                    made,
                    "-Xlog:class+load",
                    "start-network",
                    "--num-nodes",
                    "4",
                    "--ports-origin",
                    String.valueOf(ports.first()));
            try {
                assertThat(start.out())
                        .contains("grapevine.lab.Main source: shared objects file (top)")
                        .contains("\nGossip network started");
                assertThat(start.err()).isEmpty();
                assertThat(mappedByHost())
                        .contains(archives(made).resolve("host.jsa").toString());
            } finally {
                assertThat(run(made, "", "stop-network").status()).isZero();
            }
        }
    }

    private static String mappedByHost() throws Exception {
        JsonNode file = new ObjectMapper()
                .readTree(made.resolve("networks").resolve("gossip.json").toFile());
        return Files.readString(Path.of("/proc", file.get("pid").asText(), "maps"), StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothing_but_the_archives_is_left() {
        assertThat(archives(made)).isDirectoryNotContaining("regex:.*(?<!/(seed|peer|command|host)\\.jsa(\\.size)?)");
    }

    private static void assertTakesItsClassesFromItsJar(Path folder, String role, String main) throws Exception {
        Run quiet = run(folder, "", role, "--version");
        assertThat(quiet.err()).isEmpty();
        assertThat(quiet.out()).startsWith("grapevine " + role + " ").hasLineCount(1);
        assertThat(quiet.status()).isZero();

        Run telling = run(folder, "-Xlog:class+load", role, "--version");
        assertThat(telling.out()).containsPattern(main + " source: \\S*" + role + "\\.jar\n");
    }

    private static void copyTo(Path folder) throws Exception {
        for (String file : List.of("grapevine", "seed.jar", "peer.jar", "grapevine.jar")) {
            Files.copy(ROOT.resolve(file), folder.resolve(file));
        }
    }

    private static Path archives(Path folder) {
        return folder.resolve(".archives").resolve(System.getProperty("java.runtime.version"));
    }

    private record Run(int status, String out, String err) {}

    private static Run run(Path folder, String javaOptions, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", folder.resolve("grapevine").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment()
                .putAll(Map.of(
                        "GRAPEVINE_VERIFYING",
                        "1",
                        "GRAPEVINE_JAVA_OPTIONS",
                        javaOptions,
                        "GRAPEVINE_LAB",
                        folder.resolve("networks").toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}

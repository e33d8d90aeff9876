package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Maven repository where nothing of ours was before, and Maven itself as whoever is outside has it. */
final class OutsideRepository implements AutoCloseable {
    private final Path root;

    /** One with what Maven downloaded before, which is not downloaded again; what is ours it does not find there. */
    OutsideRepository(Path root) throws IOException {
        this.root = root;
        Path downloaded = Path.of(Objects.requireNonNull(System.getProperty("grapevine.repository")));
        Files.createDirectories(root.resolve("io"));
        linkChildren(downloaded, root, "io");
        linkChildren(downloaded.resolve("io"), root.resolve("io"), "grapevine");
    }

    private static void linkChildren(Path from, Path to, String except) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!name.equals(except)) {
                    Files.createSymbolicLink(to.resolve(name), child);
                }
            }
        }
    }

    Path root() {
        return root;
    }

    /** What is ours. */
    Path ours() {
        return root.resolve("io/grapevine");
    }

    /** Else the end of the test would be told of each link. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(root, 2)) {
            for (Path each : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(each);
            }
        }
    }

    void maven(Path project, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + root));
        command.addAll(List.of(arguments));
        run(project, command.toArray(String[]::new));
    }

    /** Runs this with the Java and the Maven of the build; returns what it printed. */
    String run(Path project, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(root.resolveSibling(""), "output", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_HOME", System.getProperty("maven.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}

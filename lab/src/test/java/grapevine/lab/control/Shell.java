package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import grapevine.lab.archive.Archives;
import grapevine.lab.network.PortBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A person at a prompt, in a place of their own for each test: runs commands of the real jar. At the end no command
 * and no network of that place is left, whatever a test did to its file and its processes.
 */
final class Shell implements BeforeEachCallback, AfterEachCallback {
    private static final Path ROOT = Path.of(System.getProperty("grapevine.root"));
    private static final int SECONDS = 180;

    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> begun = new ArrayList<>();
    private PortBlock block;

    /** Where it is. */
    Path place;

    /** Before the ports that no other test uses, though several run at once: {@link PortBlock#SIZE} - 1. */
    int ports;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        block = PortBlock.take();
        ports = block.first();
        place = Files.createTempDirectory("lab");
        environment.put("GRAPEVINE_LAB", states().toString());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            endCommands();
            stopNetworks();
        } finally {
            block.close();
        }
        try (Stream<Path> left = Files.walk(place)) {
            for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Commands from now on have this in their environment. */
    void export(String name, String value) {
        environment.put(name, value);
    }

    /** What a command did. */
    record Done(int status, String out, String err) {
        /** What it printed, which has to have gone well. */
        String said() {
            assertThat(err).isEmpty();
            assertThat(status).isZero();
            return out;
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(said());
        }
    }

    Done run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).done();
    }

    /** A command that runs. */
    record Running(Process process, List<String> command, Path out, Path err) {
        /** Waits for its end. */
        Done done() throws IOException, InterruptedException {
            return done(SECONDS);
        }

        /** Waits so long for its end. */
        Done done(long seconds) throws IOException, InterruptedException {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end in " + seconds + " s");
            }
            return new Done(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        }
    }

    /** Begins a command, and does not wait for its end. */
    Running start(String... arguments) throws IOException {
        Path archives = Archives.folder();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:SharedArchiveFile=" + archives.resolve("command.jsa"),
                "-Xlog:cds=off,cds+dynamic=off",
                "-Dgrapevine.host.archive=" + archives.resolve("host.jsa"),
                "-Duser.timezone=UTC",
                "-Dstdout.encoding=UTF-8",
                "-jar",
                ROOT.resolve("grapevine.jar").toString()));
        command.addAll(List.of(arguments));
        return begin(command);
    }

    /** Commands of a shell, in which {@code grapevine} is the launcher, with the jars as they are. */
    Done runScript(String script) throws IOException, InterruptedException {
        export("GRAPEVINE_VERIFYING", "1");
        return begin(List.of("sh", "-c", "grapevine() { sh '" + ROOT.resolve("grapevine") + "' \"$@\"; }; " + script))
                .done();
    }

    private Running begin(List<String> command) throws IOException {
        Path out = Files.createTempFile(place, "out", "");
        Path err = Files.createTempFile(place, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        begun.add(process);
        return new Running(process, command, out, err);
    }

    /** Where what is known of networks stands. */
    Path states() {
        return place.resolve("states");
    }

    /** What the file of a network says. */
    JsonNode file(String network) throws IOException {
        return new ObjectMapper().readTree(states().resolve(network + ".json").toFile());
    }

    private void endCommands() throws InterruptedException {
        begun.forEach(Process::destroy);
        for (Process each : begun) {
            if (!each.waitFor(SECONDS, TimeUnit.SECONDS)) {
                each.destroyForcibly();
            }
        }
    }

    private void stopNetworks() throws Exception {
        if (!Files.isDirectory(states())) {
            return;
        }
        for (String name : networks()) {
            List<ProcessHandle> running = processes(name);
            if (!running.isEmpty() || Files.exists(states().resolve(name + ".json"))) {
                for (ProcessHandle each : running) {
                    // One that was told to stand still; it may have ended.
                    new ProcessBuilder("kill", "-CONT", "" + each.pid())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
                }
                run("stop-network", "--name", name);
            }
        }
    }

    /** Also those whose file is gone. */
    private Set<String> networks() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(states(), "*.{json,lock}")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                names.add(name.substring(0, name.lastIndexOf('.')));
            }
        }
        return names;
    }

    /** That of a network, and those of its nodes: each has the network's place among its arguments. */
    private List<ProcessHandle> processes(String network) throws IOException {
        String place = states().toRealPath().resolve(network).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(place))
                        .isPresent())
                .toList();
    }
}

package grapevine.lab.archive;

import grapevine.lab.console.LabException;
import grapevine.lab.network.PortBlock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small network of the laboratory, which lives for what the JVM of its host and that of a command load. It is apart
 * from the networks of the user, and stays in the foreground of its command, so that it ends with it.
 */
final class LaboratoryRecording {
    private static final long PATIENCE_SECONDS = 180;

    private final Path jar;
    private final Path folder;

    private LaboratoryRecording(Path jar, Path folder) {
        this.jar = jar;
        this.folder = folder;
    }

    /**
     * Writes {@code command.jsa} and {@code host.jsa}, as {@link Recording#make} does those of the daemons.
     *
     * @param jars the folder with grapevine.jar
     * @param into where they go; made if it is missing
     * @throws LabException if something did not come about; what was there before is still there
     */
    static void make(Path jars, Path into) throws LabException, InterruptedException {
        try (PortBlock ports = PortBlock.take()) {
            Path folder = Files.createTempDirectory("grapevine-");
            try {
                new LaboratoryRecording(jars.resolve("grapevine.jar"), folder).live(ports);
                for (String kind : new String[] {"command", "host"}) {
                    Recording.put(folder.resolve(kind + ".jsa"), into);
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new LabException("the laboratory whose classes are recorded did not run: " + e.getMessage());
        }
    }

    private void live(PortBlock ports) throws LabException, InterruptedException, IOException {
        Process network = start(
                List.of(
                        "-XX:ArchiveClassesAtExit=" + folder.resolve("command.jsa"),
                        "-Dgrapevine.host.recording=" + folder.resolve("host.jsa")),
                "start-network",
                "--foreground",
                "--num-nodes",
                "4",
                "--ports-origin",
                String.valueOf(ports.first()));
        Thread hook = new Thread(network::destroy, "end-recording");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            awaitStarted(network);
            run("send-message", "1", "hello");
            run("get-messages", "2");
            endHost(network);
            awaitEnd(network, "start-network");
        } finally {
            network.destroy();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** It says so, or ends: it does not wait for ever itself. */
    private void awaitStarted(Process network) throws LabException, IOException {
        BufferedReader said = network.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals("Gossip network started")) {
                return;
            }
        }
        throw new LabException("start-network did not start one: " + errors());
    }

    private void run(String... words) throws LabException, InterruptedException, IOException {
        Process command = start(List.of(), words);
        command.inputReader().transferTo(Writer.nullWriter());
        awaitEnd(command, words[0]);
    }

    private void awaitEnd(Process command, String what) throws LabException, InterruptedException, IOException {
        if (!command.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new LabException(what + " did not end");
        }
        if (command.exitValue() != 0) {
            throw new LabException(what + " failed: " + errors());
        }
    }

    /**
     * The process of the network is told itself to end, and its command stays as long as it does. A command that is
     * told has not the patience for a slow machine, where a JVM that writes down what it loaded takes long to end.
     */
    private static void endHost(Process network) {
        network.children().forEach(ProcessHandle::destroy);
    }

    private Process start(List<String> options, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:cds=off,cds+dynamic=off"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("GRAPEVINE_LAB", folder.toString());
        return builder.start();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors")).strip();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

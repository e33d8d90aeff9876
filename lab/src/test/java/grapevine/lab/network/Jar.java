package grapevine.lab.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a jar did that was started with some arguments and without a terminal.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it printed as errors
 */
record Jar(int status, String out, String err) {
    private static final int SECONDS = 30;

    /** Runs it to its end in this directory. */
    static Jar run(String jar, Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(NodeProcess.JVM);
        command.addAll(List.of("-jar", RealNetwork.ROOT.resolve(jar).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end in " + SECONDS + " s");
            }
            // Both texts are far smaller than a pipe, so they can be read after the end.
            return new Jar(
                    process.exitValue(),
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}

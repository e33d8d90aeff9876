package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A program as a process of its own, with what it printed so far. */
final class Program implements AutoCloseable {
    private static final long SECONDS = 60;

    private static final int FIRST_BLOCK = 19_000;
    private static final int END_OF_BLOCKS = 20_000;
    private static final int BLOCK = 10;
    private static final Queue<ServerSocket> HELD = new ConcurrentLinkedQueue<>();

    private final Process process;
    private final BufferedWriter input;
    private final Thread reader;
    private final List<String> printed = new ArrayList<>();

    private Program(Process process) {
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        reader = new Thread(this::read, "reader-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Program java(String classPath, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("java", "-XX:TieredStopAtLevel=1", "-cp", classPath, main));
        command.addAll(List.of(args));
        return as(command, Path.of(""));
    }

    /** Runs a command line in this directory: one that begins with {@code java} with the Java that runs the tests. */
    static Program as(List<String> commandLine, Path directory) throws IOException {
        List<String> command = new ArrayList<>(commandLine);
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        command.set(0, tools.resolve(command.get(0)).toString());
        return new Program(new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start());
    }

    void type(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** Waits until it has printed this line, and all those after it count from there. */
    void awaitLine(String line) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        synchronized (printed) {
            while (!printed.contains(line)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left).as("no line \"%s\" in %s", line, printed).isPositive();
                printed.wait(left);
            }
            printed.subList(0, printed.indexOf(line) + 1).clear();
        }
    }

    /** Ends its input, and waits for its end. */
    int end() throws IOException, InterruptedException {
        input.close();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    /** All that it printed and nobody waited for; whole once it has ended. */
    List<String> printed() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(SECONDS));
        synchronized (printed) {
            return List.copyOf(printed);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (printed) {
                    printed.add(line);
                    printed.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String classPath() {
        return Objects.requireNonNull(System.getProperty("java.class.path"));
    }

    /**
     * Ports in a row that no other run of these tests is given: this process listens at the one before them until it
     * ends. Below those that systems give to outgoing connections, which would take them before a program listens.
     */
    static String[] freePorts(int count) throws IOException {
        for (int held = FIRST_BLOCK; held < END_OF_BLOCKS; held += BLOCK) {
            try {
                HELD.add(new ServerSocket(held, 1, InetAddress.getLoopbackAddress()));
                for (int port = held + 1; port <= held + count; port++) {
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
                }
                return IntStream.rangeClosed(held + 1, held + count)
                        .mapToObj(String::valueOf)
                        .toArray(String[]::new);
            } catch (IOException e) {
                // Somebody else's.
            }
        }
        throw new IOException("no ports are free from " + FIRST_BLOCK + " to " + END_OF_BLOCKS);
    }
}

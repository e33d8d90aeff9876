package grapevine.lab.network;

import grapevine.wire.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A daemon as a process of its own, and what it printed. Its lines are read by two threads of this object as they come;
 * everything else may be called from any thread.
 */
public final class NodeProcess {
    /** A node of a demonstration or a test is small: many run on one machine. */
    static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xss512k", "-XX:-UsePerfData");

    /** Lines kept; what a node prints above that is read and thrown away. */
    private static final int LINES = 100_000;

    private final String name;
    private final Address address;
    private final Path log;
    private final Process process;
    private final Thread outReader;
    private final Thread errReader;

    // Guarded by this.
    private final List<String> lines = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private NodeProcess(String name, Address address, Path log, Process process, Listener listener) {
        this.name = name;
        this.address = address;
        this.log = log;
        this.process = process;
        this.outReader = reader("out", process.getInputStream(), line -> {
            keep(lines, line);
            listener.onLine(this, line);
        });
        this.errReader = reader("err", process.getErrorStream(), line -> keep(errors, line));
    }

    /** Hears each line that a node prints, on a thread of that node. */
    @FunctionalInterface
    public interface Listener {
        /** A node printed this; the line end is left out. */
        void onLine(NodeProcess node, String line);
    }

    /** What a line is handed to. */
    private interface Sink {
        void line(String line);
    }

    /**
     * Starts one; whether it comes up is seen by its lines.
     *
     * @param launch what to start
     * @param listener hears its lines
     */
    static NodeProcess start(Launch launch, Listener listener) throws IOException {
        return start(List.of(), launch, listener);
    }

    /** The same by another command, which becomes what follows it: {@code ip netns exec NAME}. */
    static NodeProcess start(List<String> by, Launch launch, Listener listener) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(launch.jvm());
        command.add("-jar");
        command.add(launch.jar().toString());
        command.addAll(launch.arguments());
        Process process = new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .start();
        NodeProcess node = new NodeProcess(launch.name(), launch.address(), launch.log(), process, listener);
        node.outReader.start();
        node.errReader.start();
        return node;
    }

    /** What it is called here: s1, p4. */
    public String name() {
        return name;
    }

    /** Where it listens. */
    public Address address() {
        return address;
    }

    /** Its log file. */
    Path log() {
        return log;
    }

    /** What the system knows of it: its number, its exit status. */
    public Process process() {
        return process;
    }

    /** Whether its process runs, be it that the node hangs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** What it printed as errors so far. */
    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** Waits for a line that was or will be printed; false when the time is over or the process ended without it. */
    public synchronized boolean awaitLine(Predicate<String> wanted, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        int seen = 0;
        while (true) {
            while (seen < lines.size()) {
                if (wanted.test(lines.get(seen++))) {
                    return true;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || !outReader.isAlive()) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Types a line at its terminal. */
    public void type(String text) throws IOException {
        process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Asks it to leave: SIGTERM. */
    public void terminate() {
        // Not Process.destroy, which also closes the pipes: the last lines would be lost.
        process.toHandle().destroy();
    }

    /** Takes it away without a word: SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits until it ended and all it printed was read; false when the time is over. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        outReader.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        errReader.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        return true;
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }

    private synchronized void keep(List<String> kept, String line) {
        if (kept.size() < LINES) {
            kept.add(line);
        }
        notifyAll();
    }

    private Thread reader(String stream, InputStream in, Sink sink) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            sink.line(line);
                        }
                    } catch (IOException e) {
                        // The process was ended; what it printed until then was read.
                    } finally {
                        synchronized (this) {
                            notifyAll();
                        }
                    }
                },
                name + "-" + stream);
        thread.setDaemon(true);
        return thread;
    }
}

package grapevine.lab.network;

import grapevine.lab.console.LabException;
import grapevine.wire.Address;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Seeds and peers as processes on this machine, in a temporary folder of their own with its {@code config.txt}. However
 * this process ends, short of being killed itself, the nodes end with it and the folder goes.
 *
 * <p>Safe for several threads: the end may come from the thread that a signal starts.
 */
public final class Network implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Path jars;
    private final Path folder;
    private final boolean keeps;
    private final List<Address> seeds;
    private final NodeProcess.Listener listener;
    private final Thread hook = new Thread(this::end, "end-network");

    // Guarded by this.
    private final List<NodeProcess> nodes = new ArrayList<>();
    private List<String> jvm = List.of();
    private List<String> by = List.of();
    private @Nullable Path archives;
    private boolean isClosed;

    /** Set first of all, without waiting for whoever holds the lock. */
    private volatile boolean isEnding;

    private Network(Path jars, Path folder, boolean keeps, List<Address> seeds, NodeProcess.Listener listener) {
        this.jars = jars;
        this.folder = folder;
        this.keeps = keeps;
        this.seeds = List.copyOf(seeds);
        this.listener = listener;
    }

    /**
     * The folder and the configuration of a network with this many seeds; nothing runs yet.
     *
     * @param jars the folder with seed.jar and peer.jar
     * @param keeps whether the folder stays at the end
     * @param listener hears the lines of all nodes
     * @throws LabException if the jars, the ports or the folder cannot be had
     */
    public static Network of(Path jars, int seeds, boolean keeps, NodeProcess.Listener listener) throws LabException {
        for (String jar : List.of("seed.jar", "peer.jar")) {
            if (!Files.isRegularFile(jars.resolve(jar))) {
                throw new LabException(jars.resolve(jar) + " is not there; mvn package makes it");
            }
        }
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            addresses.add(freeAddress());
        }
        try {
            Path folder = Files.createTempDirectory("grapevine-");
            Network network = new Network(jars, folder, keeps, addresses, listener);
            Runtime.getRuntime().addShutdownHook(network.hook);
            Files.writeString(
                    network.config(),
                    addresses.stream().map(seed -> seed + "\n").collect(Collectors.joining("", "# the seeds\n", "")));
            return network;
        } catch (IOException e) {
            throw new LabException("cannot make a folder for the network: " + e.getMessage());
        }
    }

    /** The folder with seed.jar and peer.jar: where this jar is, or what {@code grapevine.root} says. */
    public static Path jars() throws LabException {
        String told = System.getProperty("grapevine.root");
        if (told != null) {
            return Path.of(told);
        }
        try {
            Path here = Path.of(Network.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = Files.isDirectory(here) ? Path.of("") : here.getParent();
            return folder == null ? Path.of("") : folder.toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new LabException("cannot tell where grapevine.jar is: " + e.getMessage());
        }
    }

    /** An address on loopback where nobody listens. */
    public static Address freeAddress() throws LabException {
        return Address.parse("127.0.0.1:" + FreePorts.next());
    }

    /** Where the nodes run and log. */
    public Path folder() {
        return folder;
    }

    Path config() {
        return folder.resolve("config.txt");
    }

    /** Where the seeds of the configuration listen or will listen. */
    public List<Address> seeds() {
        return seeds;
    }

    /** What the JVM of each node that is started from now on is told besides. */
    public synchronized void tellJvms(String... options) {
        jvm = List.of(options);
    }

    /** Each node that is started from now on is what follows this command: {@code env NAME=VALUE}. */
    synchronized void startBy(String... command) {
        by = List.of(command);
    }

    /**
     * The JVM of each node that is started from now on takes its classes from seed.jsa or peer.jsa in this folder; from
     * the jar where that is missing or of other jars. It must not be cut short.
     */
    public synchronized void useArchives(Path folder) {
        archives = folder;
    }

    /** Starts a seed of the configuration, 1 for the first. */
    public NodeProcess startSeed(int number, String... options) throws LabException {
        return startSeedAt(number, seeds.get(number - 1), options);
    }

    /** Starts a seed; its number is for its name only, s1 for 1. */
    NodeProcess startSeedAt(int number, Address address, String... options) throws LabException {
        return start("s" + number, "seed", address, List.of(options));
    }

    /** Starts a peer; its number is for its name only, p1 for 1. */
    public NodeProcess startPeer(int number, Address address, String... options) throws LabException {
        return start("p" + number, "peer", address, List.of(options));
    }

    private synchronized NodeProcess start(String name, String role, Address address, List<String> options)
            throws LabException {
        if (isClosed) {
            throw new LabException("interrupted");
        }
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(address.port())));
        arguments.addAll(options);
        Path log = folder.resolve("outputfile-" + role + "-" + address.port() + ".log");
        try {
            NodeProcess node = NodeProcess.start(
                    by,
                    new Launch(name, jvm(role), jars.resolve(role + ".jar"), address, folder, log, arguments),
                    listener);
            nodes.add(node);
            return node;
        } catch (IOException e) {
            throw new LabException("cannot start " + name + ": " + e.getMessage());
        }
    }

    private List<String> jvm(String role) {
        List<String> words = new ArrayList<>(jvm);
        if (archives != null) {
            words.add("-XX:SharedArchiveFile=" + archives.resolve(role + ".jsa"));
            words.add("-Xlog:cds=off,cds+dynamic=off");
        }
        return words;
    }

    /** Ends every node, gently first, and removes the folder unless it is to be kept. Does nothing the second time. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook runs or has run.
        }
    }

    /** Whether the end has begun, be it by a signal: nodes that end now do so for this reason. */
    public boolean isEnding() {
        return isEnding;
    }

    private void end() {
        isEnding = true;
        endNodes();
    }

    private synchronized void endNodes() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        nodes.forEach(NodeProcess::terminate);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (NodeProcess node : nodes) {
            awaitOrKill(node.process(), deadline);
        }
        if (!keeps) {
            remove(folder);
        }
    }

    private static void awaitOrKill(Process process, long deadline) {
        try {
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("cannot remove " + folder + ": " + e.getMessage());
        }
    }
}

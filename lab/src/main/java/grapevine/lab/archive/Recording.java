package grapevine.lab.archive;

import grapevine.lab.console.LabException;
import grapevine.lab.network.Network;
import grapevine.lab.network.NodeProcess;
import grapevine.lab.network.Question;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A network that lives for what its JVMs load: a peer that joins another by way of a seed, hears and says something, is
 * asked how it is, and leaves. What these nodes did not do is loaded from the jar when it is done.
 */
final class Recording {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Network network;

    private Recording(Network network) {
        this.network = network;
    }

    /**
     * Writes {@code seed.jsa} and {@code peer.jsa}, each whole or not at all, and beside each its size: a JVM does not
     * survive one that was cut short.
     *
     * @param jars the folder with seed.jar and peer.jar
     * @param into where they go; made if it is missing
     * @throws LabException if something did not come about; what was there before is still there
     */
    static void make(Path jars, Path into) throws LabException, InterruptedException {
        try (Network network = Network.of(jars, 1, false, (node, line) -> {})) {
            new Recording(network).live();
            for (String role : new String[] {"seed", "peer"}) {
                put(network.folder().resolve(role + ".jsa"), into);
            }
        } catch (IOException e) {
            throw new LabException("the nodes whose classes are recorded did not run: " + e.getMessage());
        }
    }

    private void live() throws LabException, InterruptedException, IOException {
        network.tellJvms(recording("seed"));
        NodeProcess seed = network.startSeed(1);
        await(seed, "event=started ");
        network.tellJvms();
        NodeProcess other = network.startPeer(1, Network.freeAddress(), "--gossip-period", "100ms");
        await(other, "event=ready ");
        network.tellJvms(recording("peer"));
        NodeProcess peer = network.startPeer(2, Network.freeAddress(), "--gossip-period", "100ms");
        await(peer, "event=ready ");
        await(peer, "event=message_received ");
        await(peer, "event=message_sent ");
        Question question = new Question(PATIENCE);
        question.status(peer.address());
        question.who(seed.address());
        leave(peer);
        leave(other);
        leave(seed);
    }

    /** At its end such a JVM writes down what it loaded. */
    private String recording(String role) {
        return "-XX:ArchiveClassesAtExit=" + network.folder().resolve(role + ".jsa");
    }

    private static void await(NodeProcess node, String words) throws LabException, InterruptedException {
        if (!node.awaitLine(line -> line.contains(words), PATIENCE)) {
            throw new LabException(node + " never said " + words.strip() + said(node));
        }
    }

    private static void leave(NodeProcess node) throws LabException, InterruptedException {
        node.terminate();
        if (!node.awaitEnd(PATIENCE) || node.process().exitValue() != 0) {
            throw new LabException(node + " did not end as it should" + said(node));
        }
    }

    private static String said(NodeProcess node) {
        return node.errors().isEmpty() ? "" : ": " + node.errors().get(0);
    }

    /** Under its name it appears whole: a JVM that starts meanwhile maps the former file, or none. */
    static void put(Path made, Path into) throws LabException {
        if (!Files.isRegularFile(made)) {
            throw new LabException(
                    "this Java (" + Runtime.version() + ") wrote no class archive " + made.getFileName());
        }
        try {
            Files.createDirectories(into);
            moveWhole(made, into);
        } catch (IOException e) {
            throw new LabException("cannot write to " + into + ": " + e.getMessage());
        }
    }

    private static void moveWhole(Path made, Path into) throws IOException {
        Path name = into.resolve(made.getFileName());
        Path whole = Files.createTempFile(into, "", ".part");
        try {
            Files.write(
                    whole,
                    Files.readAllBytes(made)); // a copy could not be written to: a JVM leaves such files read-only
            long size = Files.size(whole);
            moveDurably(whole, name);
            Files.writeString(whole, size + "\n");
            moveDurably(whole, into.resolve(name.getFileName() + ".size"));
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Under its name it is whole, whatever the machine does meanwhile. */
    private static void moveDurably(Path whole, Path name) throws IOException {
        if (!whole.toFile().setReadable(true, false)) {
            throw new IOException("cannot let others read " + whole);
        }
        try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(whole, name, StandardCopyOption.ATOMIC_MOVE);
    }
}

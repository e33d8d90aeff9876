package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.process.Leftovers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.CommandLine;

/** {@code stop-network}: no process and no port is left, whatever state the network was in. */
public final class StopNetwork extends NetworkCommand {
    private static final Duration ASKED = Duration.ofSeconds(3);
    private static final long IN_ORDER_SECONDS = 12;
    private static final long LOOK_MILLIS = 50;

    @Override
    public String name() {
        return "stop-network";
    }

    @Override
    public String summary() {
        return "Stop all nodes of a network.";
    }

    @Override
    public String description() {
        return "Stops all nodes of a network, also of one that hangs or whose process has died, and waits until their"
                + " ports are free.";
    }

    @Override
    public List<String> examples() {
        return List.of("stop-network", "stop-network --name big");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        NetworkFile file = meant(line);
        if (!file.isKnown()) {
            throw new LabException(none(file.name()));
        }
        Optional<NetworkFile.Contents> found = file.read();
        if (!file.isHeld()) {
            file.remove();
            if (!Leftovers.end(file) && found.isEmpty()) {
                throw new LabException(none(file.name()));
            }
            say(line, output, "Gossip network stopped: its process had ended before");
            return;
        }
        if (found.isPresent()) {
            stop(file, found.get());
        }
        if (file.isHeld()) {
            throw new LabException("network " + file.name() + " is just being started or stopped; try again");
        }
        file.remove();
        say(line, output, "Gossip network stopped");
    }

    private static void say(CommandLine line, Output output, String words) throws LabException {
        if (!printedAsJson(line, output, Map.of("stopped", true))) {
            output.out().println(words);
        }
    }

    /**
     * Asks first; whoever does not go within some seconds is ended. Who holds the lock is who wrote the file. Nodes
     * with processes of their own that it leaves are ended too.
     */
    static void stop(NetworkFile file, NetworkFile.Contents found) throws LabException, InterruptedException {
        stopHost(file, found);
        Leftovers.end(file);
    }

    private static void stopHost(NetworkFile file, NetworkFile.Contents found)
            throws LabException, InterruptedException {
        boolean isHeard = true;
        try {
            new DoorClient(file.name(), found, ASKED).post("/stop", null, NetworkAnswer.class);
        } catch (LabException e) {
            isHeard = false; // it hangs, or it goes already
        }
        if (isFree(file, isHeard ? IN_ORDER_SECONDS : 1)) {
            return;
        }
        ProcessHandle.of(found.pid()).ifPresent(ProcessHandle::destroyForcibly);
        if (!isFree(file, IN_ORDER_SECONDS)) {
            throw new LabException("process " + found.pid() + " of network " + file.name() + " does not end");
        }
    }

    private static boolean isFree(NetworkFile file, long seconds) throws LabException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (file.isHeld()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }
}

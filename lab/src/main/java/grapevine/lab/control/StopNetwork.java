package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.host.HostMain;
import grapevine.lab.process.Jvm;
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

    /** A network with a node that hangs takes 11 to leave. */
    private static final long IN_ORDER_SECONDS = 15;

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
        boolean wasHeld = isThere(file);
        if (!file.isKnown() && !wasHeld) {
            throw new LabException(none(file.name()));
        }
        boolean wasThere = file.read().isPresent();
        boolean wereLeft = stop(file);
        if (!wasHeld && !wasThere && !wereLeft) {
            throw new LabException(none(file.name()));
        }
        say(line, output, "Gossip network stopped" + (wasHeld ? "" : ": its process had ended before"));
    }

    private static void say(CommandLine line, Output output, String words) throws LabException {
        if (!printedAsJson(line, output, Map.of("stopped", true))) {
            output.out().println(words);
        }
    }

    /**
     * Asks whoever holds it first; who does not go within some seconds is ended. What it leaves is cleared away.
     *
     * @return whether it left processes
     */
    static boolean stop(NetworkFile file) throws LabException, InterruptedException {
        if (isThere(file)) {
            stopHost(file);
        }
        return Leftovers.end(file);
    }

    /** Whether a process holds it, or was just started to do so. */
    private static boolean isThere(NetworkFile file) throws LabException {
        return file.isHeld() || !hosts(file).isEmpty();
    }

    /** The file says how it is asked; if nobody hears that, a signal asks. Whoever goes already is given time too. */
    private static void stopHost(NetworkFile file) throws LabException, InterruptedException {
        Optional<NetworkFile.Contents> found = file.read().filter(NetworkFile.Contents::isUp);
        boolean isHeard = found.isPresent() && hears(file, found.get());
        if (!isHeard) {
            hosts(file).forEach(ProcessHandle::destroy);
        }
        if (isFree(file, IN_ORDER_SECONDS)) {
            return;
        }
        hosts(file).forEach(ProcessHandle::destroyForcibly);
        if (!isFree(file, IN_ORDER_SECONDS)) {
            throw new LabException("the process that holds network " + file.name() + " does not end; "
                    + (found.isPresent() ? "its number was " + found.get().pid() : "its number is not known"));
        }
    }

    private static boolean hears(NetworkFile file, NetworkFile.Contents found) throws InterruptedException {
        try {
            new DoorClient(file.name(), found, ASKED).post("/stop", null, NetworkAnswer.class);
            return true;
        } catch (LabException e) {
            return false; // it hangs, or it goes already
        }
    }

    /** Who holds it, however old the file is. */
    private static List<ProcessHandle> hosts(NetworkFile file) throws LabException {
        return Jvm.running(HostMain.class, file.identity());
    }

    private static boolean isFree(NetworkFile file, long seconds) throws LabException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (isThere(file)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }
}

package grapevine.lab.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.daemon.Daemon;
import grapevine.daemon.LogFile;
import grapevine.daemon.StartException;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Json;
import grapevine.lab.live.NodePlan;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Entry point of the process of one node: runs it, does what its host asks on standard input, says on standard error
 * what comes to it, since the log goes to standard output, and ends when its host does. Its first
 * argument names the network that it belongs to, see {@link Leftovers}; the first line it reads is its
 * {@link NodePlan}.
 */
public final class NodeMain {
    /** The longest message takes 88 KB here. */
    private static final int MOST_WAITING = 128;

    private NodeMain() {}

    public static void main(String[] args) throws IOException {
        Path network = Path.of(args[0]);
        LineWriter host = new LineWriter(
                "to-host",
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                MOST_WAITING,
                () -> Runtime.getRuntime().halt(0));
        System.setErr(errors(network)); // what else is printed is no line for the host
        Daemon.takeProcess();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first = questions.readLine();
        int status = 0;
        try {
            if (first != null) {
                NodePlan plan = Json.objects().readValue(first, NodePlan.class);
                LogFile.name(network.resolveSibling(""), plan.network(), plan.port());
                if (plan.keys() != null) {
                    Daemon.compute(true);
                }
                NodeVoice.start(plan, host).answer(questions);
            }
        } catch (StartException | LabException e) {
            host.offer(new Said.Became(Said.Stage.FAILED, e.getMessage()));
            awaitEnd(questions);
        } catch (JsonProcessingException e) {
            // Half a line: its host was killed while it said something.
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // a bug, for whoever looks beside the network's file
            status = 1;
        } finally {
            Runtime.getRuntime().halt(status); // as its host has: nothing is owed to anybody
        }
    }

    /** Where the host has its own. */
    private static PrintStream errors(Path network) throws IOException {
        return new PrintStream(new FileOutputStream(network + ".err", true), true, StandardCharsets.UTF_8);
    }

    /** The host ends whoever has failed, when it has heard why. */
    private static void awaitEnd(BufferedReader questions) throws IOException {
        while (questions.readLine() != null) {
            // Nobody is here to answer.
        }
    }
}

package grapevine.lab.control;

import grapevine.keys.NodeKeys;
import grapevine.lab.console.Columns;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.graph.Numbers;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code status}: the nodes of a network, a line each. */
public final class Status extends NetworkCommand {
    private static final String IN_ONE_PROCESS = "%-18s %-15s %-8s %8s %6s %6s %8s%n";
    private static final String WITH_PROCESSES = "%-17s %-15s %-7s %7s %5s %6s %7s %8s%n";

    private static final int INDENT = 2;

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "Show the nodes of a network: ports, neighbours, messages.";
    }

    @Override
    public String arguments() {
        return "[IP:PORT]";
    }

    @Override
    public String description() {
        return "Shows a network and its nodes: where each listens, for how long, how many neighbours and messages it has,"
                + " and how many messages it sent on. As JSON with all counters. With an address, what the daemon there says of"
                + " itself, which was started by hand on this machine.";
    }

    @Override
    public List<String> examples() {
        return List.of("status", "status --json", "status 127.0.0.1:6001");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Daemon.keysOption());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        NodeKeys keys = Daemon.keys(line);
        if (Daemon.isMeant(line)) {
            atMost(line, 1);
            answerOfDaemon(line, keys, output);
            return;
        }
        atMost(line, 0);
        DoorClient door = door(line);
        NetworkAnswer network = door.get("/network", NetworkAnswer.class);
        NodesAnswer nodes = door.get("/nodes", NodesAnswer.class);
        if (printedAsJson(line, output, nodes)) {
            return;
        }
        output.out().println(Columns.fitting(heading(network), INDENT));
        if (network.keys() != null) {
            output.out().println("keys: " + network.keys());
        }
        if (!network.cut().isEmpty()) {
            String cut = "cut in two: nothing passes between " + Numbers.text(network.cut()) + " and the others";
            output.out().println(Columns.fitting(cut, INDENT));
        }
        boolean haveProcesses = nodes.nodes().stream().anyMatch(node -> node.pid() != network.pid());
        print(nodes, haveProcesses ? WITH_PROCESSES : IN_ONE_PROCESS, output);
        for (NodeAnswer node : nodes.nodes()) {
            if (node.ending() != null) {
                output.out().println(node.name() + ": its process " + node.pid() + " " + node.ending());
            }
        }
    }

    private static String heading(NetworkAnswer network) {
        return String.format(
                "%s: %s, %d nodes, %s, process %d, up %s",
                network.name(),
                network.kind(),
                network.nodes(),
                network.openness(),
                network.pid(),
                Times.since(network.startedAt()));
    }

    private static void print(NodesAnswer nodes, String form, Output output) {
        output.out().printf(form, "node", "address", "state", "up", "links", "unread", "relayed", "process");
        for (NodeAnswer node : nodes.nodes()) {
            output.out()
                    .printf(
                            form,
                            node.name(),
                            node.address(),
                            node.state(),
                            Times.since(node.startedAt()),
                            node.neighbours().size(),
                            node.unread(),
                            node.counters().getOrDefault("messages_relayed", 0L),
                            node.pid());
        }
    }

    private static void answerOfDaemon(CommandLine line, @Nullable NodeKeys keys, Output output)
            throws UsageException, LabException {
        Map<String, String> says = new Daemon(Daemon.meant(line), keys).status();
        if (!printedAsJson(line, output, says)) {
            says.forEach((key, value) -> output.out().printf("%-32s %s%n", key, value));
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NodeAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code remove-node}: one fewer. */
public final class RemoveNode extends NetworkCommand {
    @Override
    public String name() {
        return "remove-node";
    }

    @Override
    public String summary() {
        return "Stop one node of a network.";
    }

    @Override
    public String arguments() {
        return "NODE";
    }

    @Override
    public String description() {
        return "Stops one node, which says goodbye to its neighbours.";
    }

    @Override
    public List<String> examples() {
        return List.of("remove-node 9");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        int node = node(line);
        atMost(line, 1);
        NodeAnswer removed = door(line).delete("/nodes/" + node, NodeAnswer.class);
        if (!printedAsJson(line, output, removed)) {
            output.out().println(removed.name() + " removed");
        }
    }
}

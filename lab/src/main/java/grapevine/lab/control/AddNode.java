package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NodeAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code add-node}: one more. */
public final class AddNode extends NetworkCommand {
    @Override
    public String name() {
        return "add-node";
    }

    @Override
    public String summary() {
        return "Add a node to a network.";
    }

    @Override
    public String description() {
        return "Adds a node with the next number. In a network that joins it finds its own neighbours; in the others it is"
                + " linked with those that have the fewest.";
    }

    @Override
    public List<String> examples() {
        return List.of("add-node");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        NodeAnswer node = door(line).post("/nodes", null, NodeAnswer.class);
        if (!printedAsJson(line, output, node)) {
            output.out().println(node.name() + " started on " + node.address());
        }
    }
}

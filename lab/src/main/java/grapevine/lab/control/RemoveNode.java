package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NodeAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

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
        return "Stops one node, which says goodbye to its neighbours. In a network of given links these are linked with each"
                + " other instead, so that messages still reach all.";
    }

    @Override
    public List<String> examples() {
        return List.of("remove-node 9");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                .longOpt("no-heal")
                .desc("Leave the gap in a network of given links.")
                .get());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        int node = node(line);
        atMost(line, 1);
        NodeAnswer removed =
                door(line).delete("/nodes/" + node + "?heal=" + !line.hasOption("no-heal"), NodeAnswer.class);
        if (!printedAsJson(line, output, removed)) {
            output.out().println(removed.name() + " removed");
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NodeAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code restart-node}: one begins anew. */
public final class RestartNode extends NetworkCommand {
    @Override
    public String name() {
        return "restart-node";
    }

    @Override
    public String summary() {
        return "Start one node of a network anew, be it up, frozen or killed.";
    }

    @Override
    public String arguments() {
        return "NODE";
    }

    @Override
    public String description() {
        return "Starts a node anew, with its number, its port and its messages, and waits until it has its place. One that"
                + " is up says goodbye before. In a network of given links it has those that it had; in one that joins it"
                + " finds its neighbours by itself.";
    }

    @Override
    public List<String> examples() {
        return List.of("restart-node 4");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        int node = node(line);
        atMost(line, 1);
        NodeAnswer anew = door(line).post("/nodes/" + node + "/restart", null, NodeAnswer.class);
        if (!printedAsJson(line, output, anew)) {
            output.out().println(anew.name() + " restarted on " + anew.address());
        }
    }
}

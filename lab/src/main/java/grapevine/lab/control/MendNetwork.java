package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code mend-network}: one network out of two. */
public final class MendNetwork extends NetworkCommand {
    @Override
    public String name() {
        return "mend-network";
    }

    @Override
    public String summary() {
        return "End the cut of a network.";
    }

    @Override
    public String description() {
        return "Ends what cut-network did. Links that still stand go on; the others are made anew, within half a minute"
                + " or so, and whoever missed messages is brought them.";
    }

    @Override
    public List<String> examples() {
        return List.of("mend-network");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        NetworkAnswer whole = door(line).post("/mend", null, NetworkAnswer.class);
        if (!printedAsJson(line, output, whole)) {
            output.out().println("Gossip network mended");
        }
    }
}

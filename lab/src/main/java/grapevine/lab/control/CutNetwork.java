package grapevine.lab.control;

import grapevine.lab.console.Columns;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.CutRequest;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.graph.Numbers;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code cut-network}: two networks out of one. */
public final class CutNetwork extends NetworkCommand {
    @Override
    public String name() {
        return "cut-network";
    }

    @Override
    public String summary() {
        return "Cut a network in two: nothing passes between some nodes and the others.";
    }

    @Override
    public String arguments() {
        return "NODES";
    }

    @Override
    public String description() {
        return "Drops every packet between NODES and all other nodes, until mend-network. Nobody is told: links stand"
                + " silent until the nodes find each other dead, some forty seconds later, and dials time out. Where there"
                + " are seeds, they are with the others. A second cut takes the place of the first.";
    }

    @Override
    public List<String> examples() {
        return List.of("cut-network 1-8", "cut-network 1,3,5-7");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        if (line.getArgList().isEmpty()) {
            throw new UsageException("which nodes? Those of one side are lacking, such as 1-8 or 1,3,5-7");
        }
        atMost(line, 1);
        int[] side = Numbers.of(line.getArgList().get(0)).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        NetworkAnswer cut = door(line).post("/cut", new CutRequest(side), NetworkAnswer.class);
        if (!printedAsJson(line, output, cut)) {
            String said = "Gossip network cut: nothing passes between " + Numbers.text(cut.cut()) + " and the others";
            output.out().println(Columns.fitting(said, 2));
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.RestructureRequest;
import grapevine.lab.door.Answers.RestructuredAnswer;
import grapevine.lab.graph.GraphPlan;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code restructure-network}: other links. */
public final class RestructureNetwork extends NetworkCommand {
    @Override
    public String name() {
        return "restructure-network";
    }

    @Override
    public String summary() {
        return "Change the links of a network so that each node has so many.";
    }

    @Override
    public String description() {
        return "Makes and takes away links of a network that was given them, until every node that lives has at least MIN"
                + " and at most MAX. It stays connected all the while and loses no message.";
    }

    @Override
    public List<String> examples() {
        return List.of("restructure-network --min 2 --max 5");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                        .longOpt("min")
                        .hasArg()
                        .argName("MIN")
                        .desc("The fewest links of a node. Default 2.")
                        .get())
                .addOption(Option.builder()
                        .longOpt("max")
                        .hasArg()
                        .argName("MAX")
                        .desc("The most links of a node. Default 5.")
                        .get());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        int min = number(line, "min", 2, 1, GraphPlan.MOST_LINKS);
        int max = number(line, "max", Math.max(5, min), 1, GraphPlan.MOST_LINKS);
        if (min > max) {
            throw new UsageException("--min=" + min + " is more than --max=" + max);
        }
        RestructuredAnswer answer =
                door(line).post("/restructure", new RestructureRequest(min, max), RestructuredAnswer.class);
        if (!printedAsJson(line, output, answer)) {
            String links = answer.changed() == 1 ? " link" : " links";
            output.out().println("Gossip network restructured: " + answer.changed() + links + " changed");
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.NetworkFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code networks}: those that run. */
public final class Networks extends NetworkCommand {
    @Override
    public String name() {
        return "networks";
    }

    @Override
    public String summary() {
        return "List the networks that run.";
    }

    @Override
    public String description() {
        return "Lists the networks of this user that run on this machine.";
    }

    @Override
    public List<String> examples() {
        return List.of("networks", "networks --json");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        List<NetworkAnswer> networks = new ArrayList<>();
        for (NetworkFile file : running()) {
            Optional<NetworkFile.Contents> found = file.read();
            if (found.isPresent() && found.get().isUp()) {
                networks.add(new DoorClient(file.name(), found.get()).get("/network", NetworkAnswer.class));
            }
        }
        if (printedAsJson(line, output, networks)) {
            return;
        }
        if (networks.isEmpty()) {
            output.out().println("no networks");
        }
        for (NetworkAnswer each : networks) {
            output.out()
                    .printf(
                            "%-16s %-10s %5d nodes, process %d, since %s%n",
                            each.name(), each.kind(), each.nodes(), each.pid(), Times.day(each.startedAt()));
        }
    }
}

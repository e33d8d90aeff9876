package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.NetworkFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code networks}: those that run. */
public final class Networks extends NetworkCommand {
    /** For each: one that hangs keeps the others no longer from being told. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int NAME_COLUMNS = 16;

    /** One of which only this is known. */
    private record Unheard(String name, String why) {
        @Override
        public String toString() {
            return named(name, why);
        }
    }

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
        return "Lists the networks of this user that run on this machine, those too that are just being started and those that do"
                + " not answer within two seconds.";
    }

    @Override
    public List<String> examples() {
        return List.of("networks", "networks --json");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        List<Object> networks = new ArrayList<>();
        for (NetworkFile file : running()) {
            networks.add(ask(file));
        }
        if (printedAsJson(line, output, networks)) {
            return;
        }
        if (networks.isEmpty()) {
            output.out().println("no networks");
        }
        for (Object each : networks) {
            output.out().println(each instanceof NetworkAnswer answer ? row(answer) : each);
        }
    }

    private static Object ask(NetworkFile file) throws LabException, InterruptedException {
        Optional<NetworkFile.Contents> found = file.read();
        if (found.isEmpty() || !found.get().isUp()) {
            return new Unheard(file.name(), notUp(found));
        }
        try {
            return new DoorClient(file.name(), found.get(), PATIENCE).get("/network", NetworkAnswer.class);
        } catch (LabException e) {
            return new Unheard(file.name(), "process " + found.get().pid() + " does not answer");
        }
    }

    private static String row(NetworkAnswer network) {
        return named(
                network.name(),
                String.format(
                        "%-10s %5d nodes, process %d, up %s, %s",
                        network.kind(),
                        network.nodes(),
                        network.pid(),
                        Times.since(network.startedAt()),
                        network.openness()));
    }

    /** What stands beside a name, which has a line of its own where it is long. */
    private static String named(String name, String what) {
        String end = name.length() > NAME_COLUMNS ? "%n" + " ".repeat(NAME_COLUMNS + 1) : " ";
        return String.format("%-" + NAME_COLUMNS + "s" + end + "%s", name, what);
    }
}

package grapevine.lab.simulate;

import grapevine.lab.console.Command;
import grapevine.lab.console.Output;
import grapevine.lab.console.Progress;
import grapevine.lab.console.UsageException;
import grapevine.lab.table.ResultsTable;
import grapevine.lab.table.Verdict;
import grapevine.node.Quoted;
import grapevine.runtime.FileFault;
import grapevine.sim.Simulation;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Effort;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ./grapevine simulate}: the nodes of the daemons in virtual time, with whatever may go wrong. */
public final class Simulate implements Command {
    private final List<Keepsake> keepsakes;

    /** The simulator with all that it can leave behind. */
    public Simulate() {
        this(Keepsakes.all());
    }

    Simulate(List<Keepsake> keepsakes) {
        this.keepsakes = List.copyOf(keepsakes);
    }

    @Override
    public String name() {
        return "simulate";
    }

    @Override
    public String summary() {
        return "Run seeds and peers in virtual time, with faults, and measure: 10 peers or a million.";
    }

    @Override
    public String description() {
        return "Runs the very seeds and peers of the daemons in virtual time: no threads, no sockets. They join, publish"
                + " messages, are struck by faults; what comes of it is measured and printed. The same options give the same"
                + " output, to the last digit, on any machine. A TIME is 500ms, 13s, 2m or 1h; a P is a share such as 5% or"
                + " 0.05. Times count from the moment the network has formed: when the last peer was started, and --settle"
                + " later. Link faults (--delay to --drop) and churn begin with the run and cease 60 s before its end. Exit"
                + " status: 0, or 1 when an invariant was broken: then the last lines say which, when, where, and how to"
                + " replay it. 1 as well when one was never looked at, or a file could not be written: they say why.";
    }

    @Override
    public List<String> examples() {
        return List.of("simulate", "simulate --peers 10000 --at 60s crash=50%", "simulate --peers 200 --report shown");
    }

    @Override
    public Options options() {
        Options options = new Options();
        ScenarioOptions.addTo(options);
        options.addOption(Option.builder()
                .longOpt("transcript")
                .desc("Print what every node did, heard and told, before the table.")
                .get());
        for (Keepsake keepsake : keepsakes) {
            options.addOption(Option.builder()
                    .longOpt(keepsake.option())
                    .hasArg()
                    .argName(keepsake.place())
                    .desc(keepsake.meaning())
                    .get());
        }
        options.addOption(Option.builder()
                .longOpt("soak")
                .hasArg()
                .argName("N")
                .desc(
                        "Run so many scenarios drawn at random, from --seed on, 50 to 200 peers each, and print those that"
                                + " break an invariant; only --seed, --dissemination and --wire go with it.")
                .get());
        return options;
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        if (line.hasOption("soak")) {
            return Soak.read(line, keepsakes).run(output);
        }
        Scenario scenario = ScenarioOptions.read(line);
        List<Kept> kept = kept(line);
        String command = ScenarioCommand.of(scenario);
        Simulation simulation = new Simulation(scenario);
        if (line.hasOption("transcript")) {
            simulation.transcribeTo(output.out()::println);
        }
        try {
            Measured measured = measure(simulation, output.err());
            output.out().print(ResultsTable.of(measured.results()));
            output.err().println(ResultsTable.effort(measured.results(), measured.effort()));
            boolean isKept = true;
            for (Kept each : kept) {
                isKept &= each.write(measured, command, output.err());
            }
            List<String> broken = Verdict.broken(measured.results());
            broken.forEach(output.err()::println);
            if (!broken.isEmpty()) {
                output.err().println("replay: " + command);
            }
            return broken.isEmpty() && isKept ? 0 : 1;
        } catch (IllegalStateException e) {
            output.err().println(stopped(e, command));
            return 1;
        }
    }

    /** A node threw: a bug, told with what finds it again. */
    private static String stopped(IllegalStateException e, String command) {
        StringBuilder text = new StringBuilder("grapevine simulate: a node failed: " + e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause);
        }
        return text + "\nreplay: " + command + " --transcript";
    }

    private record Kept(Keepsake keepsake, Path place) {
        /** Whether that went well; else says why not. */
        boolean write(Measured measured, String command, PrintStream err) {
            try {
                keepsake.writer().write(place, measured.results(), measured.effort(), command);
                return true;
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
                String reason =
                        e instanceof IOException fault ? FileFault.reason(fault) : String.valueOf(e.getMessage());
                err.println("grapevine simulate: --" + keepsake.option() + " " + Quoted.of(place.toString())
                        + " was not written: " + Quoted.inLine(reason));
                return false;
            }
        }
    }

    private List<Kept> kept(CommandLine line) throws UsageException {
        List<Kept> kept = new ArrayList<>();
        for (Keepsake keepsake : keepsakes) {
            String place = line.getOptionValue(keepsake.option());
            OptionValues.checkOnce(line, keepsake.option());
            if (place != null) {
                Kept each = new Kept(keepsake, path(keepsake, place));
                keepsake.checkWritable(each.place());
                kept.add(each);
            }
        }
        return kept;
    }

    private static Path path(Keepsake keepsake, String place) throws UsageException {
        try {
            if (!place.isBlank()) {
                return Path.of(place);
            }
        } catch (InvalidPathException e) {
            // told below, in the same words as the blank one
        }
        throw new UsageException(
                "--" + keepsake.option() + ": \"" + place + "\" is no name of a file" + ScenarioOptions.HINT);
    }

    private record Measured(Results results, Effort effort) {}

    private static Measured measure(Simulation simulation, PrintStream err) {
        long[] bytes = {0};
        long[] built = {0};
        long[] looked = {0};
        long[] spread = {0};
        long before = Effort.heapInUse();
        long started = System.nanoTime();
        try (Progress progress = Progress.on(err, "simulate")) {
            Results results = simulation.run(new Simulation.Onlooker() {
                @Override
                public void formed(VirtualNetwork network) {
                    built[0] = System.nanoTime() - started;
                    bytes[0] = Math.max(0, Effort.heapInUse() - before);
                    looked[0] = System.nanoTime() - started - built[0];
                }

                @Override
                public void spread() {
                    spread[0] = System.nanoTime() - started - built[0] - looked[0];
                }

                @Override
                public void passed(long virtualMillis, long of) {
                    progress.to(virtualMillis, of);
                }
            });
            Duration took = Duration.ofNanos(System.nanoTime() - started - looked[0]);
            int peers = results.scenario().peers();
            Effort effort = new Effort(took, Duration.ofNanos(built[0]), Duration.ofNanos(spread[0]), bytes[0] / peers);
            return new Measured(results, effort);
        }
    }
}

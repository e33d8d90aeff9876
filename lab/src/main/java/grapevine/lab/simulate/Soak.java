package grapevine.lab.simulate;

import grapevine.lab.console.Output;
import grapevine.lab.console.Progress;
import grapevine.lab.console.UsageException;
import grapevine.lab.table.Verdict;
import grapevine.policy.Dissemination;
import grapevine.sim.Simulation;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.MixedFaults;
import grapevine.sim.scenario.Range;
import grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;

/**
 * Many scenarios drawn at random, one after the other. Each that fails is told at once, with the command that replays
 * it, and the rest run all the same; whoever interrupts it is told how far it came.
 *
 * @param first seed number of the first one
 * @param count how many, 1..9,999,999
 */
record Soak(long first, int count, Dissemination dissemination, boolean throughWire) {
    private static final Range COUNT = new Range("soak", 1, 9_999_999);

    static Soak read(CommandLine line, List<Keepsake> keepsakes) throws UsageException {
        for (Keepsake keepsake : keepsakes) {
            refuse(line, keepsake.option());
        }
        refuse(line, "transcript");
        for (String option : ScenarioOptions.names()) {
            if (!List.of("seed", "dissemination", "wire").contains(option)) {
                refuse(line, option);
            }
        }
        int[] count = {0};
        OptionValues.number(line, COUNT, value -> count[0] = value);
        Scenario given = ScenarioOptions.read(line);
        return new Soak(given.seedNumber(), count[0], given.dissemination(), line.hasOption("wire"));
    }

    private static void refuse(CommandLine line, String option) throws UsageException {
        if (line.hasOption(option)) {
            throw new UsageException(
                    "--soak draws its scenarios itself: --" + option + " does not go with it" + ScenarioOptions.HINT);
        }
    }

    /** Runs them all; the exit status is 1 if any broke an invariant. */
    int run(Output output) {
        return run(output, scenario -> new Simulation(scenario).run(new Simulation.Onlooker() {}));
    }

    int run(Output output, Function<Scenario, Results> simulation) {
        Standing standing = new Standing(this);
        Thread interrupted = new Thread(() -> output.out().print(standing.whenStopped()), "grapevine-soak-stopped");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (Progress progress = Progress.on(output.err(), "soak")) {
            for (int i = 0; i < count; i++) {
                run(first + i, simulation, standing, progress, output);
                progress.to(i + 1L, count);
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        output.out().println(standing.text());
        return standing.failed() == 0 ? 0 : 1;
    }

    private void run(
            long seedNumber,
            Function<Scenario, Results> simulation,
            Standing standing,
            Progress progress,
            Output output) {
        Scenario drawn = MixedFaults.scenario(seedNumber, dissemination, throughWire);
        List<String> broken;
        long events = 0;
        try {
            Results results = simulation.apply(drawn);
            events = results.events();
            broken = Verdict.broken(results);
        } catch (IllegalStateException e) {
            broken = List.of("failed: " + e.getMessage() + ": " + e.getCause());
        }
        standing.isDone(events, broken.isEmpty());
        if (!broken.isEmpty()) {
            broken.forEach(line -> progress.say(output.out(), line));
            progress.say(output.out(), "replay: " + ScenarioCommand.of(drawn));
        }
    }

    /** How far it came; asked by the thread that ends the process, too. */
    static final class Standing {
        private final Soak soak;
        private int done;
        private int failed;
        private long events;

        Standing(Soak soak) {
            this.soak = soak;
        }

        synchronized void isDone(long itsEvents, boolean isGood) {
            done++;
            failed += isGood ? 0 : 1;
            events += itsEvents;
        }

        synchronized int failed() {
            return failed;
        }

        synchronized String text() {
            return String.format(
                    Locale.ROOT,
                    "%,d scenarios from seed number %d, %,d events: %,d failed",
                    done,
                    soak.first,
                    events,
                    failed);
        }

        /** Two lines: the first begins anew where a progress bar stood. */
        synchronized String whenStopped() {
            String rest = "./grapevine simulate --soak " + (soak.count - done) + " --seed " + (soak.first + done);
            return String.format(Locale.ROOT, "%nstopped after %s%ngo on: %s%s%n", text(), rest, soak.otherOptions());
        }
    }

    private String otherOptions() {
        boolean isDefault = dissemination == Scenario.builder().build().dissemination();
        return (isDefault ? "" : " --dissemination " + dissemination.word()) + (throughWire ? " --wire" : "");
    }
}

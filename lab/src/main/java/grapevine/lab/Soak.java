package grapevine.lab;

import grapevine.peer.core.Dissemination;
import grapevine.sim.MixedFaults;
import grapevine.sim.Results;
import grapevine.sim.Scenario;
import grapevine.sim.Simulation;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * Many scenarios drawn at random, one after the other.
 *
 * @param first seed number of the first one
 * @param count how many, 1..10,000,000
 */
record Soak(long first, int count, Dissemination dissemination, boolean throughWire) {
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
        String count = line.getOptionValue("soak");
        if (!count.matches("[1-9][0-9]{0,6}")) {
            throw new UsageException("--soak: \"" + count + "\" is not a number in 1..9999999" + ScenarioOptions.HINT);
        }
        Scenario given = ScenarioOptions.read(line);
        return new Soak(given.seedNumber(), Integer.parseInt(count), given.dissemination(), line.hasOption("wire"));
    }

    private static void refuse(CommandLine line, String option) throws UsageException {
        if (line.hasOption(option)) {
            throw new UsageException(
                    "--soak draws its scenarios itself: --" + option + " contradicts it" + ScenarioOptions.HINT);
        }
    }

    /** Runs them all; the exit status is 1 if any broke an invariant. */
    int run(Output output) {
        int failed = 0;
        long events = 0;
        try (Progress progress = Progress.on(output.err(), "soak")) {
            for (int i = 0; i < count; i++) {
                Scenario drawn = MixedFaults.scenario(first + i, dissemination, throughWire);
                String command = ScenarioOptions.commandOf(drawn);
                try {
                    Simulation simulation = new Simulation(drawn);
                    Results results = simulation.run(new Simulation.Onlooker() {});
                    events += results.events();
                    failed += isGood(results, command, progress, output) ? 0 : 1;
                } catch (IllegalStateException e) {
                    failed++;
                    progress.say(output.out(), "failed: " + e.getMessage() + ": " + e.getCause());
                    progress.say(output.out(), "replay: " + command);
                }
                progress.to(i + 1L, count);
            }
        }
        output.out().printf("%d scenarios from seed number %d, %,d events: %d failed%n", count, first, events, failed);
        return failed == 0 ? 0 : 1;
    }

    private static boolean isGood(Results results, String command, Progress progress, Output output) {
        if (results.violations().isEmpty()) {
            return true;
        }
        results.violations().forEach(violation -> progress.say(output.out(), ResultsTable.violation(violation)));
        progress.say(output.out(), "replay: " + command);
        return false;
    }
}

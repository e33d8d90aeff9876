package grapevine.bench;

import grapevine.bench.keys.KeysCost;
import grapevine.bench.parts.Parts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The command: measures what is asked for, prints the table, writes the page. */
final class Bench {
    private static final int ROUNDS = 3;
    private static final int BEST = 2;

    /** Returns the exit status: 0 done, 1 where nothing could be measured, 2 wrong use. */
    int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            if (args.contains("--help") || args.contains("-h")) {
                out.print(BenchOptions.help());
                return 0;
            }
            BenchOptions options = BenchOptions.parse(args);
            if (options.isKeys()) {
                return KeysCost.run(options.isQuick(), out, err);
            }
            return options.isParts() ? Parts.run(options.isQuick(), out, err) : compare(options, out, err);
        } catch (UsageException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println("the bench could not write: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int compare(BenchOptions options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        String machine = Machine.line();
        Path target = target();
        Path folder = options.out().orElse(target);
        Files.createDirectories(folder); // rather now than after all the work
        List<Case> cases = cases(options, err);
        Results results = new Results();
        Rounds rounds = new Rounds(new ChildJvm(target.resolve("trials")), options, results, err);
        int times = options.rounds() == 0 ? ROUNDS : options.rounds();

        err.println(machine);
        err.println(cases.size() + (cases.size() == 1 ? " system, " : " systems, ") + options.nodes()
                + " nodes each, the order by --seed " + options.seed());
        rounds.run(cases, times);
        for (int payload : options.payloads()) {
            rounds.run(larger(options, results, cases, payload), times);
        }

        ResultsTable table = new ResultsTable(results, options.payload());
        out.println();
        out.print(table.text(options.payloads()));
        new Page(table, results, options).write(folder);
        err.println("written: " + folder.resolve("benchmarks.md"));
        return results.all().stream().anyMatch(each -> results.merit(each) > 0) ? 0 : 1;
    }

    private static List<Case> cases(BenchOptions options, PrintStream err) {
        Stream<Entrant> asked = options.systems().isEmpty()
                ? Arrays.stream(Entrant.values()).filter(each -> each.isQuick() || !options.isQuick())
                : options.systems().stream();
        return asked.filter(each -> isHere(each, err))
                .map(each -> new Case(each, options.payload()))
                .toList();
    }

    private static boolean isHere(Entrant entrant, PrintStream err) {
        if (!entrant.isHere()) {
            err.println(entrant.word() + " is left out: nats-server is not installed");
        }
        return entrant.isHere();
    }

    /**
     * The floor, Grapevine's usual mode without and with keys, and the best of the others, as far as they are in the
     * run.
     */
    private static List<Case> larger(BenchOptions options, Results results, List<Case> cases, int payload) {
        Stream<Entrant> fixed = Stream.of(
                        Entrant.FLOOR_FLOOD,
                        Entrant.FLOOR_TREE,
                        Entrant.GRAPEVINE_TREE,
                        Entrant.GRAPEVINE_TLS,
                        Entrant.GRAPEVINE_KEYS)
                .filter(each -> cases.contains(new Case(each, options.payload())));
        Stream<Entrant> best = cases.stream()
                .filter(each -> !each.entrant().isFloor() && !each.entrant().isGrapevine())
                .sorted(Comparator.comparingDouble(results::merit).reversed())
                .limit(BEST)
                .map(Case::entrant);
        return Stream.concat(fixed, best).map(each -> new Case(each, payload)).toList();
    }

    /** The folder of the jar, or of the classes where there is none. */
    private static Path target() throws IOException {
        try {
            Path jar = Path.of(Bench.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = jar.getParent();
            return folder == null ? jar : folder;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}

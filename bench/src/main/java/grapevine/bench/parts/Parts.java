package grapevine.bench.parts;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the measurements of this package, each in a JVM of its own, with what they allocate. */
public final class Parts {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Parts() {}

    /**
     * Measures and prints a table.
     *
     * @param isQuick shorter, and less exact
     * @return the exit status
     */
    public static int run(boolean isQuick, PrintStream out, PrintStream err) {
        Options options = new OptionsBuilder()
                .include(Parts.class.getPackageName())
                .addProfiler(GCProfiler.class)
                .forks(1)
                .jvmArgs("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch")
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(isQuick ? 500 : 2000))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(isQuick ? 500 : 2000))
                .timeout(TimeValue.seconds(60))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            print(new Runner(options).run(), out);
            return 0;
        } catch (RunnerException e) {
            err.println("a part could not be measured: " + cause(e));
            return 1;
        }
    }

    /** Why a part failed in its own JVM comes along with what failed here. */
    private static Throwable cause(RunnerException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getSuppressed().length > 0 ? cause.getSuppressed()[0] : cause;
    }

    private static void print(Collection<RunResult> results, PrintStream out) {
        out.printf(Locale.ROOT, "%-24s %12s %10s %14s%n", "a message of 64 bytes", "ns", "+-", "allocated B");
        for (RunResult each : results) {
            Result<?> time = each.getPrimaryResult();
            Result<?> bytes = each.getSecondaryResults().get(ALLOCATED);
            BenchmarkParams params = each.getParams();
            StringBuilder name = new StringBuilder(
                    params.getBenchmark().substring(Parts.class.getPackageName().length() + 1));
            params.getParamsKeys().forEach(key -> name.append(' ').append(params.getParam(key)));
            out.printf(
                    Locale.ROOT,
                    "%-24s %12.1f %10.1f %14s%n",
                    name,
                    time.getScore(),
                    time.getScoreError(),
                    bytes == null ? "-" : String.format(Locale.ROOT, "%.0f", bytes.getScore()));
        }
    }
}

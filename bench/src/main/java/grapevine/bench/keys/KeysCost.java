package grapevine.bench.keys;

import grapevine.bench.system.BenchKeys;
import grapevine.bench.system.GrapevineSeeds;
import grapevine.daemon.Daemon;
import grapevine.keys.KeyRole;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What keys cost one peer, in turn without keys, with TLS, and with proofs besides: of a core, while it receives 1,000
 * messages/s of 64 bytes in all from four others; and the time and the CPU time until it is {@code ready}. The others
 * and two seeds run in this JVM, the peer in one of its own, over TCP on loopback.
 */
public final class KeysCost {
    private static final int SEEDS = 2;
    private static final int PUBLISHERS = 4;
    private static final int BYTES = 64;

    /** From one message to the next, of whichever publisher: 1,000 a second. */
    private static final long EVERY_NANOS = 1_000_000;

    private static final long PATIENCE_SECONDS = 60;

    /** Of what was measured the first part shows how the JVM warms up. */
    private static final int WARM_PART = 2;

    private final Plan plan;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<Use, List<Cost>> costs = new EnumMap<>(Use.class);

    /**
     * How much is measured.
     *
     * @param rounds each with a fresh JVM for each use
     * @param windows in which CPU time is counted while messages come
     * @param millis of one window
     * @param joins of which the later half counts
     */
    record Plan(int rounds, int windows, long millis, int joins) {}

    /** What keys are used for. */
    enum Use {
        NONE("without keys"),
        TLS("TLS"),
        PROOFS("TLS and proofs");

        private final String word;

        Use(String word) {
            this.word = word;
        }
    }

    /**
     * What one JVM measured.
     *
     * @param core percent of a core while messages come
     * @param rate messages/s that came
     * @param firstMillis until it was ready for the first time
     * @param joinMillis until it was ready, later
     * @param joinCpuMillis the CPU time of that
     */
    record Cost(double core, double rate, double firstMillis, double joinMillis, double joinCpuMillis) {
        /** From the lines that it printed. */
        static Cost of(List<String> lines) {
            List<double[]> windows = figures(lines, PeerCost.WINDOW);
            List<double[]> joins = figures(lines, PeerCost.JOIN);
            List<double[]> warm = windows.subList(windows.size() / WARM_PART, windows.size());
            List<double[]> later = joins.subList(joins.size() / WARM_PART, joins.size());
            return new Cost(
                    median(warm, each -> each[0]),
                    median(warm, each -> each[1]),
                    figures(lines, PeerCost.FIRST).get(0)[0],
                    median(later, each -> each[0]),
                    median(later, each -> each[1]));
        }

        private static List<double[]> figures(List<String> lines, String what) {
            return lines.stream()
                    .map(line -> line.split(" ", -1))
                    .filter(words -> words[0].equals(what))
                    .map(words -> new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])})
                    .toList();
        }
    }

    KeysCost(Plan plan, PrintStream out, PrintStream err) {
        this.plan = plan;
        this.out = out;
        this.err = err;
    }

    /**
     * Measures and prints a table.
     *
     * @param isQuick one round, and shorter
     * @return the exit status
     */
    public static int run(boolean isQuick, PrintStream out, PrintStream err) throws InterruptedException {
        Plan plan = isQuick ? new Plan(1, 4, 5_000, 20) : new Plan(3, 8, 10_000, 40);
        return new KeysCost(plan, out, err).run();
    }

    int run() throws InterruptedException {
        boolean isFast = Daemon.compute(true);
        err.println(
                isFast
                        ? "signatures by the faster provider"
                        : "signatures by the JDK: the faster provider is not here");
        try {
            for (int round = 0; round < plan.rounds(); round++) {
                for (Use use : Use.values()) {
                    err.println("round " + (round + 1) + ", " + use.word);
                    costs.computeIfAbsent(use, any -> new ArrayList<>()).add(measure(use));
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            err.println("what keys cost could not be measured: " + e);
            return 1;
        }
        print();
        return 0;
    }

    /** The medians of all rounds, by use. */
    double[] row(ToDoubleFunction<Cost> figure) {
        return Arrays.stream(Use.values())
                .mapToDouble(use -> median(costs.getOrDefault(use, List.of()), figure))
                .toArray();
    }

    private void print() {
        out.printf(Locale.ROOT, "%-35s %14s %14s %14s%n", "one peer", Use.NONE.word, Use.TLS.word, Use.PROOFS.word);
        print("receiving, messages/s", row(Cost::rate));
        print("  % of a core", row(Cost::core));
        print("joining, ms", row(Cost::joinMillis));
        print("  CPU time, ms", row(Cost::joinCpuMillis));
        double[] joins = row(Cost::joinMillis);
        print(
                "  times that without keys",
                Arrays.stream(joins).map(each -> each / joins[0]).toArray());
        print("the first join of its JVM, ms", row(Cost::firstMillis));
    }

    private void print(String what, double[] row) {
        out.printf(Locale.ROOT, "%-35s %14.1f %14.1f %14.1f%n", what, row[0], row[1], row[2]);
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private Cost measure(Use use) throws Exception {
        try (BenchKeys keys = new BenchKeys();
                GrapevineSeeds seeds = new GrapevineSeeds(SEEDS, use == Use.NONE ? null : keys)) {
            List<Peer> publishers = new ArrayList<>();
            try {
                for (int i = 0; i < PUBLISHERS; i++) {
                    PeerConfig.Builder config = PeerConfig.builder().seeds(seeds.addresses());
                    if (use != Use.NONE) {
                        config.keys(keys.of("publisher" + i, KeyRole.PEER)).proofs(use == Use.PROOFS);
                    }
                    Peer peer = Peer.join(config.build());
                    publishers.add(peer);
                    peer.ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                String directory =
                        use == Use.NONE ? "" : keys.of("receiver", KeyRole.PEER).toString();
                return Cost.of(lines(use, directory, seeds.addresses(), publishers));
            } finally {
                publishers.forEach(Peer::close);
            }
        }
    }

    /** What the JVM prints; it is published for until it joins again. */
    private List<String> lines(Use use, String directory, String[] seeds, List<Peer> publishers) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), PeerCost.class.getName()));
        command.addAll(List.of(String.valueOf(use == Use.PROOFS), directory, String.valueOf(plan.windows())));
        command.addAll(List.of(String.valueOf(plan.millis()), String.valueOf(plan.joins())));
        command.addAll(List.of(seeds));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long most = plan.windows() * plan.millis() / 1_000 + (plan.joins() + 2) * PATIENCE_SECONDS;
        process.onExit().orTimeout(most, TimeUnit.SECONDS).whenComplete((any, late) -> process.destroyForcibly());
        Thread publishing = new Thread(() -> publish(publishers), "bench-publishing");
        publishing.start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = new ArrayList<>();
            @Nullable String line = reader.readLine();
            while (line != null && !line.equals(PeerCost.END)) {
                if (line.startsWith(PeerCost.JOIN)) {
                    publishing.interrupt();
                }
                lines.add(line);
                line = reader.readLine();
            }
            if (line == null) {
                throw new IOException("its JVM ended before it had measured all");
            }
            return lines;
        } finally {
            process.destroyForcibly();
            publishing.interrupt();
            publishing.join();
        }
    }

    private static void publish(List<Peer> publishers) {
        byte[] payload = new byte[BYTES];
        long due = System.nanoTime();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            publishers.get(i % publishers.size()).publish(payload);
            due += EVERY_NANOS;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }
}

package grapevine.bench;

import grapevine.bench.system.Contender;
import grapevine.bench.system.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** One system, one round, in a JVM of its own. Ends with status 0, and the outcome, or the failure, in a file. */
public final class Trial {
    private static final Duration FORMED_WITHIN = Duration.ofSeconds(60);

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    /** Threads that take turns at publishing for all nodes. */
    private static final int PUBLISHING_THREADS = 4;

    private static final Duration WARM_UP_SLICE = Duration.ofMillis(500);

    /** Before latency is measured, so that what the warm-up left behind is done. */
    private static final Duration CALM = Duration.ofMillis(500);

    private final TrialPlan plan;
    private final Contender contender;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

    private Trial(TrialPlan plan) {
        this.plan = plan;
        this.contender = plan.entrant().make();
    }

    /**
     * Measures.
     *
     * @param args the file for the outcome, then the plan
     */
    public static void main(String[] args) throws IOException {
        List<String> all = List.of(args);
        Trial trial = new Trial(TrialPlan.of(all.subList(1, all.size())));
        trial.run().write(Path.of(all.get(0)));
        trial.close();
        System.exit(0); // also where a system left threads behind
    }

    private Outcome run() {
        try {
            measure();
            return new Outcome(figures, null);
        } catch (Exception | Error e) {
            e.printStackTrace();
            return new Outcome(figures, String.valueOf(e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private void measure() throws Exception {
        Verifier verifier = new Verifier(plan.nodes());
        Meter meter = new Meter(contender);
        try (Pauses pauses = new Pauses(meter::allocatedBytes)) {
            long heapBefore = Meter.heapBytes();
            int threadsBefore = meter.threadCount();
            Driver driver = new Driver(
                    contender, verifier, meter, new Driver.Plan(plan.nodes(), plan.payload(), plan.boundedWindow()));
            form(verifier, driver);
            warmUp(driver, meter);
            Thread.sleep(CALM.toMillis());
            latency(driver.singles(TrialPlan.SINGLES));
            pauses.reset();
            load(Figure.ONE_RATE, Figure.ONE_CPU, Figure.ONE_BYTES, driver.one(plan.load()));
            load(Figure.ALL_RATE, Figure.ALL_CPU, Figure.ALL_BYTES, driver.all(plan.load(), PUBLISHING_THREADS));
            figures.put(Figure.GC_PAUSE, pauses.longestCollectionMillis());
            figures.put(Figure.HICCUP, pauses.longestHiccupMillis());
            books(verifier, driver);
            figures.put(Figure.THREADS, (double) (meter.threadCount() - threadsBefore) / plan.nodes());
            verifier.forget();
            figures.put(Figure.HEAP, Math.max(0, Meter.heapBytes() - heapBefore) / 1e6 / plan.nodes());
        }
    }

    /** Not for longer than it may take: the outcome is written. */
    private void close() {
        Thread closing = new Thread(() -> {
            try {
                contender.close();
            } catch (IOException | RuntimeException e) {
                System.err.println("closing: " + e);
            }
        });
        closing.setDaemon(true);
        closing.start();
        Deadline.in(CLOSED_WITHIN).holdsInTime(() -> !closing.isAlive());
    }

    private void form(Verifier verifier, Driver driver) throws Exception {
        long start = System.nanoTime();
        contender.form(plan.nodes(), verifier, Deadline.in(FORMED_WITHIN));
        figures.put(Figure.SAID_FORMED, (System.nanoTime() - start) / 1e9);
        driver.greet();
        figures.put(Figure.FORMED, (System.nanoTime() - start) / 1e9);
    }

    /**
     * Until it does not get faster any more. By CPU time at the least, so that a machine with other work to do gets as
     * far with compiling as one without.
     */
    private void warmUp(Driver driver, Meter meter) throws Exception {
        long least = meter.cpuNanos() + plan.warmUp().toNanos();
        Deadline most = Deadline.in(plan.warmUp().multipliedBy(TrialPlan.MOST_WARM_UP));
        Steady steady = new Steady();
        do {
            double all = driver.all(WARM_UP_SLICE, PUBLISHING_THREADS).perSecond();
            steady.add(all + driver.one(WARM_UP_SLICE).perSecond());
        } while ((meter.cpuNanos() < least || !steady.isReached()) && !most.isOver());
    }

    private void latency(Histogram micros) {
        figures.put(Figure.P50, micros.getValueAtPercentile(50) / 1e3);
        figures.put(Figure.P99, micros.getValueAtPercentile(99) / 1e3);
        figures.put(Figure.MAX, micros.getMaxValue() / 1e3);
    }

    private void load(Figure rate, Figure cpu, Figure bytes, Load load) throws TimeoutException {
        if (load.deliveries() == 0) {
            throw new TimeoutException("nothing was delivered under load");
        }
        figures.put(rate, load.perSecond());
        figures.put(cpu, load.cpuMicrosEach());
        figures.put(bytes, load.bytesEach());
    }

    private void books(Verifier verifier, Driver driver) {
        figures.put(Figure.REFUSED, (double) driver.refused());
        figures.put(Figure.DELIVERED, (double) verifier.sum(Ledger::delivered));
        figures.put(Figure.MISSING, (double) verifier.sum(Ledger::missing));
        figures.put(Figure.TOLD, (double) verifier.sum(Ledger::told));
        figures.put(Figure.DOUBLED, (double) verifier.sum(Ledger::doubled));
        figures.put(Figure.CORRUPT, (double) verifier.corrupt());
    }
}

package grapevine.bench;

import grapevine.bench.system.Contender;
import grapevine.bench.system.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Publishes, in the same way to every system. */
final class Driver {
    /** Between two single broadcasts. */
    private static final long SINGLES_APART_NANOS = 2_000_000;

    /** Between two of more than 4 KiB, which would otherwise be a load of their own. */
    private static final long LARGE_APART_NANOS = 20_000_000;

    private static final int LARGE_BYTES = 4096;

    /** How long a refused publisher waits before it tries again. */
    private static final long REFUSED_NANOS = 200_000;

    private static final Duration ARRIVAL = Duration.ofSeconds(10);

    /** The longest a publisher is refused without an end. */
    private static final Duration REFUSAL = Duration.ofSeconds(10);

    private final Contender contender;
    private final Verifier verifier;
    private final Meter meter;
    private final Plan plan;
    private final LongAdder refused = new LongAdder();

    /**
     * @param payload bytes of each
     * @param window broadcasts that may be under way at once
     */
    record Plan(int nodes, int payload, int window) {}

    Driver(Contender contender, Verifier verifier, Meter meter, Plan plan) {
        this.contender = contender;
        this.verifier = verifier;
        this.meter = meter;
        this.plan = plan;
    }

    long refused() {
        return refused.sum();
    }

    /** One broadcast of every node, until all have all; what has not come by then shows as missing. */
    void greet() throws Exception {
        Ledger ledger = verifier.begin(0);
        for (int node = 0; node < plan.nodes(); node++) {
            publish(ledger, node, 0);
        }
        arrived(ledger, Deadline.in(ARRIVAL));
    }

    /**
     * Broadcasts one by one, each from another node; microseconds until the last node has it, of those that all got.
     */
    Histogram singles(int count) throws Exception {
        Ledger ledger = verifier.begin(count);
        long apart = plan.payload() > LARGE_BYTES ? LARGE_APART_NANOS : SINGLES_APART_NANOS;
        long[] begun = new long[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            sleepUntil(start + i * apart);
            begun[i] = System.nanoTime();
            publish(ledger, i % plan.nodes(), i / plan.nodes());
        }
        arrived(ledger, Deadline.in(ARRIVAL));
        Histogram micros = new Histogram(3);
        for (int i = 0; i < count; i++) {
            if (ledger.finishedAt(i) != 0) {
                micros.recordValue(Math.max(0, (ledger.finishedAt(i) - begun[i]) / 1000));
            }
        }
        return micros;
    }

    private boolean arrived(Ledger ledger, Deadline deadline) throws Exception {
        return deadline.holdsInTime(() -> {
            settleAll();
            return ledger.progress() >= ledger.published();
        });
    }

    private void settleAll() {
        try {
            for (int node = 0; node < plan.nodes(); node++) {
                contender.settle(node);
            }
        } catch (Exception e) {
            throw new IllegalStateException("a publication came to nothing: " + e, e);
        }
    }

    private void publish(Ledger ledger, int node, long n) throws Exception {
        Deadline deadline = Deadline.in(REFUSAL);
        while (!offer(ledger, node, n)) {
            if (deadline.isOver()) {
                throw new TimeoutException("node " + node + " was refused for " + REFUSAL.toSeconds() + " s");
            }
            LockSupport.parkNanos(REFUSED_NANOS);
            contender.settle(node);
        }
    }

    private boolean offer(Ledger ledger, int node, long n) throws Exception {
        byte[] payload = Payload.of(plan.payload(), verifier.phase(), node, n);
        ledger.publishing(node);
        if (contender.publish(node, payload)) {
            return true;
        }
        ledger.refused(node);
        refused.increment();
        return false;
    }

    /** Has one node publish as fast as it goes, with a bounded number of broadcasts under way. */
    Load one(Duration duration) throws Exception {
        return load(List.of(List.of(plan.nodes() / 2)), duration);
    }

    /** Has all nodes do that, taking turns on a few threads. */
    Load all(Duration duration, int threads) throws Exception {
        List<List<Integer>> shares = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, plan.nodes()); i++) {
            int first = i;
            shares.add(IntStream.range(0, plan.nodes())
                    .filter(node -> node % threads == first)
                    .boxed()
                    .toList());
        }
        return load(shares, duration);
    }

    private Load load(List<List<Integer>> shares, Duration duration) throws Exception {
        Ledger ledger = verifier.begin(0);
        Window window = new Window(ledger, plan.window(), duration);
        long bytes = meter.allocatedBytes();
        long cpu = meter.cpuNanos();
        long start = System.nanoTime();
        Publishers.run(shares, nodes -> publishFor(ledger, window, nodes));
        Drain drain = new Drain(ledger, meter);
        while (!drain.isOver()) {
            settleAll();
            LockSupport.parkNanos(1_000_000);
        }
        return new Load(
                drain.deliveries(),
                Math.max(1, drain.lastNanos() - start),
                drain.lastCpu() - cpu,
                meter.allocatedBytes() - bytes);
    }

    /**
     * Publishes for some nodes in turn until it is time: at each turn of a node its share of the window. What is
     * refused is tried again at its next turn.
     */
    private void publishFor(Ledger ledger, Window window, List<Integer> nodes) throws Exception {
        int share = Math.max(1, plan.window() / plan.nodes());
        long[] next = new long[nodes.size()];
        int refusals = 0;
        for (int i = 0; hasRoomInTime(window, share, nodes); i = (i + 1) % next.length) {
            int taken = 0;
            while (taken < share && offer(ledger, nodes.get(i), next[i] + taken)) {
                taken++;
            }
            next[i] += taken;
            refusals = taken < share ? refusals + 1 : 0;
            if (refusals >= next.length) {
                refusals = 0;
                LockSupport.parkNanos(REFUSED_NANOS);
                contender.settle(nodes.get(i));
            }
        }
    }

    /** Waits for room; false if it is time to end. */
    private boolean hasRoomInTime(Window window, int share, List<Integer> nodes) throws Exception {
        while (!window.isOver()) {
            if (window.hasRoom(share)) {
                return true;
            }
            for (int node : nodes) {
                contender.settle(node);
            }
            LockSupport.parkNanos(Window.LOOK_EVERY_NANOS);
        }
        return false;
    }

    private static void sleepUntil(long nanos) {
        long left;
        while ((left = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}

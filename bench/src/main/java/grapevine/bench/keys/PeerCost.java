package grapevine.bench.keys;

import com.sun.management.OperatingSystemMXBean;
import grapevine.daemon.Daemon;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A peer in a JVM of its own that receives what others publish, and then joins again and again. Prints what that cost,
 * a line each, and last {@value #END}.
 */
public final class PeerCost {
    /** What its lines begin with. */
    static final String FIRST = "first";

    static final String WINDOW = "window";
    static final String JOIN = "join";
    static final String END = "end";

    private static final long PATIENCE_SECONDS = 60;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final AtomicLong received = new AtomicLong();
    private final PeerConfig config;

    private PeerCost(PeerConfig config) {
        this.config = config;
    }

    /**
     * Measures.
     *
     * @param args whether proofs are checked, the directory of its keys or nothing, how many windows, of how many ms
     *     each, how often to join, and then the seeds
     */
    public static void main(String[] args) throws Exception {
        PeerConfig.Builder builder =
                PeerConfig.builder().seeds(List.of(args).subList(5, args.length).toArray(String[]::new));
        if (!args[1].isEmpty()) {
            Daemon.compute(true);
            builder.keys(Path.of(args[1])).proofs(Boolean.parseBoolean(args[0]));
        }
        PeerCost cost = new PeerCost(builder.build());
        cost.receive(Integer.parseInt(args[2]), Long.parseLong(args[3]));
        cost.join(Integer.parseInt(args[4]));
        System.out.println(END);
        System.exit(0);
    }

    /** The first join of this JVM, and what comes by it. */
    private void receive(int windows, long millis) throws Exception {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        try (Peer peer = joined()) {
            say(FIRST, (System.nanoTime() - start) / 1e6, (system.getProcessCpuTime() - cpu) / 1e6);
            for (int i = 0; i < windows; i++) {
                long before = received.get();
                cpu = system.getProcessCpuTime();
                start = System.nanoTime();
                Thread.sleep(millis);
                double nanos = System.nanoTime() - start;
                say(WINDOW, 100 * (system.getProcessCpuTime() - cpu) / nanos, (received.get() - before) * 1e9 / nanos);
            }
            peer.leave().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void join(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            Peer peer = joined();
            say(JOIN, (System.nanoTime() - start) / 1e6, (system.getProcessCpuTime() - cpu) / 1e6);
            peer.leave().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Peer joined() throws Exception {
        Peer peer = Peer.join(config, (its, message) -> received.incrementAndGet());
        peer.ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return peer;
    }

    private static void say(String what, double one, double other) {
        System.out.printf(Locale.ROOT, "%s %.2f %.2f%n", what, one, other);
    }
}

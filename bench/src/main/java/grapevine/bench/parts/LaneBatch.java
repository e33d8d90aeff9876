package grapevine.bench.parts;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.runtime.EventLoops;
import grapevine.runtime.HostSettings;
import grapevine.runtime.JobQueue;
import grapevine.runtime.ListenException;
import grapevine.runtime.TcpHost;
import grapevine.wire.Ip;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Jobs that an application gives to a node's lane, which runs them one at a time: 64 together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LaneBatch {
    private static final int TOGETHER = 64;

    private final JobQueue jobs = JobQueue.start("lane", 1, 64);
    private final EventLoops loops = EventLoops.start("lane", 1);
    private final TcpHost host;
    private final AtomicLong done = new AtomicLong();
    private long wanted;

    /** A node that does nothing by itself. */
    public LaneBatch() {
        try {
            host = TcpHost.listen(HostSettings.builder("lane", jobs, loops)
                    .listenOn(Ip.LOOPBACK, 0)
                    .build());
        } catch (ListenException e) {
            throw new IllegalStateException(e);
        }
        host.run(effects -> new Idle());
    }

    /** The time of one, from the call to when all are done. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public long batch() {
        wanted += TOGETHER;
        for (int i = 0; i < TOGETHER; i++) {
            host.insist(now -> done.incrementAndGet());
        }
        while (done.get() < wanted) {
            Thread.onSpinWait();
        }
        return wanted;
    }

    /** Ends its threads. */
    @TearDown
    public void close() {
        host.close();
        loops.close();
        jobs.close();
    }

    private static final class Idle implements Node {
        private final Counters counters = new Counters();

        @Override
        public void onStart(long now) {}

        @Override
        public Conversation onAccepted(long now, Link link) {
            throw new IllegalStateException("nobody connects");
        }

        @Override
        public void onTimer(long now) {}

        @Override
        public void onLeave(long now) {}

        @Override
        public Counters counters() {
            return counters;
        }
    }
}

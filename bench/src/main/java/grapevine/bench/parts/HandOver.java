package grapevine.bench.parts;

import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the publication to a consumer of the same peer, which gets its own messages: 64 together. There is one
 * neighbour, to which they go too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOver {
    private static final int TOGETHER = 64;
    private static final long GIVE_UP_NANOS = 10_000_000_000L;

    private final AtomicLong got = new AtomicLong();
    private final byte[] payload = new byte[64];
    private final Peer neighbour;
    private final Peer peer;
    private long wanted;

    /** Two peers, linked. */
    public HandOver() {
        try {
            neighbour = Peer.join(PeerConfig.builder().build());
            peer = Peer.join(
                    PeerConfig.builder()
                            .connect("127.0.0.1:" + neighbour.address().getPort())
                            .receiveOwn(true)
                            .build(),
                    (self, message) -> got.addAndGet(1 + message.missedBefore()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        peer.ready().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** The time of one, from the call to when the consumer has all. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public long handOver() {
        long begun = System.nanoTime();
        wanted += TOGETHER;
        for (int i = 0; i < TOGETHER; i++) {
            while (peer.publish(payload).join().outcome() != Outcome.ACCEPTED) {
                LockSupport.parkNanos(100_000);
            }
        }
        while (got.get() < wanted) {
            if (System.nanoTime() - begun > GIVE_UP_NANOS) {
                throw new IllegalStateException("the consumer got " + got + " of " + wanted);
            }
            Thread.onSpinWait();
        }
        return wanted;
    }

    /** Leaves. */
    @TearDown
    public void close() {
        peer.close();
        neighbour.close();
    }
}

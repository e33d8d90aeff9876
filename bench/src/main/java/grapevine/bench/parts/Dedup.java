package grapevine.bench.parts;

import grapevine.peer.core.gossip.Seen;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether a message was seen before: those of 32 origins in turn, each in order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Dedup {
    private static final int ORIGINS = 32;

    private final Seen seen = new Seen(65_536, origin -> {});
    private long entered;

    /** Made anew for each message, as a decoder does. */
    private static Origin origin(long number) {
        return new Origin(new Address(Ip.LOOPBACK, 6000 + (int) (number % ORIGINS)), 1_700_000_000_000L);
    }

    /** One of each origin is known. */
    public Dedup() {
        IntStream.range(0, ORIGINS).forEach(i -> fresh());
    }

    /** One that is new. */
    @Benchmark
    public final Seen.Verdict fresh() {
        long number = entered++;
        return seen.enter(origin(number), 1 + number / ORIGINS, 1);
    }

    /** One that was seen. */
    @Benchmark
    public Seen.Verdict duplicate() {
        return seen.enter(origin(0), 1, 1);
    }
}

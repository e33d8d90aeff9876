package grapevine.bench.parts;

import grapevine.wire.Gossip;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a peer of eight links does with a message: is it new, keep it, hand it over, pass it on seven times. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Relay {
    private static final int LINKS = 8;

    private final LinkedPeer peer = new LinkedPeer(LINKS);

    /** Each message costs what it should: a first one is passed on by every other link. */
    public Relay() {
        peer.takeNext();
        if (peer.sent() != LINKS - 1 || peer.delivered() != 1) {
            throw new IllegalStateException("passed on " + peer.sent() + " times, delivered " + peer.delivered());
        }
    }

    /** One message of 64 bytes, made here. */
    @Benchmark
    public Gossip relay() {
        return peer.takeNext();
    }
}

package grapevine.bench.parts;

import grapevine.wire.Address;
import grapevine.wire.Decoder;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A message of 64 bytes: made by its origin, and read from the bytes of a link. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GossipLine {
    private static final int TOGETHER = 64;
    private static final long EPOCH = 1_700_000_000_000L;
    private static final byte[] NO_ATTRIBUTES = {};
    private static final String HELLO = "Hello grapevine/1 peer default 127.0.0.1:6001 " + EPOCH + " " + EPOCH + "\n";

    private final Origin origin = new Origin(new Address(Ip.LOOPBACK, 6001), EPOCH);
    private final byte[] payload = new byte[64];
    private final Decoder decoder = new Decoder(Limits.PAYLOAD);
    private final ByteBuffer arrived = ByteBuffer.allocateDirect(64 * 1024);
    private long n;

    /** A link that has been greeted, and messages that came together. */
    public GossipLine() {
        try {
            decoder.decode(ByteBuffer.wrap(HELLO.getBytes(StandardCharsets.US_ASCII)), message -> {});
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < TOGETHER; i++) {
            arrived.put(encode());
        }
        arrived.flip();
    }

    /** As its origin makes it. */
    @Benchmark
    public byte[] encode() {
        return Gossip.of(origin, ++n, EPOCH, NO_ATTRIBUTES, payload).frame();
    }

    /** As a link gets it, 64 in one read. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public void decode(Blackhole hole) throws ProtocolException {
        arrived.rewind();
        decoder.decode(arrived, (Message message) -> hole.consume(message));
    }
}

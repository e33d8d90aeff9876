package grapevine.bench.parts;

import grapevine.bench.system.BenchKeys;
import grapevine.daemon.Daemon;
import grapevine.keys.KeyRole;
import grapevine.keys.NodeKeys;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Two nodes show each other their certificates: both sides of it, one after the other on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Handshake {
    private static final int STEPS = 20;

    /** Who computes: the JDK, or the provider that the daemons have. */
    @Param({"jdk", "fast"})
    public String crypto = "jdk";

    private final ByteBuffer there = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer back = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer read = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private @Nullable NodeKeys dialling;
    private @Nullable NodeKeys accepting;

    /** Keys of two nodes. */
    @Setup
    public void make() throws Exception {
        if (crypto.equals("fast") && !Daemon.compute(true)) {
            throw new IllegalStateException("the faster provider of cryptography is not for this platform");
        }
        try (BenchKeys keys = new BenchKeys()) {
            dialling = NodeKeys.read(keys.of("one", KeyRole.PEER));
            accepting = NodeKeys.read(keys.of("two", KeyRole.PEER));
        }
    }

    /** From the first byte until both know each other. */
    @Benchmark
    public SSLEngine both() throws SSLException {
        SSLEngine client = Objects.requireNonNull(dialling).engine(true);
        SSLEngine server = Objects.requireNonNull(accepting).engine(false);
        there.clear();
        back.clear();
        client.beginHandshake();
        server.beginHandshake();
        for (int step = 0; step < STEPS; step++) {
            goOn(client, there, back);
            goOn(server, back, there);
            if (isDone(client) && isDone(server) && there.position() == 0 && back.position() == 0) {
                return client;
            }
        }
        throw new IllegalStateException("no handshake");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    /** As far as it gets by what has come. */
    private void goOn(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> engine.wrap(nothing, out);
                default -> {
                    in.flip();
                    read.clear();
                    SSLEngineResult result = engine.unwrap(in, read);
                    in.compact();
                    if (result.bytesConsumed() == 0) {
                        return;
                    }
                }
            }
        }
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Counter;
import grapevine.wire.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes made wrong, on real sockets: each is one that failed, and nothing else. */
class TlsFuzzTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More of them by {@code -Dfuzz.handshakes}. */
    private static final int INPUTS = Integer.getInteger("fuzz.handshakes", 1_000);

    /** Addresses of this machine to come from, as each has only so many ports. */
    private static final int SOURCES = 200;

    private static final byte CHANGE_CIPHER_SPEC = 20;
    private static final int CHANGE_CIPHER_SPEC_BYTES = 6;

    @TempDir
    private static Path folder;

    private static LiveKeys alice;
    private static LiveKeys bob;

    private final Stage stage = Stage.withEpoll();
    private final Stage.Actor server = stage.actor(settings -> settings.keys(alice));
    private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alice = KeysFixture.keys(network, "alice", KeyRole.PEER);
        bob = KeysFixture.keys(network, "bob", KeyRole.PEER);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void whatever_comes_in_the_place_of_a_handshake_is_counted_and_others_link() throws Exception {
        byte[] hello = hello();
        for (int i = 0; i < INPUTS; i++) {
            byte[] wrong = random.nextInt(4) == 0 ? records() : mutated(hello);
            try (Socket socket = connected(i)) {
                socket.getOutputStream().write(wrong);
                socket.shutdownOutput();
                readToItsEnd(socket);
            }
        }

        counted(INPUTS);
        assertThat(server.probe.accepted).isEmpty();
        stillWorks();
    }

    @Test
    void whatever_comes_in_the_second_half_of_a_handshake_is_counted_and_others_link() throws Exception {
        int inputs = INPUTS / 10;
        for (int i = 0; i < inputs; i++) {
            try (Socket socket = connected(i)) {
                spoilSecondHalf(socket);
            }
        }

        counted(inputs);
        assertThat(server.probe.accepted).isEmpty();
        stillWorks();
    }

    /** What a member says first. */
    private static byte[] hello() throws SSLException {
        return wrapped(beginning());
    }

    private static SSLEngine beginning() throws SSLException {
        SSLEngine engine = bob.now().engine(true);
        engine.beginHandshake();
        return engine;
    }

    private static byte[] wrapped(SSLEngine engine) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        while (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP
                && engine.getHandshakeStatus() != HandshakeStatus.FINISHED
                && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else {
                engine.wrap(ByteBuffer.allocate(0), out);
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Some bytes changed, taken out or put in, or the end cut off; never what it was. */
    private byte[] mutated(byte[] valid) {
        byte[] wrong = valid.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && wrong.length > 0; changes--) {
            int at = random.nextInt(wrong.length);
            int more = random.nextInt(1, 9);
            wrong = switch (random.nextInt(4)) {
                case 0 ->
                    joined(
                            Arrays.copyOf(wrong, at),
                            Arrays.copyOfRange(wrong, Math.min(at + more, wrong.length), wrong.length));
                case 1 ->
                    joined(joined(Arrays.copyOf(wrong, at), bytes(more)), Arrays.copyOfRange(wrong, at, wrong.length));
                case 2 -> Arrays.copyOf(wrong, 1 + at);
                default -> changed(wrong, at);
            };
        }
        if (wrong.length == 0) {
            return bytes(1);
        }
        return Arrays.equals(wrong, valid) ? changed(wrong, 0) : wrong;
    }

    private byte[] changed(byte[] bytes, int at) {
        bytes[at] ^= (byte) random.nextInt(1, 256);
        return bytes;
    }

    /** Records of TLS with anything in them. */
    private byte[] records() {
        byte[] all = {};
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            int length = random.nextInt(1, random.nextInt(4) == 0 ? 18_000 : 200);
            byte[] head = {
                (byte) random.nextInt(20, 25), 3, (byte) random.nextInt(5), (byte) (length >> 8), (byte) length
            };
            all = joined(all, joined(head, bytes(length)));
        }
        return all;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] another) {
        byte[] both = Arrays.copyOf(one, one.length + another.length);
        System.arraycopy(another, 0, both, one.length, another.length);
        return both;
    }

    /** Answers the server's half as a member does, but for some bytes. */
    private void spoilSecondHalf(Socket socket) throws IOException {
        SSLEngine engine = beginning();
        socket.getOutputStream().write(wrapped(engine));
        ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        while (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            assertThat(count).isPositive();
            in.position(in.position() + count).flip();
            boolean isMore = true;
            while (isMore) {
                int before = in.remaining();
                engine.unwrap(in, plain);
                while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                }
                isMore = in.remaining() != before || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN;
            }
            in.compact();
        }
        byte[] half = wrapped(engine);
        int from = half[0] == CHANGE_CIPHER_SPEC ? CHANGE_CIPHER_SPEC_BYTES : 0; // which says nothing
        socket.getOutputStream().write(half, 0, from);
        socket.getOutputStream().write(mutated(Arrays.copyOfRange(half, from, half.length)));
        socket.shutdownOutput();
        readToItsEnd(socket);
    }

    private Socket connected(int i) throws IOException {
        Address to = server.address();
        Socket socket = new Socket();
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + i % SOURCES)}), 0));
        socket.connect(new InetSocketAddress(to.ip().toInetAddress(), to.port()));
        return socket;
    }

    private static void readToItsEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] some = new byte[8 * 1024];
        try {
            while (in.read(some) >= 0) {
                // of no interest
            }
        } catch (SocketException reset) {
            // an end as well
        }
    }

    private void counted(int inputs) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            long failed = server.ask(
                    probe -> probe.counters.get(Counter.TLS_FAILED) + probe.counters.get(Counter.DROPPED_PLAIN));
            assertThat(failed).isEqualTo(inputs);
        });
    }

    private void stillWorks() {
        Probe.Talk talk = stage.actor(settings -> settings.keys(bob)).dial(server.address());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("opened"));
    }
}

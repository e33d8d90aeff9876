package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.wire.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked has so long to answer, however it spends the time. */
class QuestionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    @Test
    void a_handshake_of_a_byte_at_a_time_ends_with_the_time_for_the_question() throws Exception {
        Path ops = NetworkKeys.make(folder.resolve("mine"))
                .makeNode(new Holder("ops", KeyRole.OPERATOR, List.of(), List.of()), 30);
        byte[] record = new byte[5 + 16_384];
        record[0] = 0x16; // a record of a handshake, of TLS, as long as one may be
        record[1] = 3;
        record[2] = 3;
        record[3] = 0x40;

        ends(record, NodeKeys.read(ops));
    }

    @Test
    void an_answer_of_a_byte_at_a_time_ends_with_it_too() throws Exception {
        ends("Answer 9999 \n".concat("x".repeat(9999)).getBytes(StandardCharsets.US_ASCII), null);
    }

    private static void ends(byte[] said, @Nullable NodeKeys keys) throws Exception {
        try (ServerSocket node = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Address address = Address.parse("127.0.0.1:" + node.getLocalPort());
            CompletableFuture.runAsync(() -> dribble(node, said));
            Question question = new Question(PATIENCE, keys);
            long begun = System.nanoTime();

            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return question.status(address);
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });

            assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(PATIENCE.minusMillis(50));
        }
    }

    /** Says it a byte each tenth of the time that a read is waited for. */
    private static void dribble(ServerSocket node, byte[] bytes) {
        try (Socket asking = node.accept()) {
            asking.setTcpNoDelay(true);
            asking.setSoTimeout((int) PATIENCE.toMillis() / 10);
            for (byte each : bytes) {
                asking.getOutputStream().write(each);
                asking.getOutputStream().flush();
                awaitEnd(asking);
            }
        } catch (IOException e) {
            // Whoever asked has gone.
        }
    }

    private static void awaitEnd(Socket asking) throws IOException {
        try {
            while (asking.getInputStream().read() >= 0) {
                // what is asked is of no interest
            }
            throw new IOException("it has gone");
        } catch (SocketTimeoutException e) {
            // It still waits.
        }
    }
}

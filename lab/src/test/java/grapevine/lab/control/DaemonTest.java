package grapevine.lab.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a command says of a daemon that does not do what it is asked. */
class DaemonTest {
    private static final String WHY =
            "the certificate of ops ran out at 2026-01-02T03:04:05Z, and the clock of alice says"
                    + " 2026-02-03T04:05:06Z";

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void who_is_refused_for_a_certificate_is_told_what_the_node_says_of_it() throws Exception {
        for (String command : List.of("status", "list-peers", "why-dead")) {
            try (ServerSocket node = answering("Error not-certified " + WHY + "\n")) {
                String address = "127.0.0.1:" + node.getLocalPort();

                assertThat(run(command, address)).isEqualTo(1);

                assertThat(err.toString(UTF_8)).startsWith(address + " refuses whoever asks: it says \"" + WHY + "\"");
            }
        }
    }

    @Test
    void what_a_stranger_says_is_bounded_and_harmless() throws Exception {
        try (ServerSocket node = answering("Error not-certified \u001b[2J" + "x".repeat(900) + "\n")) {
            assertThat(run("status", "127.0.0.1:" + node.getLocalPort())).isEqualTo(1);

            assertThat(err.toString(UTF_8))
                    .contains("says \"\\u001b[2Jxxx")
                    .endsWith("xxx...\"\n")
                    .hasSizeLessThan(300);
        }
    }

    private int run(String... command) {
        err.reset();
        return new Commands(List.of(new Status(), new ListPeers(), new WhyDead()))
                .run(
                        List.of(command),
                        new Output(
                                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                                new PrintStream(err, true, UTF_8)));
    }

    /** A node that says this to whoever comes. */
    private static ServerSocket answering(String line) throws IOException {
        ServerSocket node = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        CompletableFuture.runAsync(() -> {
            while (!node.isClosed()) {
                try (Socket asking = node.accept()) {
                    asking.getOutputStream().write(line.getBytes(US_ASCII));
                    asking.shutdownOutput();
                    asking.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // Whoever asked has gone, or the test is over.
                }
            }
        });
        return node;
    }
}

package grapevine.seed;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.daemon.LogFile;
import grapevine.daemon.StopSignal;
import grapevine.daemon.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon within this process: what it says and the status it ends with. */
class SeedMainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.byCaller();
    private Path config;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        config = Files.writeString(folder.resolve("seeds"), "127.0.0.1:" + port + "\n");
    }

    @AfterEach
    void forget() {
        System.clearProperty(LogFile.PROPERTY);
    }

    @Test
    void help_and_version_win_over_anything_wrong() {
        assertThat(run("--nonsense", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: java -jar seed.jar PORT");
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.length() <= 80);
        out.reset();

        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("grapevine seed development");
    }

    @Test
    void a_wrong_start_is_told_in_one_line() {
        refuses(2, "unknown option \"--connect\" (--help shows how)", "--connect", "127.0.0.1:1");
        refuses(2, "--lease \"25h\": is above 24h (--help shows how)", "--lease", "25h");
        refuses(
                2,
                "bind=0.0.0.0 is wider than loopback, where whoever reaches the port can speak: give keys, or say open if"
                        + " that is meant (--help shows how)",
                "--bind",
                "0.0.0.0");
        refuses(2, "--config is given more than once (--help shows how)", "--config", "other");
    }

    @Test
    void a_taken_port_is_a_failure_told_in_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            refuses(1, "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": address already in use");
        }
    }

    @Test
    void a_name_of_its_port_that_leads_nowhere_is_a_failure_told_in_one_line() throws IOException {
        Files.writeString(config, "seed1.invalid:" + port + "\n");

        refuses(
                1,
                "no seed of the list with this port is on this machine, but seed1.invalid:" + port
                        + " does not lead here yet; start again when it does, or say --bind");
    }

    @Test
    void told_to_stop_it_leaves_and_ends_with_status_zero() throws Exception {
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> start());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::isListening);

        stop.ask();

        assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(isListening()).isFalse();
        assertThat(out.size() + err.size()).isZero();
    }

    private void refuses(int expected, String line, String... more) {
        err.reset();

        int status = start(more);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(line);
        assertThat(status).isEqualTo(expected);
    }

    private int start(String... more) {
        List<String> args = new ArrayList<>(
                List.of(String.valueOf(port), "--config", config.toString(), "--log-dir", folder.toString()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                null);
        return SeedMain.run(List.of(args), terminal, stop);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}

package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.daemon.LogFile;
import grapevine.daemon.StopSignal;
import grapevine.daemon.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon within this process: what it says and the status it ends with. */
class PeerMainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.byCaller();
    private Path config;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        port = freePort();
        config = Files.writeString(folder.resolve("seeds"), "127.0.0.1:" + freePort() + "\n");
    }

    @AfterEach
    void forget() {
        System.clearProperty(LogFile.PROPERTY);
    }

    @Test
    void help_and_version_win_over_anything_wrong() {
        assertThat(run("--nonsense", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: java -jar peer.jar PORT");
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.length() <= 80);
        out.reset();

        assertThat(run("--version", "zero")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("grapevine peer development");
        assertThat(err.size()).isZero();
    }

    @Test
    void help_has_a_short_name() {
        assertThat(run("-h")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("usage: java -jar peer.jar PORT")
                .contains("  -h, --help ");
    }

    @Test
    void who_answers_the_question_for_the_port_with_that_of_a_seed_is_asked_again() throws IOException {
        Files.writeString(config, "127.0.0.1:" + port + "\n");
        Deque<String> answers = new ArrayDeque<>(List.of("six", String.valueOf(port)));

        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                prompt -> answers.poll());

        assertThat(PeerMain.run(List.of("--config", config.toString()), terminal, stop))
                .isEqualTo(2);

        assertThat(answers).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .startsWith(
                        "port \"six\" is not a number in 1..65535 (--help shows how)",
                        "127.0.0.1:" + port + " is the address of a seed; a peer needs a port of its own")
                .last()
                .asString()
                .startsWith("usage: ");
    }

    @Test
    void without_a_port_and_a_terminal_it_says_how_it_is_used() {
        refuses(
                2,
                "usage: java -jar peer.jar PORT [OPTION VALUE]...  for example: java -jar peer.jar 6001"
                        + " (--help shows how)");
    }

    @Test
    void the_port_of_a_seed_is_not_for_a_peer() throws IOException {
        Files.writeString(config, "127.0.0.1:" + port + "\n");

        refuses(2, "127.0.0.1:" + port + " is the address of a seed; a peer needs a port of its own", at(port));
        refuses(
                2,
                "127.0.0.1:" + port + " is the address of a seed; a peer needs a port of its own",
                at(port, "--bind", "0.0.0.0"));
    }

    @Test
    void a_wrong_line_in_the_list_of_seeds_is_named() throws IOException {
        Files.writeString(config, "# seeds\n\n\n127.0.0.1\n");

        refuses(2, config + ":4: \"127.0.0.1\" has no port; expected ip:port or name:port", at(port));
    }

    @Test
    void a_list_of_seeds_that_was_named_has_to_be_there_even_with_other_contacts() throws IOException {
        Files.delete(config);

        refuses(
                2,
                config
                        + ": no such file; it names the seeds, one ip:port, name:port or name:port* a line (--help shows how)",
                at(port, "--connect", "127.0.0.1:1"));
    }

    @Test
    void settings_that_do_not_fit_together_are_told_in_one_line() {
        refuses(
                2,
                "bind=0.0.0.0 is wider than loopback, where whoever reaches the port can speak: give keys, or say open if"
                        + " that is meant (--help shows how)",
                at(port, "--bind", "0.0.0.0"));
        refuses(
                2,
                "--connect \"127.0.0.1:" + port + "\": is this very peer (--help shows how)",
                at(port, "--connect", "127.0.0.1:1,LOCALHOST:" + port));
        refuses(
                2,
                "--connect \"127.0.0.1:" + port + "\": is this very peer (--help shows how)",
                at(port, "--bind", "0.0.0.0", "--connect", "127.0.0.1:" + port));
        refuses(
                2,
                "--topology: \"ring\" is none of sibuya, top-half, preferential (--help shows how)",
                at(port, "--topology", "ring"));
        refuses(
                2,
                "--dissemination: \"smoke\" is none of tree, flood (--help shows how)",
                at(port, "--dissemination", "smoke"));
    }

    @Test
    void a_value_of_several_lines_is_told_in_one() {
        for (String option : List.of("topology", "dissemination", "clocks", "network", "bind", "lease", "links")) {
            err.reset();

            assertThat(run(at(port, "--" + option, "5\n\u001b[31m"))).isEqualTo(2);

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .as(option)
                    .hasLineCount(1)
                    .containsOnlyOnce("\"5\\n\\u001b[31m\"");
        }
        refuses(
                2,
                "a\\nb: no such file; it names the seeds, one ip:port, name:port or name:port* a line (--help shows how)",
                String.valueOf(port),
                "--config",
                "a\nb");
    }

    @Test
    void a_taken_port_is_a_failure_told_in_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int used = taken.getLocalPort();

            refuses(1, "cannot listen on 127.0.0.1:" + used + ": address already in use", at(used));
        }
    }

    @Test
    void a_log_directory_or_data_directory_that_cannot_be_had_is_a_failure() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        refuses(
                1,
                "cannot write " + file.resolve("outputfile-peer-" + port + ".log") + ": " + file
                        + " is not a directory",
                at(port, "--log-dir", file.toString()));
        refuses(
                1,
                "cannot write to " + file + ": " + file + " is not a directory",
                at(port, "--data", file.toString()));
    }

    @Test
    void told_to_stop_while_it_joins_it_ends_with_status_zero() throws Exception {
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run(at(port)));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isListening(port));

        stop.ask();

        assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(isListening(port)).isFalse();
        assertThat(err.size()).isZero();
    }

    @Test
    void a_line_that_cannot_be_sent_is_told_and_the_end_of_input_does_not_end_the_peer() throws Exception {
        String typed = "hello\r\n\n" + "x".repeat(65_537) + "\n" + "y".repeat(500) + "\377\nlast";
        InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.ISO_8859_1));

        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run(in, true, at(port)));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(out.toString(StandardCharsets.UTF_8).lines())
                                .containsExactly(
                                        "not sent: \"hello\": there is no neighbour yet",
                                        "not sent: an empty line is no message",
                                        "not sent: 65537 bytes are more than the 65536 of a message",
                                        "not sent: \"" + "y".repeat(500) + "\\xff\": there is no neighbour yet",
                                        "not sent: \"last\": there is no neighbour yet"));
        assertThat(status).isNotDone();
        stop.ask();
        assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void what_is_shown_of_messages_is_all_or_a_rate() {
        refuses(
                2,
                "--show \"some\": is neither all nor a rate such as 100/s (--help shows how)",
                at(port, "--show", "some"));
        assertThat(Show.of("100/s")).isEqualTo(new Show(100));
        assertThat(Show.of("all")).isEqualTo(Show.ALL);
    }

    @Test
    void what_is_piped_in_waits_for_a_neighbour_and_for_the_links() throws Exception {
        int lines = 50_000;
        StringBuilder piped = new StringBuilder();
        for (int i = 1; i <= lines; i++) {
            piped.append("line ").append(i).append('\n');
        }
        int otherPort = freePort();
        String contact = "127.0.0.1:" + otherPort;
        String[] joining = {
            String.valueOf(port), "--connect", contact, "--gossip-count", "0", "--log-dir", folder.toString()
        };
        InputStream in = new ByteArrayInputStream(piped.toString().getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run(in, false, joining));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isListening(port));

        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (Peer other = Peer.join(
                PeerConfig.builder().port(otherPort).build(), (self, message) -> received.add(message.text()))) {
            other.ready().get(20, TimeUnit.SECONDS);
            for (int i = 1; i <= lines; i++) {
                assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("line " + i);
            }
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("not sent");
        stop.ask();
        assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void what_is_piped_in_goes_on_though_nobody_reads_what_there_is_to_say_of_it() throws Exception {
        int otherPort = freePort();
        InputStream in = new ByteArrayInputStream("\n\ra\rb\r\n".getBytes(StandardCharsets.UTF_8));
        CountDownLatch over = new CountDownLatch(1);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        Terminal unread =
                new Terminal(in, new PrintStream(full, true, StandardCharsets.UTF_8), System.err, null, false);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (Peer other = Peer.join(
                PeerConfig.builder().port(otherPort).build(), (self, message) -> received.add(message.text()))) {
            other.ready().get(20, TimeUnit.SECONDS);
            String[] joining = {
                String.valueOf(port),
                "--connect",
                "127.0.0.1:" + otherPort,
                "--gossip-count",
                "0",
                "--exit-at-eof",
                "--log-dir",
                folder.toString()
            };
            CompletableFuture<Integer> status =
                    CompletableFuture.supplyAsync(() -> PeerMain.run(List.of(joining), unread, stop));

            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("\ra\rb");
            assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
        } finally {
            over.countDown();
        }
    }

    private void refuses(int expected, String line, String... args) {
        err.reset();

        int status = run(args);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(line);
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1);
        assertThat(status).isEqualTo(expected);
        assertThat(out.size()).isZero();
    }

    private String[] at(int onPort, String... more) {
        List<String> args =
                new ArrayList<>(List.of(String.valueOf(onPort), "--config", config.toString(), "--gossip-count", "0"));
        if (!List.of(more).contains("--log-dir")) {
            args.addAll(List.of("--log-dir", folder.toString()));
        }
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private int run(String... args) {
        return run(InputStream.nullInputStream(), false, args);
    }

    private int run(InputStream in, boolean isTyped, String... args) {
        Terminal terminal = new Terminal(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                null,
                isTyped);
        return PeerMain.run(List.of(args), terminal, stop);
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.PATIENCE;
import static grapevine.lab.network.RealNetwork.awaitLine;
import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the lines that it logs, a daemon goes on, and says afterwards what is lacking. */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
class LoggingIT {
    private static final String JAR = RealNetwork.ROOT.resolve("peer.jar").toString();
    private static final String[] TALKS = {"--gossip-count", "1000000", "--gossip-period", "10ms"};

    @Test
    void a_peer_whose_output_nobody_reads_lives_on_and_says_afterwards_how_many_lines_are_lacking() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess neighbour = network.startPeer("--ping-period", "2s");
            Address address = Network.freeAddress();
            Process unread =
                    peer(network.folder(), address, List.of("-jar", JAR), TALKS).start();
            try {
                Path log = network.folder().resolve("outputfile-peer-" + address.port() + ".log");
                eventually(() -> assertThat(log).content().contains("event=log_held_up log=console"));
                long sent = network.count(neighbour, "messages_delivered");
                eventually(() -> assertThat(network.count(neighbour, "messages_delivered"))
                        .isGreaterThan(sent + 200));

                List<String> printed = readUntil(unread, "event=log_lines_lost log=console");

                assertThat(facts(neighbour, "neighbour_dead")).isEmpty();
                List<String> written = Files.readAllLines(log);
                List<String> said = messages(written);
                List<String> heard = messages(printed);
                int before = heard.size() - 1; // the last one came after the gap
                long lost = LogLine.parse(printed.stream()
                                .filter(line -> line.contains("event=log_lines_lost"))
                                .findFirst()
                                .orElseThrow())
                        .orElseThrow()
                        .number("lines");
                assertThat(heard.subList(0, before)).isEqualTo(said.subList(0, before));
                long lostMessages = said.indexOf(heard.get(before)) - before;
                assertThat(lostMessages).isPositive();
                // Other lines do not wait for the console as messages do, so that they may stand before them.
                long lostOthers = written.stream()
                        .filter(line -> !isMessage(line) && !printed.contains(line))
                        .count();
                assertThat(lost).isBetween(lostMessages, lostMessages + lostOthers);
            } finally {
                unread.destroyForcibly();
            }
        }
    }

    @Test
    void a_line_that_is_not_sent_is_said_and_stands_in_the_log_file_too() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(1)) {
            NodeProcess peer = network.peers().get(0);

            peer.type("");

            awaitLine(peer, "event=line_refused text=\"\" why=\"an empty line is no message\"");
            eventually(() -> assertThat(Files.readAllLines(peer.log()))
                    .anyMatch(line -> line.contains("event=line_refused") && line.contains("an empty line")));
        }
    }

    @Test
    void a_log_file_that_was_renamed_is_made_again() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess peer = network.startPeer("--gossip-count", "1000000", "--gossip-period", "100ms");
            network.startPeer();
            awaitLine(peer, "event=message_sent");
            Path aside = network.folder().resolve("aside");

            Files.move(peer.log(), aside);

            eventually(() -> assertThat(peer.log()).content().contains("event=message_sent"));
            assertThat(aside).content().contains("event=started").endsWith("\n");
        }
    }

    @Test
    void a_full_disk_is_said_on_the_console_without_a_stack_and_so_is_how_many_lines_the_file_lacks() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            Address address = Network.freeAddress();
            Path log = network.folder().resolve("outputfile-peer-" + address.port() + ".log");
            Files.createSymbolicLink(log, Path.of("/dev/full"));

            NodeProcess peer = network.launchPeerAt(address);
            awaitLine(peer, "event=ready");
            awaitLine(peer, "event=log_held_up log=file why=\"No space left on device\"");
            peer.terminate();

            assertThat(peer.awaitEnd(PATIENCE)).isTrue();
            assertThat(peer.process().exitValue()).isZero();
            assertThat(peer.errors()).isEmpty();
            assertThat(facts(peer, "log_lines_lost")).singleElement().satisfies(lost -> {
                assertThat(lost.get("log")).isEqualTo("file");
                assertThat(lost.number("lines")).isEqualTo(peer.lines().size() - 2); // the console's own two
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_peer_whose_console_takes_nothing_ends_in_order_when_it_is_asked_to(boolean exitsAtEof) throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess neighbour = network.startPeer();
            Path configuration = Files.writeString(network.folder().resolve("mine.xml"), """
                    <Configuration>
                      <Appenders><Console name="c"><PatternLayout pattern="%m%n"/></Console></Appenders>
                      <Loggers><Root level="info"><AppenderRef ref="c"/></Root></Loggers>
                    </Configuration>
                    """);
            List<String> words = List.of("-Dlog4j2.configurationFile=" + configuration, "-jar", JAR);
            List<String> options = new ArrayList<>(List.of("--gossip-count", "0")); // its 2,000 lines and nothing else
            if (exitsAtEof) {
                options.add("--exit-at-eof");
            }
            Process unread = peer(network.folder(), Network.freeAddress(), words, options.toArray(new String[0]))
                    .start();
            try {
                try (OutputStream pipe = unread.getOutputStream()) {
                    for (int number = 1; number <= 2_000; number++) {
                        pipe.write(("line " + number + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
                eventually(() -> assertThat(network.count(neighbour, "messages_delivered"))
                        .isEqualTo(2_000));
                if (exitsAtEof) {
                    awaitLine(neighbour, "event=neighbour_left");
                }

                unread.toHandle().destroy();

                assertThat(unread.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
                assertThat(unread.exitValue()).as("1 if it had to be halted").isZero();
            } finally {
                unread.destroyForcibly();
            }
        }
    }

    @Test
    void a_peer_whose_log_file_hangs_goes_on_and_can_be_ended() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess neighbour = network.startPeer("--ping-period", "2s");
            Address address = Network.freeAddress();
            Path log = network.folder().resolve("outputfile-peer-" + address.port() + ".log");
            assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor())
                    .isZero();

            // Open, so that it can be written to, and never read from: what a disk is that does not answer.
            try (RandomAccessFile hung = new RandomAccessFile(log.toFile(), "rw")) {
                NodeProcess peer = network.launchPeerAt(address, TALKS);
                eventually(() -> assertThat(facts(peer, "message_sent")).hasSizeGreaterThan(600));
                assertThat(facts(neighbour, "neighbour_dead")).isEmpty();
                peer.terminate();

                assertThat(peer.awaitEnd(PATIENCE)).isTrue();
                assertThat(peer.process().exitValue()).isZero();
                assertThat(facts(peer, "log_lines_lost"))
                        .singleElement()
                        .satisfies(lost -> assertThat(lost.get("log")).isEqualTo("file"));
                assertThat(hung.getFD().valid()).isTrue();
            }
        }
    }

    @Test
    void strangers_with_garbage_get_one_line_and_a_count() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            NodeProcess seed = network.seed(1);
            NodeProcess peer = network.startPeer();
            for (int i = 0; i < 100; i++) {
                for (NodeProcess node : List.of(seed, peer)) {
                    try (Stranger stranger = new Stranger(node.address())) {
                        stranger.say("GET / HTTP/1.1\r\n\r\n");
                        assertThat(stranger.lastWords()).startsWith("Error ");
                    }
                }
            }
            for (NodeProcess node : List.of(peer, seed)) {
                node.terminate();
                assertThat(node.awaitEnd(PATIENCE)).isTrue();

                long told = facts(node, "connection_ended").size();
                assertThat(told).as("%s", node).isBetween(1L, 3L); // one a minute
                assertThat(facts(node, "repeated"))
                        .filteredOn(line -> line.get("kind").equals("connection_ended"))
                        .allSatisfy(line -> assertThat(line.get("of")).isEqualTo("127.0.0.1"))
                        .extracting(line -> line.number("times"))
                        .satisfies(times -> assertThat(times.stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                                .isEqualTo(100 - told));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"log4j2.configurationFile", "log4j.configurationFile", "LOG4J_CONFIGURATION_FILE", "file"})
    void a_configuration_that_the_operator_brings_is_used_however_it_is_named(String way) throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds()) {
            Path folder = Files.createDirectory(network.folder().resolve("operator"));
            String configuration =
                    Files.writeString(folder.resolve("mine.xml"), """
                    <Configuration>
                      <Appenders>
                        <Console name="c"><PatternLayout pattern="MINE %markerSimpleName %m%n"/></Console>
                      </Appenders>
                      <Loggers><Root level="info"><AppenderRef ref="c"/></Root></Loggers>
                    </Configuration>
                    """).toString();
            Files.writeString(
                    folder.resolve("log4j2.component.properties"), "log4j2.configurationFile=" + configuration);
            Address address = Network.freeAddress();

            List<String> words = switch (way) {
                case "LOG4J_CONFIGURATION_FILE" -> List.of("-jar", JAR);
                case "file" -> List.of("-cp", folder + ":" + JAR, "grapevine.peer.PeerMain");
                default -> List.of("-D" + way + "=" + configuration, "-jar", JAR);
            };
            ProcessBuilder builder = peer(network.folder(), address, words);
            if (way.equals("LOG4J_CONFIGURATION_FILE")) {
                builder.environment().put(way, configuration);
            }
            Process peer = builder.start();
            try {
                assertThat(readUntil(peer, "event=ready"))
                        .allMatch(line -> line.startsWith("MINE peer " + address + " event="));
            } finally {
                peer.destroyForcibly();
            }
        }
    }

    /** A peer whose output is a pipe that is not read yet; its first words are the JVM's. */
    private static ProcessBuilder peer(Path folder, Address address, List<String> words, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NodeProcess.JVM);
        command.addAll(words);
        command.add(String.valueOf(address.port()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static List<String> messages(List<String> lines) {
        return lines.stream().filter(LoggingIT::isMessage).toList();
    }

    private static boolean isMessage(String line) {
        return line.contains("event=message_sent");
    }

    /** The lines up to the first with this text, and on to a message if it is the one about lines that are lacking. */
    private static List<String> readUntil(Process process, String text) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String line = reader.readLine();
        while (line != null && !line.contains(text)) {
            lines.add(line);
            line = reader.readLine();
        }
        assertThat(line).as("%s among %s lines", text, lines.size()).isNotNull();
        lines.add(line);
        while (text.contains("log_lines_lost") && line != null && !isMessage(line)) {
            line = reader.readLine();
            lines.add(line);
        }
        return lines;
    }
}

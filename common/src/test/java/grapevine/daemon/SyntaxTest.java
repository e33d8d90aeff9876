package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxTest {
    private static final Flag<Duration> LEASE = Flags.lease("How long.");
    private static final Flag<Duration> WAIT =
            new Flag<>("wait", "TIME", "How long else.", Flags.duration(Duration.ofMillis(10)));
    private static final Flag<Long> ROOM = new Flag<>("room", "SIZE", "How much.", Flags.size(256 << 10, 64 << 20));
    private static final Flag<Duration> REST =
            new Flag<>("rest", "TIME", "How long.", Flags.duration(Duration.ofMillis(1500), Duration.ofMinutes(10)));
    private static final Flag<List<Address>> CONNECT =
            new Flag<>("connect", "IP:PORT,...", "Whom to dial.", Flags.several(grapevine.runtime.HostPort::parse));
    private static final Syntax SYNTAX = new Syntax(
            "peer.jar",
            "Joins a network.",
            6001,
            List.of(
                    new Syntax.Group("Often", List.of(Flags.CONFIG, Flags.BIND, Flags.ADVERTISE, Flags.NETWORK)),
                    new Syntax.Group(
                            "Rarely", List.of(Flags.LOG_DIR, Flags.WORKERS, LEASE, WAIT, REST, ROOM, CONNECT))));

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_port_and_nothing_else_is_enough() throws StartException {
        Arguments arguments = read("6001");

        assertThat(arguments.port()).isEqualTo(6001);
        assertThat(arguments.get(Flags.CONFIG)).isEmpty();
    }

    @Test
    void options_may_stand_before_and_after_the_port() throws StartException {
        Arguments arguments = read(
                "--bind",
                "localhost",
                "6001",
                "--lease=2m",
                "--room",
                "2MiB",
                "--config",
                "x.txt",
                "--connect",
                "localhost:1,[::1]:2");

        assertThat(arguments.port()).isEqualTo(6001);
        assertThat(arguments.get(Flags.BIND)).contains(Ip.LOOPBACK);
        assertThat(arguments.get(LEASE)).contains(Duration.ofMinutes(2));
        assertThat(arguments.get(ROOM)).contains(2L << 20);
        assertThat(arguments.get(Flags.CONFIG)).contains(Path.of("x.txt"));
        assertThat(arguments.get(CONNECT).orElseThrow())
                .extracting(Address::toString)
                .containsExactly("127.0.0.1:1", "[::1]:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "seven                | port \"seven\" is not a number in 1..65535",
                "0                    | port \"0\" is outside 1..65535",
                "65536                | port \"65536\" is outside 1..65535",
                "99999999999999999999 | port \"99999999999999999999\" is outside 1..65535",
                "-1                   | port \"-1\" is outside 1..65535",
                "6001 6002            | unexpected \"6002\": one port, and options",
                "6001 --frobnicate    | unknown option \"--frobnicate\"",
                "6001 --netw x        | unknown option \"--netw\"",
                "6001 --bind          | --bind lacks its value",
                "6001 --bind --config | --bind lacks its value",
                "6001 --bind ::1 --bind ::2      | --bind is given more than once",
                "6001 --network a\u00a0   | --network \"a\\u00a0\": is not 1 to 64 of A-Z a-z 0-9 . _ -",
                "6001 --bind example.org         | --bind: \"example.org\": the ip is neither numeric nor localhost",
                "6001 --advertise 0.0.0.0        | --advertise: \"0.0.0.0\" is no address to dial",
                "6001 --advertise ::             | --advertise: \"::\" is no address to dial",
                "6001 --advertise 224.0.0.1      | --advertise: \"224.0.0.1\" is no address to dial: a multicast address is nobody's own",
                "6001 --advertise 10.0.0.7:0     | --advertise: \"10.0.0.7:0\": the port is not a number in 1..65535",
                "6001 --advertise ff02::1        | --advertise: \"ff02::1\" is no address to dial: a multicast address is nobody's own",
                "6001 --network a/b   | --network \"a/b\": is not 1 to 64 of A-Z a-z 0-9 . _ -",
                "6001 --workers 0     | --workers \"0\": is outside 1..64",
                "6001 --workers many  | --workers \"many\": is not a number in 1..64",
                "6001 --lease 999ms   | --lease \"999ms\": is below 1s",
                "6001 --lease 25h     | --lease \"25h\": is above 24h",
                "6001 --wait 721h     | --wait \"721h\": is above 30 days",
                "6001 --lease 60      | --lease \"60\": is not a duration such as 500ms, 13s or 2m",
                "6001 --lease -1s     | --lease \"-1s\": is not a duration such as 500ms, 13s or 2m",
                "6001 --rest 11m     | --rest \"11m\": is above 10m",
                "6001 --rest 1s      | --rest \"1s\": is below 1500ms",
                "6001 --room 64      | --room \"64\": is not a size such as 512KiB, 64MiB or 1GiB",
                "6001 --room 255KiB  | --room \"255KiB\": is below 256KiB",
                "6001 --room 1GiB    | --room \"1GiB\": is above 64MiB",
                "6001 --room 999999999GiB        | --room \"999999999GiB\": is above 64MiB",
                "6001 --connect 127.0.0.1        | --connect: \"127.0.0.1\" has no port; expected ip:port or name:port",
                "6001 --config=       | --config \"\": is no name of a file",
            })
    void a_wrong_line_is_answered_in_one_line(String line, String expected) {
        StartException refused = refused(line.split(" "));

        assertThat(refused.getMessage()).isEqualTo(expected + " (--help shows how)");
        assertThat(refused.status()).isEqualTo(2);
    }

    @Test
    void a_missing_port_is_asked_for_until_it_is_one() throws StartException {
        Deque<String> typed = new ArrayDeque<>(List.of("", "abc", " 6001 "));

        Arguments arguments = SYNTAX.read(List.of(), terminal(prompt -> typed.remove()));

        assertThat(arguments.port()).isEqualTo(6001);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }

    @Test
    void without_a_terminal_or_an_answer_a_missing_port_is_wrong_use() {
        String usage = "usage: java -jar peer.jar PORT [OPTION VALUE]...  for example: java -jar peer.jar 6001"
                + " (--help shows how)";

        assertThat(refused()).hasMessage(usage);
        assertThat(refusedBy(terminal(prompt -> null))).hasMessage(usage);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .as("the line of the prompt is ended, for what is told then")
                .isEqualTo(System.lineSeparator());
        assertThat(refusedBy(terminal(prompt -> "x")))
                .as("after ten answers that are none")
                .hasMessage(usage);
    }

    @Test
    void the_help_text_names_every_option_in_80_columns() {
        String help = SYNTAX.help();

        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
        SYNTAX.groups().stream()
                .flatMap(group -> group.flags().stream())
                .forEach(flag -> assertThat(help).contains("  --" + flag.name() + " " + flag.value()));
    }

    private static Arguments read(String... args) throws StartException {
        return SYNTAX.read(List.of(args), new Terminal(InputStream.nullInputStream(), System.out, System.err, null));
    }

    private static StartException refused(String... args) {
        return catchThrowableOfType(StartException.class, () -> read(args));
    }

    private static StartException refusedBy(Terminal terminal) {
        return catchThrowableOfType(StartException.class, () -> SYNTAX.read(List.of(), terminal));
    }

    private Terminal terminal(Terminal.Question question) {
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(InputStream.nullInputStream(), to, to, question);
    }
}

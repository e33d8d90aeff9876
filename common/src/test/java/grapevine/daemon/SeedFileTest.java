package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.wire.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedFileTest {
    @TempDir
    Path folder;

    @Test
    void comments_blank_lines_and_line_ends_of_any_system_are_fine() throws Exception {
        write("\ufeff# the seeds\r\n\r\n127.0.0.1:5000  # first\r\n  localhost:5001\n\t[::1]:5002");

        SeedFile file = read();

        assertThat(file.seeds())
                .extracting(Address::toString)
                .containsExactly("127.0.0.1:5000", "127.0.0.1:5001", "[::1]:5002");
        assertThat(file.doubts()).isEmpty();
    }

    @Test
    void a_seed_named_twice_counts_once_and_the_line_is_told() throws Exception {
        write("127.0.0.1:5000\n127.0.0.1:5001\n\nlocalhost:5000\n");

        SeedFile file = read();

        assertThat(file.seeds()).hasSize(2);
        assertThat(file.doubts()).containsExactly(name() + ":4: 127.0.0.1:5000 is in line 1 already");
    }

    @Test
    void a_name_is_one_seed_whatever_it_leads_to() throws IOException, StartException {
        write("seed1.test:5000\n127.0.0.1:5001\nseed1.test:5000 # again\n");

        SeedFile file = read();

        assertThat(file.lines()).extracting(Object::toString).containsExactly("seed1.test:5000", "127.0.0.1:5001");
        assertThat(file.seeds()).extracting(Object::toString).containsExactly("127.0.0.1:5001");
        assertThat(file.doubts()).containsExactly(name() + ":3: seed1.test:5000 is in line 1 already");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "seeds.test:x*    | \"seeds.test:x*\": the port is not a number in 1..65535",
                "127.0.0.1:5000*  | \"127.0.0.1:5000*\": a * stands for all addresses of a name; expected name:port*",
                "127.0.0.1        | \"127.0.0.1\" has no port; expected ip:port or name:port",
                "127.0.0.1:       | \"127.0.0.1:\": the port is not a number in 1..65535",
                "127.0.0.1:http   | \"127.0.0.1:http\": the port is not a number in 1..65535",
                "127.0.0.1:70000  | \"127.0.0.1:70000\": the port is not a number in 1..65535",
                "localhost:0      | \"localhost:0\": the port is not a number in 1..65535",
                "127.0.0.1:5000:  | \"127.0.0.1:5000:\": the port is not a number in 1..65535",
                "localhost:5000:1 | \"localhost:5000:1\": the port is not a number in 1..65535",
                "1.2.3.4:1 1.2.3.4:2 | \"1.2.3.4:1 1.2.3.4:2\": expected one address a line",
                "1.2.3.4:1,1.2.3.4:2 | \"1.2.3.4:1,1.2.3.4:2\": expected one address a line",
                "1.2.3.4:1, [::1]:2  | \"1.2.3.4:1, [::1]:2\": expected one address a line",
                "0.0.0.0:5000     | \"0.0.0.0:5000\" is no address to dial",
                "224.0.0.1:5000   | \"224.0.0.1:5000\" is no address to dial: a multicast address is nobody's own",
                "::1:5000         | \"::1:5000\": an IPv6 address stands in brackets, [ip]:port",
                "10.0.0.256:5000   | \"10.0.0.256:5000\": the ip is neither numeric nor localhost",
            })
    void a_wrong_line_is_named_with_its_number(String line, String expected) throws IOException {
        write("# seeds\n127.0.0.1:5000\n\n" + line + "\n");

        StartException refused = refused();

        assertThat(refused.getMessage()).isEqualTo(name() + ":4: " + expected);
        assertThat(refused.status()).isEqualTo(2);
    }

    @Test
    void what_is_no_text_is_shown_safely_on_one_short_line() throws IOException {
        write("\u001b[2J" + "x".repeat(5000) + "\n");

        assertThat(refused().getMessage())
                .startsWith(name() + ":1: \"\\u001b[2Jxxx")
                .hasSizeLessThan(name().length() + 300)
                .hasLineCount(1);
        write("\u001b[2J:5000\n");
        assertThat(refused().getMessage())
                .isEqualTo(name() + ":1: \"\\u001b[2J:5000\": the ip is neither numeric nor localhost");
    }

    @Test
    void an_invisible_character_at_the_end_of_a_line_is_shown() throws IOException {
        for (String invisible : new String[] {"\u00a0", "\u200b", "\u3164", "\u2007\u00a0"}) {
            write("127.0.0.1:5000" + invisible + "\n");

            StringBuilder escaped = new StringBuilder();
            invisible.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            assertThat(refused().getMessage())
                    .isEqualTo(name() + ":1: \"127.0.0.1:5000" + escaped + "\": the port is not a number in 1..65535");
        }
    }

    @Test
    void localhost_may_stand_in_capitals() throws Exception {
        write("LOCALHOST:5000\nLocalhost:5001\n");

        assertThat(read().seeds()).extracting(Address::toString).containsExactly("127.0.0.1:5000", "127.0.0.1:5001");
        write("LOCALHOST:5000:1\n");
        assertThat(refused()).hasMessageEndingWith("\"LOCALHOST:5000:1\": the port is not a number in 1..65535");
    }

    @Test
    void an_empty_a_missing_and_an_oversized_file_are_told_apart() throws IOException {
        write("# nobody\n\n");
        assertThat(refused())
                .hasMessage(name() + " names no seed; expected one ip:port, name:port or name:port* a line");

        write("#".repeat(SeedFile.BYTES + 1));
        assertThat(refused()).hasMessage(name() + ": is larger than 65536 bytes");

        write(IntStream.rangeClosed(1, 1025)
                .mapToObj(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining("\n")));
        assertThat(refused()).hasMessage(name() + ":1025: more than 1024 seeds");

        Files.delete(file());
        assertThat(refused())
                .hasMessage(
                        name()
                                + ": no such file; it names the seeds, one ip:port, name:port or name:port* a line (--help shows how)");

        Files.createDirectory(file());
        assertThat(refused()).hasMessage(name() + ": is a directory");
    }

    @Test
    void who_can_do_without_seeds_needs_the_file_only_if_it_was_named() {
        Arguments named = new Arguments(6001, Map.of("config", file()));

        assertThat(catchThrowableOfType(StartException.class, () -> SeedFile.of(named, true)))
                .hasMessageContaining("no such file");
    }

    private Path file() {
        return folder.resolve("config.txt");
    }

    private String name() {
        return file().toString();
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text, StandardCharsets.UTF_8);
    }

    private SeedFile read() throws StartException {
        return SeedFile.of(new Arguments(6001, Map.of("config", file())), false);
    }

    private StartException refused() {
        return catchThrowableOfType(StartException.class, this::read);
    }
}

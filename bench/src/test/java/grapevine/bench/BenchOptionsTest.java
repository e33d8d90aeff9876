package grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return new Bench().run(List.of(args), printer(out), printer(err));
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void what_is_not_said_has_its_default() throws Exception {
        BenchOptions options = BenchOptions.parse(List.of("--seed", "7"));

        assertThat(options.nodes()).isEqualTo(32);
        assertThat(options.payload()).isEqualTo(64);
        assertThat(options.window()).isEqualTo(1024);
        assertThat(options.systems()).isEmpty();
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.out()).isEmpty();
    }

    @Test
    void systems_are_taken_in_the_order_of_the_table() throws Exception {
        BenchOptions options = BenchOptions.parse(List.of("--systems", "jgroups,floor-flood", "--out", "docs"));

        assertThat(options.systems()).containsExactly(Entrant.FLOOR_FLOOD, Entrant.JGROUPS);
        assertThat(options.out()).contains(Path.of("docs"));
    }

    @ParameterizedTest
    @CsvSource({
        "--nodes, 1, '--nodes: \"1\" is not a whole number in 2..256'",
        "--rounds, x, '--rounds: \"x\" is not a whole number in 1..100'",
        "--payload, 70000, '--payload: \"70000\" is not a whole number in 16..65536'",
        "--payloads, '64,', '--payloads: \"\" is not a whole number in 16..65536'",
        "--systems, kafka, '--systems: \"kafka\" is none of floor-flood, '",
        "--speed, 1, 'unknown option \"--speed\"'"
    })
    void a_wrong_value_is_quoted_with_the_rule_in_one_line_and_ends_with_status_2(
            String option, String value, String words) {
        assertThat(run(option, value)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(words).hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void the_help_names_every_option_within_80_columns() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.contains("--payloads"));
    }
}

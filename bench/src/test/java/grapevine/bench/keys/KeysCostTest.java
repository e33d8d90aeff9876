package grapevine.bench.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What keys cost is measured with real sockets and processes; figures alone are left to people. */
class KeysCostTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void each_use_is_measured_while_all_that_is_published_comes() throws Exception {
        KeysCost cost = new KeysCost(new KeysCost.Plan(1, 6, 1_000, 2), stream(out), stream(err));

        assertThat(cost.run()).as(() -> err.toString(StandardCharsets.UTF_8)).isZero();

        assertThat(DoubleStream.of(cost.row(KeysCost.Cost::rate)).boxed())
                .hasSize(3)
                .allMatch(rate -> rate > 100);
        assertThat(DoubleStream.of(cost.row(KeysCost.Cost::joinCpuMillis)).boxed())
                .allMatch(millis -> millis > 0);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(7)
                .allMatch(line -> line.length() <= 80)
                .first()
                .asString()
                .endsWith("without keys            TLS TLS and proofs");
    }

    @Test
    void the_later_half_counts_by_its_median() {
        KeysCost.Cost cost = KeysCost.Cost.of(List.of(
                "first 2500.00 3000.00",
                "window 50.00 900.00",
                "window 30.00 950.00",
                "window 10.00 1000.00",
                "window 8.00 998.00",
                "join 90.00 80.00",
                "join 80.00 70.00",
                "join 47.00 30.00",
                "join 49.00 20.00"));

        assertThat(cost).isEqualTo(new KeysCost.Cost(9, 999, 2500, 48, 25));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

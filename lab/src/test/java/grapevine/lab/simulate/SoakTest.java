package grapevine.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Output;
import grapevine.lab.table.RunExample;
import grapevine.policy.Dissemination;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How a long row of scenarios ends. */
class SoakTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final Soak soak = new Soak(7, 4, Dissemination.TREE, false);

    @Test
    void each_that_fails_is_told_with_its_command_and_the_rest_run_all_the_same() {
        Function<Scenario, Results> simulation = scenario -> {
            if (scenario.seedNumber() == 8) {
                throw new IllegalStateException("seed 8 at 5 ms", new IllegalArgumentException("why"));
            }
            return scenario.seedNumber() == 9 ? RunExample.of(10, RunExample.violation(1)) : RunExample.of(10);
        };

        assertThat(soak.run(new Output(print, print), simulation)).isEqualTo(1);

        List<String> lines = lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("failed: seed 8 at 5 ms: java.lang.IllegalArgumentException: why");
        assertThat(lines.get(1)).startsWith("replay: ./grapevine simulate --seed 8 --peers ");
        assertThat(lines.get(2)).startsWith("broken: older-link at 12.3 s, 10.0.0.1:6000");
        assertThat(lines.get(3)).startsWith("replay: ./grapevine simulate --seed 9 --peers ");
        assertThat(lines.get(4)).startsWith("4 scenarios from seed number 7, ").endsWith(" events: 2 failed");
    }

    @Test
    void with_nothing_broken_it_says_how_many_there_were() {
        assertThat(soak.run(new Output(print, print), scenario -> RunExample.of(10)))
                .isZero();

        assertThat(lines()).hasSize(1);
    }

    @Test
    void whoever_interrupts_it_is_told_how_far_it_came_and_how_to_go_on() {
        Soak.Standing standing = new Soak.Standing(new Soak(7, 40, Dissemination.FLOOD, true));
        standing.isDone(1_000, true);
        standing.isDone(234, false);

        assertThat(standing.whenStopped().strip().lines())
                .containsExactly(
                        "stopped after 2 scenarios from seed number 7, 1,234 events: 1 failed",
                        "go on: ./grapevine simulate --soak 38 --seed 9 --dissemination flood --wire");
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

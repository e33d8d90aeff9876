package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in virtual time holds on real sockets: one script, two runners, one ending. */
class TwoRunnersTest {
    /** Crashed, or cut off for long. */
    private static final Set<Integer> REMOVED = Set.of(0, 2, 4, 6, 7);

    /** Of the five that are there at the end, each was handed all messages of the others once. */
    private static final Script.Ending ENDING = new Script.Ending(
            Map.of(
                    1, List.of("0/1", "3/1", "4/1", "5/1", "7/1"),
                    3, List.of("0/1", "1/1", "4/1", "5/1", "7/1"),
                    4, List.of("0/1", "1/1", "3/1", "5/1", "7/1"),
                    5, List.of("0/1", "1/1", "3/1", "4/1", "7/1"),
                    7, List.of("0/1", "1/1", "3/1", "4/1", "5/1")),
            Map.of(0, new TreeSet<>(REMOVED), 1, new TreeSet<>(REMOVED), 2, new TreeSet<>(REMOVED)),
            Set.of());

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void in_virtual_time_the_script_ends_as_it_should(long seed) throws Exception {
        try (ScriptRunner runner = new VirtualScriptRunner(seed)) {
            endsAsItShould(runner);
        }
    }

    @Test
    void on_real_sockets_it_ends_the_same() throws Exception {
        try (ScriptRunner runner = new TcpScriptRunner()) {
            endsAsItShould(runner);
        }
    }

    private static void endsAsItShould(ScriptRunner runner) throws Exception {
        assertThat(Script.play(runner)).as(() -> seedsSaid(runner)).isEqualTo(ENDING);
    }

    /** Why a seed removed somebody stands in what it said. */
    private static String seedsSaid(ScriptRunner runner) {
        return IntStream.range(0, Script.SEEDS)
                .mapToObj(seed -> runner.told(seed).stream()
                        .map(fact -> "seed " + seed + ": " + fact)
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }
}

package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import grapevine.sim.Results;
import grapevine.sim.Scenario;
import grapevine.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final String COMMAND = "./grapevine simulate --peers 80 --at \"<5s & \\\"more\\\"\"";
    private static final List<String> PLOTS = List.of("degrees", "coverage", "hops", "redundancy", "components");

    private static Results run;

    /** What the run left behind. */
    @TempDir
    static Path shown;

    @TempDir
    Path folder;

    @BeforeAll
    static void simulate() throws IOException {
        run = run(80, 3);
        Report.in(shown).write(run, COMMAND);
    }

    @Test
    void every_plot_is_there_as_svg_and_as_png() throws IOException {
        for (String plot : PLOTS) {
            assertThat(shown.resolve(plot + ".svg"))
                    .content()
                    .startsWith("<?xml")
                    .contains("<title>", "</svg>");
            assertThat(ImageIO.read(shown.resolve(plot + ".png").toFile()).getWidth())
                    .isEqualTo(760);
        }
    }

    @Test
    void the_summary_carries_the_figures_and_what_does_the_run_again() throws IOException {
        JsonNode summary =
                new ObjectMapper().readTree(shown.resolve("summary.json").toFile());
        assertThat(summary.at("/command").asText()).isEqualTo(COMMAND);
        assertThat(summary.at("/scenario/peers").asInt()).isEqualTo(80);
        assertThat(summary.at("/overlay/components").asInt()).isEqualTo(1);
        assertThat(summary.at("/degreeLaw/exponent").asDouble()).isPositive();
        assertThat(summary.at("/messages")).hasSize(3);
        assertThat(summary.at("/messages/0/reached").asInt()).isEqualTo(79);
        assertThat(summary.at("/viewGraph/rule").asText()).isEqualTo("random/push-pull/healer-swapper");
        assertThat(summary.at("/viewGraph/meanInDegree").asDouble()).isBetween(1.0, 30.0);
        assertThat(summary.at("/viewGraph/components").asInt()).isEqualTo(1);
        assertThat(summary.at("/attacks")).hasSize(7);
        assertThat(summary.at("/goals")).isNotEmpty();
    }

    @Test
    void the_page_needs_no_other_file_and_takes_the_command_as_text() throws IOException {
        assertThat(shown.resolve("index.html"))
                .content()
                .contains("--at &quot;&lt;5s &amp; ")
                .contains(
                        "Partial views at the end",
                        "<html lang=\"en\">",
                        "prefers-color-scheme: dark",
                        "<th scope=\"row\">")
                .doesNotContain("src=\"http", "<script", "href=\"http", "NaN");
    }

    @Test
    void the_same_run_gives_the_same_bytes() throws IOException {
        Path other = folder.resolve("deep/other");

        Report.in(other).write(run(80, 3), COMMAND);

        for (String file : List.of("summary.json", "index.html", "degrees.svg", "coverage.svg")) {
            assertThat(shown.resolve(file)).hasSameTextualContentAs(other.resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_network_with_next_to_nothing_to_show_is_shown(int peers) throws IOException {
        Report.in(folder).write(run(peers, 0), COMMAND);

        assertThat(folder.resolve("summary.json"))
                .content()
                .contains("too few for a fit")
                .doesNotContain("NaN");
        assertThat(folder.resolve("coverage.svg")).doesNotExist();
        assertThat(folder.resolve("index.html")).content().contains("Figures to reach");
    }

    @Test
    void a_folder_that_cannot_be_is_refused_at_once() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Report.in(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + file + "\" is no folder that can be written");
        assertThatThrownBy(() -> Report.in(file.resolve("below"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Results run(int peers, int messages) {
        Scenario scenario = Scenario.builder()
                .peers(peers)
                .messages(messages)
                .looksAtViews(true)
                .runTime(Duration.ofSeconds(10))
                .build();
        return new Simulation(scenario).run(new Simulation.Onlooker() {});
    }
}

package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import grapevine.sim.Simulation;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final String COMMAND = "./grapevine simulate --peers 80 --at \"<5s & \\\"more\\\"\"";

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
        for (String plot : List.of("degrees", "coverage", "hops")) {
            assertThat(shown.resolve(plot + ".svg"))
                    .content()
                    .startsWith("<?xml version=\"1.0\"")
                    .contains("<title>", "version=\"1.1\"");
            assertThat(elements(shown.resolve(plot + ".svg"))).contains("svg", "title", "path", "polyline", "clipPath");
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
    void a_plot_that_would_be_empty_is_left_out_and_that_of_a_run_before_taken_away() throws IOException {
        Report.in(folder).write(broken(), COMMAND);
        assertThat(Plot.NAMES)
                .allSatisfy(plot -> assertThat(folder.resolve(plot + ".png")).exists());
        assertThat(folder.resolve("index.html")).content().doesNotContain("Left out");

        Report.in(folder).write(run, COMMAND);

        for (String plot : List.of("redundancy", "components")) {
            assertThat(folder.resolve(plot + ".png")).doesNotExist();
            assertThat(folder.resolve(plot + ".svg")).doesNotExist();
        }
        assertThat(folder.resolve("index.html")).content().contains("Left out");
    }

    @Test
    void the_page_with_everything_is_small_and_drawn_once_for_light_and_dark() throws IOException {
        Report.in(folder).write(broken(), COMMAND);

        assertThat(folder.resolve("index.html"))
                .satisfies(page -> assertThat(Files.size(page)).isBetween(100_000L, 500_000L));
        assertThat(folder.resolve("index.html"))
                .content()
                .contains("stroke:var(--chart-1)", "fill:var(--chart-ink)", "#coverage-clip0")
                .doesNotContain("<?xml", "base64", "rgb(0,114,178)");
    }

    @Test
    void messages_are_numbered_from_one_everywhere() throws IOException {
        JsonNode summary =
                new ObjectMapper().readTree(shown.resolve("summary.json").toFile());

        assertThat(summary.at("/messages/0/number").asInt()).isEqualTo(1);
        assertThat(summary.at("/messages/2/number").asInt()).isEqualTo(3);
        assertThat(shown.resolve("index.html"))
                .content()
                .contains("<td class=\"n\">3</td>")
                .containsPattern("\\(message [123]\\)");
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

    /** Of a file that a reader of XML takes. */
    private static List<String> elements(Path file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<String> names = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(reader);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    names.add(xml.getLocalName());
                }
            }
        } catch (XMLStreamException e) {
            throw new AssertionError(file + " is no XML", e);
        }
        return names;
    }

    private static Results broken() {
        Scenario scenario = Scenario.builder()
                .peers(60)
                .messages(60)
                .faults(List.of(
                        new TimedFault(Duration.ofSeconds(5), FaultText.parse("kill-hubs=20%")),
                        new TimedFault(Duration.ofSeconds(20), FaultText.parse("partition=50/50:30s"))))
                .looksAtViews(true)
                .build();
        return new Simulation(scenario).run(new Simulation.Onlooker() {});
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

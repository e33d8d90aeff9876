package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.Results;
import grapevine.sim.Scenario;
import grapevine.sim.Simulation;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;

class PlotTest {
    @ParameterizedTest(name = "{0}..{1}")
    @CsvSource({
        "4, 9, 4 5 6 7 8 9",
        "4, 39, 4 5 6 7 8 9 10 20 30",
        "4, 40, 5 10 20",
        "4, 70, 5 10 20 50",
        "3, 256, 5 10 20 50 100 200"
    })
    void degrees_are_written_along_the_axis_as_far_as_there_is_room(int smallest, int largest, String labels) {
        Degrees degrees = Degrees.of(smallest, largest);

        assertThat(LongStream.rangeClosed(smallest, largest)
                        .filter(links -> String.valueOf(links).matches("[1-9]0*")) // where such an axis has ticks
                        .mapToObj(links -> Plot.label(links, degrees))
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(labels);
    }

    @Test
    void a_small_network_has_more_than_one_number_along_the_axis() {
        Results results = new Simulation(Scenario.builder()
                        .peers(20)
                        .messages(0)
                        .runTime(Duration.ofSeconds(1))
                        .build())
                .run(new Simulation.Onlooker() {});

        XYChart chart = (XYChart)
                Plot.of(results, RunSummary.of(results, "")).get(0).draw().in(Theme.LIGHT);

        assertThat(chart.getStyler().isXAxisLogarithmicDecadeOnly()).isFalse();
        assertThat(chart.getStyler().getXAxisTickLabelsFormattingFunction().apply(5.000001))
                .isEqualTo("5");
    }
}

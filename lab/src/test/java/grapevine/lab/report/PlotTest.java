package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.Simulation;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

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
    void coverage_names_what_it_is_a_share_of_and_each_fault_is_named_while_there_are_few() {
        List<XYChart> charts = charts("crash=5", "power-off=3");

        assertThat(charts).extracting(XYChart::getYAxisTitle).contains("share of those up when it was made");
        assertThat(charts.get(charts.size() - 1).getSeriesCollection())
                .extracting(XYSeries::getName)
                .containsExactly("largest component", "right after crash=5", "right after power-off=3");
        List<XYChart> many = charts("crash=5", "power-off=3", "crash=1");
        assertThat(many.get(many.size() - 1).getSeriesCollection())
                .extracting(XYSeries::getName)
                .containsExactly("largest component", "right after a fault");
    }

    private static List<XYChart> charts(String... faults) {
        List<TimedFault> timed = IntStream.range(0, faults.length)
                .mapToObj(i -> new TimedFault(Duration.ofSeconds(i + 1L), FaultText.parse(faults[i])))
                .toList();
        Results results = new Simulation(
                        Scenario.builder().peers(40).messages(2).faults(timed).build())
                .run(new Simulation.Onlooker() {});
        return Plot.of(results, RunSummary.of(results, "")).stream()
                .map(plot -> plot.draw().in(Theme.LIGHT))
                .filter(XYChart.class::isInstance)
                .map(XYChart.class::cast)
                .toList();
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

package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.result.Results;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RedundancyPlotTest {
    @Test
    void a_few_messages_are_shown_one_by_one() {
        Plot plot = RedundancyPlot.of(messages(3, 2));

        assertThat(plot.caption())
                .isEqualTo("Copies of a message beyond the first, for each peer it reached: 0.100 on average, at most"
                        + " 0.300 (message 2).");
    }

    @Test
    void of_very_many_messages_as_many_are_shown_as_can_be_told_apart_with_the_worst_among_them() throws IOException {
        Plot plot = RedundancyPlot.of(messages(100_000, 77_777));

        assertThat(plot.caption())
                .contains("at most 0.300 (message 77777)")
                .endsWith("Of each 200 messages the one with the most is shown.");
        assertThat(Svg.file(plot)).hasSizeLessThan(250_000);
    }

    /** Ten peers each; the worst of them came three times twice. */
    private static List<Results.Spread> messages(int count, int worst) {
        Address origin = new Address(Ip.LOOPBACK, 6001);
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> new Results.Spread(
                        number,
                        origin,
                        number,
                        10,
                        10,
                        0,
                        0,
                        0,
                        number == worst ? 13 : 10,
                        new Histogram(2),
                        new int[] {0, 10}))
                .toList();
    }
}

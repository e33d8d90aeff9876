package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.PeerConfig.Builder;
import grapevine.sampling.SamplingRule;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a configuration refuses. */
class PeerConfigTest {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

    static Stream<Arguments> times() {
        return Stream.of(
                time("gossip-period", Builder::gossipPeriod, Duration.ofMillis(9), "9 ms is below 10 ms"),
                time("gossip-period", Builder::gossipPeriod, Duration.ofMillis(-1), "-1 ms is below 10 ms"),
                time("gossip-period", Builder::gossipPeriod, FOREVER, FOREVER + " is above 30 days"),
                time("gossip-period", Builder::gossipPeriod, LONG_AGO, LONG_AGO + " is below 10 ms"),
                time("ping-period", Builder::pingPeriod, Duration.ZERO, "0 ms is below 100 ms"),
                time("ping-period", Builder::pingPeriod, Duration.ofDays(31), "PT744H is above 30 days"),
                time("lease", Builder::lease, Duration.ofMillis(999), "999 ms is below 1 s"),
                time("lease", Builder::lease, FOREVER, FOREVER + " is above 30 days"),
                time("sampling-period", PeerConfigTest::sampling, FOREVER, FOREVER + " is outside 10 ms..1 day"));
    }

    private static Arguments time(
            String setting, BiFunction<Builder, Duration, Builder> setter, Duration time, String rule) {
        return Arguments.of(setting, setter, time, rule);
    }

    private static Builder sampling(Builder builder, Duration period) {
        return builder.sampling(SamplingRule.DEFAULT.withPeriod(period, 0.2));
    }

    @ParameterizedTest(name = "{0}={2}")
    @MethodSource("times")
    void a_time_out_of_its_range_is_told_with_the_setting_and_the_rule(
            String setting, BiFunction<Builder, Duration, Builder> setter, Duration time, String rule) {
        assertThatThrownBy(() -> setter.apply(PeerConfig.builder(), time).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(setting + "=" + rule);
    }
}

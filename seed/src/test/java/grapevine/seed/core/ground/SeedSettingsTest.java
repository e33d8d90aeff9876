package grapevine.seed.core.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.seed.core.SeedRun;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SeedSettingsTest {
    @Test
    void the_seed_itself_is_not_among_the_others() {
        SeedSettings settings = SeedSettings.at(SeedRun.SELF, 1)
                .seeds(List.of(SeedRun.SECOND, SeedRun.SELF, SeedRun.SECOND, SeedRun.THIRD))
                .build();

        assertThat(settings.others()).containsExactly(SeedRun.SECOND, SeedRun.THIRD);
    }

    @Test
    void seeds_compare_every_thirty_seconds_or_twice_in_a_short_lease() {
        assertThat(SeedSettings.at(SeedRun.SELF, 1).build().comparePeriodMillis())
                .isEqualTo(30_000);
        assertThat(SeedSettings.at(SeedRun.SELF, 1)
                        .lease(Duration.ofSeconds(5))
                        .build()
                        .comparePeriodMillis())
                .isEqualTo(2_500);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_wrong_setting_is_named_with_its_value_and_the_rule(
            UnaryOperator<SeedSettings.Builder> change, String message) {
        assertThatThrownBy(() -> change.apply(SeedSettings.at(SeedRun.SELF, 1)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(b -> b.lease(Duration.ofMillis(500)), "lease=500 ms is below 1 s"),
                wrong(b -> b.lease(Duration.ofDays(2)), "lease=172800 s is above a day"),
                wrong(b -> b.network("a b"), "network=\"a b\" is not 1 to 64 of A-Z a-z 0-9 . _ -"),
                wrong(b -> b.probeTries(0), "probe-tries=0 is outside 1..10"),
                wrong(b -> b.probeTime(Duration.ofMillis(99)), "probe-time=99 ms is below 100 ms"),
                wrong(b -> b.probeTime(Duration.ofSeconds(61)), "probe-time=61000 ms is above a minute"),
                wrong(b -> b.maxPeers(0), "max-peers=0 is outside 1..10000000"),
                wrong(b -> b.maxWaiting(70_000), "max-waiting=70000 is outside 1..65536"));
    }

    private static Arguments wrong(UnaryOperator<SeedSettings.Builder> change, String message) {
        return Arguments.of(change, message);
    }
}

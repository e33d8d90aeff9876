package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.PeerConfig.Builder;
import grapevine.policy.Clocks;
import grapevine.sampling.SamplingRule;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a configuration refuses, and how it looks. */
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
                time("lease", Builder::lease, Duration.ofHours(25), "90000000 ms is above a day"),
                time("lease", Builder::lease, FOREVER, FOREVER + " is above a day"),
                time("retain-time", Builder::retainTime, Duration.ofMillis(999), "999 ms is below 1 s"),
                time("retain-time", Builder::retainTime, Duration.ofMinutes(11), "660000 ms is above 10 min"),
                time(
                        "retain-time",
                        Builder::retainTime,
                        Duration.ofMinutes(10).plusNanos(1),
                        "PT10M0.000000001S is above 10 min"),
                time("retain-time", Builder::retainTime, FOREVER, FOREVER + " is above 10 min"),
                time("leave-time", Builder::leaveTime, Duration.ofMillis(-1), "-1 ms is below 0"),
                time("leave-time", Builder::leaveTime, Duration.ofMinutes(61), "3660000 ms is above an hour"),
                time("leave-time", Builder::leaveTime, FOREVER, FOREVER + " is above an hour"),
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

    @Test
    void too_little_room_for_what_others_may_lack_is_told() {
        assertThatThrownBy(() -> PeerConfig.builder().retainBytes(262_143).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retain-bytes=262143 is below 256 KiB");
        assertThatThrownBy(
                        () -> PeerConfig.builder().retainBytes((16L << 30) + 1).build())
                .hasMessage("retain-bytes=17179869185 is above 16 GiB");
    }

    @Test
    void what_was_set_is_shown_in_one_line() {
        assertThat(PeerConfig.builder().build()).hasToString("PeerConfig[defaults]");
        assertThat(PeerConfig.builder()
                        .port(6001)
                        .seeds("127.0.0.1:5000", "[::1]:5001")
                        .links(5)
                        .data(Path.of("a\nb"))
                        .links(6)
                        .pingPeriod(Duration.ofSeconds(2))
                        .clocks(Clocks.ON)
                        .build())
                .hasToString("PeerConfig[port=6001, seeds=127.0.0.1:5000,[::1]:5001, links=6, data=\"a\\nb\","
                        + " pingPeriod=2000 ms, clocks=on]");
    }

    @Test
    void of_very_many_addresses_the_first_are_shown() {
        String[] seeds = IntStream.rangeClosed(1, 20)
                .mapToObj(port -> "127.0.0.1:" + port)
                .toArray(String[]::new);

        assertThat(PeerConfig.builder().seeds(seeds).build().toString())
                .startsWith("PeerConfig[seeds=127.0.0.1:1,127.0.0.1:2,")
                .endsWith(",127.0.0.1:16,...+4]");
    }

    @Test
    void messages_are_proven_with_keys_unless_it_is_said_otherwise_and_never_without() {
        Path keys = Path.of("mine", "alice");

        assertThat(PeerConfig.builder().build().hasProofs()).isFalse();
        assertThat(PeerConfig.builder().keys(keys).build().hasProofs()).isTrue();
        PeerConfig without = PeerConfig.builder().keys(keys).proofs(false).build();
        assertThat(without.hasProofs()).isFalse();
        assertThat(without.toBuilder().build().hasProofs()).isFalse();
        assertThatThrownBy(() -> PeerConfig.builder().proofs(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("proofs=on wants keys, with which they are made");
    }

    @Test
    void what_is_kept_under_a_port_is_not_kept_under_one_that_changes() {
        assertThatThrownBy(() -> PeerConfig.builder().data(Path.of("kept")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data=\"kept\" wants a port: what is kept goes by it, and a free one is another each time");
        assertThat(PeerConfig.builder().data(Path.of("kept")).port(6001).build().data())
                .isEqualTo(Path.of("kept"));
    }

    @Test
    void each_setting_is_shown_by_its_name() throws ReflectiveOperationException {
        for (Method setter : Builder.class.getMethods()) {
            if (setter.getReturnType() == Builder.class) {
                Builder builder = PeerConfig.builder();

                setter.invoke(
                        builder,
                        Arrays.stream(setter.getParameterTypes())
                                .map(PeerConfigTest::value)
                                .toArray());

                builder.port(6001); // without which there is no data

                assertThat(builder.build().toString()).startsWith("PeerConfig[" + setter.getName() + "=");
            }
        }
    }

    private static Object value(Class<?> type) {
        if (type == int.class) {
            return 4;
        } else if (type == long.class) {
            return 1L << 20;
        } else if (type == boolean.class) {
            return false;
        } else if (type == String[].class) {
            return new String[] {"127.0.0.1:5000"};
        } else if (type == Duration.class) {
            return Duration.ofSeconds(4);
        } else if (type == Path.class) {
            return Path.of("data");
        } else if (type == SamplingRule.class) {
            return SamplingRule.DEFAULT;
        } else if (type == Executor.class) {
            return (Executor) Runnable::run;
        }
        return type.isEnum() ? type.getEnumConstants()[1] : "127.0.0.1";
    }
}

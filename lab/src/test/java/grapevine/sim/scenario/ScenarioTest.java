package grapevine.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed for a scenario, and what follows from it by itself. */
class ScenarioTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "crash=30%",
                "crash=5",
                "kill-hubs=0.5%",
                "partition=50/50:10m",
                "partition=10/20/70:90s",
                "freeze=10%:500ms",
                "sleep=10%:30m",
                "liars=7",
                "seeds-down=2:20s",
                "seeds-down=1",
                "seeds-wiped=1",
                "wrong-clocks=20%:90m",
                "clock-year=20%:2106",
                "narrow=20%:3m",
                "false-registrations=1000",
                "brakes=3:1m",
                "thin=20%:64kbit:3m",
                "invented-origins=20000:1m",
                "floods=10%:100/s:1m",
                "revoke=5%",
                "forged-messages=3:1m",
                "replays=3:1m",
                "stolen-addresses=3:1m",
                "withheld=3:1m",
                "lying-seeds=1:1m"
            })
    void a_fault_is_written_as_it_is_read(String text) {
        assertThat(FaultText.parse(text)).hasToString(text);
    }

    @Test
    void a_share_is_rounded_but_never_nobody() {
        assertThat(Amount.parse("30%").of(10)).isEqualTo(3);
        assertThat(Amount.parse("1%").of(10)).isEqualTo(1);
        assertThat(Amount.parse("100%").of(7)).isEqualTo(7);
        assertThat(Amount.parse("9").of(7)).isEqualTo(7);
    }

    @Test
    void a_run_goes_on_for_a_minute_after_the_last_message_and_the_last_fault() {
        assertThat(Scenario.builder().build().runTime()).isEqualTo(Duration.ofSeconds(70));
        TimedFault fault = new TimedFault(Duration.ofSeconds(30), FaultText.parse("freeze=1:20s"));
        assertThat(Scenario.builder().faults(List.of(fault)).build().runTime()).isEqualTo(Duration.ofSeconds(110));
    }

    @Test
    void peers_join_in_ten_seconds_to_a_hundred() {
        assertThat(Scenario.builder().peers(5).build().joinTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(Scenario.builder().peers(2_000).build().joinTime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(Scenario.builder().peers(1_000_000).build().joinTime()).isEqualTo(Duration.ofSeconds(100));
    }
}

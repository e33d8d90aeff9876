package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a host's clock shows while the machine sleeps, and while its wall clock is set. */
class MonotonicClockTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Machine machine = new Machine();

    @Test
    void an_hour_of_sleep_is_an_hour() {
        MonotonicClock clock = new MonotonicClock(machine);
        machine.runs(5_000);

        machine.sleeps(HOUR);
        machine.runs(150);

        assertThat(clock.at(machine.nanoTime())).isEqualTo(1 + 5_000 + HOUR + 150);
    }

    @Test
    void what_was_due_while_it_slept_is_overdue() {
        MonotonicClock clock = new MonotonicClock(machine);
        machine.sleeps(HOUR);
        machine.runs(150);
        clock.at(machine.nanoTime());

        assertThat(clock.nanosUntil(1 + HOUR)).isEqualTo(-150 * 1_000_000L);
        assertThat(clock.nanosUntil(1 + HOUR + 200)).isEqualTo(50 * 1_000_000L);
    }

    @Test
    void sleeps_add_up() {
        MonotonicClock clock = new MonotonicClock(machine);

        for (int i = 1; i <= 3; i++) {
            machine.sleeps(HOUR);
            machine.runs(150);
            assertThat(clock.at(machine.nanoTime())).isEqualTo(1 + i * (HOUR + 150));
        }
    }

    @Test
    void a_wall_clock_that_is_set_is_no_sleep() {
        MonotonicClock clock = new MonotonicClock(machine);

        for (long by : new long[] {24 * HOUR, -48 * HOUR, 700}) {
            machine.wallIsSet(by);
            machine.runs(1_000);
            clock.at(machine.nanoTime());
        }

        assertThat(clock.at(machine.nanoTime())).isEqualTo(1 + 3_000);
    }

    @Test
    void a_sleep_after_which_the_wall_clock_is_set_is_its_length() {
        MonotonicClock clock = new MonotonicClock(machine);

        machine.sleeps(HOUR);
        machine.wallIsSet(24 * HOUR);
        machine.runs(150);

        assertThat(clock.at(machine.nanoTime())).isEqualTo(1 + HOUR + 150);
    }

    @Test
    void where_no_uptime_is_told_it_runs_while_the_machine_does() {
        machine.tellsUptime = false;
        MonotonicClock clock = new MonotonicClock(machine);

        machine.sleeps(HOUR);
        machine.runs(150);

        assertThat(clock.at(machine.nanoTime())).isEqualTo(1 + 150);
    }

    @Test
    void this_machine_tells_its_uptime_if_it_is_linux() {
        boolean isLinux = System.getProperty("os.name").equals("Linux");

        assertThat(new MachineClocks().uptimeMillis() > 0).isEqualTo(isLinux);
    }

    private static final class Machine extends MachineClocks {
        private long nanos = 77;
        private long wall = 1_800_000_000_000L;
        private long uptime = 9_000;
        private boolean tellsUptime = true;

        void runs(long millis) {
            nanos += millis * 1_000_000;
            wall += millis;
            uptime += millis;
        }

        void sleeps(long millis) {
            wall += millis;
            uptime += millis;
        }

        void wallIsSet(long by) {
            wall += by;
        }

        @Override
        long nanoTime() {
            return nanos;
        }

        @Override
        long wallMillis() {
            return wall;
        }

        @Override
        long uptimeMillis() {
            return tellsUptime ? uptime : -1;
        }
    }
}

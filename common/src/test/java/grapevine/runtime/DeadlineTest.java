package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final List<Long> waits = new ArrayList<>();

    @Test
    void an_interrupt_does_not_cut_the_wait_short_and_is_not_forgotten() {
        Deadline.in(60_000).await(nanos -> {
            waits.add(nanos);
            if (waits.size() < 3) {
                throw new InterruptedException();
            }
        });

        assertThat(waits).hasSize(3).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(waits).allMatch(nanos -> nanos > 0 && nanos <= TimeUnit.SECONDS.toNanos(60));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whoever_is_not_interrupted_waits_once() {
        Deadline.in(0).await(waits::add);

        assertThat(waits).containsExactly(1L);
        assertThat(Thread.interrupted()).isFalse();
    }
}

package grapevine.peer.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long is waited for what was announced. */
class PatienceTest {
    private final Patience patience = new Patience();

    @Test
    void one_standstill_makes_it_as_long_as_it_gets_and_does_not_keep_it_so() {
        for (int i = 0; i < 10; i++) {
            patience.came(Long.MAX_VALUE, 1000);
        }
        assertThat(patience.millis()).isEqualTo(2000);

        for (int i = 1; i <= 50; i++) {
            patience.came(0, 1000 + 100L * i);
        }
        assertThat(patience.millis()).isLessThan(200);
    }
}

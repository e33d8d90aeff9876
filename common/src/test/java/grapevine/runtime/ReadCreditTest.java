package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadCreditTest {
    private final ReadCredit credit = new ReadCredit(new Room(1 << 30));

    @Test
    void reading_stops_beyond_the_credit_and_goes_on_when_half_of_it_is_free() {
        assertThat(credit.take(ReadCredit.CREDIT)).isFalse();
        assertThat(credit.take(1)).isTrue();

        assertThat(credit.giveBack(ReadCredit.CREDIT / 4)).isFalse();
        assertThat(credit.resume()).isFalse();
        assertThat(credit.giveBack(ReadCredit.CREDIT / 4 + 1)).isTrue();
        assertThat(credit.resume()).isTrue();
        assertThat(credit.giveBack(1)).isFalse();
    }

    @Test
    void a_link_that_keeps_within_its_credit_is_never_told_to_resume() {
        credit.take(1_000);

        assertThat(credit.giveBack(1_000)).isFalse();
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadCreditTest {
    private final ReadCredit credit = new ReadCredit(new Room(1 << 30));

    @Test
    void reading_stops_beyond_the_credit_and_goes_on_when_half_of_it_is_free() {
        assertThat(credit.take(ReadCredit.CREDIT, 0)).isFalse();
        assertThat(credit.take(1, 0)).isTrue();

        assertThat(credit.giveBack(ReadCredit.CREDIT / 4, 0)).isFalse();
        assertThat(credit.resume()).isFalse();
        assertThat(credit.giveBack(ReadCredit.CREDIT / 4 + 1, 0)).isTrue();
        assertThat(credit.resume()).isTrue();
        assertThat(credit.giveBack(1, 0)).isFalse();
    }

    @Test
    void a_link_that_keeps_within_its_credit_is_never_told_to_resume() {
        credit.take(1_000, 1);

        assertThat(credit.giveBack(1_000, 1)).isFalse();
    }

    @Test
    void small_messages_take_more_of_the_room_than_their_bytes() {
        Room room = new Room(1 << 20);
        ReadCredit small = new ReadCredit(room);

        assertThat(small.take(10_000, 1_000)).isFalse();
        assertThat(room.free()).isEqualTo((1 << 20) - 10_000 - 1_000 * ReadCredit.MESSAGE);
        assertThat(small.take(30_000, 3_000)).isTrue();
        room.force(1 << 20); // another link's
        assertThat(small.giveBack(10_000, 1_000)).isFalse();
        assertThat(small.giveBack(30_000, 3_000)).isTrue();

        assertThat(room.free()).isZero();
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who wants all there is leaves as much for the next. */
class RoomTest {
    private final Room room = new Room(1000);

    @Test
    void one_that_takes_all_it_can_get_has_half_and_two_a_third_each() {
        long one = takeAll(0);
        assertThat(one).isEqualTo(500);

        long two = takeAll(0);
        assertThat(two).isEqualTo(250);
        room.give(one);
        assertThat(room.free()).isEqualTo(750);
        assertThat(takeAll(two)).isEqualTo(500);
    }

    @Test
    void where_it_has_shrunk_nobody_gets_more_until_some_was_given_back() {
        takeAll(0);
        room.resize(400);

        assertThat(room.take(0, 1)).isFalse();
        room.give(300);
        assertThat(room.take(0, 1)).isTrue();
    }

    private long takeAll(long own) {
        long has = own;
        while (room.take(has, 1)) {
            has++;
        }
        return has;
    }
}

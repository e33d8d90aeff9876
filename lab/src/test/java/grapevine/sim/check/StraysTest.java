package grapevine.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.net.MessageName;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import org.junit.jupiter.api.Test;

/** Whom what nobody made was given to is known, of as many messages as there is room for. */
class StraysTest {
    private final Strays strays = new Strays();

    @Test
    void a_process_that_is_given_one_again_is_found_out_and_others_are_not_blamed() {
        assertThat(strays.isFirst(message(1), 3)).isTrue();
        assertThat(strays.isFirst(message(1), 4)).isTrue();
        assertThat(strays.isFirst(message(2), 3)).isTrue();

        assertThat(strays.isFirst(message(1), 3)).isFalse();
    }

    @Test
    void of_more_messages_than_there_is_room_for_the_first_are_forgotten() {
        for (int number = 0; number <= Strays.MOST; number++) {
            strays.isFirst(message(number), 3);
        }

        assertThat(strays.isFirst(message(1), 3)).as("the oldest that is known").isFalse();
        assertThat(strays.isFirst(message(0), 3)).as("forgotten").isTrue();
    }

    private static MessageName message(int number) {
        return new MessageName(new Origin(new Address(Ip.v4(0x0b00_0000 + number), 6000), 1), 1);
    }
}

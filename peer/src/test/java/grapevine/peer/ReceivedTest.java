package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Messages as tests of programs make them. */
class ReceivedTest {
    private static final Member ORIGIN = new Member(new InetSocketAddress("127.0.0.1", 6001), 5);

    private final Received message = Received.of(ORIGIN, 3, Instant.EPOCH, new byte[] {1});

    @Test
    void it_can_be_made_to_come_in_each_way_that_a_program_tells_apart() {
        assertThat(message)
                .matches(each -> !each.isLate() && !each.gapBefore() && !each.isEarly())
                .matches(each -> each.missedBefore() == 0);
        assertThat(message.asLate().asEarly().asAfterGap().asAfterMissed(7))
                .matches(each -> each.isLate() && each.gapBefore() && each.isEarly())
                .matches(each -> each.missedBefore() == 7)
                .matches(each -> each.id().equals(message.id()));
        assertThat(message.asAfterMissed(7).asLate()).matches(each -> each.isLate() && each.missedBefore() == 7);
        assertThatThrownBy(() -> message.asAfterMissed(-1)).hasMessage("missed=-1 must be >= 0");
    }

    @Test
    void a_member_knows_its_messages_from_those_of_others_and_of_its_other_runs() {
        assertThat(ORIGIN.isOriginOf(message.id())).isTrue();
        assertThat(new Member(ORIGIN.address(), 6).isOriginOf(message.id())).isFalse();
        assertThat(new Member(new InetSocketAddress("127.0.0.1", 6002), 5).isOriginOf(message.id()))
                .isFalse();
    }
}

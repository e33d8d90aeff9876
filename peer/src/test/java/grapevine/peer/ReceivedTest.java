package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.HybridTime;
import grapevine.clock.MessageId;
import grapevine.clock.Stamp;
import grapevine.clock.VectorClock;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
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
    void it_can_be_made_to_come_from_a_maker_that_keeps_clocks() {
        MessageId earlier = new MessageId("127.0.0.1:6002", 9, 4);
        MessageId far = new MessageId("10.0.0.7:6001", 9, 1); // in another order as an address than as a text
        Stamp stamp = new Stamp(message.id(), new HybridTime(70, 2), VectorClock.of(earlier, far));
        Stamp first = new Stamp(earlier, new HybridTime(70, 1), VectorClock.empty());

        assertThat(message.stamp()).isEmpty();
        assertThat(message.withStamp(stamp).stamp()).contains(stamp);
        assertThat(message.withStamp(stamp).asLate())
                .matches(each -> each.stamp().orElseThrow().after(first))
                .matches(each ->
                        each.text().equals(message.text()) && each.label().equals(message.label()));
        Stamp alone = new Stamp(message.id(), new HybridTime(70, 2), VectorClock.empty());
        assertThat(message.withStamp(stamp).withStamp(alone).stamp()).contains(alone);
        assertThatThrownBy(() -> message.withStamp(first))
                .hasMessage("the stamp is that of 127.0.0.1:6002:9:4 and not of 127.0.0.1:6001:5:3");
        VectorClock many = VectorClock.of(IntStream.range(0, 32)
                .mapToObj(i -> new MessageId("127.0.0.1:7000", i, 1))
                .toList());
        assertThatThrownBy(() -> message.withStamp(new Stamp(message.id(), HybridTime.ZERO, many)))
                .hasMessage("the clock names 33 runs, more than 32");
    }

    @Test
    void it_can_be_made_to_come_by_a_way() {
        InetSocketAddress second = new InetSocketAddress("127.0.0.1", 6002);
        InetSocketAddress third = new InetSocketAddress("127.0.0.1", 6003);
        List<InetSocketAddress> path = List.of(ORIGIN.address(), second);

        Received came = message.withPath(path, List.of(third)).asEarly();

        assertThat(came.path()).isEqualTo(path);
        assertThat(came.onward()).containsExactly(third);
        assertThat(message.withPath(List.of(), List.of(third)).onward()).containsExactly(third);
        assertThatThrownBy(() -> message.withPath(List.of(second), List.of()))
                .hasMessage("path begins with 127.0.0.1:6002 and not with the origin 127.0.0.1:6001");
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("peer1.test", 6001);
        assertThatThrownBy(() -> message.withPath(path, List.of(unknown)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("onward peer1.test");
    }

    @Test
    void a_member_knows_its_messages_from_those_of_others_and_of_its_other_runs() {
        assertThat(ORIGIN.isOriginOf(message.id())).isTrue();
        assertThat(new Member(ORIGIN.address(), 6).isOriginOf(message.id())).isFalse();
        assertThat(new Member(new InetSocketAddress("127.0.0.1", 6002), 5).isOriginOf(message.id()))
                .isFalse();
    }
}

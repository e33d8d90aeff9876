package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fixture itself: what it lets through and what it writes down. */
class NodeUnderTestTest {
    private final RecordingEffects effects = new RecordingEffects(1_000_000);
    private final Echo node = new Echo(effects);
    private final NodeUnderTest run = new NodeUnderTest(node, effects, 500).start();

    @Test
    void what_a_node_says_on_a_link_is_read_once() {
        FakeLink link = run.accept(Ip.LOOPBACK);

        run.feed(link, new Message.Left());

        assertThat(link.said()).containsExactly(new Message.Left());
        assertThat(link.said()).isEmpty();
        assertThat(effects.take()).containsExactly(new Effect.Sent(link, new Message.Left()));
    }

    @Test
    void time_that_passes_brings_each_timer_at_its_time_and_moves_the_wall_clock() {
        run.advance(250);

        assertThat(node.timers).containsExactly(600L, 700L);
        assertThat(effects.wallTime()).isEqualTo(1_000_250);
    }

    @Test
    void a_frozen_node_gets_its_timer_late_and_once() {
        run.freeze(5_000);

        assertThat(node.timers).containsExactly(5_500L);
    }

    @Test
    void nothing_arrives_on_a_link_that_the_node_closed() {
        FakeLink link = run.accept(Ip.LOOPBACK);
        effects.close(link);

        run.feed(link, new Message.Left());

        assertThat(link.said()).isEmpty();
    }

    @Test
    void a_dial_is_handed_out_by_its_address() {
        Address there = Address.parse("127.0.0.1:6001");
        effects.dial(there, node.onAccepted(0, effects.accepted(Ip.LOOPBACK)));

        assertThat(effects.takeDial(there).to()).isEqualTo(there);
        assertThat(effects.takeDials()).isEmpty();
    }

    /** Says back what it hears, and wants a timer every 100 ms. */
    private static final class Echo implements Node {
        private final Effects effects;
        private final List<Long> timers = new ArrayList<>();

        Echo(Effects effects) {
            this.effects = effects;
        }

        @Override
        public void onStart(long now) {
            effects.armTimer(now + 100);
        }

        @Override
        public Conversation onAccepted(long now, Link link) {
            return new Conversation() {
                @Override
                public void onOpened(long now) {}

                @Override
                public void onDialFailed(long now, DialFailure failure) {}

                @Override
                public void onMessage(long now, Message message) {
                    effects.send(link, message);
                }

                @Override
                public void onViolation(long now, ProtocolException violation) {}

                @Override
                public void onLost(long now, Loss loss) {}
            };
        }

        @Override
        public void onTimer(long now) {
            timers.add(now);
            effects.armTimer(now + 100);
        }

        @Override
        public void onLeave(long now) {}

        @Override
        public Counters counters() {
            return new Counters();
        }
    }
}

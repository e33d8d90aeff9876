package grapevine.sim.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on a connection, each thing alone. Latency is 10 ms here, without jitter. */
class LinkFaultsTest {
    private static final Address A = Address.parse("10.0.0.1:6001");
    private static final Address B = Address.parse("10.0.0.2:6002");

    private final VirtualNetwork network = new VirtualNetwork(1, 10, 0);
    private final Tally tally = new Tally();
    private final Chatter a = network.watch(tally).add(A, Chatter::new);
    private final Chatter b = network.add(B, Chatter::new);
    private final Link link = dial();

    @Test
    void a_late_message_holds_up_what_comes_behind_it() {
        network.trouble(new LinkFaults(0.3, Duration.ofMillis(500), 0, 0, 0, 0));

        say(200, 5);

        assertThat(words()).hasSize(200).isEqualTo(numbers(200));
        assertThat(at(b.heard.get(1))).isIn(110L, 610L);
        assertThat(tally.arrived).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {0.05, 0.2, 0.5})
    void a_lost_segment_is_late_by_200_ms_doubled_each_time_and_nothing_is_lost_or_overtaken(double share) {
        network.trouble(new LinkFaults(0, Duration.ZERO, share, 0, 0, 0));

        network.act(A, now -> a.say(link, "0"));
        network.runFor(500_000);
        long first = at(b.heard.get(1));
        say(200, 5);

        assertThat((first - 110) % 200).isZero();
        assertThat(words().subList(1, 201)).isEqualTo(numbers(200));
        assertThat(tally.dropped).isEmpty();
    }

    @Test
    void what_opens_a_connection_is_late_by_a_second_doubled_each_time() {
        network.trouble(new LinkFaults(0, Duration.ZERO, 0.4, 0, 0, 0));

        for (int i = 0; i < 20; i++) {
            network.act(A, now -> a.dial(B));
        }
        network.runFor(500_000);

        List<Long> lateBy = a.heard.stream()
                .skip(1)
                .filter(line -> line.endsWith(" opened"))
                .map(line -> at(line) - 120)
                .toList();
        assertThat(lateBy).contains(0L, 1000L).allMatch(late -> late % 1000 == 0);
    }

    @Test
    void a_break_resets_both_ends() {
        network.trouble(new LinkFaults(0, Duration.ZERO, 0, 1, 0, 0));

        say(1, 5);

        assertThat(a.heard).last().isEqualTo("100 RESET");
        assertThat(b.heard).last().isEqualTo("100 RESET");
        assertThat(tally.dropped).containsExactly(Map.entry(Drop.BROKEN, 1));
    }

    @Test
    void a_half_open_link_swallows_everything_both_ways_and_tells_nobody() {
        network.trouble(new LinkFaults(0, Duration.ZERO, 0, 0, 1, 0));
        say(1, 5);
        network.trouble(LinkFaults.NONE);

        say(3, 5);
        network.act(B, now -> b.say(b.accepted.get(0), "back"));
        network.operator().kill(B);
        network.runFor(60_000);

        assertThat(a.heard).containsExactly("20 opened");
        assertThat(b.heard).containsExactly("10 accepted");
        assertThat(tally.dropped).containsExactly(Map.entry(Drop.BLACKHOLED, 5));
    }

    @Test
    void a_dropped_message_vanishes_alone() {
        network.trouble(new LinkFaults(0, Duration.ZERO, 0, 0, 0, 0.5));

        say(200, 5);

        assertThat(words()).hasSizeBetween(60, 140).isSubsetOf(numbers(200));
        assertThat(tally.arrived + tally.dropped.get(Drop.OVERLOADED)).isEqualTo(200);
        assertThat(link.backlog()).isZero();
    }

    @Test
    void what_is_sent_arrives_or_is_dropped_for_a_reason() {
        say(5, 0);
        network.operator().freeze(B);
        say(5, 5);
        network.operator().kill(B);
        network.act(A, now -> a.say(a.dial(B), "to nobody"));
        network.runFor(5_000);

        assertThat(tally.sent).isEqualTo(11);
        assertThat(tally.arrived).isEqualTo(5);
        assertThat(tally.dropped).isEqualTo(Map.of(Drop.RECEIVER_GONE, 5, Drop.NOT_CONNECTED, 1));
    }

    @Test
    void a_probability_beyond_one_is_refused() {
        assertThatThrownBy(() -> new LinkFaults(0, Duration.ZERO, 0, 0, 0, 1.01))
                .hasMessage("drop=1.01 is outside 0..1");
        assertThatThrownBy(() -> new LinkFaults(0, Duration.ZERO, Double.NaN, 0, 0, 0))
                .hasMessage("stall=NaN is outside 0..1");
    }

    private Link dial() {
        List<Link> dialled = new ArrayList<>();
        network.act(A, now -> dialled.add(a.dial(B)));
        network.runFor(100);
        return dialled.get(0);
    }

    /** Says the numbers from 0, so many ms apart, and waits until all must have arrived. */
    private void say(int count, long apart) {
        for (int i = 0; i < count; i++) {
            String word = String.valueOf(i);
            network.act(A, now -> a.say(link, word));
            network.runFor(apart);
        }
        network.runFor(500_000);
    }

    private List<String> words() {
        return b.heard.stream().skip(1).map(line -> line.split(" ")[1]).toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static long at(String line) {
        return Long.parseLong(line.split(" ")[0]);
    }

    private static final class Tally implements Watcher {
        private final Map<Drop, Integer> dropped = new EnumMap<>(Drop.class);
        private int sent;
        private int arrived;

        @Override
        public void sent(VirtualHost from, Address to, Message message) {
            sent++;
        }

        @Override
        public void arrived(VirtualHost to, VirtualHost from, Message message) {
            assertThat(from.address()).isEqualTo(A);
            arrived++;
        }

        @Override
        public void dropped(VirtualHost from, Address to, Message message, Drop why) {
            dropped.merge(why, 1, Integer::sum);
        }
    }
}

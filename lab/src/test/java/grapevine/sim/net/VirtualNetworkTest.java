package grapevine.sim.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two or three simple nodes, and everything TCP may do to them. Latency is 10 ms here, without jitter. */
class VirtualNetworkTest {
    private static final Address A = Address.parse("10.0.0.1:6001");
    private static final Address B = Address.parse("10.0.0.2:6002");
    private static final Address C = Address.parse("10.0.0.3:6003");

    private final VirtualNetwork network = new VirtualNetwork(1, 10, 0);
    private final Chatter a = network.add(A, Chatter::new);

    @Test
    void what_is_said_on_a_link_arrives_in_order_also_before_it_is_open() {
        Chatter b = network.add(B, Chatter::new);

        Link link = dial();
        network.act(A, now -> {
            a.say(link, "one");
            a.say(link, "two");
        });
        network.runFor(1000);

        assertThat(a.heard).containsExactly("20 opened");
        assertThat(b.heard).containsExactly("10 accepted", "30 one", "30 two");
        assertThat(link.remoteIp()).isEqualTo(B.ip());
        assertThat(b.accepted.get(0).remoteIp()).isEqualTo(A.ip());
    }

    @Test
    void order_is_kept_whatever_the_jitter() {
        VirtualNetwork jittery = new VirtualNetwork(7, 0, 500);
        Chatter teller = jittery.add(A, Chatter::new);
        Chatter listener = jittery.add(B, Chatter::new);
        List<Link> links = new ArrayList<>();
        jittery.act(A, now -> links.add(teller.dial(B)));
        jittery.runFor(2000);

        for (int i = 0; i < 100; i++) {
            String word = "w" + i;
            jittery.act(A, now -> teller.say(links.get(0), word));
            jittery.runFor(1);
        }
        jittery.runFor(2000);

        assertThat(listener.heard.stream().skip(1).map(line -> line.split(" ")[1]))
                .hasSize(100)
                .isSortedAccordingTo(
                        (x, y) -> Integer.compare(Integer.parseInt(x.substring(1)), Integer.parseInt(y.substring(1))));
    }

    @Test
    void nobody_listening_refuses_after_there_and_back() {
        dial();
        network.runFor(5000);

        assertThat(a.heard).containsExactly("20 REFUSED");
    }

    @Test
    void a_silent_host_lets_a_dial_time_out() {
        network.add(B, Chatter::new);
        network.operator().powerOff(B);

        dial();
        network.runFor(5000);

        assertThat(a.heard).containsExactly("2000 TIMED_OUT");
    }

    @Test
    void finish_reads_on_until_the_other_side_has_ended_too() {
        Chatter b = network.add(B, Chatter::new).echoing();
        Link link = dial();
        network.runFor(100);

        network.act(A, now -> {
            a.say(link, "last");
            a.finish(link);
            a.say(link, "after the end");
        });
        network.runFor(5000);

        assertThat(a.heard).containsExactly("20 opened", "120 last*", "120 ENDED");
        assertThat(b.heard).containsExactly("10 accepted", "110 last", "110 ENDED");
    }

    @Test
    void finish_waits_three_seconds_at_most() {
        network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);
        network.operator().freeze(B);

        network.act(A, now -> a.finish(link));
        network.runFor(5000);

        assertThat(a.heard).containsExactly("20 opened", "3100 RESET");
    }

    @Test
    void close_says_nothing_more_to_its_own_side_and_ends_the_other() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);

        network.act(A, now -> a.say(link, "sent long ago"));
        network.runFor(1);
        network.act(A, now -> {
            a.say(link, "still in the process");
            a.close(link);
        });
        network.runFor(5000);

        assertThat(a.heard).containsExactly("20 opened");
        assertThat(b.heard).hasSize(3).startsWith("10 accepted", "110 sent long ago");
        assertThat(b.heard.get(2)).matches("111 (ENDED|RESET)");
    }

    @Test
    void a_dial_that_is_closed_comes_to_nothing() {
        Chatter b = network.add(B, Chatter::new);

        network.act(A, now -> a.close(a.dial(B)));
        network.runFor(5000);

        assertThat(a.heard).isEmpty();
        assertThat(b.heard).isEmpty();
    }

    @Test
    void a_link_that_breaks_is_reset_at_both_ends() {
        Chatter b = network.add(B, Chatter::new);
        dial();
        network.runFor(100);

        network.operator().reset(A, B);
        network.runFor(100);

        assertThat(a.heard).endsWith("100 RESET");
        assertThat(b.heard).endsWith("100 RESET");
    }

    @Test
    void a_timer_rings_once_at_the_last_time_asked_for() {
        network.act(A, now -> {
            a.wakeAfter(now, 100);
            a.wakeAfter(now, 300);
            a.wakeAfter(now, 200);
        });
        network.runFor(1000);

        assertThat(a.heard).containsExactly("200 timer");
    }

    @Test
    void a_question_is_answered_at_once_and_takes_no_time() {
        assertThat(network.operator().ask(A, new Message.Status())).isEqualTo("heard=1\n");
        assertThat(network.now()).isZero();

        network.operator().freeze(A);
        assertThat(network.operator().ask(A, new Message.Status())).isNull();
    }

    @Test
    void effects_outside_of_a_nodes_own_turn_are_a_bug_of_the_node() {
        assertThatThrownBy(() -> a.dial(B)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_same_seed_gives_the_same_transcript_and_another_seed_another() {
        assertThat(transcript(42)).isEqualTo(transcript(42)).hasSizeGreaterThan(20);
        assertThat(transcript(42)).isNotEqualTo(transcript(43));
    }

    @Test
    void a_transcript_tells_who_heard_what_when() {
        List<String> lines = new ArrayList<>();
        network.transcribeTo(lines::add);
        network.add(B, Chatter::new);
        Link link = dial();
        network.act(A, now -> a.say(link, "hello"));
        network.runFor(100);
        network.operator().reset(A, B);
        network.runFor(100);

        assertThat(lines)
                .containsExactly(
                        "   0.000 10.0.0.2:6002 started",
                        "   0.020 10.0.0.1:6001 #0 open 10.0.0.2:6002",
                        "   0.030 10.0.0.2:6002 #1 <- 10.0.0.1:6001 Noted hello",
                        "   0.100 10.0.0.1:6001 #0 lost 10.0.0.2:6002 RESET",
                        "   0.100 10.0.0.2:6002 #1 lost 10.0.0.1:6001 RESET");
    }

    @Test
    void messages_can_be_taken_through_their_bytes() {
        WirePassage wire = new WirePassage();
        network.sendThrough(wire);
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.act(A, now -> a.say(link, "probing"));
        network.runFor(100);

        assertThat(wire.passed()).isEqualTo(1);
        assertThat(b.heard).endsWith("30 probing");
    }

    /** A day of three nodes that talk, freeze, part and die. */
    private static List<String> transcript(long seed) {
        VirtualNetwork day = new VirtualNetwork(seed);
        List<String> lines = new ArrayList<>();
        day.transcribeTo(lines::add);
        Chatter one = day.add(A, effects -> new Chatter(effects).echoing());
        Chatter two = day.add(B, effects -> new Chatter(effects).echoing());
        day.add(C, effects -> new Chatter(effects).echoing());
        day.operator().freeze(C);
        for (int i = 0; i < 5; i++) {
            String word = "w" + i;
            day.act(A, now -> one.say(one.dial(B), word));
            day.act(B, now -> two.say(two.dial(C), word));
            day.runFor(3);
        }
        day.operator().thaw(C);
        day.operator().isolate(Set.of(A));
        day.runFor(20);
        day.operator().heal();
        day.runFor(20);
        day.operator().kill(B);
        day.runFor(1000);
        return lines;
    }

    private Link dial() {
        List<Link> dialled = new ArrayList<>();
        network.act(A, now -> dialled.add(a.dial(B)));
        return dialled.get(0);
    }
}

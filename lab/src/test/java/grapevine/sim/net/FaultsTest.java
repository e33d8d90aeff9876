package grapevine.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What may happen to a process, its host and the way to it. Latency is 10 ms here, without jitter. */
class FaultsTest {
    private static final Address A = Address.parse("10.0.0.1:6001");
    private static final Address B = Address.parse("10.0.0.2:6002");
    private static final Address C = Address.parse("10.0.0.3:6003");
    private static final Address D = Address.parse("10.0.0.4:6004");

    private final VirtualNetwork network = new VirtualNetwork(1, 10, 0);
    private final Chatter a = network.add(A, Chatter::new);
    private Chatter bounded;

    @Test
    void a_killed_process_breaks_its_links_and_refuses() {
        network.add(B, Chatter::new);
        dial();
        network.runFor(100);

        network.operator().kill(B);
        network.runFor(100);
        dial();
        network.runFor(100);

        assertThat(a.heard).hasSize(3).startsWith("20 opened").endsWith("220 REFUSED");
        assertThat(a.heard.get(1)).matches("110 (RESET|ENDED)");
    }

    @Test
    void what_is_said_to_a_silent_host_gets_no_answer_until_it_runs_again() {
        network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);

        network.operator().powerOff(B);
        network.act(A, now -> a.say(link, "anybody?"));
        network.runFor(100_000);
        assertThat(a.heard).containsExactly("20 opened");

        network.add(B, Chatter::new);
        network.act(A, now -> a.say(link, "hello?"));
        network.runFor(100);
        assertThat(a.heard).containsExactly("20 opened", "100120 RESET");
    }

    @Test
    void a_frozen_process_accepts_by_its_kernel_and_finds_everything_later() {
        Chatter b = network.add(B, Chatter::new);
        network.act(B, now -> b.wakeAfter(now, 500));
        network.operator().freeze(B);

        Link link = dial();
        network.act(A, now -> {
            a.say(link, "one");
            a.say(link, "two");
        });
        network.runFor(10_000);
        assertThat(a.heard).containsExactly("20 opened");
        assertThat(b.heard).isEmpty();

        network.operator().thaw(B);
        assertThat(b.heard)
                .containsExactlyInAnyOrder("10000 timer", "10000 accepted", "10000 one", "10000 two")
                .containsSubsequence("10000 accepted", "10000 one", "10000 two");
    }

    @Test
    void after_a_freeze_the_timer_comes_anywhere_among_the_input() {
        Set<Integer> places = new TreeSet<>();
        for (long seed = 0; seed < 50; seed++) {
            VirtualNetwork frozen = new VirtualNetwork(seed, 1, 0);
            Chatter teller = frozen.add(A, Chatter::new);
            Chatter sleeper = frozen.add(B, Chatter::new);
            frozen.act(B, now -> sleeper.wakeAfter(now, 500));
            frozen.operator().freeze(B);
            frozen.act(A, now -> teller.say(teller.dial(B), "hello"));
            frozen.runFor(1000);
            frozen.operator().thaw(B);
            places.add(sleeper.heard.indexOf("1000 timer"));
        }

        assertThat(places).containsExactly(0, 1, 2);
    }

    @Test
    void a_partition_holds_what_is_said_and_lets_dials_time_out() {
        Chatter b = network.add(B, Chatter::new);
        network.add(C, Chatter::new);
        Link link = dial();
        network.runFor(100);

        network.operator().isolate(Set.of(A));
        network.act(A, now -> {
            a.say(link, "held");
            a.dial(C);
        });
        network.runFor(5000);
        assertThat(a.heard).containsExactly("20 opened", "2100 TIMED_OUT");
        assertThat(b.heard).containsExactly("10 accepted");

        network.operator().heal();
        network.act(A, now -> a.say(link, "fresh"));
        network.runFor(100);
        assertThat(b.heard).containsExactly("10 accepted", "5100 held", "5110 fresh");
    }

    @Test
    void what_a_partition_holds_of_a_closed_link_is_lost() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);

        network.operator().isolate(Set.of(A));
        network.act(A, now -> a.say(link, "held"));
        network.runFor(100);
        network.act(A, now -> a.close(link));
        network.runFor(100);
        network.operator().heal();
        network.runFor(100);

        assertThat(b.heard).containsExactly("10 accepted", "300 RESET");
    }

    @Test
    void an_overloaded_node_throws_gossip_away_and_nothing_else() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);

        network.operator().loseGossip(A, 0.5);
        network.act(A, now -> {
            for (int n = 1; n <= 100; n++) {
                a.gossip(link, A, n);
                a.say(link, "word");
            }
        });
        network.runFor(100);

        assertThat(network.host(B).deliveries()).hasSizeBetween(20, 80);
        assertThat(b.heard).filteredOn(line -> line.endsWith("word")).hasSize(100);
    }

    @Test
    void what_somebody_sends_slowly_stands_before_nothing_that_others_send_to_the_same_machine() {
        Chatter b = network.add(B, Chatter::new);
        Chatter c = network.add(C, Chatter::new);
        Link slow = dial();
        List<Link> fast = new ArrayList<>();
        network.act(C, now -> fast.add(c.dial(B)));
        network.runFor(100);
        network.operator().thin(Map.of(A, 8_000L, B, 8_000_000L));

        network.act(A, now -> say(a, slow, "slow"));
        network.act(C, now -> c.say(fast.get(0), "fast"));
        network.runFor(50_000);

        assertThat(b.heard).hasSize(2 + 100 + 1).element(2).isEqualTo("110 fast");
        assertThat(at(b.heard.get(102)) - 100).isGreaterThan(100 * 40);
    }

    @Test
    void before_a_thin_way_words_overtake_gossip_and_so_does_gossip_that_goes_ahead() {
        Chatter b = network.add(B, Chatter::new);
        Link thin = dial();
        network.runFor(100);
        network.operator().thin(Map.of(A, 800_000L));
        List<Long> came = new ArrayList<>();
        network.watch(new Watcher() {
            @Override
            public void delivered(VirtualHost to, Gossip message) {
                came.add(message.n());
            }
        });

        network.act(A, now -> {
            for (int n = 1; n <= 1000; n++) {
                a.gossip(thin, A, n);
            }
            a.gossipAhead(thin, A, 2000);
            a.gossipAhead(thin, A, 2001);
            a.say(thin, "word");
            a.finish(thin);
        });
        assertThat(thin.backlog()).isGreaterThan(30_000);
        network.runFor(30_000);

        assertThat(came).hasSize(1002).containsSubsequence(2000L, 2001L, 1000L);
        assertThat(came.indexOf(2000L)).as("behind what was taken in before").isBetween(300, 500);
        assertThat(at(b.heard.get(1))).as("the word").isLessThan(600);
        assertThat(b.heard).as("accepted, the word, the end").hasSize(3);
    }

    @Test
    void where_many_send_to_a_thin_way_at_once_all_of_it_passes_as_it_comes() {
        Chatter b = network.add(B, Chatter::new);
        Chatter c = network.add(C, Chatter::new);
        Link one = dial();
        List<Link> another = new ArrayList<>();
        network.act(C, now -> another.add(c.dial(B)));
        network.runFor(100);
        network.operator().thin(Map.of(B, 8_000L));

        network.act(A, now -> say(a, one, "one"));
        network.act(C, now -> say(c, another.get(0), "two"));
        network.runFor(50_000);

        long took = at(b.heard.get(b.heard.size() - 1)) - 110;
        assertThat(b.heard).hasSize(2 + 200);
        assertThat(took)
                .as("200 words of 40 bytes and what they are in, a byte a ms")
                .isBetween(8_000L, 20_000L);
    }

    @Test
    void what_is_in_a_way_that_is_thin_no_more_is_overtaken_by_nothing() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);
        network.operator().thin(Map.of(B, 4_000L));
        network.act(A, now -> count(link, 1, 100));
        network.runFor(1_000);

        network.operator().thin(Map.of());
        assertThat(network.isFair()).as("something is in it still").isFalse();
        network.act(A, now -> count(link, 101, 110));
        network.runFor(50_000);

        assertCounted(b, 110);
        assertThat(network.isFair()).isTrue();
    }

    @Test
    void on_a_way_that_takes_several_words_in_a_millisecond_they_stay_in_order() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);
        network.operator().thin(Map.of(A, 1_100_000L, B, 1_000_000L));

        for (int n = 1; n <= 500; n += 3) {
            int from = n;
            network.act(A, now -> count(link, from, from + 2));
            network.runFor(1);
        }
        network.runFor(1_000);

        assertCounted(b, 501);
    }

    @Test
    void what_a_cut_holds_before_a_thin_way_comes_after_what_was_in_it() {
        Chatter b = network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);
        network.operator().thin(Map.of(B, 4_000L));
        network.act(A, now -> count(link, 1, 20));
        network.runFor(500);
        network.act(A, now -> count(link, 21, 40));
        network.runFor(5);

        network.operator().isolate(Set.of(A));
        network.runFor(2_000);
        network.operator().heal();
        network.operator().thin(Map.of());
        network.runFor(50_000);

        assertCounted(b, 40);
    }

    private void count(Link link, int from, int to) {
        for (int n = from; n <= to; n++) {
            a.say(link, word(n));
        }
    }

    /** Its digits as letters. */
    private static String word(int n) {
        return Integer.toString(n)
                .chars()
                .mapToObj(digit -> String.valueOf((char) (digit - '0' + 'a')))
                .collect(Collectors.joining());
    }

    private static void assertCounted(Chatter who, int to) {
        assertThat(who.heard.stream().skip(1).map(line -> line.substring(line.indexOf(' ') + 1)))
                .isEqualTo(
                        IntStream.rangeClosed(1, to).mapToObj(FaultsTest::word).toList());
    }

    private void say(Chatter who, Link link, String word) {
        for (int i = 0; i < 100; i++) {
            who.say(link, word);
        }
    }

    private static long at(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    @Test
    void what_waits_on_all_links_of_one_process_is_bounded_by_its_memory_and_what_is_dropped_is_counted() {
        Budget small = new Budget(0);
        List<Link> links = linksThatStand(small);

        network.act(D, now -> {
            for (int n = 1; n <= 10_000; n++) {
                bounded.gossip(links.get(0), D, n);
            }
            for (int n = 1; n <= 10_000; n++) {
                bounded.gossip(links.get(1), D, n);
            }
        });

        long first = links.get(0).backlog();
        long second = links.get(1).backlog();
        assertThat(first).isBetween(small.gossip() / 2 - 200, small.gossip() / 2 + 200);
        assertThat(second).isBetween(small.gossip() / 4 - 200, small.gossip() / 4 + 200);
        assertThat(links.get(1).hasDropped()).isTrue();
        long dropped = bounded.counters().get(Counter.DROPPED_BACKLOG_FULL);
        assertThat(dropped).isPositive();
        assertThat(20_000 - dropped).isEqualTo(network.onTheWay());

        network.operator().thaw(B);
        network.operator().thaw(C);
        network.runFor(100);
        assertThat(links.get(0).room()).isEqualTo(small.gossip());
    }

    @Test
    void words_that_wait_take_room_of_their_own_and_none_of_the_messages() {
        Budget small = new Budget(0);
        List<Link> links = linksThatStand(small);

        network.act(D, now -> say(links.get(0), 5_000));

        assertThat(links.get(0).backlog()).isEqualTo(5_000 * 64 - 256 * 1024);
        assertThat(links.get(0).room()).isEqualTo(small.gossip() - links.get(0).backlog());
        assertThat(links.get(1).room()).isEqualTo(small.gossip());
    }

    @Test
    void a_link_on_which_more_words_wait_than_there_is_room_for_breaks_and_gives_it_back() {
        List<Link> links = linksThatStand(new Budget(0));
        long control = new Budget(0).backlogs() - new Budget(0).gossip();

        network.act(D, now -> say(links.get(0), 20_000));
        long first = links.get(0).backlog();
        network.runFor(1);
        network.act(D, now -> say(links.get(1), 4_096 + (int) (control / 2 / 64)));

        assertThat(first).isBetween(control / 2 - 64, control / 2);
        network.runFor(100);
        assertThat(bounded.heard).filteredOn(line -> line.endsWith("RESET")).hasSize(1);
        assertThat(links.get(1).backlog()).isEqualTo(control / 2 / 64 * 64);
        assertThat(network.host(D).node().counters().get(Counter.DROPPED_BACKLOG_FULL))
                .isZero();
    }

    @Test
    void pieces_beyond_the_room_for_words_are_dropped_and_counted_and_the_link_stays() {
        List<Link> links = linksThatStand(new Budget(0));

        network.act(D, now -> bounded.pieces(links.get(0), D, 40));

        assertThat(bounded.counters().get(Counter.DROPPED_BACKLOG_FULL)).isPositive();
        network.runFor(100);
        assertThat(bounded.heard).noneMatch(line -> line.endsWith("RESET"));
    }

    private void say(Link link, int words) {
        for (int i = 0; i < words; i++) {
            bounded.say(link, "word");
        }
    }

    /** Links of {@link #bounded}, which has so little memory, to two that stand still. */
    private List<Link> linksThatStand(Budget memory) {
        network.memory(memory);
        bounded = network.add(D, Chatter::new);
        network.add(B, Chatter::new);
        network.add(C, Chatter::new);
        List<Link> links = new ArrayList<>();
        network.act(D, now -> List.of(B, C).forEach(to -> links.add(bounded.dial(to))));
        network.runFor(100);
        network.operator().freeze(B);
        network.operator().freeze(C);
        return links;
    }

    @Test
    void the_backlog_is_what_neither_kernel_has_room_for() {
        network.add(B, Chatter::new);
        Link link = dial();
        network.runFor(100);
        network.operator().freeze(B);

        network.act(A, now -> {
            for (int i = 0; i < 5000; i++) {
                a.say(link, "word");
            }
        });

        assertThat(link.backlog()).isPositive();
        network.operator().thaw(B);
        network.runFor(100);
        assertThat(link.backlog()).isZero();
    }

    @Test
    void a_node_that_leaves_is_gone() {
        network.operator().leave(A);
        network.runFor(10);

        assertThat(a.heard).containsExactly("0 leave");
        assertThat(network.host(A).hasStopped()).isTrue();
        assertThat(network.up()).isEmpty();
    }

    private Link dial() {
        List<Link> dialled = new ArrayList<>();
        network.act(A, now -> dialled.add(a.dial(B)));
        return dialled.get(0);
    }
}

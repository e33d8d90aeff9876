package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.simple.SimpleLogger;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.junit.jupiter.api.Test;

class FactLogTest {
    private static final Address SELF = Address.parse("127.0.0.1:6001");
    private static final Address NEIGHBOUR = Address.parse("127.0.0.1:6004");

    private final List<Runnable> inASecond = new ArrayList<>();
    private final Lines lines = new Lines(Level.INFO);
    private final FactLog log =
            new FactLog(new LogLines(lines, Runnable::run), "peer", SELF, () -> lines.now, inASecond::add);

    @Test
    void a_fact_is_one_line_at_its_own_level() {
        log.accept(new Fact.NeighbourLeft(NEIGHBOUR, 2));
        log.accept(new Fact.Paused(4000));
        log.accept(new Fact.PeerRenewed(NEIGHBOUR, 1, 1));

        assertThat(lines.said)
                .containsExactly(
                        "INFO event=neighbour_left neighbour=127.0.0.1:6004 links=2", "WARN event=paused for_ms=4000");
    }

    @Test
    void the_counters_are_one_line() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("messages_made", 10L);
        counts.put("dropped_duplicate", 2L);

        log.counters(counts);

        assertThat(lines.said).containsExactly("INFO event=counters messages_made=10 dropped_duplicate=2");
    }

    @Test
    void each_line_bears_the_node_and_from_then_on_the_address_that_others_know_it_by() {
        log.accept(new Fact.NeighbourLeft(NEIGHBOUR, 2));
        log.accept(new Fact.AddressSettled(Address.parse("10.0.0.7:6001"), "as the others see it"));
        log.accept(new Fact.NeighbourLeft(NEIGHBOUR, 1));
        log.counters(Map.of());

        assertThat(lines.nodes)
                .containsExactly(
                        "peer 127.0.0.1:6001", "peer 10.0.0.7:6001", "peer 10.0.0.7:6001", "peer 10.0.0.7:6001");
    }

    @Test
    void of_what_a_stranger_does_one_line_is_told_and_a_count_each_minute() {
        Fact garbage = new Fact.ConnectionEnded(Ip.parse("10.0.0.66"), "garbage", "not a verb: \"GET\"");
        for (int second = 0; second < 120; second++) {
            repeat(garbage, 200);
            pass(1000);
        }

        assertThat(lines.said)
                .containsExactly(
                        "WARN " + FactLine.of(garbage),
                        "INFO event=repeated kind=connection_ended of=10.0.0.66 times=11999 within_ms=60000",
                        "WARN " + FactLine.of(garbage),
                        "INFO event=repeated kind=connection_ended of=10.0.0.66 times=11999 within_ms=60000");
    }

    @Test
    void nor_more_of_who_says_first_who_he_is_each_time_another() {
        for (int port = 7001; port < 7201; port++) {
            log.accept(new Fact.TurnedAway(Address.parse("10.0.0.9:" + port), Ip.parse("10.0.0.66"), "busy", "x"));
        }
        pass(60_000);

        assertThat(lines.said)
                .containsExactly(
                        "WARN event=turned_away peer=10.0.0.9:7001 reason=busy detail=\"x\"",
                        "INFO event=repeated kind=turned_away of=10.0.0.66 times=199 within_ms=60000");
    }

    @Test
    void of_what_the_peers_of_one_address_tell_the_first_64_of_ten_seconds_are_told_and_the_others_counted() {
        for (int i = 0; i < 10_000; i++) {
            Address invented = new Address(Ip.parse("10.0.0.66"), 1 + i);
            log.accept(new Fact.PeerEntered(invented, 1, i, i));
            log.accept(new Fact.ReportReceived("Dead Node:10.0.0.7:1:" + i + ":10.0.0.66", invented, "unproven"));
            log.accept(new Fact.ClockDiffers(invented, 90_000, "theirs"));
        }
        log.accept(new Fact.PeerEntered(NEIGHBOUR, 1, 1, 1));
        assertThat(lines.said).hasSize(3 * 64 + 1).last().asString().contains("peer=" + NEIGHBOUR);

        lines.said.clear();
        pass(10_000);

        assertThat(lines.said)
                .containsExactly(
                        "INFO event=repeated kind=peer_entered of=10.0.0.66 times=9936 within_ms=10000",
                        "INFO event=repeated kind=report_received of=10.0.0.66 times=9936 within_ms=10000",
                        "INFO event=repeated kind=clock_differs of=10.0.0.66 times=9936 within_ms=10000");
    }

    @Test
    void strangers_from_very_many_addresses_are_counted_together() {
        for (int i = 0; i < 20_000; i++) {
            log.accept(new Fact.ConnectionEnded(Ip.parse("10.0." + i / 250 + "." + i % 250), "garbage", ""));
        }
        pass(60_000);

        assertThat(lines.said)
                .hasSize(Bunches.MOST + 2)
                .endsWith("INFO event=repeated kind=connection_ended of=others times=18975 within_ms=60000");
    }

    @Test
    void of_a_hundred_dead_entries_in_a_list_one_is_told_and_the_others_are_counted() {
        for (int port = 7001; port <= 7100; port++) {
            log.accept(new Fact.LinkDeclined(new Address(Ip.LOOPBACK, port), "refused", false));
        }
        log.accept(new Fact.LinkDeclined(NEIGHBOUR, "full", true));
        pass(10_000);

        assertThat(lines.said)
                .containsExactly(
                        "INFO event=link_declined peer=127.0.0.1:7001 why=refused",
                        "INFO event=link_declined peer=127.0.0.1:6004 why=full",
                        "INFO event=repeated kind=link_declined of=refused times=99 within_ms=10000");
        assertThat(inASecond).isEmpty();
    }

    @Test
    void what_was_counted_is_told_at_the_end() {
        repeat(new Fact.LinkDeclined(NEIGHBOUR, "full", true), 3);

        log.counters(Map.of());

        assertThat(lines.said)
                .endsWith("INFO event=repeated kind=link_declined of=full times=2 within_ms=0", "INFO event=counters");
    }

    @Test
    void a_seed_that_does_not_answer_in_the_first_seconds_is_no_trouble_yet() {
        Fact unreachable = new Fact.SeedUnreachable(NEIGHBOUR, "refused");
        Fact missed = new Fact.QuorumMissed(0, 2, 1000);
        log.accept(unreachable);
        log.accept(missed);
        pass(5000);
        log.accept(unreachable);
        log.accept(missed);

        assertThat(lines.said)
                .containsExactly(
                        "INFO " + FactLine.of(unreachable),
                        "INFO " + FactLine.of(missed),
                        "WARN " + FactLine.of(unreachable),
                        "WARN " + FactLine.of(missed));
    }

    private void repeat(Fact fact, int times) {
        for (int i = 0; i < times; i++) {
            log.accept(fact);
        }
    }

    private void pass(long millis) {
        lines.now += millis * 1_000_000;
        List<Runnable> due = List.copyOf(inASecond);
        inASecond.clear();
        due.forEach(Runnable::run);
    }

    /** A logger that keeps its lines, and the clock of the test. */
    private static final class Lines extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> said = new ArrayList<>();
        private final transient List<String> nodes = new ArrayList<>();
        private long now;

        Lines(Level level) {
            super("test", level, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            nodes.add(marker == null ? "" : marker.getName());
            said.add(level + " " + message.getFormattedMessage());
        }
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
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
    private static final Address NEIGHBOUR = Address.parse("127.0.0.1:6004");
    private static final Gossip HI =
            Gossip.of(new Origin(NEIGHBOUR, 7), 1, 1, new byte[0], "hi".getBytes(StandardCharsets.UTF_8));
    private static final Fact SENT = new Fact.MessageSent(HI, 2);
    private static final Fact RECEIVED = new Fact.MessageReceived(HI, NEIGHBOUR);

    private final List<Runnable> inASecond = new ArrayList<>();
    private final Lines lines = new Lines(Level.INFO);
    private final FactLog log = new FactLog(lines, Level.INFO, () -> lines.now, inASecond::add);

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
    void a_hundred_messages_a_second_are_told_one_by_one() {
        repeat(SENT, 40);
        repeat(RECEIVED, 60);

        assertThat(lines.said).hasSize(100).noneMatch(line -> line.contains("messages_summed"));
        assertThat(inASecond).isEmpty();
    }

    @Test
    void what_is_above_is_summed_even_if_nothing_follows() {
        repeat(RECEIVED, 150);
        repeat(SENT, 7);

        pass(1000);

        assertThat(lines.said).hasSize(101).endsWith("INFO event=messages_summed sent=7 received=50");
        assertThat(inASecond).isEmpty();
    }

    @Test
    void after_a_full_second_each_second_is_one_line_until_one_is_calm() {
        repeat(RECEIVED, 150);
        pass(1000);
        lines.said.clear();

        repeat(RECEIVED, 500);
        pass(1000);
        repeat(RECEIVED, 30);
        pass(1000);
        repeat(RECEIVED, 1);

        assertThat(lines.said)
                .containsExactly(
                        "INFO event=messages_summed sent=0 received=500",
                        "INFO event=messages_summed sent=0 received=30",
                        "INFO " + FactLine.of(RECEIVED));
    }

    @Test
    void the_counters_follow_what_was_not_said_yet() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("messages_made", 10L);
        counts.put("dropped_duplicate", 2L);
        repeat(RECEIVED, 101);

        log.counters(counts);

        assertThat(lines.said)
                .endsWith(
                        "INFO event=messages_summed sent=0 received=1",
                        "INFO event=counters messages_made=10 dropped_duplicate=2");
    }

    @Test
    void inside_another_program_messages_are_not_told_unless_asked_for() {
        FactLog library = new FactLog(lines, Level.DEBUG, () -> lines.now, inASecond::add);

        for (int i = 0; i < 1000; i++) {
            library.accept(RECEIVED);
        }

        assertThat(lines.said).isEmpty();
        assertThat(inASecond).isEmpty();
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
        private long now;

        Lines(Level level) {
            super("test", level, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            said.add(level + " " + message.getFormattedMessage());
        }
    }
}

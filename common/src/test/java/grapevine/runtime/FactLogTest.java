package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.wire.Address;
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

    private final Lines lines = new Lines(Level.INFO);
    private final FactLog log = new FactLog(lines);

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

    /** A logger that keeps its lines. */
    private static final class Lines extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> said = new ArrayList<>();

        Lines(Level level) {
            super("test", level, false, false, false, false, "", null, new PropertiesUtil("none"), System.out);
        }

        @Override
        public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
            said.add(level + " " + message.getFormattedMessage());
        }
    }
}

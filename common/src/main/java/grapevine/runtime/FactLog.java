package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;

/**
 * Writes each fact as one line of a log, at the fact's own level. {@link FactLine} has the words. Safe for several
 * threads.
 */
public final class FactLog implements Consumer<Fact> {
    private final Logger logger;

    /** A log for one node. */
    public FactLog(Logger logger) {
        this.logger = logger;
    }

    @Override
    public void accept(Fact fact) {
        Level level = level(fact.level());
        if (logger.isEnabled(level)) {
            logger.log(level, FactLine.of(fact));
        }
    }

    /** The last line of a node: every count that is not zero. */
    public void counters(Map<String, Long> counts) {
        StringBuilder line = new StringBuilder("event=counters");
        counts.forEach((key, count) -> line.append(' ').append(key).append('=').append(count));
        logger.info(line);
    }

    private static Level level(Fact.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}

package grapevine.daemon;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the log itself says, and in whose name: that of the node which spoke last. A daemon has one; lines that none
 * speaks, of a library for instance, get its name too.
 */
final class Voice {
    private static final String LOGGER = "grapevine.daemon";

    private volatile @Nullable Marker node;

    /** The same line with the name of a node. */
    LogEvent named(LogEvent line) {
        Marker of = line.getMarker();
        if (of != null) {
            node = of;
            return line;
        }
        return node == null
                ? line
                : new Log4jLogEvent.Builder(line).setMarker(node).build();
    }

    /**
     * A line that tells a fact.
     *
     * @param beside the line in its log whose time it gets; null for now
     */
    LogEvent line(Fact fact, @Nullable LogEvent beside) {
        Log4jLogEvent.Builder line = Log4jLogEvent.newBuilder()
                .setLoggerName(LOGGER)
                .setLevel(Level.valueOf(fact.level().name()))
                .setMarker(node)
                .setMessage(new SimpleMessage(FactLine.of(fact)));
        return (beside == null ? line : line.setInstant(beside.getInstant())).build();
    }
}

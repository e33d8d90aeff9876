package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.TimestampMessage;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one node on their way to its logger, which is called where the application is called: it may wait for a
 * terminal or a disk as long as it likes, whoever has something to say goes on. What is lost meanwhile is told in its
 * place.
 */
final class LogLines {
    private final Logger logger;
    private final Executor threads;
    private final Backlog<Line> backlog = new Backlog<>(line -> line.text.length(), LogLines::gap);
    private final AtomicBoolean isRunning = new AtomicBoolean();

    /**
     * The lines for this logger.
     *
     * @param threads call it; they may be held up
     */
    LogLines(Logger logger, Executor threads) {
        this.logger = logger;
        this.threads = threads;
    }

    boolean isEnabled(Level level) {
        return logger.isEnabled(level);
    }

    /** Hands a line over; never waits. */
    void log(Level level, Marker who, String text) {
        backlog.offer(new Line(level, who, text, System.currentTimeMillis()));
        runUnlessRunning();
    }

    /** Waits at most this long until all was logged. */
    void awaitLogged(long millis) {
        backlog.awaitWritten(millis);
    }

    private void runUnlessRunning() {
        if (isRunning.compareAndSet(false, true)) {
            threads.execute(this::run);
        }
    }

    private void run() {
        try {
            for (Line line = backlog.poll(); line != null; line = backlog.poll()) {
                Message said = new Said(line.text, line.at);
                logger.log(line.level, line.who, said);
            }
        } finally {
            isRunning.set(false);
        }
        if (backlog.unwritten() > 0) {
            runUnlessRunning();
        }
    }

    private static Line gap(long lost, Line beside) {
        Fact fact = new Fact.LogLinesLost("node", lost);
        return new Line(Level.WARN, beside.who, FactLine.of(fact), beside.at);
    }

    private record Line(Level level, Marker who, String text, long at) {}

    /** Bears the time at which it was said, to which Log4j keeps. */
    private static final class Said extends SimpleMessage implements TimestampMessage {
        private static final long serialVersionUID = 1L;

        private final long at;

        Said(String text, long at) {
            super(text);
            this.at = at;
        }

        @Override
        public long getTimestamp() {
            return at;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Said said && said.at == at && super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }
}

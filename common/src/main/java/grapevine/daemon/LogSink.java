package grapevine.daemon;

import grapevine.node.Fact;
import grapevine.runtime.Backlog;
import grapevine.runtime.FactLog;
import grapevine.runtime.FileFault;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Property;

/**
 * One place that lines go to, with a thread of its own that writes them: a node hands its lines over and goes on,
 * whether or not anybody takes them. A line that cannot be written is tried again until it can. What falls out of the
 * {@link Backlog} meanwhile is told afterwards in its place, and at once where else this process logs.
 */
final class LogSink extends AbstractAppender {
    private static final long RETRY_MS = 1_000;
    private static final long TOLD_AGAIN = TimeUnit.MINUTES.toNanos(1);
    private static final long PATIENCE_MS = 1_000;
    private static final long END_MS = 200;

    /** Writes lines, and may wait as long as it likes. */
    interface Writer {
        /** Writes one line. */
        void write(LogEvent line) throws IOException;

        /** No line follows. */
        void close() throws IOException;

        /** Has Log4j write; what failed there is as if it had failed here. */
        static void pass(Runnable write) throws IOException {
            try {
                write.run();
            } catch (AppenderLoggingException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
            } catch (IllegalStateException e) {
                throw new IOException(e.getMessage(), e); // Log4j could not make what it writes with
            }
        }
    }

    private final Writer writer;
    private final Voice voice;
    private final Consumer<Fact> elsewhere;
    private final Backlog<LogEvent> backlog;
    private final Thread thread;
    private boolean wasTold;
    private long toldAt;

    /**
     * A place for lines.
     *
     * @param name what it is called in the lines that tell of its trouble: console, file
     * @param voice makes a line of a fact
     * @param elsewhere is told of its trouble
     */
    LogSink(String name, Writer writer, Voice voice, Consumer<Fact> elsewhere) {
        super(name, null, null, false, Property.EMPTY_ARRAY);
        this.writer = writer;
        this.voice = voice;
        this.elsewhere = elsewhere;
        backlog = new Backlog<>(
                line -> line.getMessage().getFormattedMessage().length(),
                (lost, beside) -> voice.line(lost(lost), beside));
        thread = new Thread(this::run, "grapevine-log-" + name);
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        if (!isStarted()) { // Log4j starts it again with the configuration
            super.start();
            thread.start();
        }
    }

    /**
     * Never waits for the writer, but with the messages of the network, which come late rather than never while the
     * writer takes any lines.
     */
    @Override
    public void append(LogEvent event) {
        String logger = event.getLoggerName();
        LogEvent line = voice.named(event.toImmutable());
        boolean mayWait = logger != null && logger.endsWith(FactLog.MESSAGES);
        if (!(mayWait ? backlog.put(line, PATIENCE_MS) : backlog.offer(line))) {
            heldUp("its lines are not taken");
        }
    }

    /** Waits at most this long until all is written that was handed over. */
    void awaitWritten(long millis) {
        backlog.awaitWritten(millis);
    }

    /** What to say elsewhere at the end: the lines that never came here. */
    void tellUnwritten() {
        long unwritten = backlog.unwritten();
        if (unwritten > 0) {
            elsewhere.accept(lost(unwritten));
        }
    }

    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        setStopping();
        backlog.close();
        try {
            thread.join(Math.max(1, Math.min(END_MS, unit.toMillis(timeout))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        setStopped();
        return !thread.isAlive();
    }

    private void run() {
        LogEvent line = backlog.next();
        while (line != null && isWritten(line)) {
            line = backlog.next();
        }
        try {
            writer.close();
        } catch (IOException e) {
            // nothing is left to write
        }
    }

    /** False if it never was, and the process ends. */
    private boolean isWritten(LogEvent line) {
        while (true) {
            try {
                writer.write(line);
                return true;
            } catch (RuntimeException e) {
                heldUp(FileFault.reason(e));
                backlog.spoil();
                return true; // it would fail each time, and the others wait
            } catch (IOException | OutOfMemoryError e) {
                heldUp(FileFault.reason(e));
                if (backlog.isClosedWithin(RETRY_MS)) {
                    return false;
                }
            }
        }
    }

    /** Told at most once a minute. */
    private void heldUp(String why) {
        synchronized (this) {
            long now = System.nanoTime();
            if (wasTold && now - toldAt < TOLD_AGAIN) {
                return;
            }
            wasTold = true;
            toldAt = now;
        }
        elsewhere.accept(new Fact.LogHeldUp(getName(), why));
    }

    private Fact lost(long lines) {
        return new Fact.LogLinesLost(getName(), lines);
    }
}

package grapevine.daemon;

import grapevine.node.Fact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * How a daemon logs: the same lines in its file and on its console, plain text, each with its time in UTC and with the
 * node it is of. Neither place holds up the node, or the other. Told to Log4j in code: for a file it would load a
 * parser, and find by annotations what is named here. Works only where Log4j's core is, as in the runnable jars.
 */
final class LogConfiguration extends AbstractConfiguration {
    static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSxxx}{UTC} %-5p %notEmpty{%markerSimpleName }%m%n";

    private static final String FILE = "file";
    private static final String CONSOLE = "console";

    /** How long the end waits for each place to take what it still lacks. */
    private static final long END_MS = 500;

    private final String file;
    private final Voice voice = new Voice();

    /** Lines go to this file, see {@link LogFileWriter}. */
    @SuppressWarnings("NullAway") // the context comes with the start
    LogConfiguration(String file) {
        super(null, ConfigurationSource.NULL_SOURCE);
        this.file = file;
        setName("grapevine daemon");
        // The daemon writes its last lines after the JVM was told to stop, and closes the log itself.
        isShutdownHookEnabled = false;
    }

    /** Has this process log so from now on; of its own trouble the log tells itself, where Log4j would print stacks. */
    static void use(String file) {
        StatusLogger.getLogger().getFallbackListener().setLevel(Level.OFF);
        Configurator.initialize(new LogConfiguration(file));
    }

    @Override
    protected void doConfigure() {
        PatternLayout layout = PatternLayout.newBuilder()
                .setConfiguration(this)
                .setCharset(StandardCharsets.UTF_8)
                .setPattern(LINE)
                .build();
        LoggerConfig root = getRootLogger();
        root.setLevel(Level.WARN);
        add(root, new LogSink(FILE, new LogFileWriter(file, layout, this), voice, fact -> tell(CONSOLE, fact)));
        add(root, new LogSink(CONSOLE, new ConsoleWriter(layout), voice, fact -> tell(FILE, fact)));
        addLogger("grapevine", new LoggerConfig("grapevine", Level.INFO, true));
    }

    private void add(LoggerConfig root, Appender appender) {
        appender.start();
        addAppender(appender);
        root.addAppender(appender, null, null);
    }

    private void tell(String name, Fact fact) {
        Appender appender = getAppender(name);
        if (appender != null) {
            appender.append(voice.line(fact, null));
        }
    }

    /** What was said is written, if it can be; of what never came to one place, the other is told. */
    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        List<LogSink> sinks = getAppenders().values().stream()
                .filter(LogSink.class::isInstance)
                .map(LogSink.class::cast)
                .toList();
        sinks.forEach(sink -> sink.awaitWritten(END_MS));
        sinks.forEach(LogSink::tellUnwritten);
        return super.stop(timeout, unit);
    }
}

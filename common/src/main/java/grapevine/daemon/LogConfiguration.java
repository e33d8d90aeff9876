package grapevine.daemon;

import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * How a daemon logs: the same lines in its file and on its console, plain text. Told to Log4j in code: for a file
 * it would load a parser, and find by annotations what is named here. Works only where Log4j's core is, as in the
 * runnable jars.
 */
final class LogConfiguration extends AbstractConfiguration {
    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %m%n";

    private final String file;

    /**
     * Lines go to this file. One that has grown over 10 MB is put aside as {@code <file>.1}, what was that becomes
     * {@code <file>.2}, and so on to {@code .4}.
     */
    @SuppressWarnings("NullAway") // the context comes with the start
    LogConfiguration(String file) {
        super(null, ConfigurationSource.NULL_SOURCE);
        this.file = file;
        setName("grapevine daemon");
        // The daemon writes its last lines after the JVM was told to stop, and closes the log itself.
        isShutdownHookEnabled = false;
    }

    /** Has this process log so from now on. */
    static void use(String file) {
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
        add(root, toFile(layout));
        add(root, ConsoleAppender.createDefaultAppenderForLayout(layout));
        addLogger("grapevine", new LoggerConfig("grapevine", Level.INFO, true));
    }

    private void add(LoggerConfig root, Appender appender) {
        appender.start();
        addAppender(appender);
        root.addAppender(appender, null, null);
    }

    /** Not packed when it rolls, written through line by line: made to be followed with {@code tail -F}. */
    private Appender toFile(PatternLayout layout) {
        return new FileBuilder()
                .setName("file")
                .setConfiguration(this)
                .setLayout(layout)
                .setImmediateFlush(true)
                .setFileName(file)
                .setFilePattern(file + ".%i")
                .setCreateOnDemand(true)
                .setPolicy(SizeBasedTriggeringPolicy.createPolicy(null)) // 10 MB; a number would be read by locale
                .setStrategy(DefaultRolloverStrategy.newBuilder()
                        .setConfig(this)
                        .setMin("1")
                        .setMax("4")
                        .setFileIndex("min")
                        .build())
                .build();
    }

    /** Knows that what it is given is whole, where Log4j would look through the annotations of each field. */
    private static final class FileBuilder extends RollingFileAppender.Builder<FileBuilder> {
        @Override
        public boolean isValid() {
            return true;
        }
    }
}

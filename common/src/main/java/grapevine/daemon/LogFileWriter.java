package grapevine.daemon;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to a file, each at once. One that has grown over 10 MB is put aside as {@code <file>.1}, what was that
 * becomes {@code <file>.2}, and so on to {@code .4}. A file that somebody removed, or gave another name, is made again
 * with the next line; one that could not be written is opened anew.
 */
final class LogFileWriter implements LogSink.Writer {
    private static final byte[] LINE_END = {'\n'};

    private final String name;
    private final Path path;
    private final Layout<? extends Serializable> layout;
    private final Configuration configuration;
    private @Nullable RollingFileAppender open;
    private @Nullable Object identity;

    LogFileWriter(String name, Layout<? extends Serializable> layout, Configuration configuration) {
        this.name = name;
        this.path = Path.of(name);
        this.layout = layout;
        this.configuration = configuration;
    }

    @Override
    public void write(LogEvent line) throws IOException {
        if (open != null && !isInPlace()) {
            close();
        }
        boolean isWritten = false;
        try {
            RollingFileAppender file = open == null ? open() : open;
            LogSink.Writer.pass(() -> file.append(line));
            isWritten = true;
        } finally {
            if (!isWritten) {
                close();
            } else if (identity == null) {
                identity = identity();
            }
        }
    }

    @Override
    public void close() throws IOException {
        RollingFileAppender file = open;
        open = null;
        identity = null;
        if (file != null) {
            LogSink.Writer.pass(file::stop);
        }
    }

    private RollingFileAppender open() throws IOException {
        boolean isAtLineStart = isAtLineStart();
        LogSink.Writer.pass(() -> {
            RollingFileAppender file = appender();
            file.start();
            open = file;
            if (!isAtLineStart) {
                file.getManager().writeBytes(LINE_END, 0, LINE_END.length);
            }
        });
        return Objects.requireNonNull(open);
    }

    /** Whether the name still leads to the file that is open. Since it rolled it does not, which does no harm. */
    private boolean isInPlace() {
        Object now = identity();
        return now != null && now.equals(identity);
    }

    /** What the system knows the file by that has this name now; null if none has. */
    private @Nullable Object identity() {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? path : key; // not a POSIX system: nobody can take away a file that is open
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether the next line can follow: a full disk, or a machine that went down, can leave half a line. */
    private boolean isAtLineStart() throws IOException {
        try {
            if (!Files.isRegularFile(path) || Files.size(path) == 0) {
                return true;
            }
        } catch (NoSuchFileException e) {
            return true;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(file.length() - 1);
            return file.read() == '\n';
        }
    }

    /** Not packed when it rolls: made to be followed with {@code tail -F}. */
    private RollingFileAppender appender() {
        return new FileBuilder()
                .setName(name)
                .setConfiguration(configuration)
                .setLayout(layout)
                .setIgnoreExceptions(false)
                .setImmediateFlush(true)
                .setFileName(name)
                .setFilePattern(name + ".%i")
                .setCreateOnDemand(true)
                .setPolicy(SizeBasedTriggeringPolicy.createPolicy(null)) // 10 MB; a number would be read by locale
                .setStrategy(DefaultRolloverStrategy.newBuilder()
                        .setConfig(configuration)
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

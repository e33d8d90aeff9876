package grapevine.daemon;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.ConsoleAppender;

/** Writes lines to the standard output of the process; past {@link System#out}, which hides that it failed. */
final class ConsoleWriter implements LogSink.Writer {
    private static final byte[] LINE_END = System.lineSeparator().getBytes(StandardCharsets.US_ASCII);

    private final ConsoleAppender console;
    private boolean isBroken;

    ConsoleWriter(Layout<? extends Serializable> layout) {
        console = ConsoleAppender.newBuilder()
                .setName("stdout")
                .setLayout(layout)
                .setDirect(true)
                .setIgnoreExceptions(false)
                .build();
        console.start();
    }

    @Override
    public void write(LogEvent line) throws IOException {
        LogSink.Writer.pass(() -> {
            if (isBroken) {
                console.getManager().writeBytes(LINE_END, 0, LINE_END.length); // half a line may stand there
            }
            isBroken = true;
            console.append(line);
            isBroken = false;
        });
    }

    @Override
    public void close() throws IOException {
        LogSink.Writer.pass(console::stop);
    }
}

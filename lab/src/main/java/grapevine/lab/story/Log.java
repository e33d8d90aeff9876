package grapevine.lab.story;

import grapevine.lab.network.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log that is read line by line, with a clock that can be set on. Bytes that are no UTF-8 are shown as such. */
final class Log implements AutoCloseable {
    private final BufferedReader reader;
    private @Nullable LogLine head;

    /** By so much (ms) its clock was set on. */
    private long ahead;

    /** Opens it; what comes before its first line with a time is left out. */
    Log(Path file) throws IOException {
        reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
        next(line -> {});
    }

    /** Its next line with a time; null at its end. */
    @Nullable
    LogLine head() {
        return head;
    }

    /** When the head was written, by the clock that was set on (ms). */
    long time() {
        return head == null ? Long.MAX_VALUE : head.at() + ahead;
    }

    /** The head was not written before that (ms), so its clock is at least as far. */
    void setOnTo(long time) {
        ahead += Math.max(0, time - time());
    }

    /** Tells the head and the lines without a time behind it, a stack trace for instance; returns the next head. */
    @Nullable
    LogLine next(Consumer<String> story) throws IOException {
        if (head != null) {
            story.accept(head.text());
        }
        head = null;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Optional<LogLine> parsed = LogLine.parse(line);
            if (parsed.isPresent()) {
                head = parsed.get();
                break;
            }
            story.accept(line);
        }
        return head;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

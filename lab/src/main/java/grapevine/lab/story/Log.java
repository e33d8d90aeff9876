package grapevine.lab.story;

import grapevine.lab.network.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log that is read line by line, with a clock that can be set on. Bytes that are no UTF-8 are shown as such. */
final class Log implements AutoCloseable {
    private final BufferedReader reader;
    private @Nullable LogLine head;

    /** Of the head: worked out when it comes, since it is asked for with each line of all logs. */
    private @Nullable Long cause;

    /** By so much (ms) its clock was set on. */
    private long ahead;

    /** Reads on to its first line with a time, without what comes before; what it reads from is closed if it cannot. */
    Log(Reader text) throws IOException {
        reader = new BufferedReader(text);
        try {
            next(line -> {});
        } catch (Throwable failure) {
            reader.close();
            throw failure;
        }
    }

    /** The log in this file. */
    static Log open(Path file) throws IOException {
        return new Log(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /** Its next line with a time; null at its end. */
    @Nullable
    LogLine head() {
        return head;
    }

    /** What the head says, if that is that a message is at its node: the number of this. Null else. */
    @Nullable
    Long arrival() {
        LogLine line = head;
        if (line == null || !(isReceived(line) || line.event().equals("message_sent"))) {
            return null;
        }
        return arrival(line.node(), line);
    }

    /** The number of what came before the head: that its message was at whom it came from. Null if there is none. */
    @Nullable
    Long cause() {
        return cause;
    }

    private static boolean isReceived(LogLine line) {
        return line.event().equals("message_received");
    }

    private static Long arrival(String node, LogLine line) {
        String name = node + ' ' + line.get("origin") + ' ' + line.get("id");
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    /** When the head was written, by the clock that was set on (ms). */
    long time() {
        return head == null ? Long.MAX_VALUE : head.at() + ahead;
    }

    /** The head was not written before that (ms), so its clock is at least as far. */
    void setOnTo(long time) {
        ahead += Math.max(0, time - time());
    }

    /** Tells the head and the lines without a time behind it, a stack trace for instance; then the next one is it. */
    void next(Consumer<String> story) throws IOException {
        if (head != null) {
            story.accept(head.text());
        }
        head = null;
        cause = null;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Optional<LogLine> parsed = LogLine.parse(line);
            if (parsed.isPresent()) {
                hasCome(parsed.get());
                return;
            }
            story.accept(line);
        }
    }

    private void hasCome(LogLine line) {
        head = line;
        cause = isReceived(line) ? arrival(line.get("from"), line) : null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

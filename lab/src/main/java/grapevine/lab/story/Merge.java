package grapevine.lab.story;

import grapevine.lab.network.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines of several logs in one order: those of a log as they stand there, a message at nobody before it was at
 * whom it came from, and else by time. Each log has a clock, which is set on, as a logical clock is (Lamport, 1978),
 * when a message came from a log that is ahead: so a wall clock that is wrong by hours tears nothing apart that belongs
 * together.
 *
 * <p>Reads each log twice, a line at a time. For one thread.
 */
final class Merge {
    /** So many arrivals of messages are remembered, in about 80 MB; the order of more is that of the clocks. */
    static final int MOST_REMEMBERED = 1_000_000;

    private static final long UNTOLD = Long.MIN_VALUE;

    private final int mostRemembered;

    /** When what stands in some log was told: that this message is at this node. */
    private final Map<Long, Long> arrivals = new HashMap<>();

    private final List<Log> logs = new ArrayList<>();
    private boolean isAllRemembered = true;

    /** @param mostRemembered so many arrivals of messages */
    Merge(int mostRemembered) {
        this.mostRemembered = mostRemembered;
    }

    /**
     * Tells all lines of these.
     *
     * @throws IOException if one cannot be read
     */
    void tell(List<Path> files, Consumer<String> story) throws IOException {
        for (Path file : files) {
            try (Log log = new Log(file)) {
                for (LogLine line = log.head(); line != null; line = log.next(left -> {})) {
                    remember(line);
                }
            }
        }
        try {
            for (Path file : files) {
                logs.add(new Log(file));
            }
            for (Log log = next(); log != null; log = next()) {
                tell(log, story);
            }
        } finally {
            for (Log log : logs) {
                log.close();
            }
        }
    }

    /** Whether there was room to remember all arrivals. */
    boolean isAllRemembered() {
        return isAllRemembered;
    }

    private void remember(LogLine line) {
        if (isReceived(line) || line.event().equals("message_sent")) {
            isAllRemembered &= arrivals.size() < mostRemembered;
            if (isAllRemembered) {
                arrivals.put(arrival(line.node(), line), UNTOLD);
            }
        }
    }

    /** The earliest of those whose line waits for no other, or of all if each waits; null at the end. */
    private @Nullable Log next() {
        Log earliest = null;
        Log free = null;
        for (Log log : logs) {
            LogLine line = log.head();
            if (line != null && (earliest == null || log.time() < earliest.time())) {
                earliest = log;
            }
            if (line != null && (free == null || log.time() < free.time()) && cause(line) != UNTOLD) {
                free = log;
            }
        }
        return free == null ? earliest : free;
    }

    /** When that was told which came before this line at another node; 0 if there is nothing of the kind. */
    private long cause(LogLine line) {
        return isReceived(line) ? arrivals.getOrDefault(arrival(line.get("from"), line), 0L) : 0;
    }

    private void tell(Log log, Consumer<String> story) throws IOException {
        LogLine line = log.head();
        if (line != null) {
            long cause = cause(line);
            if (cause != UNTOLD) { // else all wait for each other, and this one goes first
                log.setOnTo(cause);
            }
            arrivals.computeIfPresent(arrival(line.node(), line), (arrival, told) -> log.time());
        }
        log.next(story);
    }

    private static boolean isReceived(LogLine line) {
        return line.event().equals("message_received");
    }

    private static Long arrival(String node, LogLine line) {
        String name = node + ' ' + line.get("origin") + ' ' + line.get("id");
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }
}

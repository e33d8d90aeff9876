package grapevine.lab.story;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final int mostRemembered;

    /** What stands in some log and is not told: that a message is at a node. */
    private final Set<Long> untold = new HashSet<>();

    /** When what of this is told was told, by the clock of its log. */
    private final Map<Long, Long> told = new HashMap<>();

    private final List<Log> logs = new ArrayList<>();
    private final List<Path> without = new ArrayList<>();
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
            try (Log log = Log.open(file)) {
                if (log.head() == null) {
                    without.add(file);
                }
                for (; log.head() != null; log.next(left -> {})) {
                    remember(log);
                }
            }
        }
        try {
            for (Path file : files) {
                logs.add(Log.open(file));
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

    /** Of these nothing is told, since they have no line with a time. */
    List<Path> without() {
        return List.copyOf(without);
    }

    private void remember(Log log) {
        Long arrival = log.arrival();
        if (arrival != null) {
            isAllRemembered &= untold.size() < mostRemembered;
            if (isAllRemembered) {
                untold.add(arrival);
            }
        }
    }

    /** The earliest of those whose line waits for no other, or of all if each waits; null at the end. */
    private @Nullable Log next() {
        Log earliest = null;
        Log free = null;
        for (Log log : logs) {
            if (log.head() != null && (earliest == null || log.time() < earliest.time())) {
                earliest = log;
            }
            if (log.head() != null && (free == null || log.time() < free.time()) && !untold.contains(log.cause())) {
                free = log;
            }
        }
        return free == null ? earliest : free;
    }

    private void tell(Log log, Consumer<String> story) throws IOException {
        Long before = told.get(log.cause());
        if (before
                != null) { // else it comes of nothing that is known, or all wait for each other and this one goes first
            log.setOnTo(before);
        }
        Long arrival = log.arrival();
        if (arrival != null && (untold.remove(arrival) || told.containsKey(arrival))) {
            told.put(arrival, log.time());
        }
        log.next(story);
    }
}

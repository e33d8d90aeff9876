package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.wire.Address;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Writes each fact as one line of a log, at the fact's own level. {@link FactLine} has the words. Safe for several
 * threads.
 */
public final class FactLog implements Consumer<Fact> {
    /** How the name of a logger ends that may wait for whoever reads: that of the messages of the network. */
    public static final String MESSAGES = ".messages";

    /** Those that were started with this process may not be up before; what of them is missing is no trouble yet. */
    private static final long START = TimeUnit.SECONDS.toNanos(5);

    private static final long END_MS = 500;

    private final LogLines lines;
    private final String role;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> inASecond;
    private final long madeAt;

    /** Which node each line is of: {@code peer 127.0.0.1:6001}. A marker, so that any layout can show it. */
    private volatile Marker who;

    // Guarded by this.
    private final Bunches bunches = new Bunches();
    private boolean isCounting;

    /**
     * A log for one node.
     *
     * @param role what it is
     * @param address where it listens, until it says that others know it by another
     * @param nanoTime as {@link System#nanoTime}
     * @param inASecond runs a short task a second later, on any thread
     */
    FactLog(LogLines lines, String role, Address address, LongSupplier nanoTime, Consumer<Runnable> inASecond) {
        this.lines = lines;
        this.role = role;
        this.who = named(role, address);
        this.nanoTime = nanoTime;
        this.inASecond = inASecond;
        this.madeAt = nanoTime.getAsLong();
    }

    /** The same on the real clock; the end of a second comes from one of these loops. */
    FactLog(LogLines lines, String role, Address address, EventLoops loops) {
        this(lines, role, address, System::nanoTime, task -> loops.schedule(task, TimeUnit.SECONDS.toMillis(1)));
    }

    @Override
    public void accept(Fact fact) {
        if (fact instanceof Fact.Started started) {
            who = named(role, started.address());
        } else if (fact instanceof Fact.AddressSettled settled) {
            who = named(role, settled.address());
        }
        if (isToBeTold(fact)) {
            tell(fact);
        }
    }

    /** Which node each line is of, as it is known now. */
    public Marker who() {
        return who;
    }

    private void tell(Fact fact) {
        boolean isStarting = nanoTime.getAsLong() - madeAt < START;
        Level level = level(isStarting ? fact.levelAtStart() : fact.level());
        if (lines.isEnabled(level)) {
            lines.log(level, who, FactLine.of(fact));
        }
    }

    private synchronized boolean isToBeTold(Fact fact) {
        boolean isToBeTold = bunches.isToBeTold(fact, nanoTime.getAsLong());
        if (!isCounting && !bunches.isEmpty()) {
            isCounting = true;
            inASecond.accept(this::count);
        }
        return isToBeTold;
    }

    private void count() {
        List<Fact> over;
        synchronized (this) {
            over = bunches.over(nanoTime.getAsLong());
            isCounting = !bunches.isEmpty();
            if (isCounting) {
                inASecond.accept(this::count);
            }
        }
        over.forEach(this::tell);
    }

    private static Marker named(String role, Address address) {
        // Not one that Log4j keeps for ever, as it does with those that it is asked for.
        return new MarkerManager.Log4jMarker(role + " " + address);
    }

    /** The last line of a node: every count that is not zero. Waits a while until all lines are logged. */
    public void counters(Map<String, Long> counts) {
        List<Fact> rest;
        synchronized (this) {
            rest = bunches.rest(nanoTime.getAsLong());
        }
        rest.forEach(this::tell);
        StringBuilder line = new StringBuilder("event=counters");
        counts.forEach((key, count) -> line.append(' ').append(key).append('=').append(count));
        lines.log(Level.INFO, who, line.toString());
        lines.awaitLogged(END_MS);
    }

    private static Level level(Fact.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}

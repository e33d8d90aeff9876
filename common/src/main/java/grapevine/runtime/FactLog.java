package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;

/**
 * Writes each fact as one line of a log, at the fact's own level. {@link FactLine} has the words.
 *
 * <p>Messages are told one by one up to {@value #MESSAGES} a second. In a second with more, what is above is counted;
 * from then on each second is one line, {@code event=messages_summed sent=... received=...}, until one with fewer.
 *
 * <p>Safe for several threads: facts come from a node's lane, the end of a second from elsewhere.
 */
public final class FactLog implements Consumer<Fact> {
    /** Messages a second that are told one by one. */
    static final int MESSAGES = 100;

    private static final long SECOND = 1_000_000_000;

    /** Those that were started with this process may not be up before; what of them is missing is no trouble yet. */
    private static final long START = TimeUnit.SECONDS.toNanos(5);

    private static final long END_MS = 500;

    private final LogLines lines;
    private final String role;
    private final Level messageLevel;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> inASecond;
    private final long madeAt;

    /** Which node each line is of: {@code peer 127.0.0.1:6001}. A marker, so that any layout can show it. */
    private volatile Marker who;

    // Guarded by this.
    private long secondStarted;
    private int inThisSecond;
    private boolean isSumming;
    private boolean isWatched;
    private long sent;
    private long received;
    private final Bunches bunches = new Bunches();
    private boolean isCounting;

    /**
     * A log for one node.
     *
     * @param role what it is
     * @param address where it listens, until it says that others know it by another
     * @param messageLevel INFO where the messages are what the log is for, DEBUG inside somebody else's program
     * @param nanoTime as {@link System#nanoTime}
     * @param inASecond runs a short task a second later, on any thread
     */
    FactLog(
            LogLines lines,
            String role,
            Address address,
            Level messageLevel,
            LongSupplier nanoTime,
            Consumer<Runnable> inASecond) {
        this.lines = lines;
        this.role = role;
        this.who = named(role, address);
        this.messageLevel = messageLevel;
        this.nanoTime = nanoTime;
        this.inASecond = inASecond;
        this.madeAt = nanoTime.getAsLong();
        this.secondStarted = madeAt;
    }

    /** The same on the real clock; the end of a second comes from one of these loops. */
    FactLog(LogLines lines, String role, Address address, Level messageLevel, EventLoops loops) {
        this(
                lines,
                role,
                address,
                messageLevel,
                System::nanoTime,
                task -> loops.schedule(task, TimeUnit.SECONDS.toMillis(1)));
    }

    /** A message of our own; nothing is made of it unless it is to be told. */
    void sent(Gossip message, int links) {
        if (lines.isEnabled(messageLevel)) {
            acceptMessage(new Fact.MessageSent(message, links));
        }
    }

    /** The first copy of a message; nothing is made of it unless it is to be told. */
    void received(Gossip message, Address from) {
        if (lines.isEnabled(messageLevel)) {
            acceptMessage(new Fact.MessageReceived(message, from));
        }
    }

    @Override
    public void accept(Fact fact) {
        if (fact instanceof Fact.MessageSent sent) {
            sent(sent.message(), sent.links());
        } else if (fact instanceof Fact.MessageReceived received) {
            received(received.message(), received.from());
        } else {
            if (fact instanceof Fact.Started started) {
                who = named(role, started.address());
            } else if (fact instanceof Fact.AddressSettled settled) {
                who = named(role, settled.address());
            }
            if (isToBeTold(fact)) {
                tell(fact);
            }
        }
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
        sayRest();
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

    private synchronized void acceptMessage(Fact fact) {
        if (nanoTime.getAsLong() - secondStarted >= SECOND) {
            endSecond();
        }
        inThisSecond++;
        if (!isSumming && inThisSecond <= MESSAGES) {
            lines.log(messageLevel, who, FactLine.of(fact));
            return;
        }
        if (fact instanceof Fact.MessageSent) {
            sent++;
        } else {
            received++;
        }
        watch();
    }

    /** Sees to it that a sum is said when its second is over, also if nothing follows. */
    private void watch() {
        if (!isWatched) {
            isWatched = true;
            inASecond.accept(this::secondPassed);
        }
    }

    private synchronized void secondPassed() {
        isWatched = false;
        if (nanoTime.getAsLong() - secondStarted >= SECOND) {
            endSecond();
        } else if (sent + received > 0) {
            watch();
        }
    }

    private void endSecond() {
        sayRest();
        isSumming = inThisSecond > MESSAGES;
        inThisSecond = 0;
        secondStarted = nanoTime.getAsLong();
    }

    private synchronized void sayRest() {
        if (sent + received > 0) {
            lines.log(messageLevel, who, "event=messages_summed sent=" + sent + " received=" + received);
            sent = 0;
            received = 0;
        }
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

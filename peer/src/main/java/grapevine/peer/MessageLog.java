package grapevine.peer;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.peer.core.gossip.Retained;
import grapevine.runtime.Callers;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.jspecify.annotations.Nullable;

/**
 * Tells the operator of each message, whole. It is one more consumer of what the peer keeps, on a thread that may wait
 * for a slow terminal or disk as long as it likes: messages come late rather than never. What has left the peer's log
 * by then, what is above the rate that was asked for and what is left at the end is said by a number.
 */
final class MessageLog {
    /** What waits is still written for so long when the peer ends (ms). */
    static final long CLOSE_MS = 800;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * A message that is to be told.
     *
     * @param from who brought it, null if it is of this peer's own
     * @param links on how many links it went out, if it is of this peer's own
     */
    record Item(Gossip message, @Nullable Address from, int links) {
        Name name() {
            return new Name(message.origin(), message.n(), from, links);
        }

        int bytes() {
            return message.length();
        }

        private Fact fact() {
            return from == null ? new Fact.MessageSent(message, links) : new Fact.MessageReceived(message, from);
        }
    }

    /** By what a message can be recalled, while the peer keeps it. */
    record Name(Origin origin, long n, @Nullable Address from, int links) {
        Item of(Gossip message) {
            return new Item(message, from, links);
        }
    }

    private final Logger logger;
    private final Supplier<Marker> who;
    private final Consumer<Fact> facts;
    private final Level level;
    private final Show show;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> inASecond;
    private final Feed<Item> feed;
    private final CompletableFuture<Void> allWritten = new CompletableFuture<>();

    /** Handed in by the lane. */
    private volatile long handedIn;

    // Guarded by this, and nothing is logged with this locked: the lock is held for a moment, a terminal for long.
    private long accountedFor;
    private boolean isWriting;
    private boolean isEverything;
    private long secondStarted;
    private int inThisSecond;
    private long aboveRate;
    private boolean isWatched;
    private boolean isOver;

    /**
     * Begins.
     *
     * @param logger where it may block
     * @param who which node a line is of
     * @param facts is told what cannot wait for this logger, and never waits
     * @param level of the lines
     * @param nanoTime as {@link System#nanoTime}
     * @param inASecond runs a short task a second later, on a thread that may block
     */
    MessageLog(
            Logger logger,
            Supplier<Marker> who,
            Consumer<Fact> facts,
            Level level,
            Show show,
            Callers threads,
            Trail.Store<Item, Name> store,
            LongSupplier nanoTime,
            Consumer<Runnable> inASecond) {
        this.logger = logger;
        this.who = who;
        this.facts = facts;
        this.level = level;
        this.show = show;
        this.nanoTime = nanoTime;
        this.inASecond = inASecond;
        secondStarted = nanoTime.getAsLong();
        feed = new Feed<>(threads, logger, facts, Item::bytes, new Trail<>(store, Retained.MOST_MESSAGES));
        feed.add(new Writing(), Feed.Delivery::new);
    }

    /** So many bytes of messages wait from now on, and so many names of those that do not. */
    void resize(long most, int names) {
        feed.resize(most, names);
    }

    // From the lane

    /** One of the peer's own. */
    void sent(Gossip message, int links) {
        put(new Item(message, null, links));
    }

    /** The first copy of one of another. */
    void received(Gossip message, Address from) {
        put(new Item(message, from, 0));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the lane alone writes it
    private void put(Item item) {
        if (!feed.isIdle()) {
            handedIn++;
            feed.put(item);
        }
    }

    /** Hands over what was put by; returns how many will not be told of, as has been found out since the last time. */
    long handOver() {
        return feed.handOver();
    }

    // Its end

    /**
     * Completes when all was written that was handed in, or said by a number; called once nothing more is handed in.
     */
    CompletableFuture<Void> written() {
        synchronized (this) {
            isEverything = true;
        }
        completeIfWritten();
        return allWritten;
    }

    private void completeIfWritten() {
        boolean isWritten;
        synchronized (this) {
            isWritten = isEverything && !isWriting && accountedFor >= handedIn;
        }
        if (isWritten) {
            allWritten.complete(null);
        }
    }

    /**
     * Writes for a while (ms) what waits; returns then, whatever the logger does. Nothing is written any more after
     * that.
     */
    void close(long millis) {
        feed.closeIn(millis);
        long unsaid;
        long left;
        synchronized (this) {
            isOver = true;
            left = handedIn - accountedFor;
            unsaid = takeAboveRate();
        }
        tell("rate", unsaid, facts);
        tell("end", left, facts);
    }

    // On the consumer's thread

    private final class Writing implements Flow.Subscriber<Feed.Delivery<Item>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Feed.Delivery<Item> next) {
            if (begin(1 + next.missedBefore())) {
                try {
                    tell("log", next.missedBefore(), MessageLog.this::log);
                    tell("rate", takeOfSecondBefore(), MessageLog.this::log);
                    if (countsWithinRate()) {
                        logger.log(level, who.get(), FactLine.of(next.item().fact()));
                    }
                } finally {
                    end();
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            // Said by a number, in close.
        }

        @Override
        public void onComplete() {
            // The peer ends.
        }
    }

    private synchronized boolean begin(long messages) {
        if (!isOver) {
            accountedFor += messages;
            isWriting = true;
        }
        return !isOver;
    }

    private void end() {
        synchronized (this) {
            isWriting = false;
        }
        completeIfWritten();
    }

    /** Begins another second if this one is over; returns how many were above the rate in it. */
    private synchronized long takeOfSecondBefore() {
        long now = nanoTime.getAsLong();
        if (now - secondStarted < SECOND) {
            return 0;
        }
        inThisSecond = 0;
        secondStarted = now;
        return takeAboveRate();
    }

    /** Counts one more in this second; whether it is to be shown. */
    private synchronized boolean countsWithinRate() {
        if (inThisSecond < show.mostASecond()) {
            inThisSecond++;
            return true;
        }
        aboveRate++;
        watch();
        return false;
    }

    /** Sees to it that a sum is said when its second is over, also if nothing follows. */
    private void watch() {
        if (!isWatched && !isOver) {
            isWatched = true;
            inASecond.accept(this::secondPassed);
        }
    }

    private void secondPassed() {
        long above = 0;
        synchronized (this) {
            isWatched = false;
            if (nanoTime.getAsLong() - secondStarted >= SECOND) {
                above = takeAboveRate();
            } else if (aboveRate > 0) {
                watch();
            }
        }
        tell("rate", above, this::log);
    }

    private long takeAboveRate() {
        long above = aboveRate;
        aboveRate = 0;
        return above;
    }

    private void log(Fact fact) {
        logger.log(fact.level() == Fact.Level.WARN ? Level.WARN : level, who.get(), FactLine.of(fact));
    }

    private static void tell(String why, long messages, Consumer<Fact> facts) {
        if (messages > 0) {
            facts.accept(new Fact.MessagesNotShown(why, messages));
        }
    }
}

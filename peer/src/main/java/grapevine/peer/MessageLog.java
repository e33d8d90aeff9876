package grapevine.peer;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.peer.core.gossip.Retained;
import grapevine.runtime.ConsumerThreads;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
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
    private final Level level;
    private final Show show;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> inASecond;
    private final Feed<Item> feed;

    /** Handed in by the lane. */
    private volatile long handedIn;

    // Guarded by this.
    private long accountedFor;
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
     * @param level of the lines
     * @param nanoTime as {@link System#nanoTime}
     * @param inASecond runs a short task a second later, on a thread that may block
     */
    MessageLog(
            Logger logger,
            Supplier<Marker> who,
            Level level,
            Show show,
            ConsumerThreads threads,
            Trail.Store<Item, Name> store,
            LongSupplier nanoTime,
            Consumer<Runnable> inASecond) {
        this.logger = logger;
        this.who = who;
        this.level = level;
        this.show = show;
        this.nanoTime = nanoTime;
        this.inASecond = inASecond;
        secondStarted = nanoTime.getAsLong();
        feed = new Feed<>(threads, logger, Item::bytes, new Trail<>(store, Retained.MOST_MESSAGES));
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

    /** Writes for a while what waits, and says how much is left then. Nothing is written any more after that. */
    void close(long millis) {
        feed.closeIn(millis);
        long left;
        synchronized (this) {
            isOver = true;
            left = handedIn - accountedFor;
            sayAboveRate();
        }
        say("end", left);
    }

    // On the consumer's thread

    private final class Writing implements Flow.Subscriber<Feed.Delivery<Item>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Feed.Delivery<Item> next) {
            if (accountsFor(1 + next.missedBefore())) {
                say("log", next.missedBefore());
                if (isWithinRate()) {
                    logger.log(level, who.get(), FactLine.of(next.item().fact()));
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

    private synchronized boolean accountsFor(long messages) {
        accountedFor += isOver ? 0 : messages;
        return !isOver;
    }

    private synchronized boolean isWithinRate() {
        long now = nanoTime.getAsLong();
        if (now - secondStarted >= SECOND) {
            sayAboveRate();
            inThisSecond = 0;
            secondStarted = now;
        }
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

    private synchronized void secondPassed() {
        isWatched = false;
        if (nanoTime.getAsLong() - secondStarted >= SECOND) {
            sayAboveRate();
        } else if (aboveRate > 0) {
            watch();
        }
    }

    private synchronized void sayAboveRate() {
        say("rate", aboveRate);
        aboveRate = 0;
    }

    private void say(String why, long messages) {
        if (messages > 0) {
            Fact fact = new Fact.MessagesNotShown(why, messages);
            logger.log(fact.level() == Fact.Level.WARN ? Level.WARN : level, who.get(), FactLine.of(fact));
        }
    }
}

package grapevine.peer;

import grapevine.clock.MessageId;
import grapevine.node.Budget;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.Publication;
import grapevine.runtime.NodeHost;
import grapevine.wire.Origin;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the application publishes: now, or as soon as there is room. Those that wait go first, in the order in which
 * they were given; while any wait it is looked for room every few milliseconds, since nothing tells when there is some.
 */
final class Publications {
    /** The most that wait. */
    static final int MOST = 4096;

    /** What one takes besides its payload, about. */
    private static final long EACH = 512;

    private static final long LOOK_FIRST_MILLIS = 1;
    private static final long LOOK_MOST_MILLIS = 50;

    private static final Published THROTTLED = Published.refused(Outcome.THROTTLED);
    private static final Published CLOSED = Published.refused(Outcome.CLOSED);

    /** One that waits, or is about to. */
    private static final class Waiting {
        final byte[] payload;

        // Of the node's lane alone.
        long until;
        Consumer<Published> answer = published -> {};

        /** Written in the lane. */
        volatile boolean isAnswered;

        /** Written by whoever took it back. */
        volatile boolean isTakenBack;

        Waiting(byte[] payload) {
            this.payload = payload;
        }

        long bytes() {
            return payload.length + EACH;
        }
    }

    private final NodeHost host;
    private final Questions questions;
    private final Supplier<PeerNode> node;

    /** Bytes that were asked for with time to wait, and are on their way to the lane. */
    private final AtomicLong asked = new AtomicLong();

    private volatile long mostBytes = Budget.PLENTY.publications();

    // Of the node's lane alone.
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** What they take. */
    private long bytes;

    /** None of them is to be given up before. */
    private long earliest = Long.MAX_VALUE;

    private long lookIn = LOOK_FIRST_MILLIS;
    private boolean isLooking;
    private @Nullable Origin self;
    private String selfText = "";

    Publications(NodeHost host, Questions questions, Supplier<PeerNode> node) {
        this.host = host;
        this.questions = questions;
        this.node = node;
    }

    /** From now on so many bytes wait, and no more are on their way to the lane; from any thread. */
    void resize(long most) {
        mostBytes = most;
    }

    /** Publishes it or says why not. The payload is kept. */
    CompletableFuture<Published> now(byte[] payload) {
        return questions.begin(now -> publish(now, payload), THROTTLED, CLOSED);
    }

    /** Floods it or says why not, not before those that wait. The payload is kept. */
    CompletableFuture<Published> flood(byte[] payload, Flood how) {
        return questions.begin(
                now -> {
                    Publication room = goOn(now);
                    return waiting.isEmpty()
                            ? published(node.get()
                                    .flood(
                                            now,
                                            payload,
                                            how.relays(),
                                            how.hopDelay().toMillis()))
                            : Published.refused(Outcome.of(room));
                },
                THROTTLED,
                CLOSED);
    }

    /**
     * Publishes it as soon as may be. The payload is kept. Whoever completes the result himself, or cancels it, takes
     * it back if it still waits. What may wait is decided in the lane alone, where it is known; if much is on its way
     * there the caller waits until his has arrived.
     */
    CompletableFuture<Published> soon(byte[] payload, Duration patience) {
        if (questions.areAnswersHeldUp()) {
            return CompletableFuture.completedFuture(host.ended().isDone() ? CLOSED : THROTTLED);
        }
        Waiting message = new Waiting(payload);
        boolean isMuch = asked.addAndGet(message.bytes()) > mostBytes;
        CompletableFuture<Published> published = questions.ask(
                (now, answer) -> {
                    message.answer = answer;
                    message.until = now + Math.max(1, patience.toMillis());
                    begin(now, message);
                },
                CLOSED);
        published.whenComplete((outcome, failure) -> {
            if (!message.isAnswered) {
                message.isTakenBack = true;
                host.insist(now -> takeBack(message));
            }
        });
        if (isMuch) {
            awaitLane();
        }
        return published;
    }

    private void awaitLane() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        host.insist(now -> reached.complete(null), () -> reached.complete(null));
        reached.join();
    }

    private void begin(long now, Waiting message) {
        asked.addAndGet(-message.bytes());
        if (message.isTakenBack) {
            return; // which comes here next
        }
        Published at = publish(now, message.payload);
        if (isFinal(at.outcome())) {
            answer(message, at);
        } else if (waiting.size() >= MOST || bytes + message.bytes() > mostBytes) {
            answer(message, THROTTLED);
        } else {
            waiting.add(message);
            bytes += message.bytes();
            earliest = Math.min(earliest, message.until);
            look();
        }
    }

    private void answer(Waiting message, Published published) {
        message.isAnswered = true;
        message.answer.accept(published);
    }

    private void takeBack(Waiting message) {
        if (!message.isAnswered && waiting.remove(message)) {
            bytes -= message.bytes();
        }
    }

    private static boolean isFinal(Outcome outcome) {
        return outcome == Outcome.ACCEPTED || outcome == Outcome.CLOSED;
    }

    /** Not before those that wait. */
    private Published publish(long now, byte[] payload) {
        Publication room = goOn(now);
        return waiting.isEmpty() ? atOnce(now, payload) : Published.refused(Outcome.of(room));
    }

    private Published atOnce(long now, byte[] payload) {
        return published(node.get().publish(now, payload));
    }

    private Published published(Publication publication) {
        return publication == Publication.ACCEPTED
                ? Published.accepted(
                        name(node.get().look().self(), node.get().look().lastNumber()))
                : Published.refused(Outcome.of(publication));
    }

    private MessageId name(Origin origin, long number) {
        if (!origin.equals(self)) {
            self = origin;
            selfText = origin.address().toString();
        }
        return new MessageId(selfText, origin.epoch(), number);
    }

    /**
     * Publishes what can be now, and gives up what has waited long enough.
     *
     * @return what those that still wait, if any do, wait for
     */
    private Publication goOn(long now) {
        Publication room = waiting.isEmpty() ? Publication.ACCEPTED : node.get().publication(now);
        while (!waiting.isEmpty() && (room == Publication.ACCEPTED || room == Publication.CLOSED)) {
            Waiting next = waiting.iterator().next();
            Published published = atOnce(now, next.payload);
            if (isFinal(published.outcome())) {
                waiting.remove(next);
                bytes -= next.bytes();
                lookIn = LOOK_FIRST_MILLIS;
                answer(next, published);
                room = node.get().publication(now);
            } else {
                room = Publication.THROTTLED;
            }
        }
        if (earliest <= now) {
            giveUp(now, Published.refused(Outcome.of(room)));
        }
        return room;
    }

    private void giveUp(long now, Published why) {
        earliest = Long.MAX_VALUE;
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting message = each.next();
            if (message.until <= now) {
                each.remove();
                bytes -= message.bytes();
                answer(message, why);
            } else {
                earliest = Math.min(earliest, message.until);
            }
        }
    }

    private void look() {
        if (!isLooking) {
            isLooking = true;
            host.insistIn(lookIn, now -> {
                isLooking = false;
                lookIn = Math.min(2 * lookIn, LOOK_MOST_MILLIS);
                goOn(now);
                if (!waiting.isEmpty()) {
                    look();
                }
            });
        }
    }
}

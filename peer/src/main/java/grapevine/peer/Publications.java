package grapevine.peer;

import grapevine.clock.MessageId;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.Publication;
import grapevine.runtime.NodeHost;
import grapevine.wire.Origin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** The most bytes of these. */
    static final long MOST_BYTES = 16L * 1024 * 1024;

    private static final long LOOK_FIRST_MILLIS = 1;
    private static final long LOOK_MOST_MILLIS = 50;

    private static final Published THROTTLED = Published.refused(Outcome.THROTTLED);
    private static final Published CLOSED = Published.refused(Outcome.CLOSED);

    /** One that waits. */
    private record Waiting(byte[] payload, long until, Consumer<Published> answer) {}

    private final NodeHost host;
    private final Questions questions;
    private final Supplier<PeerNode> node;

    /** Asked for with time to wait, and without an answer yet. */
    private final AtomicInteger asked = new AtomicInteger();

    // Of the node's lane alone.
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private long lookIn = LOOK_FIRST_MILLIS;
    private boolean isLooking;
    private @Nullable Origin self;
    private String selfText = "";

    Publications(NodeHost host, Questions questions, Supplier<PeerNode> node) {
        this.host = host;
        this.questions = questions;
        this.node = node;
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

    /** Publishes it as soon as may be. The payload is kept. */
    CompletableFuture<Published> soon(byte[] payload, Duration patience) {
        if (asked.incrementAndGet() > MOST) {
            asked.decrementAndGet();
            return CompletableFuture.completedFuture(THROTTLED);
        }
        CompletableFuture<Published> published = questions.ask(
                (now, answer) -> {
                    Published at = publish(now, payload);
                    if (isFinal(at.outcome())) {
                        answer.accept(at);
                    } else if (bytes + payload.length > MOST_BYTES) {
                        answer.accept(THROTTLED);
                    } else {
                        waiting.add(new Waiting(payload, now + Math.max(1, patience.toMillis()), answer));
                        bytes += payload.length;
                        look();
                    }
                },
                CLOSED);
        published.whenComplete((outcome, failure) -> asked.decrementAndGet());
        return published;
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
            Waiting next = waiting.element();
            Published published = atOnce(now, next.payload);
            if (isFinal(published.outcome())) {
                waiting.remove();
                bytes -= next.payload.length;
                lookIn = LOOK_FIRST_MILLIS;
                next.answer.accept(published);
                room = node.get().publication(now);
            } else {
                room = Publication.THROTTLED;
            }
        }
        if (!waiting.isEmpty()) {
            giveUp(now, Published.refused(Outcome.of(room)));
        }
        return room;
    }

    private void giveUp(long now, Published why) {
        waiting.removeIf(each -> {
            boolean isOver = each.until <= now;
            if (isOver) {
                bytes -= each.payload.length;
                each.answer.accept(why);
            }
            return isOver;
        });
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

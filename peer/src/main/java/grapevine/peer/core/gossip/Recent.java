package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers of which origin came in which second, so that whoever was cut off can be told what came since without a
 * look at each message. What is older than a minute stands by ten seconds.
 */
final class Recent {
    private static final long SECOND = 1000;
    private static final long FINE_MILLIS = 64_000;
    private static final long COARSE_MILLIS = 10_000;

    /** Numbers of one origin, and the message that came last of them. */
    private static final class Named {
        final Origin origin;
        final Ranges ranges = new Ranges();
        long last;

        Named(Origin origin) {
            this.origin = origin;
        }
    }

    /** What came in a time. */
    private static final class Span {
        final long from;
        final long firstNumber;
        final Map<Origin, Named> byOrigin = new HashMap<>();

        /** The number behind the last. */
        long end;

        /** Whose message came last. */
        @Nullable
        Named latest;

        Span(long from, long firstNumber) {
            this.from = from;
            this.firstNumber = firstNumber;
        }

        Named of(Origin origin) {
            if (latest == null || !latest.origin.equals(origin)) {
                latest = byOrigin.computeIfAbsent(origin, Named::new);
            }
            return latest;
        }

        void takeOver(Span later) {
            later.byOrigin.values().forEach(named -> {
                Named ours = of(named.origin);
                ours.ranges.addAll(named.ranges);
                ours.last = Math.max(ours.last, named.last);
            });
            end = later.end;
        }
    }

    /** In the order of time. */
    private final Deque<Span> spans = new ArrayDeque<>();

    /** The span before those that are still fine, in which what gets old is collected. */
    private final Deque<Span> old = new ArrayDeque<>();

    /** The message of this number in the log came at this time. */
    void add(Origin origin, long n, long number, long now) {
        Span span = spans.peekLast();
        if (span == null || now - span.from >= SECOND) {
            age(now);
            span = new Span(now - Math.floorMod(now, SECOND), number);
            spans.add(span);
        }
        Named named = span.of(origin);
        named.ranges.add(n);
        named.last = number;
        span.end = number + 1;
    }

    private void age(long now) {
        while (!spans.isEmpty() && now - spans.peekFirst().from > FINE_MILLIS) {
            Span fine = spans.removeFirst();
            Span coarse = old.peekLast();
            if (coarse == null || fine.from - coarse.from >= COARSE_MILLIS) {
                old.add(fine);
            } else {
                coarse.takeOver(fine);
            }
        }
    }

    /** Forgets what has left the log, but for what stands in a span with something that has not. */
    void forgetBefore(long number) {
        forgetBefore(number, old);
        if (old.isEmpty()) {
            forgetBefore(number, spans);
        }
    }

    private static void forgetBefore(long number, Deque<Span> from) {
        for (Span first = from.peekFirst(); first != null && first.end <= number; first = from.peekFirst()) {
            from.removeFirst();
        }
    }

    /**
     * Names what came since a moment, as far as that is whole spans of what is still there, the latest first.
     *
     * @param first the number of the first message that is still there
     * @return the number of the first message that was named in this way; before it, one has to look at each
     */
    long nameSince(long moment, long first, long next, Bundle names) {
        long namedFrom = next;
        for (Iterator<Span> all = latestFirst(); all.hasNext(); ) {
            Span span = all.next();
            if (span.from < moment || span.firstNumber < first || names.isFull()) {
                break;
            }
            List<Named> byTime = new ArrayList<>(span.byOrigin.values());
            byTime.sort(Comparator.comparingLong((Named named) -> named.last).reversed());
            byTime.forEach(named -> names.addLatest(named.origin, named.ranges));
            namedFrom = span.firstNumber;
        }
        return namedFrom;
    }

    /**
     * Collects what came since a moment, as far as that is whole spans of what is still there.
     *
     * @param first the number of the first message that is still there
     * @return the number of the first message that was taken in this way; before it, one has to look at each
     */
    long collectSince(long moment, long first, long next, Map<Origin, Ranges> into) {
        long takenFrom = next;
        for (Iterator<Span> all = latestFirst(); all.hasNext(); ) {
            Span span = all.next();
            if (span.from < moment || span.firstNumber < first) {
                break;
            }
            span.byOrigin.forEach((origin, named) ->
                    into.computeIfAbsent(origin, unused -> new Ranges()).addAll(named.ranges));
            takenFrom = span.firstNumber;
        }
        return takenFrom;
    }

    private Iterator<Span> latestFirst() {
        Iterator<Span> fine = spans.descendingIterator();
        Iterator<Span> coarse = old.descendingIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return fine.hasNext() || coarse.hasNext();
            }

            @Override
            public Span next() {
                return fine.hasNext() ? fine.next() : coarse.next();
            }
        };
    }
}

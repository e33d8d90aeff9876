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

        Span(long from, long firstNumber) {
            this.from = from;
            this.firstNumber = firstNumber;
        }

        Named of(Origin origin) {
            return byOrigin.computeIfAbsent(origin, Named::new);
        }

        void takeOver(Span later) {
            later.byOrigin.values().forEach(named -> {
                Named ours = of(named.origin);
                ours.ranges.addAll(named.ranges);
                ours.last = Math.max(ours.last, named.last);
            });
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
        forgetBefore(number, old, spans);
        if (old.isEmpty()) {
            forgetBefore(number, spans, new ArrayDeque<>());
        }
    }

    private static void forgetBefore(long number, Deque<Span> from, Deque<Span> after) {
        Span first = from.pollFirst();
        while (first != null) {
            Span next = from.isEmpty() ? after.peekFirst() : from.peekFirst();
            if (next == null || next.firstNumber > number) {
                from.addFirst(first);
                return;
            }
            first = from.pollFirst();
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

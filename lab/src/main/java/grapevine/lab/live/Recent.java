package grapevine.lab.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;

/** The last things of a row that are remembered, each with its number in the row. Safe for several threads. */
final class Recent<T> {
    private final int most;
    private final Deque<T> things = new ArrayDeque<>();
    private long count;

    /** Remembers so many. */
    Recent(int most) {
        this.most = most;
    }

    /** One more, made of its number: 1 for the first of all, each one more than the one before. */
    synchronized void add(LongFunction<T> made) {
        things.add(made.apply(++count));
        if (things.size() > most) {
            things.remove();
        }
    }

    /** The number of the last one, 0 if there was none. */
    synchronized long last() {
        return count;
    }

    /** The last ones after that number, at most so many and as far as they are remembered, in order. */
    synchronized List<T> after(long number, int atMost) {
        long wanted = Math.min(count - number, atMost);
        Deque<T> after = new ArrayDeque<>();
        Iterator<T> newestFirst = things.descendingIterator();
        while (newestFirst.hasNext() && after.size() < wanted) {
            after.addFirst(newestFirst.next());
        }
        return List.copyOf(after);
    }
}

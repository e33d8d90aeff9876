package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Which facts are counted, since some of their {@link Fact.Bunch} were told a short while ago. */
final class Bunches {
    /** The most bunches at a time; what belongs to none of them is counted under {@link #OTHERS}, a kind together. */
    static final int MOST = 1024;

    /** What all others have in common. */
    static final String OTHERS = "others";

    private final Map<Key, Count> counts = new LinkedHashMap<>();

    private record Key(Class<? extends Fact> kind, String of) {}

    private static final class Count {
        private final long begun;
        private final long withinMs;
        private int left;
        private long times;

        Count(long begun, Fact.Bunch bunch) {
            this.begun = begun;
            withinMs = bunch.withinMs();
            left = bunch.told();
        }
    }

    /** Whether it is to be told; else it was counted. */
    boolean isToBeTold(Fact fact, long nanos) {
        Fact.Bunch bunch = fact.bunch();
        if (bunch == null) {
            return true;
        }
        Key key = new Key(fact.getClass(), bunch.of());
        if (!counts.containsKey(key) && counts.size() >= MOST) {
            key = new Key(fact.getClass(), OTHERS);
        }
        Count count = counts.get(key);
        if (count == null) {
            count = new Count(nanos, bunch);
            counts.put(key, count);
        }
        if (count.left > 0) {
            count.left--;
            return true;
        }
        count.times++;
        return false;
    }

    /** What to say of those whose time is over, and forgets them. */
    List<Fact> over(long nanos) {
        List<Fact> over = new ArrayList<>();
        for (Iterator<Map.Entry<Key, Count>> all = counts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Count> next = all.next();
            Count count = next.getValue();
            long ms = TimeUnit.NANOSECONDS.toMillis(nanos - count.begun);
            if (ms >= count.withinMs) {
                all.remove();
                if (count.times > 0) {
                    over.add(said(next.getKey(), count, ms));
                }
            }
        }
        return over;
    }

    /** The same of all, at the end. */
    List<Fact> rest(long nanos) {
        List<Fact> rest = new ArrayList<>();
        counts.forEach((key, count) -> {
            if (count.times > 0) {
                rest.add(said(key, count, TimeUnit.NANOSECONDS.toMillis(nanos - count.begun)));
            }
        });
        counts.clear();
        return rest;
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    private static Fact said(Key key, Count count, long ms) {
        return new Fact.Repeated(FactLine.event(key.kind), key.of, count.times, ms);
    }
}

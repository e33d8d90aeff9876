package grapevine.clock;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Peers that make messages and get those of others, in no order; with what really happened before what, kept apart from
 * the clocks.
 */
final class History {
    /** The messages in the order of their making. */
    final List<Stamp> stamps = new ArrayList<>();

    /** By message, in the same order: the messages that happened before it. */
    private final List<BitSet> causes = new ArrayList<>();

    private History() {}

    /** One peer. */
    private static final class Maker {
        final String name;
        long made;
        HybridTime time = HybridTime.ZERO;
        VectorClock clock = VectorClock.empty();
        final BitSet knows = new BitSet();

        Maker(String name) {
            this.name = name;
        }
    }

    /** So many peers that make so many messages in all; their wall clocks differ by up to an hour. */
    static History random(RandomGenerator random, int peers, int messages) {
        History history = new History();
        List<Maker> makers = new ArrayList<>();
        List<Long> wallClocks = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            makers.add(new Maker("peer" + i));
            wallClocks.add(random.nextLong(3_600_000));
        }
        while (history.stamps.size() < messages) {
            int who = random.nextInt(peers);
            if (random.nextBoolean()) {
                history.make(makers.get(who), wallClocks.get(who) + history.stamps.size());
            } else if (!history.stamps.isEmpty()) {
                history.get(makers.get(who), random.nextInt(history.stamps.size()));
            }
        }
        return history;
    }

    private void make(Maker maker, long wallClock) {
        maker.time = maker.time.next(wallClock);
        Stamp stamp = new Stamp(new MessageId(maker.name, 1, ++maker.made), maker.time, maker.clock);
        maker.clock = stamp.clock();
        causes.add((BitSet) maker.knows.clone());
        maker.knows.set(stamps.size());
        stamps.add(stamp);
    }

    private void get(Maker maker, int message) {
        maker.clock = maker.clock.merge(stamps.get(message).clock());
        maker.time = maker.time.max(stamps.get(message).time());
        maker.knows.or(causes.get(message));
        maker.knows.set(message);
    }

    /** What really was. */
    boolean happenedBefore(int a, int b) {
        return causes.get(b).get(a);
    }

    /** The same messages, with whatever happens to be left of each clock. */
    List<Stamp> cutShort(RandomGenerator random) {
        return stamps.stream().map(stamp -> cutShort(stamp, random)).toList();
    }

    private static Stamp cutShort(Stamp stamp, RandomGenerator random) {
        List<MessageId> left = stamp.clock().latest().stream()
                .filter(id -> random.nextInt(3) > 0)
                .toList();
        return new Stamp(stamp.id(), stamp.time(), VectorClock.of(left));
    }

    /** Where each message stands in a list. */
    static Map<MessageId, Integer> places(List<Stamp> order) {
        Map<MessageId, Integer> places = new LinkedHashMap<>();
        order.forEach(stamp -> places.put(stamp.id(), places.size()));
        return places;
    }
}

package grapevine.clock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Any set of messages in one order, the same for everybody who has the same set, in whatever order they came: what
 * happened before stands before, and what did not is ordered by hybrid time, then id.
 */
public final class LinearExtension {
    private final Stamp[] stamps;
    private final int[] causesLeft;
    private final List<List<Integer>> effects = new ArrayList<>();

    private LinearExtension(List<Stamp> sorted) {
        stamps = sorted.toArray(Stamp[]::new);
        causesLeft = new int[stamps.length];
    }

    /**
     * These messages in order; of several with one id the one with the lowest time, then the first clock as text: which
     * of them came first makes no difference. Takes a time of n * clock size * log n.
     *
     * @param messages in any order; not changed
     * @param stamp tells the stamp of each
     */
    public static <T> List<T> of(Collection<T> messages, Function<? super T, Stamp> stamp) {
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(stamp, "stamp");
        Map<MessageId, T> byId = new HashMap<>();
        Map<MessageId, Stamp> stampsById = new HashMap<>();
        int at = 0;
        for (T message : messages) {
            if (message == null) {
                throw new NullPointerException("messages[" + at + "]");
            }
            at++;
            Stamp its = stamp.apply(message);
            Stamp other = stampsById.get(its.id());
            if (other == null || comesFirst(its, other)) {
                stampsById.put(its.id(), its);
                byId.put(its.id(), message);
            }
        }
        List<Stamp> stamps = new ArrayList<>(stampsById.values());
        stamps.sort(Comparator.comparing(Stamp::time).thenComparing(Stamp::id));
        LinearExtension extension = new LinearExtension(stamps);
        extension.link();
        return extension.order().stream().map(byId::get).toList();
    }

    /** One that says two things of one message lies, to everybody in the same way. */
    private static boolean comesFirst(Stamp one, Stamp other) {
        int byTime = one.time().compareTo(other.time());
        return byTime < 0
                || (byTime == 0
                        && one.clock().toString().compareTo(other.clock().toString()) < 0);
    }

    /**
     * The messages of one run follow each other, so the last one that a clock knows of each run stands for all it
     * knows.
     */
    private void link() {
        Map<String, Map<Long, TreeMap<Long, Integer>>> runs = new HashMap<>();
        for (int i = 0; i < stamps.length; i++) {
            MessageId id = stamps[i].id();
            runs.computeIfAbsent(id.origin(), unused -> new HashMap<>())
                    .computeIfAbsent(id.epoch(), unused -> new TreeMap<>())
                    .put(id.number(), i);
            effects.add(new ArrayList<>(2));
        }
        for (int i = 0; i < stamps.length; i++) {
            MessageId id = stamps[i].id();
            for (MessageId known : stamps[i].clock().latest()) {
                TreeMap<Long, Integer> run =
                        runs.getOrDefault(known.origin(), Map.of()).get(known.epoch());
                boolean isItself = known.hasOriginOf(id);
                Map.Entry<Long, Integer> cause =
                        run == null ? null : run.floorEntry(isItself ? id.number() - 1 : known.number());
                if (cause != null) {
                    effects.get(cause.getValue()).add(i);
                    causesLeft[i]++;
                }
            }
        }
    }

    /**
     * What has no cause left goes next, the earliest first. If clocks that lie have made a circle, the earliest breaks
     * it.
     */
    private List<MessageId> order() {
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        boolean[] isPlaced = new boolean[stamps.length];
        for (int i = 0; i < stamps.length; i++) {
            if (causesLeft[i] == 0) {
                ready.add(i);
            }
        }
        List<MessageId> order = new ArrayList<>(stamps.length);
        int earliest = 0;
        while (order.size() < stamps.length) {
            while (isPlaced[earliest]) {
                earliest++;
            }
            int next = ready.isEmpty() ? earliest : ready.remove();
            if (!isPlaced[next]) {
                isPlaced[next] = true;
                order.add(stamps[next].id());
                for (int effect : effects.get(next)) {
                    if (--causesLeft[effect] == 0) {
                        ready.add(effect);
                    }
                }
            }
        }
        return order;
    }
}

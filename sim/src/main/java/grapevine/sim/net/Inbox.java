package grapevine.sim.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** What waits for a process that stands still. */
final class Inbox {
    private final List<LinkEvent> waiting = new ArrayList<>();

    void add(LinkEvent event) {
        waiting.add(event);
    }

    /** The process is gone, and all this with it. */
    void clear() {
        waiting.forEach(LinkEvent::lost);
        waiting.clear();
    }

    /** How many messages are among it. */
    long messages() {
        return waiting.stream().filter(Segment::isMessage).count();
    }

    /** Takes all out in an order in which the process may find it: each link's input as it came, otherwise any. */
    List<LinkEvent> takeAll(RandomGenerator random) {
        Map<Object, ArrayDeque<LinkEvent>> byEnd = new LinkedHashMap<>();
        List<ArrayDeque<LinkEvent>> turns = new ArrayList<>();
        for (LinkEvent event : waiting) {
            Object end = Objects.requireNonNullElse(event.end(), event);
            ArrayDeque<LinkEvent> ofEnd = byEnd.computeIfAbsent(end, unseen -> new ArrayDeque<>());
            ofEnd.add(event);
            turns.add(ofEnd);
        }
        waiting.clear();
        for (int i = turns.size() - 1; i > 0; i--) {
            Collections.swap(turns, i, random.nextInt(i + 1));
        }
        return turns.stream().map(ArrayDeque::remove).toList();
    }
}

package grapevine.peer.core.ground;

import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of messages collected to be said in one body: at most {@link #MOST_RANGES} ranges, which always fit. */
public final class Bundle {
    /** A range with its origin takes at most 110 bytes, so that all together stay below 64 KiB. */
    public static final int MOST_RANGES = 512;

    private final Map<Origin, Ranges> byOrigin = new LinkedHashMap<>(2);
    private @Nullable Origin latest;
    private @Nullable Ranges ofLatest;
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether it holds {@link #MOST_RANGES} or more; whoever adds looks first. */
    public boolean isFull() {
        return size >= MOST_RANGES;
    }

    /** How many ranges. */
    public int size() {
        return size;
    }

    /** Adds one number, also if it is full. */
    public void add(Origin origin, long n) {
        Ranges ranges = of(origin);
        size -= ranges.size();
        ranges.add(n);
        size += ranges.size();
    }

    /** Adds these, however many. */
    public void addAll(Origin origin, Ranges others) {
        Ranges ranges = of(origin);
        size -= ranges.size();
        ranges.addAll(others);
        size += ranges.size();
    }

    /** Adds the highest of these as long as there is room. */
    public void addLatest(Origin origin, Ranges others) {
        if (size + others.size() <= MOST_RANGES) {
            addAll(origin, others);
            return;
        }
        if (isFull()) {
            return;
        }
        Ranges ranges = of(origin);
        for (int i = others.size() - 1; i >= 0 && !isFull(); i--) {
            size -= ranges.size();
            ranges.add(others.first(i), others.last(i));
            size += ranges.size();
        }
    }

    /** All of them, origins in the order they came in. */
    public List<OriginRanges> list() {
        List<OriginRanges> all = new ArrayList<>(byOrigin.size());
        byOrigin.forEach((origin, ranges) -> all.add(new OriginRanges(origin, ranges.toList())));
        return all;
    }

    /** All of them; none are left here. */
    public List<OriginRanges> take() {
        List<OriginRanges> all = list();
        byOrigin.clear();
        latest = null;
        ofLatest = null;
        size = 0;
        return all;
    }

    private Ranges of(Origin origin) {
        if (ofLatest == null || !origin.equals(latest)) {
            latest = origin;
            ofLatest = byOrigin.computeIfAbsent(origin, unused -> new Ranges());
        }
        return ofLatest;
    }
}

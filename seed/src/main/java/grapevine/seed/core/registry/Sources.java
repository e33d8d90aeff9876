package grapevine.seed.core.registry;

import grapevine.wire.Ip;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Claims and connections, each with where it came from: whose turn it is to go where there are too many. That is the
 * oldest of a source that has too many itself, else the oldest of the source that has most, so that one source takes no
 * other's place, nor do many that have many each.
 *
 * @param <T> what came: who claims something, or connected
 */
public final class Sources<T> {
    /** The most that come from one ip ({@link Ip#place}) where nothing else is said. */
    static final int MOST_OF_A_SOURCE = 256;

    private final int mostOfOne;
    private final int most;
    private final Map<T, Ip> sources = new HashMap<>();

    /** The oldest first. */
    private final Map<Ip, Set<T>> bySource = new HashMap<>();

    /** The sources that have so many; of equals the first is the one that has had them for longest. */
    private final NavigableMap<Integer, Set<Ip>> bySize = new TreeMap<>();

    /**
     * None yet.
     *
     * @param most how many there may be in all
     */
    public Sources(int most) {
        this(MOST_OF_A_SOURCE, most);
    }

    /** The same, where so many may be from one source. */
    public Sources(int mostOfOne, int most) {
        this.mostOfOne = mostOfOne;
        this.most = most;
    }

    /** How many there are in all. */
    public int size() {
        return sources.size();
    }

    /** How many are from there. */
    private int of(Ip source) {
        Set<T> its = bySource.get(source);
        return its == null ? 0 : its.size();
    }

    /** This one came from there, just now. */
    public void add(T one, Ip from) {
        Ip source = from.place();
        remove(one);
        Set<T> its = bySource.computeIfAbsent(source, any -> new LinkedHashSet<>());
        its.add(one);
        sources.put(one, source);
        isMoved(source, its.size() - 1, its.size());
    }

    /** It is gone. */
    public void remove(T one) {
        Ip source = sources.remove(one);
        Set<T> its = source == null ? null : bySource.get(source);
        if (source != null && its != null) {
            its.remove(one);
            isMoved(source, its.size() + 1, its.size());
            if (its.isEmpty()) {
                bySource.remove(source);
            }
        }
    }

    private void isMoved(Ip source, int from, int to) {
        Set<Ip> equals = bySize.get(from);
        if (equals != null && equals.remove(source) && equals.isEmpty()) {
            bySize.remove(from);
        }
        if (to > 0) {
            bySize.computeIfAbsent(to, any -> new LinkedHashSet<>()).add(source);
        }
    }

    /** Who has to go since this source has more than it may, or all together have; null if nobody has. */
    public @Nullable T tooMany(Ip from) {
        Ip source = from.place();
        if (of(source) > mostOfOne) {
            return oldestOf(source);
        }
        return size() > most ? oldestOf(largest()) : null;
    }

    /** Who has to go first where there is room for fewer; null if there are none. */
    public @Nullable T first() {
        return bySize.isEmpty() ? null : oldestOf(largest());
    }

    private T oldestOf(Ip source) {
        Set<T> its = bySource.get(source);
        if (its == null) {
            throw new IllegalArgumentException("nothing came from " + source);
        }
        return its.iterator().next();
    }

    private Ip largest() {
        return bySize.lastEntry().getValue().iterator().next();
    }
}

package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Addresses, each with where its claim came from: whose turn it is to go where there is room for so many only. That is
 * the oldest of the source that has most, so that one source takes no other's place, nor do many that have many each.
 */
public final class Sources {
    private final Map<Address, Ip> sources = new HashMap<>();

    /** The oldest first. */
    private final Map<Ip, Set<Address>> bySource = new HashMap<>();

    /** The sources that have so many; of equals the first is the one that has had them for longest. */
    private final NavigableMap<Integer, Set<Ip>> bySize = new TreeMap<>();

    /** None yet. */
    public Sources() {}

    /** How many there are in all. */
    public int size() {
        return sources.size();
    }

    /** How many are from there. */
    public int of(Ip source) {
        Set<Address> its = bySource.get(source);
        return its == null ? 0 : its.size();
    }

    /** This one came from there, just now. */
    public void add(Address address, Ip source) {
        remove(address);
        Set<Address> its = bySource.computeIfAbsent(source, any -> new LinkedHashSet<>());
        its.add(address);
        sources.put(address, source);
        isMoved(source, its.size() - 1, its.size());
    }

    /** It is gone. */
    public void remove(Address address) {
        Ip source = sources.remove(address);
        Set<Address> its = source == null ? null : bySource.get(source);
        if (source != null && its != null) {
            its.remove(address);
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

    /** The oldest from there; there has to be one. */
    public Address oldestOf(Ip source) {
        Set<Address> its = bySource.get(source);
        if (its == null) {
            throw new IllegalArgumentException("nothing came from " + source);
        }
        return its.iterator().next();
    }

    /** The source that has most; there has to be one. */
    public Ip largest() {
        return bySize.lastEntry().getValue().iterator().next();
    }
}

package grapevine.sim;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who cannot reach whom, and what waits on the way for the end of that. */
final class Partition {
    private final Map<Address, Integer> sides = new HashMap<>();
    private final List<Segment> held = new ArrayList<>();

    /** Addresses of different parts no longer reach each other. */
    void cut(List<? extends Collection<Address>> parts) {
        for (int side = 0; side < parts.size(); side++) {
            for (Address address : parts.get(side)) {
                sides.put(address, side);
            }
        }
    }

    boolean blocks(Address from, Address to) {
        if (sides.isEmpty()) {
            return false;
        }
        Integer one = sides.get(from);
        Integer another = sides.get(to);
        return one != null && another != null && !one.equals(another);
    }

    void hold(Segment segment) {
        held.add(segment);
    }

    /** Everyone reaches everyone; returns what waited. */
    List<Segment> heal() {
        sides.clear();
        List<Segment> released = List.copyOf(held);
        held.clear();
        return released;
    }
}

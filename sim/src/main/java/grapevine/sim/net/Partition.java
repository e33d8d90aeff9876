package grapevine.sim.net;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who cannot reach whom, and what waits on the way for the end of that. From outside it is looked at; {@link Operator}
 * cuts and heals.
 */
public final class Partition {
    private final Map<Address, Integer> sides = new HashMap<>();
    private final List<Segment> held = new ArrayList<>();

    /** Nobody is cut off. */
    Partition() {}

    /** Addresses of different parts no longer reach each other. */
    void cut(List<? extends Collection<Address>> parts) {
        for (int side = 0; side < parts.size(); side++) {
            for (Address address : parts.get(side)) {
                sides.put(address, side);
            }
        }
    }

    /** Somebody new is on this side, if there are sides. */
    void put(Address address, int side) {
        if (isCut()) {
            sides.put(address, side);
        }
    }

    /** Whether there are sides. */
    public boolean isCut() {
        return !sides.isEmpty();
    }

    /** Which side this address is on, -1 for none: it reaches everyone. */
    public int side(Address address) {
        Integer side = sides.get(address);
        return side == null ? -1 : side;
    }

    /** Whether nothing that the one sends reaches the other. */
    public boolean blocks(Address from, Address to) {
        if (sides.isEmpty()) {
            return false;
        }
        Integer one = sides.get(from);
        Integer another = sides.get(to);
        return one != null && another != null && !one.equals(another);
    }

    /** How many messages wait. */
    long messages() {
        return held.stream().filter(Segment::isMessage).count();
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

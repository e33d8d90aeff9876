package grapevine.lab.live;

import grapevine.wire.Address;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a node is cut off from.
 *
 * @param ports where the nodes of the side listen that was named; none if the network is whole
 * @param isInside whether the node is one of these: then it is cut off from all others
 */
public record Beyond(Set<Integer> ports, boolean isInside) implements Predicate<Address> {
    /** Nothing. */
    public static final Beyond NOTHING = new Beyond(Set.of(), false);

    @Override
    public boolean test(Address address) {
        return !ports.isEmpty() && ports.contains(address.port()) != isInside;
    }
}

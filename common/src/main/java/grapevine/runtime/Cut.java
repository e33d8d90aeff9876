package grapevine.runtime;

import grapevine.wire.Address;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** From which addresses a host is cut off, and its connections there. On the event loop only. */
final class Cut {
    private Predicate<Address> beyond = address -> false;
    private final Map<LinkSocket, Severed> severed = new LinkedHashMap<>();

    /** Whether nothing gets there now. */
    boolean isBeyond(Address address) {
        return beyond.test(address);
    }

    /** Moves the cut: these addresses are beyond it, and no others. */
    void move(Predicate<Address> addresses, Collection<LinkSocket> open) throws Exception {
        beyond = addresses;
        Map<LinkSocket, Severed> before = new LinkedHashMap<>(severed);
        severed.keySet().removeIf(link -> !link.leadsTo(addresses));
        before.keySet().removeAll(severed.keySet());
        for (LinkSocket link : open) {
            if (link.leadsTo(addresses) && !severed.containsKey(link)) {
                severed.put(link, link.sever());
            }
        }
        for (Severed mended : before.values()) {
            mended.mend();
        }
    }
}

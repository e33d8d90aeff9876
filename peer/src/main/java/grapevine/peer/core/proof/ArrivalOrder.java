package grapevine.peer.core.proof;

import grapevine.peer.core.link.Other;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order things came by each connection, so that what is said after a message that waits is heeded after it.
 * Nothing is kept of a connection of which nothing waits.
 */
final class ArrivalOrder {
    private final IdentityHashMap<Other, Deque<Place>> orders = new IdentityHashMap<>();

    /** Where something stands that came by a connection: a message that waits, or what is to be done in its turn. */
    static final class Place {
        private final Other from;
        private final @Nullable Runnable then;
        private boolean isOver;

        private Place(Other from, @Nullable Runnable then) {
            this.from = from;
            this.then = then;
            isOver = then != null;
        }
    }

    /** A message that waits came by this one, until it {@link #isOver}. */
    Place enter(Other from) {
        Place place = new Place(from, null);
        orders.computeIfAbsent(from, any -> new ArrayDeque<>()).add(place);
        return place;
    }

    /** Does this once all is over that came by this one before: now, if nothing waits. */
    void after(Other from, Runnable then) {
        Deque<Place> order = orders.get(from);
        if (order == null) {
            then.run();
        } else {
            order.add(new Place(from, then));
        }
    }

    /** It waits no more. */
    void isOver(Place place) {
        place.isOver = true;
        Deque<Place> order = orders.get(place.from);
        while (order != null && !order.isEmpty() && order.element().isOver) {
            Runnable then = order.remove().then;
            if (then != null) {
                then.run();
            }
        }
        if (order != null && order.isEmpty()) {
            orders.remove(place.from);
        }
    }
}

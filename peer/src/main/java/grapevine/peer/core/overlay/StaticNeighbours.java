package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Backoff;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.join.Contacts;
import grapevine.wire.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers we were told to link with, see {@link Contacts}: whatever their age each is dialled, and dialled again, less
 * and less often, as long as there is no link.
 */
public final class StaticNeighbours implements Part {
    private static final long RETRY_FIRST_MILLIS = 1000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    private final Ground ground;
    private final Contacts contacts;
    private final Overlay overlay;

    /** Those that were dialled; empty and immutable while there are none, which is mostly the case. */
    private Map<Address, Backoff> dialled = Map.of();

    private Map<Address, Long> dialAt = Map.of();

    StaticNeighbours(Ground ground, Contacts contacts, Overlay overlay) {
        this.ground = ground;
        this.contacts = contacts;
        this.overlay = overlay;
    }

    /** Dials those that were not dialled yet; the age must be settled. */
    public void dial() {
        if (!contacts.given().isEmpty() && dialled.isEmpty()) {
            dialled = new LinkedHashMap<>();
            dialAt = new LinkedHashMap<>();
        }
        for (Address each : contacts.given()) {
            if (!dialled.containsKey(each)) {
                dialled.put(each, new Backoff(ground, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS));
                overlay.dialContact(each);
            }
        }
    }

    /** If it is one of them: its link is gone, or could not be made, and it is dialled again in a while. */
    void lost(Address address) {
        Backoff backoff = dialled.get(address);
        if (backoff != null) {
            long at = ground.now() + backoff.next();
            dialAt.put(address, at);
            ground.wakeAt(at);
        }
    }

    /** If it is one of them: it need not be dialled. */
    void linked(Address address) {
        Backoff backoff = dialled.get(address);
        if (backoff != null) {
            backoff.reset();
            dialAt.remove(address);
        }
    }

    @Override
    public long due() {
        long due = NEVER;
        for (long at : dialAt.values()) {
            due = Math.min(due, at);
        }
        return due;
    }

    @Override
    public void onDue(long now) {
        for (Map.Entry<Address, Long> each : List.copyOf(dialAt.entrySet())) {
            if (each.getValue() <= now) {
                dialAt.remove(each.getKey());
                overlay.dialContact(each.getKey());
            }
        }
    }
}

package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Backoff;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.join.Contacts;
import grapevine.wire.Address;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers we were told to link with, see {@link Contacts}: whatever their age each is dialled, and dialled again,
 * less and less often, as long as there is no link.
 */
public final class StaticNeighbours implements Part {
    private static final long RETRY_FIRST_MILLIS = 1000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    /** One that was dialled, and when it is to be dialled again if it is one of them by then. */
    private static final class Dialled {
        final Backoff backoff;
        boolean isGiven = true;
        long nextAt = NEVER;

        Dialled(Backoff backoff) {
            this.backoff = backoff;
        }
    }

    private final Ground ground;
    private final Contacts contacts;
    private final Overlay overlay;

    /**
     * Those that were dialled; those of them that wait stand in the order in which they were lost. Names may lead away
     * from some and back to them: the last of these stay, lest they be dialled as if for the first time. Empty and
     * immutable while there are none, which is mostly the case.
     */
    private Map<Address, Dialled> dialled = Map.of();

    StaticNeighbours(Ground ground, Contacts contacts, Overlay overlay) {
        this.ground = ground;
        this.contacts = contacts;
        this.overlay = overlay;
    }

    /** Whether it is one of them: then no seed need have introduced the two. */
    boolean isGiven(Address address) {
        return contacts.given().contains(address);
    }

    /** Dials those that were not dialled yet, once the address is settled; the age must be. */
    void dial() {
        if (!ground.self().knowsItsAddress()) {
            return;
        }
        if (!contacts.given().isEmpty() && dialled.isEmpty()) {
            dialled = new LinkedHashMap<>();
        }
        dialled.values().forEach(each -> each.isGiven = false);
        for (Address each : contacts.given()) {
            Dialled before = dialled.get(each);
            if (before != null) {
                before.isGiven = true;
                ground.wakeAt(before.nextAt);
            } else {
                dialled.put(each, new Dialled(new Backoff(ground, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS)));
                overlay.dialContact(each);
            }
        }
        forget(dialled.size() - contacts.given().size() - PeerSettings.MOST_CONTACTS);
    }

    /** So many of those that are not given any more. */
    private void forget(int tooMany) {
        int left = tooMany;
        for (Iterator<Dialled> all = dialled.values().iterator(); left > 0 && all.hasNext(); ) {
            if (!all.next().isGiven) {
                all.remove();
                left--;
            }
        }
    }

    /** If it is one of them: its link is gone, or could not be made, and it is dialled again in a while. */
    void lost(Address address) {
        Dialled lost = dialled.get(address);
        if (lost != null) {
            if (lost.nextAt == NEVER) { // from now on it waits, and is the last of those that do
                dialled.remove(address);
                dialled.put(address, lost);
            }
            lost.nextAt = ground.now() + lost.backoff.next();
            ground.wakeAt(due());
        }
    }

    /** If it is one of them: it need not be dialled. */
    void linked(Address address) {
        Dialled linked = dialled.get(address);
        if (linked != null) {
            linked.backoff.reset();
            linked.nextAt = NEVER;
        }
    }

    @Override
    public long due() {
        long due = NEVER;
        for (Dialled each : dialled.values()) {
            due = each.isGiven ? Math.min(due, each.nextAt) : due;
        }
        return due;
    }

    @Override
    public void onDue(long now) {
        for (Map.Entry<Address, Dialled> each : List.copyOf(dialled.entrySet())) {
            if (each.getValue().isGiven && each.getValue().nextAt <= now) {
                each.getValue().nextAt = NEVER;
                overlay.dialContact(each.getKey());
            }
        }
    }
}

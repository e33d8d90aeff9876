package grapevine.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The messages of one node's connections that came in part. Where they are more than there is room for, the connection
 * goes whose message was begun first: who means it sends the rest of it soon. On the event loop only.
 */
final class Halves {
    private final Rooms rooms;

    /** How much each holds, bytes, the one that began first first. */
    private final Map<LinkSocket, Integer> held = new LinkedHashMap<>();

    private long bytes;

    Halves(Rooms rooms) {
        this.rooms = rooms;
    }

    /** So much (bytes) this one holds now of a message that is not whole. */
    void holds(LinkSocket socket, int now, boolean isAnother) {
        Integer before = isAnother || now == 0 ? held.remove(socket) : held.get(socket);
        bytes -= before == null ? 0 : before;
        if (now == 0) {
            return;
        }
        held.put(socket, now);
        bytes += now;
        while (bytes > rooms.parts() && held.size() > 1) {
            LinkSocket first = held.keySet().iterator().next();
            forget(first);
            first.endForWantOfRoom();
        }
    }

    void forget(LinkSocket socket) {
        Integer before = held.remove(socket);
        bytes -= before == null ? 0 : before;
    }

    /** How much all hold together, bytes. */
    long bytes() {
        return bytes;
    }
}

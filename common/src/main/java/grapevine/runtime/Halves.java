package grapevine.runtime;

import grapevine.wire.Ip;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The messages of one node's connections that came in part. Where they are more than there is room for, a connection
 * goes of the ip ({@link Ip#place}) that holds most, and of its connections the one whose message was begun first: who
 * means it sends the rest of it soon. So many connections from one place take nobody else's. On the event loop only.
 */
final class Halves {
    private final Rooms rooms;

    private final Map<Ip, OfPlace> held = new LinkedHashMap<>();

    private long bytes;

    /** What the connections from one ip hold. */
    private static final class OfPlace {
        /** How much each, bytes, the one that began first first. */
        final Map<LinkSocket, Integer> sockets = new LinkedHashMap<>();

        long bytes;
    }

    Halves(Rooms rooms) {
        this.rooms = rooms;
    }

    /** So much (bytes) this one holds now of a message that is not whole. */
    void holds(LinkSocket socket, int now, boolean isAnother) {
        OfPlace before = held.get(place(socket));
        if (isAnother || now == 0) {
            forget(socket);
        } else if (before != null) {
            add(before, -before.sockets.getOrDefault(socket, 0));
        }
        if (now == 0) {
            return;
        }
        OfPlace its = held.computeIfAbsent(place(socket), unused -> new OfPlace());
        its.sockets.put(socket, now);
        add(its, now);
        while (bytes > rooms.parts() && isMoreThanOne()) {
            LinkSocket first = largest().sockets.keySet().iterator().next();
            forget(first);
            first.endForWantOfRoom();
        }
    }

    private static Ip place(LinkSocket socket) {
        return socket.link().remoteIp().place();
    }

    private void add(OfPlace of, int more) {
        of.bytes += more;
        bytes += more;
    }

    private boolean isMoreThanOne() {
        return held.size() > 1 || largest().sockets.size() > 1;
    }

    private OfPlace largest() {
        OfPlace largest = held.values().iterator().next();
        for (OfPlace each : held.values()) {
            largest = each.bytes > largest.bytes ? each : largest;
        }
        return largest;
    }

    void forget(LinkSocket socket) {
        OfPlace its = held.get(place(socket));
        Integer before = its == null ? null : its.sockets.remove(socket);
        if (its != null && before != null) {
            add(its, -before);
            if (its.sockets.isEmpty()) {
                held.remove(place(socket));
            }
        }
    }

    /** How much all hold together, bytes. */
    long bytes() {
        return bytes;
    }
}

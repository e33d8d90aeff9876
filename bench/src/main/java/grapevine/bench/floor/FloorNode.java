package grapevine.bench.floor;

import grapevine.bench.system.Deliveries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A node: passes each new frame on to all its links but the one it came by. Of its loop's thread, but for publish. */
final class FloorNode {
    /** What may wait to be published, bytes; more is refused. */
    private static final int MOST_WAITING = 1 << 20;

    final int id;
    private final FloorLoop loop;
    private final Deliveries deliveries;
    private final List<FloorLink> links = new ArrayList<>();
    private final @Nullable SeenNumbers[] seen;

    private final Object lock = new Object();
    private final AtomicBoolean isAnnounced = new AtomicBoolean();
    private byte[] waiting = new byte[4096];
    private byte[] spare = new byte[4096];
    private int waitingLength;
    private long published;

    FloorNode(int id, int nodes, FloorLoop loop, Deliveries deliveries) {
        this.id = id;
        this.loop = loop;
        this.deliveries = deliveries;
        this.seen = new SeenNumbers[nodes];
    }

    void add(FloorLink link) {
        links.add(link);
    }

    FloorLoop loop() {
        return loop;
    }

    /** From any thread: has the loop send it; false if too much waits. */
    boolean publish(byte[] payload) {
        int length = Frames.HEADER + payload.length;
        synchronized (lock) {
            if (waitingLength > 0 && waitingLength + length > MOST_WAITING) {
                return false;
            }
            if (waiting.length < waitingLength + length) {
                waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, waitingLength + length));
            }
            Frames.writeHeader(waiting, waitingLength, length, id, published++);
            System.arraycopy(payload, 0, waiting, waitingLength + Frames.HEADER, payload.length);
            waitingLength += length;
        }
        if (isAnnounced.compareAndSet(false, true)) {
            loop.publishing(this);
        }
        return true;
    }

    /** Sends what was published since the last time. */
    void sendPublished() {
        isAnnounced.set(false);
        byte[] frames;
        int length;
        synchronized (lock) {
            frames = waiting;
            length = waitingLength;
            waiting = spare;
            waitingLength = 0;
        }
        for (int at = 0; at < length; at += Frames.length(frames, at)) {
            isNew(id, Frames.number(frames, at)); // what comes back by a circle is known
        }
        relay(null, frames, 0, length);
        spare = frames;
    }

    /** Takes what came by a link; what is no whole frame yet is left with the link. */
    void take(FloorLink from, byte[] bytes, int length) {
        int at = 0;
        int newFrom = 0;
        while (length - at >= Frames.HEADER) {
            int size = Frames.length(bytes, at);
            if (length - at < size) {
                break;
            }
            if (isNew(Frames.origin(bytes, at), Frames.number(bytes, at))) {
                deliveries.received(id, bytes, at + Frames.HEADER, size - Frames.HEADER);
            } else {
                relay(from, bytes, newFrom, at);
                newFrom = at + size;
            }
            at += size;
        }
        relay(from, bytes, newFrom, at);
        from.keep(bytes, at, length - at);
    }

    /** Frames that came together go on as one piece. */
    private void relay(@Nullable FloorLink from, byte[] bytes, int begin, int end) {
        if (begin == end) {
            return;
        }
        for (FloorLink link : links) {
            if (link != from && link.append(bytes, begin, end - begin)) {
                loop.writeLater(link);
            }
        }
    }

    private boolean isNew(int origin, long n) {
        SeenNumbers numbers = seen[origin];
        if (numbers == null) {
            numbers = new SeenNumbers();
            seen[origin] = numbers;
        }
        return numbers.add(n);
    }
}

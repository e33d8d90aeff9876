package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What was sent on a link and not yet written: control messages go first, then gossip, then last words ({@code Bye},
 * {@code Error}), after which nothing may follow. Filled in the lane, emptied by the event loop; frames are shared
 * between links until they are copied into the buffer that is written.
 */
final class Outbox {
    private static final int FEW = 4;

    private final int controlLimit;
    private final int gossipLimit;
    private final Queue<byte[]> control = new ArrayDeque<>(FEW);
    private final Queue<byte[]> gossip = new ArrayDeque<>(FEW);
    private final Queue<byte[]> last = new ArrayDeque<>(1);
    private int controlBytes;
    private int gossipBytes;
    private volatile int bytes;

    /**
     * @param controlLimit bytes of control messages and last words that may wait
     * @param gossipLimit bytes of gossip that may wait
     */
    Outbox(int controlLimit, int gossipLimit) {
        this.controlLimit = controlLimit;
        this.gossipLimit = gossipLimit;
    }

    /** False, and not added, when too much waits already. */
    synchronized boolean addControl(byte[] frame) {
        return addTo(control, frame);
    }

    /** As {@link #addControl}, but behind everything. */
    synchronized boolean addLast(byte[] frame) {
        return addTo(last, frame);
    }

    /** False, and not added, when too much waits already. */
    synchronized boolean addGossip(byte[] frame) {
        if (gossipBytes + frame.length > gossipLimit) {
            return false;
        }
        gossip.add(frame);
        gossipBytes += frame.length;
        sum();
        return true;
    }

    /**
     * Takes whole frames, as many as fit into {@code most} bytes and at least one, copied into one buffer.
     *
     * @return null when nothing waits
     */
    synchronized @Nullable ByteBuf take(ByteBufAllocator allocator, int most) {
        Queue<byte[]> from = first();
        byte[] frame = from.peek();
        if (frame == null) {
            return null;
        }
        int room = Math.max(frame.length, Math.min(bytes, most));
        ByteBuf buffer = allocator.directBuffer(room, room);
        while (frame != null && frame.length <= buffer.writableBytes()) {
            buffer.writeBytes(frame);
            from.remove();
            if (from == gossip) {
                gossipBytes -= frame.length;
            } else {
                controlBytes -= frame.length;
            }
            from = first();
            frame = from.peek();
        }
        sum();
        return buffer;
    }

    synchronized void clear() {
        control.clear();
        gossip.clear();
        last.clear();
        controlBytes = 0;
        gossipBytes = 0;
        sum();
    }

    /** Bytes that wait; from any thread. */
    int bytes() {
        return bytes;
    }

    private boolean addTo(Queue<byte[]> queue, byte[] frame) {
        if (controlBytes + frame.length > controlLimit) {
            return false;
        }
        queue.add(frame);
        controlBytes += frame.length;
        sum();
        return true;
    }

    private Queue<byte[]> first() {
        if (!control.isEmpty()) {
            return control;
        }
        return gossip.isEmpty() ? last : gossip;
    }

    private void sum() {
        bytes = controlBytes + gossipBytes;
    }
}

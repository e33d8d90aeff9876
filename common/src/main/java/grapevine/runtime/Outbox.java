package grapevine.runtime;

import grapevine.wire.Gossip;
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

    /**
     * When so much waits, what comes then is kept without the bytes that it came with, which could be many times more.
     */
    private static final int SHARED_BYTES = 256 * 1024;

    private final int controlLimit;
    private final int gossipLimit;
    private final Queue<byte[]> control = new ArrayDeque<>(FEW);
    private final Queue<Gossip> gossip = new ArrayDeque<>(FEW);
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
    synchronized boolean addGossip(Gossip message) {
        if (gossipBytes + message.length() > gossipLimit) {
            return false;
        }
        gossip.add(gossipBytes > SHARED_BYTES ? message.alone() : message);
        gossipBytes += message.length();
        sum();
        return true;
    }

    /**
     * Takes whole frames, as many as fit into {@code most} bytes and at least one, copied into one buffer.
     *
     * @return null when nothing waits
     */
    synchronized @Nullable ByteBuf take(ByteBufAllocator allocator, int most) {
        int first = lengthOfFirst();
        if (first == 0) {
            return null;
        }
        int room = Math.max(first, Math.min(bytes, most));
        ByteBuf buffer = allocator.directBuffer(room, room);
        takeFrames(control, buffer);
        if (control.isEmpty()) {
            takeGossip(buffer);
        }
        if (control.isEmpty() && gossip.isEmpty()) {
            takeFrames(last, buffer);
        }
        sum();
        return buffer;
    }

    private int lengthOfFirst() {
        byte[] frame = control.peek();
        if (frame != null) {
            return frame.length;
        }
        Gossip message = gossip.peek();
        if (message != null) {
            return message.length();
        }
        frame = last.peek();
        return frame == null ? 0 : frame.length;
    }

    private void takeFrames(Queue<byte[]> from, ByteBuf to) {
        byte[] frame = from.peek();
        while (frame != null && frame.length <= to.writableBytes()) {
            to.writeBytes(frame);
            from.remove();
            controlBytes -= frame.length;
            frame = from.peek();
        }
    }

    /** Messages that stand one behind the other in memory, since they came so, are copied in one piece. */
    private void takeGossip(ByteBuf to) {
        Gossip next = gossip.peek();
        while (next != null && next.length() <= to.writableBytes()) {
            byte[] bytes = next.bytes();
            int from = next.from();
            int end = from;
            do {
                end += next.length();
                gossip.remove();
                next = gossip.peek();
            } while (next != null
                    && next.bytes() == bytes
                    && next.from() == end
                    && end - from + next.length() <= to.writableBytes());
            to.writeBytes(bytes, from, end - from);
            gossipBytes -= end - from;
        }
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

    private void sum() {
        bytes = controlBytes + gossipBytes;
    }
}

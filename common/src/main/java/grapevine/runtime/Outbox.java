package grapevine.runtime;

import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What was sent on a link and not yet written: control messages go first, then gossip that goes ahead, then other
 * gossip, then last words ({@code Bye}, {@code Error}), after which nothing may follow. What ends an answer stays
 * behind the gossip that it ends. Filled in the lane, emptied by the event loop; frames are shared between links until
 * they are copied into the buffer that is written.
 */
final class Outbox {
    private static final int FEW = 4;

    /**
     * When so much waits, what comes then is kept without the bytes that it came with, which could be many times more.
     */
    private static final int SHARED_BYTES = 256 * 1024;

    /** So much is left to other words by pieces, which may be dropped: where a word finds no room the link ends. */
    private static final int LARGEST_WORD = Limits.BODY + Limits.LINE;

    private final int controlLimit;
    private final int gossipLimit;
    private final Rooms rooms;
    private final Queue<byte[]> control = new ArrayDeque<>(FEW);
    private final Queue<Gossip> gossip = new ArrayDeque<>(FEW);

    /** Null until a message is to go ahead of others. */
    private @Nullable Queue<Gossip> ahead;

    private final Queue<byte[]> last = new ArrayDeque<>(1);

    /** What goes behind some gossip. */
    private final Queue<Behind> behind = new ArrayDeque<>(1);

    /** How much gossip was added and taken so far, messages, but for what goes ahead. */
    private long gossipAdded;

    private long gossipTaken;
    private int controlBytes;
    private int gossipBytes;
    private volatile int bytes;
    private boolean isEnded;

    /**
     * A frame that goes when so many messages have.
     *
     * @param gossip how many, of all that were ever added
     */
    private record Behind(long gossip, byte[] frame) {}

    /**
     * @param controlLimit bytes of control messages and last words that may wait
     * @param gossipLimit bytes of gossip that may wait
     * @param rooms what all outboxes of the node may hold together
     */
    Outbox(int controlLimit, int gossipLimit, Rooms rooms) {
        this.rooms = rooms;
        this.controlLimit = controlLimit;
        this.gossipLimit = gossipLimit;
    }

    /** False, and not added, when too much waits already. */
    synchronized boolean addControl(byte[] frame) {
        return addTo(control, frame);
    }

    /** As {@link #addControl}, but behind the gossip that waits. */
    synchronized boolean addBehindGossip(byte[] frame) {
        if (isEnded || (ahead == null && gossip.isEmpty() && behind.isEmpty())) {
            return addControl(frame);
        }
        if (!takeRoom(frame)) {
            return false;
        }
        behind.add(new Behind(gossipAdded, frame));
        sum();
        return true;
    }

    /** As {@link #addBehindGossip}, of a part of a large message; false also where only words have room. */
    synchronized boolean addPiece(byte[] frame) {
        int most = Math.max(controlLimit / 2, controlLimit - LARGEST_WORD);
        return isEnded || (controlBytes + frame.length <= most && addBehindGossip(frame));
    }

    /** As {@link #addControl}, but behind everything. */
    synchronized boolean addLast(byte[] frame) {
        return addTo(last, frame);
    }

    /** False, and not added, when too much waits already. */
    synchronized boolean addGossip(Gossip message) {
        if (isEnded) {
            return true;
        }
        if (!takeRoom(message)) {
            return false;
        }
        gossip.add(gossipBytes > SHARED_BYTES ? message.alone() : message);
        gossipAdded++;
        gossipBytes += message.length();
        sum();
        return true;
    }

    /** As {@link #addGossip}, but before all gossip that does not go ahead, too. */
    synchronized boolean addAhead(Gossip message) {
        if (isEnded) {
            return true;
        }
        if (!takeRoom(message)) {
            return false;
        }
        ahead = ahead == null ? new ArrayDeque<>(FEW) : ahead;
        ahead.add(gossipBytes > SHARED_BYTES ? message.alone() : message);
        gossipBytes += message.length();
        sum();
        return true;
    }

    private boolean takeRoom(Gossip message) {
        return gossipBytes + message.length() <= gossipLimit && rooms.gossip.take(gossipBytes, message.length());
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
        int controlBefore = controlBytes;
        int gossipBefore = gossipBytes;
        takeFrames(control, buffer);
        if (control.isEmpty()) {
            takeAhead(buffer);
        }
        if (control.isEmpty() && ahead == null) {
            takeGossipAndEnds(buffer);
        }
        if (control.isEmpty() && ahead == null && gossip.isEmpty() && behind.isEmpty()) {
            takeFrames(last, buffer);
        }
        rooms.control.give(controlBefore - controlBytes);
        rooms.gossip.give(gossipBefore - gossipBytes);
        sum();
        return buffer;
    }

    private int lengthOfFirst() {
        byte[] frame = control.peek();
        if (frame != null) {
            return frame.length;
        }
        Gossip first = ahead == null ? null : ahead.peek();
        if (first != null) {
            return first.length();
        }
        Behind end = behind.peek();
        if (end != null && end.gossip <= gossipTaken) {
            return end.frame.length;
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

    /** There is no such queue any more once nothing is in it. */
    private void takeAhead(ByteBuf to) {
        Queue<Gossip> from = ahead;
        Gossip next = from == null ? null : from.peek();
        while (from != null && next != null && next.length() <= to.writableBytes()) {
            to.writeBytes(next.bytes(), next.from(), next.length());
            from.remove();
            gossipBytes -= next.length();
            next = from.peek();
        }
        ahead = next == null ? null : from;
    }

    private void takeGossipAndEnds(ByteBuf to) {
        Behind end = behind.peek();
        while (end != null) {
            takeGossip(to, end.gossip);
            if (gossipTaken < end.gossip || end.frame.length > to.writableBytes()) {
                return;
            }
            to.writeBytes(end.frame);
            behind.remove();
            controlBytes -= end.frame.length;
            end = behind.peek();
        }
        takeGossip(to, gossipAdded);
    }

    /**
     * Messages that stand one behind the other in memory, since they came so, are copied in one piece.
     *
     * @param upTo the last to be taken, counted from the first that was ever added
     */
    private void takeGossip(ByteBuf to, long upTo) {
        Gossip next = gossip.peek();
        while (next != null && gossipTaken < upTo && next.length() <= to.writableBytes()) {
            byte[] bytes = next.bytes();
            int from = next.from();
            int end = from;
            do {
                end += next.length();
                gossip.remove();
                gossipTaken++;
                next = gossip.peek();
            } while (next != null
                    && gossipTaken < upTo
                    && next.bytes() == bytes
                    && next.from() == end
                    && end - from + next.length() <= to.writableBytes());
            to.writeBytes(bytes, from, end - from);
            gossipBytes -= end - from;
        }
    }

    /** Nothing goes out any more: what waits, and what still comes, is as good as lost on the way and takes no room. */
    synchronized void end() {
        isEnded = true;
        clear();
    }

    private void clear() {
        control.clear();
        ahead = null;
        gossip.clear();
        gossipTaken = gossipAdded;
        behind.clear();
        last.clear();
        rooms.control.give(controlBytes);
        rooms.gossip.give(gossipBytes);
        controlBytes = 0;
        gossipBytes = 0;
        sum();
    }

    /** How much more gossip there is room for now, bytes, about; from any thread. */
    long room() {
        return rooms.gossip.free() - bytes;
    }

    /** Bytes that wait; from any thread. */
    int bytes() {
        return bytes;
    }

    private boolean addTo(Queue<byte[]> queue, byte[] frame) {
        if (isEnded) {
            return true;
        }
        if (!takeRoom(frame)) {
            return false;
        }
        queue.add(frame);
        sum();
        return true;
    }

    private boolean takeRoom(byte[] frame) {
        boolean isThere = controlBytes + frame.length <= controlLimit && rooms.control.take(controlBytes, frame.length);
        controlBytes += isThere ? frame.length : 0;
        return isThere;
    }

    private void sum() {
        bytes = controlBytes + gossipBytes;
    }
}

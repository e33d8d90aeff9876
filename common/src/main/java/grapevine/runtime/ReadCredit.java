package grapevine.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much input of one link may wait in its node's lane. Beyond {@value #CREDIT} bytes the event loop stops reading
 * the socket, so that a busy link holds neither memory nor the lane to itself; the other side's TCP window closes,
 * nothing is lost. Reading goes on once half of it was handled. Nor may it wait for more than the links of the node
 * leave free together.
 */
final class ReadCredit {
    static final int CREDIT = 256 * 1024;

    private final Room room;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean suspended;

    /** @param room what all links of the node may have waiting together */
    ReadCredit(Room room) {
        this.room = room;
    }

    /** On the event loop: so many bytes were offered to the lane. True if reading has to stop for now. */
    boolean take(int bytes) {
        int own = waiting.addAndGet(bytes);
        room.force(bytes);
        if (own <= CREDIT && own <= Math.max(0, room.free()) + bytes) {
            return false;
        }
        suspended = true;
        return !resume();
    }

    /** In the lane: so many bytes were handled. True if the event loop should call {@link #resume}. */
    boolean giveBack(int bytes) {
        room.give(bytes);
        return waiting.addAndGet(-bytes) <= CREDIT / 2 && suspended;
    }

    /** On the event loop: whether reading may go on. */
    boolean resume() {
        if (waiting.get() > CREDIT / 2) {
            return false;
        }
        suspended = false;
        return true;
    }
}

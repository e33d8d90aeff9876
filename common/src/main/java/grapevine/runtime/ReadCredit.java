package grapevine.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much input of one link may wait in its node's lane. Beyond {@value #CREDIT} bytes the event loop stops reading
 * the socket, so that a busy link holds neither memory nor the lane to itself; the other side's TCP window closes,
 * nothing is lost. Reading goes on once half of it was handled. Nor may it wait for more than the links of the node
 * leave free together, of memory: there a message takes {@value #MESSAGE} bytes besides those that came.
 */
final class ReadCredit {
    static final int CREDIT = 256 * 1024;

    /** What a decoded message takes besides its bytes, about. */
    static final int MESSAGE = 256;

    private final Room room;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean suspended;

    /** @param room what all links of the node may have waiting together */
    ReadCredit(Room room) {
        this.room = room;
    }

    /** On the event loop: so much input was offered to the lane. True if reading has to stop for now. */
    boolean take(int bytes, int messages) {
        int own = waiting.addAndGet(bytes);
        room.force(memory(bytes, messages));
        if (own <= CREDIT && own <= room.free() + bytes) {
            return false;
        }
        suspended = true;
        return !resume();
    }

    private static int memory(int bytes, int messages) {
        return bytes + MESSAGE * messages;
    }

    /** In the lane: so much was handled. True if the event loop should call {@link #resume}. */
    boolean giveBack(int bytes, int messages) {
        room.give(memory(bytes, messages));
        return mayResume(waiting.addAndGet(-bytes)) && suspended;
    }

    /** Nothing of the link waits any more at the latest: whatever the others hold, nobody else would resume it. */
    private boolean mayResume(int own) {
        return own == 0 || (own <= CREDIT / 2 && own <= room.free());
    }

    /** On the event loop: whether reading has stopped. */
    boolean isSpent() {
        return suspended;
    }

    /** On the event loop: whether reading may go on. */
    boolean resume() {
        if (!mayResume(waiting.get())) {
            return false;
        }
        suspended = false;
        return true;
    }
}

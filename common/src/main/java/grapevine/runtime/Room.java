package grapevine.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that several users share, none of which knows the others. Each may have as much as is left free by all (A. K.
 * Choudhury, E. L. Hahne, Dynamic Queue Length Thresholds for Shared-Memory Packet Switches, 1998): n that want all
 * they can get have 1/(n + 1) of it each, and so much is left for whoever comes next. From any thread; two that ask at
 * the same moment may exceed it by what one of them asks for.
 */
final class Room {
    private final AtomicLong used = new AtomicLong();
    private volatile long most;

    /** @param most bytes */
    Room(long most) {
        this.most = most;
    }

    /** From now on there is so much (bytes). */
    void resize(long bytes) {
        most = bytes;
    }

    /** What nobody has, bytes; below 0 where it has shrunk under what is used. */
    long free() {
        return most - used.get();
    }

    /** Whether somebody who has so much may have so much more, which it has then. */
    boolean take(long own, int bytes) {
        if (own + bytes > free()) {
            return false;
        }
        used.addAndGet(bytes);
        return true;
    }

    /** It has so much more, whatever there is. */
    void force(int bytes) {
        used.addAndGet(bytes);
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }
}

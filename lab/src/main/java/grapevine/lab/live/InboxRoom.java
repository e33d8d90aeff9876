package grapevine.lab.live;

/**
 * How much memory the inboxes of a network may take: each as much as any other, and all together a part of what this
 * process may have, unless single letters take more than that. Safe for several threads.
 */
final class InboxRoom {
    /** All inboxes together have one in so many parts of the memory. */
    private static final int PARTS = 4;

    private final long all;
    private volatile int inboxes = 1;

    /** @param memory that there is, bytes */
    InboxRoom(long memory) {
        this.all = memory / PARTS;
    }

    /** In this process. */
    static InboxRoom ofProcess() {
        return new InboxRoom(Runtime.getRuntime().maxMemory());
    }

    /** There are so many from now on. */
    void divide(int among) {
        inboxes = Math.max(1, among);
    }

    /** The most bytes that one may take. */
    long each() {
        return Math.min(Inbox.MOST_BYTES, all / inboxes);
    }
}

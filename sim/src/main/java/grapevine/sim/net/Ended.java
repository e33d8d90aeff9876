package grapevine.sim.net;

/** What becomes of what an end sent before it ended and is still on its way: it arrives, with two exceptions. */
final class Ended {
    private boolean abandonsHeld;

    /** Never, unless the process itself closed the link, ms. */
    private long closedAt = Long.MAX_VALUE;

    /** What a partition holds is lost: the socket was closed behind a cut, or before there was a connection. */
    void abandonHeld() {
        abandonsHeld = true;
    }

    /** Messages sent from this moment on were still in the process when it closed the link: they never left it. */
    void closeAt(long now) {
        closedAt = now;
    }

    /** Whether something sent at this time is lost. */
    boolean abandons(long sentAt, boolean wasHeld) {
        return (wasHeld && abandonsHeld) || sentAt >= closedAt;
    }
}

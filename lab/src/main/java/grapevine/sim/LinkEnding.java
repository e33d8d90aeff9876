package grapevine.sim;

/** Something that ends a connection, or a dial, without the other side's doing. */
final class LinkEnding extends LinkEvent {
    /** What it is. */
    enum Cause {
        CONNECT_LIMIT,
        FINISH_LIMIT,
        BROKEN
    }

    private final VirtualLink link;
    private final Cause cause;

    LinkEnding(VirtualLink link, Cause cause) {
        this.link = link;
        this.cause = cause;
    }

    @Override
    VirtualLink end() {
        return link;
    }

    @Override
    void happen() {
        link.reachOwner(this);
    }

    @Override
    void handOver() {
        switch (cause) {
            case CONNECT_LIMIT -> link.timeOut();
            case FINISH_LIMIT -> link.finishLimitReached();
            case BROKEN -> link.lose(true);
        }
    }
}

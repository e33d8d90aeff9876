package grapevine.sim;

import org.jspecify.annotations.Nullable;

/**
 * Something that ends a connection, or a dial, without the other side's doing. A limit that does not matter any more
 * stays in the queue until its time, but lets go of the link: of a large network most links were over seconds before
 * that.
 */
final class LinkEnding extends LinkEvent {
    /** What it is. */
    enum Cause {
        CONNECT_LIMIT,
        FINISH_LIMIT,
        BROKEN
    }

    private final Cause cause;

    /** Null once it does not matter any more. */
    private @Nullable VirtualLink link;

    LinkEnding(VirtualLink link, Cause cause) {
        this.link = link;
        this.cause = cause;
    }

    void cancel() {
        link = null;
    }

    @Override
    @Nullable
    VirtualLink end() {
        return link;
    }

    @Override
    void happen() {
        if (link != null) {
            link.reachOwner(this);
        }
    }

    @Override
    void handOver() {
        if (link == null) {
            return;
        }
        switch (cause) {
            case CONNECT_LIMIT -> link.timeOut();
            case FINISH_LIMIT -> link.finishLimitReached();
            case BROKEN -> link.lose(true);
        }
    }
}

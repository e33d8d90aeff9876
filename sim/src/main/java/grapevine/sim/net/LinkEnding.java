package grapevine.sim.net;

import org.jspecify.annotations.Nullable;

/**
 * Something that ends a connection, or a dial, without the other side's doing. A limit that does not matter any more
 * stays in the queue until its time, but lets go of the link: of a large network most links were over seconds before
 * that.
 */
final class LinkEnding extends LinkEvent {
    /** What it is. */
    enum Cause {
        /** The dialler gives up after 2 s. */
        CONNECT_LIMIT(2_000),
        /** A finished end reads on for 3 s. */
        FINISH_LIMIT(3_000),
        /** Something on the way broke the connection off. */
        BROKEN(0);

        /** When it comes, ms from now. */
        private final long millis;

        Cause(long millis) {
            this.millis = millis;
        }
    }

    private final Cause cause;

    /** Null once it does not matter any more. */
    private @Nullable VirtualLink link;

    private LinkEnding(VirtualLink link, Cause cause) {
        this.link = link;
        this.cause = cause;
    }

    /** It will end this link when the cause's time has passed, unless it is cancelled before. */
    static LinkEnding schedule(VirtualLink link, Cause cause) {
        LinkEnding ending = new LinkEnding(link, cause);
        link.network().schedule(link.network().now() + cause.millis, ending);
        return ending;
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

package grapevine.peer.core.link;

import grapevine.peer.core.ground.Few;
import grapevine.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * Addresses to which a connection stood still although somebody answers there. For ten minutes none of them is chosen
 * by ourselves; and as long as any is remembered, all links are dialled with small segments, since what is lost on the
 * way to one is mostly lost on the way to its fellows too.
 */
final class StuckPaths {
    /** Beyond these the one remembered longest is forgotten. */
    static final int MOST = 64;

    private static final long KEPT_MILLIS = 600_000;

    private record Path(Address to, long since) {}

    private Few<Path> paths = Few.none();

    /** It stood still now. Tells whether that is news. */
    boolean add(Address to, long now) {
        forgetOld(now);
        Path known = find(to);
        if (known != null) {
            paths = paths.without(known);
        } else if (paths.size() >= MOST) {
            paths = paths.without(paths.first());
        }
        paths = paths.with(new Path(to, now));
        return known == null;
    }

    /** Whether a connection to it stood still lately. */
    boolean contains(Address to, long now) {
        forgetOld(now);
        return find(to) != null;
    }

    /** Whether none did. */
    boolean isEmpty(long now) {
        forgetOld(now);
        return paths.isEmpty();
    }

    private @Nullable Path find(Address to) {
        for (Path path : paths) {
            if (path.to.equals(to)) {
                return path;
            }
        }
        return null;
    }

    private void forgetOld(long now) {
        while (!paths.isEmpty() && now - paths.first().since >= KEPT_MILLIS) {
            paths = paths.without(paths.first());
        }
    }
}

package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer that is to leave had of others and had not passed on yet: large messages that it only offered, and what
 * it held back on congested links. Nobody else may have it: who gave it to us may have left on our word. What is made
 * here is not among this, as others say that they hold it; nor is what comes from now on.
 */
public final class PassingOn {
    /** Where nothing moves for so long (ms), nothing is waited for. */
    static final long STALLED_MILLIS = 3000;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    private final List<Lacking> all = new ArrayList<>();
    private long least = Long.MAX_VALUE;
    private long movedAt;

    /** What one neighbour was offered and has not taken, and what was held back on its link. */
    private final class Lacking {
        final Neighbour neighbour;
        final Set<LargeName> offered;
        final Map<Origin, Ranges> heldBack = new LinkedHashMap<>();

        Lacking(Neighbour neighbour) {
            this.neighbour = neighbour;
            offered = new HashSet<>(gossiping.large().untaken(neighbour));
            offered.removeIf(name -> isOurs(name.origin()));
            Bundle skipped = neighbour.skipped();
            if (skipped != null) {
                skipped.take().forEach(this::holdBack);
            }
        }

        private void holdBack(OriginRanges some) {
            if (!isOurs(some.origin())) {
                Ranges numbers = heldBack.computeIfAbsent(some.origin(), unused -> new Ranges());
                some.ranges().forEach(range -> numbers.add(range.first(), range.last()));
            }
        }

        /** Passes on what there is room for; says how much is left, a number that falls as long as something moves. */
        long passOn() {
            heldBack.forEach((origin, numbers) -> {
                while (!numbers.isEmpty()
                        && Announcements.hasDrained(gossiping.large().backlog(neighbour))) {
                    pass(gossiping
                            .retained()
                            .get(origin, numbers.takeFirst(1, 1).first(0), ground.now()));
                }
            });
            heldBack.values().removeIf(Ranges::isEmpty);
            offered.retainAll(gossiping.large().untaken(neighbour));
            long held = heldBack.values().stream().mapToLong(Ranges::count).sum();
            return offered.size() + (held == 0 ? 0 : held + neighbour.link().backlog());
        }

        /** As if it was asked for. */
        private void pass(@Nullable Gossip message) {
            if (message != null) {
                gossiping.large().send(message, neighbour, false);
                if (Large.isToBeOffered(message, neighbour.conversation())) {
                    offered.add(LargeName.of(message));
                }
                least = Long.MAX_VALUE;
            }
        }
    }

    /** What there is now. */
    public PassingOn(Ground ground, Neighbours neighbours, Gossiping gossiping) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        neighbours.forEach(neighbour -> all.add(new Lacking(neighbour)));
    }

    private boolean isOurs(Origin origin) {
        return origin.equals(ground.self().origin());
    }

    /** Passes on what there is room for by now; whether that is all of it, or nothing moves. */
    public boolean goOn() {
        all.removeIf(lacking -> neighbours.find(lacking.neighbour.address()) != lacking.neighbour);
        long left = 0;
        for (Lacking lacking : all) {
            left += lacking.passOn();
        }
        if (left < least) {
            least = left;
            movedAt = ground.now();
        }
        return left == 0 || ground.now() - movedAt >= STALLED_MILLIS;
    }
}

package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Other;
import org.jspecify.annotations.Nullable;

/** Those from whom large messages are taken, or were a short time ago. */
final class Sources {
    private final Ground ground;
    private final Taking taking;
    private Few<Source> sources = Few.none();

    Sources(Ground ground, Taking taking) {
        this.ground = ground;
        this.taking = taking;
    }

    Few<Source> all() {
        return sources;
    }

    @Nullable
    Source find(Other other) {
        for (Source source : sources) {
            if (source.other == other) {
                return source;
            }
        }
        return null;
    }

    /** Which this one is, or is from now on. */
    Source of(Other other) {
        Source found = find(other);
        if (found != null) {
            return found;
        }
        Source made = new Source(taking, other);
        sources = sources.with(made);
        made.goesOn(ground.now());
        ground.waiting().add(made);
        return made;
    }

    void remove(Source source) {
        sources = sources.without(source);
        ground.waiting().remove(source);
    }
}

package grapevine.sim.crowd;

import grapevine.node.Fact;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.wire.Gossip;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The last messages that were published, as whoever is of the network could have heard them, and sooner than most do.
 */
final class Overheard implements Watcher {
    private static final int MOST = 64;

    private final Deque<Gossip> last = new ArrayDeque<>();

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.MessageSent sent) {
            last.add(sent.message());
            if (last.size() > MOST) {
                last.remove();
            }
        }
    }

    /** The oldest first. */
    List<Gossip> all() {
        return List.copyOf(last);
    }

    /** Any of them; null if there is none. */
    @Nullable
    Gossip any(RandomGenerator random) {
        List<Gossip> all = all();
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }
}

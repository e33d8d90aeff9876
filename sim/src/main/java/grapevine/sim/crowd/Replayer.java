package grapevine.sim.crowd;

import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Gossip;
import java.util.List;

/**
 * A member that brings messages again that were published before, as they were; to one of those that came last in half
 * of all cases.
 */
final class Replayer extends Rover {
    private static final int AT_A_TIME = 8;

    private final Overheard overheard;

    Replayer(VirtualNetwork network, Population population, Overheard overheard) {
        super(network, population, true);
        this.overheard = overheard;
    }

    @Override
    void link(List<VirtualHost> awake) {
        boolean isToNewest = random.nextBoolean();
        super.link(isToNewest ? awake.subList(awake.size() - Math.min(3, awake.size()), awake.size()) : awake);
    }

    @Override
    void speak() {
        List<Gossip> all = overheard.all();
        for (int i = 0; i < AT_A_TIME && !all.isEmpty(); i++) {
            process.say(all.get(random.nextInt(all.size())));
        }
    }
}

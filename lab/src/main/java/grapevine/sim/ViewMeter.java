package grapevine.sim;

import grapevine.wire.Sample;
import java.util.List;

/** Looks at what the live peers know of each other: how evenly each is known, and how much of it is of the dead. */
final class ViewMeter {
    private ViewMeter() {}

    static Results.Views views(VirtualNetwork network, List<VirtualHost> live) {
        int[] known = new int[network.hosts().size()];
        long entries = 0;
        long dead = 0;
        for (VirtualHost peer : live) {
            for (Sample each : Population.node(peer).look().view()) {
                VirtualHost there = network.hostAt(each.entry().address());
                entries++;
                if (there != null && there.isUp()) {
                    known[there.number()]++;
                } else {
                    dead++;
                }
            }
        }
        if (entries == 0) {
            return new Results.Views(0, 0, 0);
        }
        double mean = (double) (entries - dead) / live.size();
        double squares = 0;
        for (VirtualHost peer : live) {
            squares += Math.pow(known[peer.number()] - mean, 2);
        }
        return new Results.Views(
                (double) entries / live.size(), Math.sqrt(squares / live.size()), (double) dead / entries);
    }
}

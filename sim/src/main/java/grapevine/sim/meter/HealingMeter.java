package grapevine.sim.meter;

import grapevine.node.Fact;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;

/** Sees peers lose their last older link and find another, as they tell it themselves. */
final class HealingMeter implements Watcher {
    private final Series rounds = new Series();
    private final Series millis = new Series();
    private long orphaned;

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.Orphaned) {
            orphaned++;
        } else if (fact instanceof Fact.Adopted adopted) {
            rounds.add(adopted.rounds());
            millis.add(adopted.tookMs());
        }
    }

    /** {@code lackMillis} is how long peers were without, as the invariants saw it from outside. */
    Results.Healing healing(long lackMillis) {
        return new Results.Healing(orphaned, rounds.figures(), millis.figures(), lackMillis);
    }
}

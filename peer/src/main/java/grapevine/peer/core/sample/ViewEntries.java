package grapevine.peer.core.sample;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.sampling.PartialView;
import grapevine.wire.Entry;

/** Entries in a view: an address is named once, by the latest run known of, and nobody who cannot be. */
public final class ViewEntries implements PartialView.Naming<Entry> {
    private final Ground ground;

    public ViewEntries(Ground ground) {
        this.ground = ground;
    }

    /** Not ourselves, whom all others may name, and somebody with an age, whatever that is: who has none is counted. */
    @Override
    public boolean admits(Entry said) {
        if (said.address().equals(ground.self().address())) {
            return false;
        }
        boolean hasAge = said.age() > 0;
        if (!hasAge) {
            ground.count(Counter.DROPPED_AGELESS);
        }
        return hasAge;
    }

    @Override
    public Object key(Entry entry) {
        return entry.address();
    }

    @Override
    public int compareRuns(Entry one, Entry other) {
        return Long.compare(one.epoch(), other.epoch());
    }
}

package grapevine.peer.core.sample;

import grapevine.peer.core.ground.Ground;
import grapevine.sampling.PartialView;
import grapevine.wire.Entry;

/** Entries in a view: an address is named once, by the latest run known of, and nobody who cannot be. */
public final class ViewEntries implements PartialView.Naming<Entry> {
    private final Ground ground;

    public ViewEntries(Ground ground) {
        this.ground = ground;
    }

    /** Not ourselves, and of an age that a seed could have given. */
    @Override
    public boolean admits(Entry said) {
        return !said.address().equals(ground.self().address())
                && said.age() > 0
                && said.age() <= ground.effects().wallTime() + Ground.FUTURE_MILLIS;
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

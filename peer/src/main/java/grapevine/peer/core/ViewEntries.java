package grapevine.peer.core;

import grapevine.sampling.PartialView;
import grapevine.wire.Entry;

/** Entries in a view: an address is named once, by the latest run known of, and nobody who cannot be. */
final class ViewEntries implements PartialView.Naming<Entry> {
    private final PeerNode node;

    ViewEntries(PeerNode node) {
        this.node = node;
    }

    @Override
    public boolean admits(Entry entry) {
        return node.isSensible(entry);
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

package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The peers this one knows of without being linked to them: at most {@link #MOST}, the longest unheard-of go first. */
final class View {
    /** As many as the lists of one join hold together. */
    static final int MOST = 128;

    private final Self self;
    private final Map<Address, Entry> entries = new LinkedHashMap<>();

    View(Self self) {
        this.self = self;
    }

    void addAll(Collection<Entry> heard) {
        heard.forEach(this::add);
    }

    /** The later epoch wins; of one epoch, what was heard last. Ourselves are not entered. */
    void add(Entry heard) {
        Entry known = entries.get(heard.address());
        if (heard.address().equals(self.address()) || (known != null && known.epoch() > heard.epoch())) {
            return;
        }
        entries.remove(heard.address());
        entries.put(heard.address(), heard);
        if (entries.size() > MOST) {
            Iterator<Address> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void remove(Address address) {
        entries.remove(address);
    }

    Collection<Entry> all() {
        return entries.values();
    }

    /** Those that come before us. */
    List<Entry> older() {
        List<Entry> older = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.isOlderThan(self.age(), self.address())) {
                older.add(entry);
            }
        }
        return older;
    }
}

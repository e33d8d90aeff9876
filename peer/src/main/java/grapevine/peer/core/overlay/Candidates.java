package grapevine.peer.core.overlay;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Self;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Peers that may be asked for a link: those that seeds and refusals named, as long as links are wanted, and those in
 * the view, but for those who declined. Of the named at most {@link #MOST} are kept, the longest unheard-of go first.
 */
public final class Candidates {
    /** The most that were named: as many as the lists of one join hold together. */
    public static final int MOST = Limits.LIST_ENTRIES;

    /** The most that are not asked at present. */
    public static final int MOST_DECLINED = Limits.LIST_ENTRIES;

    private final PartialView<Entry> view;
    private @Nullable Map<Address, Entry> named;

    /**
     * Who would not link with us since the seeds were last asked: peers that name each other are not asked in turns.
     */
    private Few<Address> declined = Few.none();

    /**
     * None yet; of those named, such are kept as the view admits.
     */
    Candidates(PartialView<Entry> view) {
        this.view = view;
    }

    /**
     * Somebody named these; the view takes of them what it has room for. The later epoch wins, in one epoch the later
     * word.
     */
    void addAll(Collection<Entry> entries) {
        List<Entry> admitted = entries.stream().filter(view::admits).toList();
        admitted.forEach(this::keep);
        view.fill(admitted);
    }

    void add(Entry entry) {
        if (view.admits(entry)) {
            keep(entry);
        }
    }

    private void keep(Entry entry) {
        if (named == null) {
            named = new LinkedHashMap<>(2 * MOST);
        }
        Entry known = named.get(entry.address());
        if (known != null && known.epoch() > entry.epoch()) {
            return;
        }
        if (known != null) {
            named.remove(entry.address());
        }
        named.put(entry.address(), entry);
        if (named.size() > MOST) {
            Iterator<Address> longest = named.keySet().iterator();
            longest.next();
            longest.remove();
        }
    }

    /** It is not to be asked until those who declined are forgiven; it may still be in the view. */
    void avoid(Address address) {
        if (named != null) {
            named.remove(address);
        }
        if (declined.size() < MOST_DECLINED) {
            declined = declined.with(address);
        }
    }

    /** Whoever declined may be asked again. */
    void forgive() {
        declined = Few.none();
    }

    int declined() {
        return declined.size();
    }

    /** Whoever is to be asked at this address, null if it is not known. */
    @Nullable
    Entry find(Address address) {
        Entry found = named == null ? null : named.get(address);
        for (Entry entry : view.peers()) {
            if (entry.address().equals(address) && (found == null || entry.epoch() > found.epoch())) {
                found = entry;
            }
        }
        return found;
    }

    /** Whether so many declined that nobody else is asked until they are forgiven. */
    boolean areWornOut() {
        return declined.size() >= MOST_DECLINED;
    }

    /** The largest age of anybody in the view, 0 if nobody is there. */
    long largestAgeInView() {
        long largest = 0;
        for (Entry entry : view.peers()) {
            largest = Math.max(largest, entry.age());
        }
        return largest;
    }

    int size() {
        return named == null ? 0 : named.size();
    }

    /** Nobody is looked for: only the view stays. */
    void forget() {
        named = null;
    }

    /** All that come before this peer and did not decline, each once, in no order that means anything. */
    List<Entry> olderThan(Self self) {
        List<Entry> all = new ArrayList<>(size() + view.size());
        if (named != null) {
            all.addAll(named.values());
        }
        for (Entry entry : view.peers()) {
            Entry known = named == null ? null : named.get(entry.address());
            if (known == null) {
                all.add(entry);
            } else if (!known.equals(entry) && entry.epoch() >= known.epoch()) {
                all.set(all.indexOf(known), entry);
            }
        }
        all.removeIf(entry -> !entry.isOlderThan(self.age(), self.address()) || declined.contains(entry.address()));
        return all;
    }
}

package grapevine.sampling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a view and what was received in an exchange name together, and who of them goes where that is more than the view
 * has room for: first the H oldest, then S of those that were sent away, as the {@link SamplingRule} says. Each peer is
 * named once.
 */
final class Merge<P> {
    private final SamplingRule rule;
    private final PartialView.Naming<P> naming;
    private final Map<Object, Sampled<P>> merged = new LinkedHashMap<>();

    /** Of which something newer was received than the view knew. */
    private final Set<Object> refreshed = new HashSet<>();

    /** Begins with what the view names. */
    Merge(SamplingRule rule, PartialView.Naming<P> naming, List<Sampled<P>> view) {
        this.rule = rule;
        this.naming = naming;
        view.forEach(sample -> merged.put(naming.key(sample.peer()), sample));
    }

    /** Takes in what the other side sent; of what is more than the rule has others send, the end is left out. */
    void receive(List<Sampled<P>> received) {
        for (Sampled<P> sample : received.subList(0, Math.min(received.size(), rule.sent()))) {
            Object key = naming.key(sample.peer());
            if (naming.admits(sample.peer()) && isNewer(sample, merged.get(key))) {
                merged.put(key, sample);
                refreshed.add(key);
            }
        }
    }

    /** The later run wins, in one run what was said later. */
    private boolean isNewer(Sampled<P> heard, @Nullable Sampled<P> known) {
        if (known == null) {
            return true;
        }
        int runs = naming.compareRuns(heard.peer(), known.peer());
        return runs > 0 || (runs == 0 && heard.hops() < known.hops());
    }

    /** Drops the H oldest, as long as there are too many. */
    void heal() {
        int count = Math.min(rule.healing(), tooMany());
        if (count <= 0) {
            return;
        }
        List<Sampled<P>> oldestFirst = new ArrayList<>(merged.values());
        oldestFirst.sort(Comparator.<Sampled<P>>comparingInt(Sampled::hops).reversed());
        for (Sampled<P> sample : oldestFirst.subList(0, count)) {
            merged.remove(naming.key(sample.peer()));
        }
    }

    /** Drops S of those sent of which nothing newer was received, as long as there are too many. */
    void swap(List<Sampled<P>> sent) {
        int swaps = rule.swapping();
        for (Sampled<P> each : sent) {
            Object key = naming.key(each.peer());
            if (swaps > 0 && tooMany() > 0 && !refreshed.contains(key) && merged.remove(key) != null) {
                swaps--;
            }
        }
    }

    private int tooMany() {
        return merged.size() - rule.viewSize();
    }

    /** Those left: what the view named first, in its order, then what was received. */
    Collection<Sampled<P>> left() {
        return merged.values();
    }
}

package grapevine.seed.core.probe;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Members of a network that has keys which alone reported peers dead that answered this seed at once, by the names of
 * their certificates. Who did so with several in the last minutes is doubted: this seed looks for it after one at a
 * time. That costs who is only cut off from them next to nothing. Kept in memory alone.
 */
final class FalseReports {
    /** Reported so many that were there, a member is doubted. */
    static final int DOUBTED = 4;

    /** For so long (ms) a false report counts. */
    static final long WINDOW = 600_000;

    /** The most members that are told apart, those that reported falsely last. */
    static final int MOST = 256;

    /** By member: by whom it accused, until when that counts. */
    private final Map<String, Map<Address, Long>> accused = new LinkedHashMap<>();

    /**
     * This one accused a peer that is there.
     *
     * @return whether it is doubted now, and was not before
     */
    boolean add(String member, Address peer, long now) {
        boolean was = isDoubted(member, now);
        Map<Address, Long> all = accused.remove(member);
        all = all == null ? new LinkedHashMap<>(DOUBTED) : all;
        all.remove(peer);
        all.put(peer, now + WINDOW);
        accused.put(member, all);
        forgetFirst(all, DOUBTED);
        forgetFirst(accused, MOST);
        return !was && isDoubted(member, now);
    }

    private static void forgetFirst(Map<?, ?> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /** Whether that may well be false what this member says; of nobody in a network without keys. */
    boolean isDoubted(@Nullable String member, long now) {
        Map<Address, Long> all = member == null ? null : accused.get(member);
        if (all == null) {
            return false;
        }
        all.values().removeIf(until -> until < now);
        return all.size() >= DOUBTED;
    }

    /** Whom it accused. */
    List<Address> accusedBy(String member) {
        return new ArrayList<>(accused.getOrDefault(member, Map.of()).keySet());
    }

    int size() {
        return accused.size();
    }
}

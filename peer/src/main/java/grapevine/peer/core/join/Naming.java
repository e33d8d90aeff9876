package grapevine.peer.core.join;

import grapevine.wire.Address;
import grapevine.wire.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the seeds asked in one {@link Round} say the network is, and what a peer makes of it: whoever has a firm number
 * gives it up for that of the majority of its seeds alone; whoever has none, or a provisional one, takes that of the
 * majority, else the one that it has, else the one that would stay if the seeds agreed. What was firm before is a
 * former number of what comes then. If all seeds that answer have begun anew, what they have made for the time being is
 * a former number too: those who come just now know no other.
 */
final class Naming {
    private record Said(Address seed, Identity identity) {}

    private final List<Said> said = new ArrayList<>(0);

    /** This seed says what it is; one that does not say it names nothing. */
    void heard(Address seed, @Nullable Identity identity) {
        if (identity != null) {
            said.add(new Said(seed, identity));
        }
    }

    /**
     * Whether others have to be asked: two name different networks, and neither has the majority.
     *
     * @param seeds how many there are in all
     */
    boolean isUndecided(int seeds) {
        List<Identity> candidates = candidates();
        return candidates.stream().anyMatch(each -> !each.isSameAs(candidates.get(0)))
                && majority(candidates, seeds) == null;
    }

    /**
     * What this peer is from now on.
     *
     * @param ours what it is, null for nothing yet
     * @param seeds how many there are in all
     * @return null if nobody named anything
     */
    @Nullable
    Identity decide(@Nullable Identity ours, int seeds) {
        Identity next = ours != null && ours.isFirm() ? followed(ours, seeds) : chosen(ours, seeds);
        boolean isAnyFirm = said.stream().anyMatch(each -> each.identity().isFirm());
        boolean haveAllBegunAnew = ours != null && ours.isFirm() && !isAnyFirm;
        for (Said each : said) {
            if (next != null && (haveAllBegunAnew || each.identity().isSameAs(next))) {
                next = next.knowing(each.identity());
            }
        }
        return next;
    }

    /** Provisional former numbers are those that some seed names now; it does so as long as it matters. */
    private Identity followed(Identity ours, int seeds) {
        Identity most = majority(candidates(), seeds);
        Identity next = most != null && most.isFirm() ? most.knowing(ours) : ours;
        return next.withoutProvisional();
    }

    private @Nullable Identity chosen(@Nullable Identity ours, int seeds) {
        List<Identity> candidates = candidates();
        Identity next = majority(candidates, seeds);
        if (next == null) {
            List<Identity> known = said.stream()
                    .map(Said::identity)
                    .filter(each -> ours != null && each.isSameAs(ours))
                    .toList();
            for (Identity each : known.isEmpty() ? candidates : known) {
                next = next == null || next.yieldsTo(each) ? each : next;
            }
        }
        if (next == null || ours == null || next.isFirm() || !next.isSameAs(ours)) {
            return next == null ? ours : next;
        }
        return ours.mergedWith(next);
    }

    /** Whose lists are of no use to this one: whom they name knows no number of ours yet, if it ever will. */
    List<Address> strangers(Identity ours) {
        return said.stream()
                .filter(each -> !each.identity().isSameAs(ours))
                .map(Said::seed)
                .toList();
    }

    /** Who is of another network than this one, for certain. */
    List<Address> others(Identity ours) {
        return said.stream()
                .filter(each -> ours.isFirm()
                        && each.identity().isFirm()
                        && !each.identity().isSameAs(ours))
                .map(Said::seed)
                .toList();
    }

    /** What this seed says, for a person. */
    String nameBy(Address seed) {
        return said.stream()
                .filter(each -> each.seed().equals(seed))
                .map(each -> each.identity().name())
                .findFirst()
                .orElse("");
    }

    /** The firm ones, or all if none is. */
    private List<Identity> candidates() {
        List<Identity> all = said.stream().map(Said::identity).toList();
        List<Identity> firm = all.stream().filter(Identity::isFirm).toList();
        return firm.isEmpty() ? all : firm;
    }

    private static @Nullable Identity majority(List<Identity> candidates, int seeds) {
        for (Identity each : candidates) {
            long as = candidates.stream()
                    .filter(other -> other.number() == each.number())
                    .count();
            if (2 * as > seeds) {
                return each;
            }
        }
        return null;
    }
}

package grapevine.peer.core.join;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The peers that this one was told to link with: by their addresses, or by names that lead there for now. */
final class Given {
    private final Ground ground;

    /** Those told by their addresses, at the start or later. */
    private List<Address> told;

    /** How many have a name, wherever that leads. */
    private int names;

    /** What the names lead to. */
    private List<Address> named = List.of();

    /**
     * Those that were taken back and not told again since, whatever name leads there; of more than
     * {@link PeerSettings#MOST_CONTACTS} the last.
     */
    private Few<Address> takenBack = Few.none();

    /** All of them, without this peer. */
    private List<Address> all;

    Given(Ground ground) {
        this.ground = ground;
        told = ground.settings().contacts();
        names = ground.settings().contactLines() - told.size();
        all = told;
    }

    List<Address> all() {
        return all;
    }

    /** Whether some have a name. */
    boolean hasNames() {
        return names > 0;
    }

    /** So many have a name from now on; false, and as before, if they would be too many with the others. */
    boolean name(int number) {
        boolean isEnough = number <= names || told.size() + number <= PeerSettings.MOST_CONTACTS;
        names = isEnough ? number : names;
        return isEnough;
    }

    /** The names lead to these now. */
    void lead(List<Address> to) {
        named = List.copyOf(to);
        gather();
    }

    /**
     * More of them. Those that are known already, and this peer itself, are passed over.
     *
     * @return false if that would be more than {@link PeerSettings#MOST_CONTACTS}, each name being one of them wherever
     *     it leads; then none is taken
     */
    boolean add(List<Address> more) {
        Set<Address> both = union(ground, told, more);
        if (both.size() + names > PeerSettings.MOST_CONTACTS) {
            return false;
        }
        told = List.copyOf(both);
        for (Address each : more) {
            takenBack = takenBack.without(each);
        }
        gather();
        return true;
    }

    /** These are none of them any more. */
    void remove(List<Address> some) {
        told = told.stream().filter(each -> !some.contains(each)).toList();
        for (Address each : some) {
            takenBack = takenBack.without(each).with(each);
            if (takenBack.size() > PeerSettings.MOST_CONTACTS) {
                takenBack = takenBack.without(takenBack.first());
            }
        }
        gather();
    }

    /** Looks at all again: this peer may have learnt its own address. */
    void gather() {
        Set<Address> both = union(ground, told, named);
        both.removeAll(takenBack);
        all = List.copyOf(both);
    }

    /** Each of all these once, but not this peer. */
    static Set<Address> union(Ground ground, List<Address> some, List<Address> more) {
        Set<Address> both = new LinkedHashSet<>(some);
        both.addAll(more);
        both.remove(ground.self().address());
        return both;
    }
}

package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the names lead to that a node was told: looked up on threads of their own, again every {@value #ROUND_MS} ms,
 * and when nobody answers where one led to. Each name stands for one address at a time. If it has several, that is the
 * one that was taken first, as long as the name leads there, and the next when it does not answer; where nobody answers
 * at any of them, the last stays until the next round. A {@linkplain Place#isSet set} of seeds stands for all its
 * addresses. A name that leads nowhere is said once, and keeps what it led to. None leads to the node itself, see
 * {@link #isSelf}.
 *
 * <p>Entered in the node's lane alone.
 */
public final class Names {
    /** From one round of questions to the next. */
    static final long ROUND_MS = 10_000;

    /** The most seeds of one set. */
    private static final int MOST_OF_A_SET = 1024;

    /** Looks up a name. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * All its addresses, at least one; may take long.
         *
         * @throws IOException if it has none, or nobody could be asked
         */
        List<Ip> resolve(String name) throws IOException;
    }

    /** Where and when jobs run in the node's lane. */
    public interface Turns {
        /** Soon. From any thread. */
        void insist(LongConsumer job);

        /** So long (ms) later, never within this call. From any thread. */
        void insistIn(long millis, LongConsumer job);

        /** Not in the lane, on a thread of this name. */
        void aside(String name, Runnable job);
    }

    /** Who is told that names lead elsewhere, and once that all are looked up or late; in the lane. */
    @FunctionalInterface
    public interface Hearer {
        void lead(Names names, long now);
    }

    private final List<Name> names = new ArrayList<>();
    private final Turns turns;
    private final Consumer<Fact> facts;
    private final Hearer hearer;
    private final Lookups lookups;
    private int unheard;
    private boolean hasRounds;

    /** Where the node itself is, as far as that is to be passed over. */
    private @Nullable Address self;

    /** Seeds that were said to be one with another. */
    private final Set<Place> twins = new HashSet<>();

    /** What was last said of the seeds, where there are sets of them; null before. */
    private @Nullable Seeds told;

    /**
     * Where the seeds are.
     *
     * @param addresses of all that have one, each once
     * @param count how many there are: each line is one, wherever it leads, and a set is as many as the last lookup
     *     found that are in no other line, but one before the first
     */
    public record Seeds(List<Address> addresses, int count) {}

    /** One that is looked up. */
    private static final class Name {
        final Place place;
        List<Address> addresses = List.of();

        @Nullable
        Address chosen;

        /** Where nobody answered since the last round. */
        final Set<Address> unanswered = new HashSet<>();

        /** Null while it is not asked for. */
        Lookups.@Nullable Lookup lookup;

        boolean isHeard;
        boolean isUnknownTold;
        boolean isCutTold;

        Name(Place place) {
            this.place = place;
        }

        List<Address> leadsTo() {
            if (place.isSet()) {
                return addresses;
            }
            return chosen == null ? List.of() : List.of(chosen);
        }
    }

    /**
     * Of names that were not looked up yet.
     *
     * @param threadName the threads are named {@code <threadName>}; they end when there is nothing to look up
     */
    public Names(
            List<Place> places,
            String threadName,
            Resolver resolver,
            Turns turns,
            Consumer<Fact> facts,
            Hearer hearer) {
        for (Place each : new LinkedHashSet<>(places)) {
            if (each.address() == null) {
                names.add(new Name(each));
            }
        }
        unheard = names.size();
        this.turns = turns;
        this.facts = facts;
        this.hearer = hearer;
        lookups = new Lookups(threadName, resolver, turns);
    }

    /** As this machine resolves names. */
    public static List<Ip> bySystem(String name) throws IOException {
        Set<Ip> all = new LinkedHashSet<>();
        for (InetAddress each : InetAddress.getAllByName(name)) {
            all.add(Ip.of(each));
        }
        return List.copyOf(all);
    }

    /** Looks all up, and goes on doing so. From any thread. */
    public void start() {
        turns.insist(now -> begin());
    }

    private void begin() {
        if (unheard > 0) {
            turns.insistIn(Lookups.DEADLINE_MS, this::late);
        }
        if (!hasRounds) {
            round();
        }
    }

    private void round() {
        hasRounds = !names.isEmpty();
        if (hasRounds) {
            names.forEach(name -> name.unanswered.clear());
            names.forEach(this::ask);
            turns.insistIn(ROUND_MS, now -> round());
        }
    }

    /** Looks these up as well, unless it does; nobody waits for them. */
    public void add(List<Place> more) {
        for (Place place : more) {
            if (names.stream().noneMatch(name -> name.place.equals(place))) {
                Name name = new Name(place);
                name.isHeard = true;
                names.add(name);
                ask(name);
            }
        }
        if (!hasRounds) {
            round();
        }
    }

    /** Does not look these up any more. */
    public void remove(List<Place> some, long now) {
        List<Name> gone =
                names.stream().filter(name -> some.contains(name.place)).toList();
        names.removeAll(gone);
        unheard -= (int) gone.stream().filter(name -> !name.isHeard).count();
        if (!gone.isEmpty() && unheard == 0) {
            hearer.lead(this, now);
        }
    }

    private void late(long now) {
        for (Name name : names) {
            if (!name.isHeard) {
                if (name.lookup != null && name.lookup.isUnderWay()) { // else it was not even asked
                    unknown(name, "no answer in " + Lookups.DEADLINE_MS + " ms");
                }
                heard(name, now);
            }
        }
    }

    /** Nobody answers there: if a name led there, it leads to its next address, to each once in a round at most. */
    public void failed(Address address) {
        for (Name name : names) {
            if (name.place.isSet() && name.addresses.contains(address)) {
                ask(name);
            } else if (address.equals(name.chosen)) {
                ask(name);
                if (name.unanswered.add(address)) {
                    next(name)
                            .ifPresent(next ->
                                    turns.insistIn(0, now -> choose(name, next, now))); // after what happens now
                }
            }
        }
    }

    /** The node itself is there: a name that leads there leads to another of its addresses, or to nobody. */
    public void isSelf(Address address) {
        self = address;
        for (Name name : names) {
            if (name.addresses.contains(address)) {
                turns.insistIn(
                        0,
                        now -> { // after what happens now
                            if (names.contains(name)) {
                                found(name, name.addresses, now);
                            }
                        });
            }
        }
    }

    /** The address after the one it leads to, of those where nobody failed to answer. */
    private static Optional<Address> next(Name name) {
        List<Address> all = new ArrayList<>(name.addresses);
        Collections.rotate(all, -all.indexOf(name.chosen));
        return all.stream().filter(each -> !name.unanswered.contains(each)).findFirst();
    }

    /** Where these lead to now: addresses stay, names that lead nowhere are left out. */
    public List<Address> of(List<Place> places) {
        Set<Address> all = new LinkedHashSet<>();
        for (Place place : places) {
            all.addAll(addressesOf(place));
        }
        return List.copyOf(all);
    }

    /** The same of seeds, with how many count for their majority: where two lines are one seed, that is said once. */
    public Seeds ofSeeds(List<Place> seeds) {
        Map<Address, Place> all = new LinkedHashMap<>();
        int count = 0;
        for (Place line : seeds) {
            if (!line.isSet()) {
                addressesOf(line).forEach(address -> takeLine(all, address, line));
                count++;
            }
        }
        for (Place set : seeds) {
            if (set.isSet()) {
                List<Address> members = addressesOf(set);
                int before = all.size();
                members.forEach(address -> all.putIfAbsent(address, set));
                count += members.isEmpty() ? 1 : all.size() - before;
            }
        }
        Seeds found = new Seeds(List.copyOf(all.keySet()), count);
        if (seeds.stream().anyMatch(Place::isSet) && !found.equals(told)) {
            told = found;
            facts.accept(new Fact.SeedsFound(count, found.addresses(), count / 2 + 1));
        }
        return found;
    }

    private void takeLine(Map<Address, Place> all, Address address, Place line) {
        Place other = all.putIfAbsent(address, line);
        if (other != null && twins.add(line)) {
            facts.accept(new Fact.SettingDoubtful(other + " and " + line + " are one seed, " + address
                    + ", and counted as two: a majority of all may be out of reach"));
        }
    }

    private List<Address> addressesOf(Place place) {
        if (place.address() != null) {
            return List.of(place.address());
        }
        return names.stream()
                .filter(name -> name.place.equals(place))
                .findFirst()
                .map(Name::leadsTo)
                .orElse(List.of());
    }

    private void ask(Name name) {
        if (name.lookup == null) {
            name.lookup = lookups.ask(name.place, (found, now) -> answered(name, found, now));
        }
    }

    private void answered(Name name, List<Address> found, long now) {
        name.lookup = null;
        if (!names.contains(name)) {
            return; // it is not wanted any more
        }
        if (found.isEmpty()) {
            unknown(name, "unknown host");
        } else {
            found(name, found, now);
        }
        heard(name, now);
    }

    private void found(Name name, List<Address> found, long now) {
        List<Address> before = name.addresses;
        name.addresses = name.place.isSet()
                ? members(name, found)
                : found.stream().filter(each -> !each.equals(self)).toList();
        name.isUnknownTold = false;
        if (name.addresses.isEmpty()) {
            name.chosen = null;
        } else if (!name.place.isSet() && (name.chosen == null || !name.addresses.contains(name.chosen))) {
            choose(name, name.addresses.get(0), now);
            return;
        }
        if (!name.addresses.equals(before) && unheard == 0) {
            hearer.lead(this, now);
        }
    }

    /** In an order of their own, as name servers give them in any. */
    private List<Address> members(Name set, List<Address> found) {
        if (found.size() > MOST_OF_A_SET && !set.isCutTold) {
            set.isCutTold = true;
            facts.accept(new Fact.SettingDoubtful(set.place + " leads to " + found.size() + " addresses, of which "
                    + MOST_OF_A_SET + " are taken for seeds"));
        }
        return found.stream().sorted().limit(MOST_OF_A_SET).toList();
    }

    private void choose(Name name, Address address, long now) {
        boolean isStale = !names.contains(name) || !name.addresses.contains(address); // removed, or led elsewhere since
        if (isStale || address.equals(name.chosen)) {
            return;
        }
        name.chosen = address;
        facts.accept(new Fact.NameLeads(name.place.toString(), address, name.addresses.size()));
        if (unheard == 0) {
            hearer.lead(this, now);
        }
    }

    private void unknown(Name name, String why) {
        if (!name.isUnknownTold) {
            name.isUnknownTold = true;
            facts.accept(new Fact.NameUnknown(name.place.toString(), why));
        }
    }

    private void heard(Name name, long now) {
        if (!name.isHeard) {
            name.isHeard = true;
            unheard--;
            if (unheard == 0) {
                hearer.lead(this, now);
            }
        }
    }
}

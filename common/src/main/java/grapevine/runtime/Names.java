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
 * at any of them, the last stays until the next round. A name that leads nowhere is said once, and keeps the address
 * that it had. None leads to the node itself, see {@link #isSelf}.
 *
 * <p>Entered in the node's lane alone.
 */
public final class Names {
    /** From one round of questions to the next. */
    static final long ROUND_MS = 10_000;

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

        Name(Place place) {
            this.place = place;
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
            if (address.equals(name.chosen)) {
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
            Address address = place.address() != null ? place.address() : chosenFor(place);
            if (address != null) {
                all.add(address);
            }
        }
        return List.copyOf(all);
    }

    /** The same of seeds, each of which counts for their majority: where two are one, that is said once. */
    public List<Address> ofSeeds(List<Place> seeds) {
        Map<Address, Place> all = new LinkedHashMap<>();
        for (Place seed : seeds) {
            for (Address address : of(List.of(seed))) {
                Place other = all.putIfAbsent(address, seed);
                if (other != null && twins.add(seed)) {
                    facts.accept(new Fact.SettingDoubtful(other + " and " + seed + " are one seed, " + address
                            + ", and counted as two: a majority of all may be out of reach"));
                }
            }
        }
        return List.copyOf(all.keySet());
    }

    private @Nullable Address chosenFor(Place place) {
        return names.stream()
                .filter(name -> name.place.equals(place))
                .findFirst()
                .map(name -> name.chosen)
                .orElse(null);
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
        List<Address> others = found.stream().filter(each -> !each.equals(self)).toList();
        name.isUnknownTold = false;
        boolean areOther = !others.equals(name.addresses);
        name.addresses = others;
        if (others.isEmpty()) {
            name.chosen = null;
        } else if (name.chosen == null || !others.contains(name.chosen)) {
            choose(name, others.get(0), now);
            return;
        }
        if (areOther && unheard == 0) {
            hearer.lead(this, now);
        }
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

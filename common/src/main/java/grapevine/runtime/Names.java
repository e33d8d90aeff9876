package grapevine.runtime;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the names lead to that a node was told: looked up on threads of their own, again every {@value #ROUND_MS} ms,
 * and when nobody answers where one led to. Each name stands for one address at a time. If it has several, that is the
 * one that was taken first, as long as the name leads there, and the next when it does not answer; where nobody answers
 * at any of them, the last stays until the next round. A name that leads nowhere is said once, and keeps the address
 * that it had.
 *
 * <p>Entered in the node's lane alone.
 */
public final class Names {
    /** From one round of questions to the next. */
    static final long ROUND_MS = 10_000;

    /** What is not known by then is not waited for, but taken when it comes. */
    static final long DEADLINE_MS = 3_000;

    /** The most that are looked up at a time, each on a thread of its own. */
    private static final int AT_A_TIME = 4;

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

    private final List<Line> lines = new ArrayList<>();
    private final Resolver resolver;
    private final Turns turns;
    private final Consumer<Fact> facts;
    private final Hearer hearer;
    private final String threadName;
    private final Queue<Line> waiting = new ArrayDeque<>();
    private int underWay;
    private int unheard;

    /** One name. */
    private static final class Line {
        final Place place;
        List<Address> addresses = List.of();

        @Nullable
        Address chosen;

        /** Where nobody answered since the last round. */
        final Set<Address> unanswered = new HashSet<>();

        boolean isAsked;
        boolean isHeard;
        boolean isUnknownTold;

        Line(Place place) {
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
                lines.add(new Line(each));
            }
        }
        unheard = lines.size();
        this.resolver = resolver;
        this.turns = turns;
        this.facts = facts;
        this.hearer = hearer;
        this.threadName = threadName;
    }

    /** As this machine resolves names. */
    public static List<Ip> bySystem(String name) throws IOException {
        Set<Ip> all = new LinkedHashSet<>();
        for (InetAddress each : InetAddress.getAllByName(name)) {
            all.add(Ip.of(each));
        }
        return List.copyOf(all);
    }

    /** Where these names lead to, without those that lead nowhere or are not looked up in {@value #DEADLINE_MS} ms. */
    public static Map<Place, List<Address>> now(List<Place> names, Resolver resolver) {
        Map<Place, List<Address>> found = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> asked = names.stream()
                .map(name -> CompletableFuture.runAsync(
                        () -> {
                            List<Address> addresses = addresses(name, resolve(resolver, name));
                            if (!addresses.isEmpty()) {
                                found.put(name, addresses);
                            }
                        },
                        Names::onThreadOfItsOwn))
                .toList();
        Deadline.in(DEADLINE_MS).await(nanos -> {
            try {
                CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(nanos, TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // Whatever is not there is not known.
            }
        });
        return Map.copyOf(found);
    }

    /** Where somebody can be dialled, of these. */
    private static List<Address> addresses(Place name, List<Ip> found) {
        return found.stream()
                .filter(ip -> !ip.isUnspecified() && !ip.isMulticast())
                .map(ip -> new Address(ip, name.port()))
                .toList();
    }

    private static void onThreadOfItsOwn(Runnable job) {
        Thread thread = new Thread(job, "grapevine-names");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks all up, and goes on doing so. */
    public void start() {
        if (!lines.isEmpty()) {
            turns.insistIn(DEADLINE_MS, this::late);
            turns.insist(now -> round());
        }
    }

    private void round() {
        lines.forEach(line -> line.unanswered.clear());
        lines.forEach(this::ask);
        turns.insistIn(ROUND_MS, now -> round());
    }

    private void late(long now) {
        for (Line line : lines) {
            if (!line.isHeard) {
                unknown(line, "no answer in " + DEADLINE_MS + " ms");
                heard(line, now);
            }
        }
    }

    /** Nobody answers there: if a name led there, it leads to its next address, to each once in a round at most. */
    public void failed(Address address) {
        for (Line line : lines) {
            if (address.equals(line.chosen)) {
                ask(line);
                if (line.unanswered.add(address)) {
                    next(line)
                            .ifPresent(next ->
                                    turns.insistIn(0, now -> choose(line, next, now))); // after what happens now
                }
            }
        }
    }

    /** The address after the one it leads to, of those where nobody failed to answer. */
    private static Optional<Address> next(Line line) {
        List<Address> all = new ArrayList<>(line.addresses);
        Collections.rotate(all, -all.indexOf(line.chosen));
        return all.stream().filter(each -> !line.unanswered.contains(each)).findFirst();
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

    private @Nullable Address chosenFor(Place place) {
        return lines.stream()
                .filter(line -> line.place.equals(place))
                .findFirst()
                .map(line -> line.chosen)
                .orElse(null);
    }

    private void ask(Line line) {
        if (!line.isAsked) {
            line.isAsked = true;
            waiting.add(line);
            askNext();
        }
    }

    private void askNext() {
        Line line = underWay < AT_A_TIME ? waiting.poll() : null;
        if (line == null) {
            return;
        }
        underWay++;
        turns.aside(threadName, () -> {
            List<Ip> found = resolve(resolver, line.place);
            turns.insistIn(0, now -> answered(line, found, now));
        });
    }

    /** None if it fails, in whatever way. */
    private static List<Ip> resolve(Resolver resolver, Place name) {
        try {
            return resolver.resolve(name.host());
        } catch (IOException | RuntimeException unknown) {
            return List.of();
        }
    }

    private void answered(Line line, List<Ip> ips, long now) {
        underWay--;
        line.isAsked = false;
        List<Address> found = addresses(line.place, ips);
        if (found.isEmpty()) {
            unknown(line, "unknown host");
        } else {
            found(line, found, now);
        }
        heard(line, now);
        askNext();
    }

    private void found(Line line, List<Address> found, long now) {
        line.isUnknownTold = false;
        boolean areOther = !found.equals(line.addresses);
        line.addresses = found;
        if (line.chosen == null || !found.contains(line.chosen)) {
            choose(line, found.get(0), now);
        } else if (areOther && unheard == 0) {
            hearer.lead(this, now);
        }
    }

    private void choose(Line line, Address address, long now) {
        if (address.equals(line.chosen) || !line.addresses.contains(address)) {
            return;
        }
        line.chosen = address;
        facts.accept(new Fact.NameLeads(line.place.toString(), address, line.addresses.size()));
        if (unheard == 0) {
            hearer.lead(this, now);
        }
    }

    private void unknown(Line line, String why) {
        if (!line.isUnknownTold) {
            line.isUnknownTold = true;
            facts.accept(new Fact.NameUnknown(line.place.toString(), why));
        }
    }

    private void heard(Line line, long now) {
        if (!line.isHeard) {
            line.isHeard = true;
            unheard--;
            if (unheard == 0) {
                hearer.lead(this, now);
            }
        }
    }
}

package grapevine.runtime;

import grapevine.runtime.Names.Resolver;
import grapevine.runtime.Names.Turns;
import grapevine.wire.Address;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up, each on a thread of its own and a few at a time. Entered in the node's lane alone, but for what is
 * looked up before there is one.
 */
public final class Lookups {
    /** What is not known by then is not waited for. */
    static final long DEADLINE_MS = 3_000;

    /** The most at a time, of those that take no longer than a moment. */
    private static final int AT_A_TIME = 4;

    /** What takes longer (ms) gives its place to the next: a name whose server is gone keeps no other waiting. */
    static final long MOMENT_MS = 500;

    /** The most threads, with those that take longer. */
    static final int MOST_THREADS = 16;

    /** Who is told where a name leads to; in the lane. */
    @FunctionalInterface
    interface Asker {
        /** Nowhere, if these are none. */
        void leads(List<Address> found, long now);
    }

    private final String threadName;
    private final Resolver resolver;
    private final Turns turns;
    private final Queue<Lookup> waiting = new ArrayDeque<>();
    private int placesTaken;
    private int threads;

    /** One look-up of one name. */
    static final class Lookup {
        private final Place name;
        private final Asker asker;
        private boolean isUnderWay;
        private boolean hasPlace;

        private Lookup(Place name, Asker asker) {
            this.name = name;
            this.asker = asker;
        }

        /** Whether it is asked for, and waits no more for its turn. */
        boolean isUnderWay() {
            return isUnderWay;
        }
    }

    /**
     * None yet.
     *
     * @param threadName the threads are named so
     */
    Lookups(String threadName, Resolver resolver, Turns turns) {
        this.threadName = threadName;
        this.resolver = resolver;
        this.turns = turns;
    }

    /** Where these names lead to, without those that lead nowhere or are not looked up in {@value #DEADLINE_MS} ms. */
    public static Map<Place, List<Address>> now(List<Place> names, Resolver resolver) {
        Map<Place, List<Address>> found = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> asked = names.stream()
                .map(name -> CompletableFuture.runAsync(
                        () -> {
                            List<Address> addresses = addresses(name, resolver);
                            if (!addresses.isEmpty()) {
                                found.put(name, addresses);
                            }
                        },
                        job -> OwnThread.of("grapevine-names", job).start()))
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

    /** Looks this name up as soon as it is its turn. */
    Lookup ask(Place name, Asker asker) {
        Lookup lookup = new Lookup(name, asker);
        waiting.add(lookup);
        next();
        return lookup;
    }

    private void next() {
        Lookup lookup = placesTaken < AT_A_TIME && threads < MOST_THREADS ? waiting.poll() : null;
        if (lookup == null) {
            return;
        }
        placesTaken++;
        threads++;
        lookup.hasPlace = true;
        lookup.isUnderWay = true;
        turns.insistIn(MOMENT_MS, now -> leavePlace(lookup));
        try {
            turns.aside(threadName, () -> lookUp(lookup));
        } catch (OutOfMemoryError e) { // the process may have no more threads: it is asked again in its time
            answer(lookup, List.of());
        }
    }

    /** On a thread of its own, which ends with an answer, come what may. */
    private void lookUp(Lookup lookup) {
        List<Address> found = List.of();
        try {
            found = addresses(lookup.name, resolver);
        } finally {
            answer(lookup, found);
        }
    }

    private void answer(Lookup lookup, List<Address> found) {
        turns.insistIn(0, now -> {
            threads--;
            lookup.asker.leads(found, now);
            leavePlace(lookup);
        });
    }

    private void leavePlace(Lookup lookup) {
        if (lookup.hasPlace) {
            lookup.hasPlace = false;
            placesTaken--;
        }
        next();
    }

    /** Where somebody can be dialled; nowhere if it fails, in whatever way. */
    private static List<Address> addresses(Place name, Resolver resolver) {
        try {
            return resolver.resolve(name.host()).stream()
                    .filter(ip -> !ip.isUnspecified() && !ip.isMulticast())
                    .map(ip -> new Address(ip, name.port()))
                    .toList();
        } catch (IOException | RuntimeException unknown) {
            return List.of();
        }
    }
}

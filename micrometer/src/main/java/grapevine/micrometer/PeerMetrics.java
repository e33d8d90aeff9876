package grapevine.micrometer;

import grapevine.micrometer.Readings.Reading;
import grapevine.node.Counter;
import grapevine.peer.Peer;
import grapevine.peer.PeerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one {@link Peer}.
 *
 * <pre>{@code
 * new PeerMetrics(peer).bindTo(registry);
 * }</pre>
 *
 * <p>Each name of {@link Peer#counters} is a counter: {@code messages_delivered} is
 * {@code grapevine.messages.delivered}. What {@link Peer#health} says is gauges: {@code grapevine.up} (1 or 0),
 * {@code grapevine.state} (1 if the peer is in the state that the tag {@code state} names, else 0),
 * {@code grapevine.neighbours}, {@code grapevine.neighbours.older}, {@code grapevine.seeds.listing} and
 * {@code grapevine.seeds.wanted}; and {@code grapevine.members} says how many {@link Peer#members} there are.
 *
 * <p>Whoever reads the meters asks the peer once for all that are read within 250 ms, and waits for nothing but its own
 * thread; one that has ended it does not wait for. They are there as long as the peer is: once it has left they are
 * taken out of the registry, so that the next peer at its address has its own, and nothing here keeps it. One that a
 * bug ended keeps them, so that it is seen, until this is closed, or another peer's are added by the same tags, which
 * take their place. From any thread.
 */
public final class PeerMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "grapevine.";
    private static final String PEER = "peer";

    private static final List<Told> TOLD = List.of(
            new Told(
                    "up",
                    null,
                    "Whether the peer takes part.",
                    reading -> reading.health().isUp() ? 1 : 0),
            new Told(
                    "neighbours",
                    "neighbours",
                    "Links the peer holds.",
                    reading -> reading.health().neighbours()),
            new Told(
                    "neighbours.older",
                    "neighbours",
                    "Links that lead to older peers: each peer but the oldest of all wants one.",
                    reading -> reading.health().olderNeighbours()),
            new Told(
                    "seeds.listing",
                    "seeds",
                    "Seeds that list the peer.",
                    reading -> reading.health().leases()),
            new Told(
                    "seeds.wanted",
                    "seeds",
                    "Seeds that have to list the peer; 0 without any.",
                    reading -> reading.health().quorum()),
            new Told(
                    "members",
                    "members",
                    "Others that the peer has heard of within the last 20 minutes.",
                    Reading::members));

    private final Tags tags;
    private final Map<MeterRegistry, List<Meter>> meters = new LinkedHashMap<>();

    /** Null once this is closed. */
    private @Nullable Peer peer;

    /**
     * Meters with the tag {@code peer}: the peer's address as it is now. That of a peer that listens on every address
     * of its machine is 127.0.0.1 until a seed or somebody who links with it has told it another.
     */
    public PeerMetrics(Peer peer) {
        this(peer, Tags.empty());
    }

    /**
     * Meters with these tags and {@code peer}, which may be one of these.
     *
     * @param tags what tells this peer's meters from those of others in the same registry
     */
    public PeerMetrics(Peer peer, Iterable<Tag> tags) {
        this.peer = Objects.requireNonNull(peer, "peer");
        this.tags = Tags.of(PEER, peer.self().toString()).and(Objects.requireNonNull(tags, "tags"));
    }

    /**
     * Adds the meters to a registry, in place of what is there by the same names and tags, as those of a peer are that
     * a bug ended. If the peer has left or this is closed, nothing happens.
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        Peer bound = peer;
        if (bound == null || meters.containsKey(registry)) {
            return;
        }
        meters.put(registry, register(bound, registry));
        bound.ended().thenRun(this::close);
    }

    /** Takes the meters out of every registry, but for those that are another's by now. It may be called again. */
    @Override
    public synchronized void close() {
        meters.forEach((registry, all) -> {
            Set<Meter> there = meters(registry);
            all.stream().filter(there::contains).forEach(registry::remove);
        });
        meters.clear();
        peer = null;
    }

    /** Those that are in a registry, told apart as objects: whose they are is not in their ids. */
    private static Set<Meter> meters(MeterRegistry registry) {
        Set<Meter> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(registry.getMeters());
        return all;
    }

    private List<Meter> register(Peer bound, MeterRegistry registry) {
        Readings readings = new Readings(registry.config().clock());
        List<Meter> made = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            made.add(register(bound, readings, counter, registry));
        }
        for (PeerState state : PeerState.values()) {
            Told told = new Told(
                    "state",
                    null,
                    "Whether the peer is in this state.",
                    reading -> reading.health().state() == state ? 1 : 0);
            made.add(register(
                    bound, readings, told, tags.and("state", state.name().toLowerCase(Locale.ROOT)), registry));
        }
        for (Told told : TOLD) {
            made.add(register(bound, readings, told, tags, registry));
        }
        return made;
    }

    private Meter register(Peer bound, Readings readings, Counter counter, MeterRegistry registry) {
        String key = counter.key();
        String name = PREFIX + key.replace('_', '.');
        makeRoom(registry, name, tags, Meter.Type.COUNTER);
        return FunctionCounter.builder(name, bound, peer -> readings.of(peer).counted(key))
                .description(counter.meaning())
                .baseUnit(counter.unit())
                .tags(tags)
                .register(registry);
    }

    private static Meter register(Peer bound, Readings readings, Told told, Tags tags, MeterRegistry registry) {
        makeRoom(registry, PREFIX + told.name, tags, Meter.Type.GAUGE);
        return Gauge.builder(PREFIX + told.name, bound, peer -> told.value.applyAsDouble(readings.of(peer)))
                .description(told.description)
                .baseUnit(told.unit)
                .tags(tags)
                .register(registry);
    }

    /** What is there by the same name and tags would be left there instead of what comes. */
    private static void makeRoom(MeterRegistry registry, String name, Tags tags, Meter.Type type) {
        registry.removeByPreFilterId(new Meter.Id(name, tags, null, null, type));
    }

    /** What a gauge says. */
    private record Told(String name, @Nullable String unit, String description, ToDoubleFunction<Reading> value) {}
}

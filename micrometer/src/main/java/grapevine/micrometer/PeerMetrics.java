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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * bug ended keeps them, so that it is seen, until this is closed. From any thread.
 */
public final class PeerMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "grapevine.";
    private static final String PEER = "peer";

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

    /** Adds the meters to a registry; if the peer has left or this is closed, nothing happens. */
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

    /** Takes the meters out of every registry. It may be called again. */
    @Override
    public synchronized void close() {
        meters.forEach((registry, all) -> all.forEach(registry::remove));
        meters.clear();
        peer = null;
    }

    private List<Meter> register(Peer bound, MeterRegistry registry) {
        Readings readings = new Readings(registry.config().clock());
        List<Meter> made = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            made.add(counter(bound, readings, counter).register(registry));
        }
        for (PeerState state : PeerState.values()) {
            made.add(gauge(bound, readings, "state", reading -> reading.health().state() == state ? 1 : 0)
                    .description("Whether the peer is in this state.")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
        for (Gauge.Builder<Peer> gauge : gauges(bound, readings)) {
            made.add(gauge.register(registry));
        }
        return made;
    }

    private FunctionCounter.Builder<Peer> counter(Peer bound, Readings readings, Counter counter) {
        String key = counter.key();
        return FunctionCounter.builder(
                        PREFIX + key.replace('_', '.'),
                        bound,
                        peer -> readings.of(peer).counted(key))
                .description(counter.meaning())
                .baseUnit(counter.unit())
                .tags(tags);
    }

    private List<Gauge.Builder<Peer>> gauges(Peer bound, Readings readings) {
        return List.of(
                gauge(bound, readings, "up", reading -> reading.health().isUp() ? 1 : 0)
                        .description("Whether the peer takes part."),
                gauge(bound, readings, "neighbours", reading -> reading.health().neighbours())
                        .description("Links the peer holds.")
                        .baseUnit("neighbours"),
                gauge(
                                bound,
                                readings,
                                "neighbours.older",
                                reading -> reading.health().olderNeighbours())
                        .description("Links that lead to older peers: each peer but the oldest of all wants one.")
                        .baseUnit("neighbours"),
                gauge(
                                bound,
                                readings,
                                "seeds.listing",
                                reading -> reading.health().leases())
                        .description("Seeds that list the peer.")
                        .baseUnit("seeds"),
                gauge(
                                bound,
                                readings,
                                "seeds.wanted",
                                reading -> reading.health().quorum())
                        .description("Seeds that have to list the peer; 0 without any.")
                        .baseUnit("seeds"),
                gauge(bound, readings, "members", Reading::members)
                        .description("Others that the peer has heard of within the last 20 minutes.")
                        .baseUnit("members"));
    }

    private Gauge.Builder<Peer> gauge(Peer bound, Readings readings, String name, ToDoubleFunction<Reading> value) {
        return Gauge.builder(PREFIX + name, bound, peer -> value.applyAsDouble(readings.of(peer)))
                .tags(tags);
    }
}

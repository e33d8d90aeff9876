package grapevine.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import grapevine.node.Counter;
import grapevine.peer.Health;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerState;
import grapevine.testkit.TestNetwork;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PeerMetricsTest {
    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    @Test
    void every_counter_of_a_node_is_a_counter_with_a_unit_and_a_sentence() {
        try (TestNetwork network = TestNetwork.of(1)) {
            new PeerMetrics(network.peer(0)).bindTo(registry);

            assertThat(Counter.values()).allSatisfy(counter -> {
                Meter.Id id = registry.get("grapevine." + counter.key().replace('_', '.'))
                        .functionCounter()
                        .getId();
                assertThat(id.getBaseUnit()).as(counter.key()).matches("[a-z]+");
                assertThat(id.getDescription()).as(counter.key()).matches("[A-Z].*\\.");
                assertThat(id.getTag("peer")).isEqualTo(network.peer(0).self().toString());
            });
        }
    }

    @Test
    void the_counters_say_what_the_peer_counted_and_go_on() {
        try (TestNetwork network = TestNetwork.of(3)) {
            Peer peer = network.peer(2);
            new PeerMetrics(peer).bindTo(registry);
            assertThat(counted("messages.delivered")).isZero();

            network.await(network.peer(0).publish("one"));
            network.await(network.peer(1).publish("two"));
            network.run(Duration.ofSeconds(30));
            moment();

            assertThat(counted("messages.delivered")).isEqualTo(2);
            assertThat(allCounted())
                    .containsAllEntriesOf(peer.counters().entrySet().stream()
                            .collect(Collectors.toMap(
                                    each -> "grapevine." + each.getKey().replace('_', '.'),
                                    each -> (double) each.getValue())));
        }
    }

    @Test
    void the_gauges_say_how_it_is() {
        try (TestNetwork network = TestNetwork.of(3)) {
            Peer peer = network.peer(2);
            network.runUntil(() -> peer.health().neighbours() == 2, Duration.ofMinutes(2));
            new PeerMetrics(peer).bindTo(registry);
            Health health = peer.health();

            assertThat(states()).containsExactlyInAnyOrderEntriesOf(oneOf(PeerState.READY));
            assertThat(gauge("up")).isEqualTo(1);
            assertThat(gauge("neighbours")).isEqualTo(health.neighbours()).isEqualTo(2);
            assertThat(gauge("neighbours.older")).isEqualTo(health.olderNeighbours());
            assertThat(gauge("seeds.listing")).isEqualTo(health.leases()).isPositive();
            assertThat(gauge("seeds.wanted")).isEqualTo(health.quorum()).isEqualTo(2);
            assertThat(gauge("members")).isEqualTo(2);

            network.cutOff(List.of(peer));
            network.runUntil(() -> peer.health().neighbours() == 0, Duration.ofMinutes(5));
            network.runUntil(() -> !peer.health().isUp(), Duration.ofMinutes(5));
            moment();

            assertThat(gauge("neighbours")).isZero();
            assertThat(gauge("up")).isZero();
        }
    }

    @Test
    void one_look_at_the_peer_serves_all_meters_that_are_read_within_a_moment() {
        try (TestNetwork network = TestNetwork.of(2)) {
            Peer peer = mock(Peer.class, delegatesTo(network.peer(1)));
            new PeerMetrics(peer).bindTo(registry);

            readAll();
            readAll();
            verify(peer, times(1)).counters();
            verify(peer, times(1)).health();
            verify(peer, times(1)).members();

            moment();
            readAll();
            verify(peer, times(2)).counters();
            verify(peer, times(2)).health();
            verify(peer, times(2)).members();
        }
    }

    @Test
    void two_peers_in_one_registry_are_told_apart_by_their_addresses_or_by_tags_of_your_own() {
        try (TestNetwork network = TestNetwork.of(3)) {
            new PeerMetrics(network.peer(0)).bindTo(registry);
            new PeerMetrics(network.peer(1), Tags.of("room", "kitchen")).bindTo(registry);
            new PeerMetrics(network.peer(2), Tags.of("peer", "three")).bindTo(registry);

            assertThat(registry.get("grapevine.up").gauges().stream()
                            .map(each -> each.getId().getTags()))
                    .containsExactlyInAnyOrder(
                            List.copyOf(Tags.of("peer", network.peer(0).self().toString()).stream()
                                    .toList()),
                            Tags.of("peer", network.peer(1).self().toString(), "room", "kitchen").stream()
                                    .toList(),
                            Tags.of("peer", "three").stream().toList());
        }
    }

    @Test
    void a_peer_that_left_takes_its_meters_along_and_the_next_at_its_address_has_its_own() {
        try (TestNetwork network = TestNetwork.of(2)) {
            Peer first = network.peer(1);
            new PeerMetrics(first).bindTo(registry);
            network.await(first.publish("before"));
            int port = first.address().getPort();

            network.await(first.leave());

            assertThat(registry.getMeters()).isEmpty();

            Peer second = network.join(network.config().port(port).build());
            new PeerMetrics(second).bindTo(registry);
            network.await(second.ready());

            assertThat(second.address()).isEqualTo(first.address());
            assertThat(counted("messages.made")).isZero();
            assertThat(gauge("up")).isEqualTo(1);
        }
    }

    @Test
    void a_peer_that_has_left_already_gets_no_meters() {
        try (TestNetwork network = TestNetwork.of(2)) {
            network.await(network.peer(1).leave());

            new PeerMetrics(network.peer(1)).bindTo(registry);

            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void a_peer_that_a_bug_ended_is_seen_to_have_failed_until_its_metrics_are_closed() {
        try (TestNetwork network = TestNetwork.of(1)) {
            PeerMetrics metrics = new PeerMetrics(failed(network.peer(0)));
            metrics.bindTo(registry);

            assertThat(states()).containsExactlyInAnyOrderEntriesOf(oneOf(PeerState.FAILED));
            assertThat(gauge("up")).isZero();

            metrics.close();
            metrics.close();
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void the_next_peer_at_the_address_of_one_that_a_bug_ended_has_meters_of_its_own() {
        try (TestNetwork network = TestNetwork.of(2)) {
            PeerMetrics ofFailed = new PeerMetrics(failed(network.peer(1)), Tags.of("peer", "mine"));
            ofFailed.bindTo(registry);
            assertThat(gauge("up")).isZero();

            new PeerMetrics(network.peer(0), Tags.of("peer", "mine")).bindTo(registry);

            assertThat(gauge("up")).isEqualTo(1);
            assertThat(states()).containsExactlyInAnyOrderEntriesOf(oneOf(PeerState.READY));

            ofFailed.close();

            assertThat(gauge("up")).isEqualTo(1);
            assertThat(counted("messages.made")).isZero();

            network.await(network.peer(0).leave());
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    private static Peer failed(Peer peer) {
        Peer failed = mock(Peer.class, delegatesTo(peer));
        when(failed.ended()).thenReturn(CompletableFuture.failedFuture(new IllegalStateException("a bug")));
        when(failed.health()).thenReturn(new Health(PeerState.FAILED, 0, 0, 0, 0, false));
        return failed;
    }

    @Test
    void meters_that_somebody_still_holds_are_read_without_waiting_when_the_peer_has_left() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder().build());
        peer.ready().join();
        new PeerMetrics(peer).bindTo(registry);
        List<Meter> held = registry.getMeters();
        readAll();

        peer.close();
        moment();

        assertThat(held).hasSizeGreaterThan(Counter.values().length);
        assertThat(CompletableFuture.supplyAsync(() -> held.stream()
                        .filter(each -> each.getId().getName().equals("grapevine.up"))
                        .mapToDouble(each -> each.measure().iterator().next().getValue())
                        .sum()))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(0.0);
    }

    @Test
    void a_peer_that_left_is_kept_alive_by_neither_its_metrics_nor_the_registry() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder().build());
        PeerMetrics metrics = new PeerMetrics(peer);
        metrics.bindTo(registry);
        List<Meter> held = registry.getMeters();
        readAll();
        WeakReference<Peer> kept = new WeakReference<>(peer);

        peer.close();
        peer.ended().join();
        peer = null;

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return kept.get() == null;
        });
        assertThat(held).isNotEmpty();
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_peer_that_runs_is_watched_although_nobody_else_holds_it() throws Exception {
        int port = joinAndForget();
        WeakReference<Object> other = new WeakReference<>(new Object());
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return other.get() == null;
        });
        moment();

        assertThat(gauge("up")).isEqualTo(1);
        assertThat(registry.get("grapevine.up").gauge().getId().getTag("peer")).isEqualTo("127.0.0.1:" + port);
    }

    private int joinAndForget() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder().build());
        peer.ready().join();
        new PeerMetrics(peer).bindTo(registry);
        return peer.address().getPort();
    }

    @Test
    void null_is_refused_by_the_name_of_the_argument() {
        try (TestNetwork network = TestNetwork.of(1)) {
            Peer peer = network.peer(0);

            assertThatNullPointerException()
                    .isThrownBy(() -> new PeerMetrics(null))
                    .withMessage("peer");
            assertThatNullPointerException()
                    .isThrownBy(() -> new PeerMetrics(null, Tags.empty()))
                    .withMessage("peer");
            assertThatNullPointerException()
                    .isThrownBy(() -> new PeerMetrics(peer, null))
                    .withMessage("tags");
            assertThatNullPointerException()
                    .isThrownBy(() -> new PeerMetrics(peer).bindTo(null))
                    .withMessage("registry");
        }
    }

    /** Time enough for what was read before to be old. */
    private void moment() {
        clock.add(Readings.MOMENT.plusMillis(1));
    }

    private void readAll() {
        registry.getMeters()
                .forEach(meter -> meter.measure()
                        .forEach(measured -> assertThat(measured.getValue()).isGreaterThanOrEqualTo(0)));
    }

    private double counted(String name) {
        return registry.get("grapevine." + name).functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get("grapevine." + name).gauge().value();
    }

    private Map<String, Double> allCounted() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getType() == Meter.Type.COUNTER)
                .collect(Collectors.toMap(
                        meter -> meter.getId().getName(),
                        meter -> meter.measure().iterator().next().getValue()));
    }

    private Map<String, Double> states() {
        return registry.get("grapevine.state").gauges().stream()
                .collect(Collectors.toMap(each -> each.getId().getTag("state"), each -> each.value()));
    }

    private static Map<String, Double> oneOf(PeerState state) {
        return List.of(PeerState.values()).stream()
                .collect(Collectors.toMap(each -> each.name().toLowerCase(), each -> each == state ? 1.0 : 0.0));
    }
}

package grapevine.seed.core.registry;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Entry;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Registration.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistryTest {
    @Test
    void a_hundred_thousand_peers_join_renew_and_expire() {
        SeedRun seed = new SeedRun();
        for (int i = 0; i < 100_000; i++) {
            seed.ask(hello(peer(i), 1, WALL + i), new Register(1, WALL + i, 0, 8));
            seed.effects.take();
        }
        for (int i = 0; i < 100_000; i++) {
            seed.ask(hello(peer(i), 1, WALL + i), new Register(2, WALL + i, 4, 0));
            seed.effects.take();
        }

        Registered answer = seed.join(peer(100_000), WALL + 100_000);

        assertThat(answer.older()).isEqualTo(100_000);
        // A quarter of each of the two ips.
        assertThat(answer.sample()).hasSize(64).allMatch(entry -> entry.degree() == 4);
        seed.node.advance(60_000);
        assertThat(seed.status()).contains(" peers=0 tombstones=0 ");
    }

    @Test
    void the_address_breaks_a_tie_of_ages() {
        Registry registry = new Registry(9);
        List.of(3, 1, 2)
                .forEach(number -> registry.enter(new Entry(peer(number), 0, 7, 1), null, 1, State.ALIVE, true, 9));

        assertThat(IntStream.range(0, 3)
                        .mapToObj(rank -> registry.alive().get(rank).address()))
                .containsExactly(peer(1), peer(2), peer(3));
        assertThat(registry.alive().older(7, peer(3))).isEqualTo(2);
    }

    @Test
    void a_row_counts_for_the_hash_by_its_version_and_not_by_its_lease() {
        Registry one = new Registry(9);
        Registry other = new Registry(9);
        one.enter(new Entry(peer(1), 0, 7, 1), null, 1, State.ALIVE, true, 100);
        other.enter(new Entry(peer(1), 0, 7, 1), null, 1, State.ALIVE, true, 200);
        assertThat(one.hash().whole()).isEqualTo(other.hash().whole());

        other.enter(new Entry(peer(1), 0, 7, 1), null, 1, State.DEAD, true, 200);
        assertThat(one.hash().whole()).isNotEqualTo(other.hash().whole());
        assertThat(one.hash().differing(other.hash().buckets())).containsExactly(RegistryHash.bucketOf(peer(1)));

        one.enter(new Entry(peer(1), 0, 7, 1), null, 1, State.LEFT, true, 100);
        assertThat(one.hash().whole())
                .as("of two ways to be gone neither wins, so they count alike")
                .isEqualTo(other.hash().whole());
    }

    @Test
    void addresses_spread_over_all_buckets() {
        int[] rows = new int[RegistryHash.BUCKETS];
        IntStream.range(0, 25_600).forEach(number -> rows[RegistryHash.bucketOf(peer(number))]++);

        assertThat(IntStream.of(rows).min().orElseThrow()).isGreaterThan(50);
        assertThat(IntStream.of(rows).max().orElseThrow()).isLessThan(150);
    }

    @Test
    void of_too_many_tombstones_the_oldest_is_forgotten_and_counted() {
        SeedRun seed =
                new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxTombstones(2).build(), 1);
        for (int i = 0; i < 3; i++) {
            seed.join(peer(i), WALL);
            seed.ask(hello(peer(i), 1, WALL), new Leave(1));
        }

        assertThat(seed.status()).contains(" tombstones=2 ");
        assertThat(seed.count(Counter.DROPPED_TOMBSTONE)).isEqualTo(1);
        assertThat(seed.ask(hello(peer(1), 1, WALL), new Register(1, WALL, 0, 0)))
                .isEqualTo(new Outdated(1, 1));
        assertThat(seed.join(peer(0), WALL)).isNotNull();
    }

    @Test
    void whoever_renews_in_time_lasts_and_whoever_does_not_is_found_at_its_end_and_not_before() {
        Registry registry = new Registry(9);
        for (int i = 0; i < 100; i++) {
            registry.enter(new Entry(peer(i), 0, i + 1, 1), null, 1, State.ALIVE, true, 100 + i);
        }
        for (int i = 0; i < 100; i += 2) {
            registry.enter(new Entry(peer(i), 0, i + 1, 1), null, 2, State.ALIVE, true, 1000 + i);
        }

        List<Row> expired = new ArrayList<>();
        for (long now = 0; now <= 2000; now++) {
            assertThat(registry.firstExpired(Math.min(now, registry.nextExpiry() - 1)))
                    .isNull();
            for (Row row = registry.firstExpired(now); row != null; row = registry.firstExpired(now)) {
                assertThat(row.expires()).isEqualTo(now);
                expired.add(row);
                registry.forget(row.address());
            }
        }

        assertThat(expired).hasSize(100).isSortedAccordingTo(Comparator.comparingLong(Row::expires));
        assertThat(registry.nextExpiry()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_peer_that_comes_and_goes_for_ever_leaves_nothing_behind() {
        Registry registry = new Registry(9);
        for (int i = 0; i < 10_000; i++) {
            registry.enter(new Entry(peer(1), 0, 7, 1), null, i, State.ALIVE, true, 1_000_000 - i);
        }
        for (int i = 0; i < 10_000; i++) {
            registry.forget(peer(1));
            registry.enter(new Entry(peer(1), 0, 7, 1), null, i, State.ALIVE, true, 5000 + i);
        }

        assertThat(registry.looks()).isLessThan(2000);
        assertThat(registry.firstExpired(14_998)).isNull();
        assertThat(registry.firstExpired(14_999)).isNotNull();
    }

    @Test
    void peers_are_listed_in_the_order_of_addresses_page_by_page() {
        Registry registry = new Registry(9);
        List.of(5, 1, 4, 2, 3).forEach(i -> registry.enter(new Entry(peer(i), 0, 7, 1), null, 1, State.ALIVE, true, 9));
        registry.enter(new Entry(peer(2), 0, 7, 1), null, 1, State.DEAD, true, 9);

        assertThat(registry.after(null, 2)).extracting(Row::address).containsExactly(peer(1), peer(3));
        assertThat(registry.after(peer(3), 9)).extracting(Row::address).containsExactly(peer(4), peer(5));
    }
}

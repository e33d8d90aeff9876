package grapevine.seed.core;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.wire.Entry;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Registration.State;
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
        assertThat(answer.sample()).hasSize(128).allMatch(entry -> entry.degree() == 4);
        seed.node.advance(60_000);
        assertThat(seed.status()).contains(" peers=0 tombstones=0 ");
    }

    @Test
    void the_address_breaks_a_tie_of_ages() {
        Registry registry = new Registry();
        List.of(3, 1, 2).forEach(number -> registry.enter(new Entry(peer(number), 0, 7, 1), 1, State.ALIVE, 9));

        assertThat(IntStream.range(0, 3)
                        .mapToObj(rank -> registry.alive().get(rank).address()))
                .containsExactly(peer(1), peer(2), peer(3));
        assertThat(registry.alive().older(7, peer(3))).isEqualTo(2);
    }

    @Test
    void a_row_counts_for_the_hash_by_its_version_and_not_by_its_lease() {
        Registry one = new Registry();
        Registry other = new Registry();
        one.enter(new Entry(peer(1), 0, 7, 1), 1, State.ALIVE, 100);
        other.enter(new Entry(peer(1), 0, 7, 1), 1, State.ALIVE, 200);
        assertThat(one.hash().whole()).isEqualTo(other.hash().whole());

        other.enter(new Entry(peer(1), 0, 7, 1), 1, State.DEAD, 200);
        assertThat(one.hash().whole()).isNotEqualTo(other.hash().whole());
        assertThat(one.hash().differing(other.hash().buckets())).containsExactly(RegistryHash.bucketOf(peer(1)));

        one.enter(new Entry(peer(1), 0, 7, 1), 1, State.LEFT, 100);
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
}

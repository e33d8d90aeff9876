package grapevine.seed.core.registry;

import static grapevine.seed.core.SeedRun.SECOND;
import static grapevine.seed.core.SeedRun.SELF;
import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.RecordingEffects;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.ground.Turn;
import grapevine.wire.Entry;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that learn the same things end up the same, in whatever order and however often they learn them. */
class VersionsTest {
    @ParameterizedTest(name = "random seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void merging_does_not_depend_on_order_and_repetition(long randomSeed) {
        Random random = new Random(randomSeed);
        List<Registration> told =
                Stream.generate(() -> anyRow(random)).limit(300).toList();
        Registry once = learn(told, 1);

        List<Registration> shuffled = new ArrayList<>(told);
        shuffled.addAll(told.subList(0, 150));
        Collections.shuffle(shuffled, random);
        Registry otherwise = learn(shuffled, 1 + random.nextInt(40));

        assertThat(versions(otherwise)).isEqualTo(versions(once));
        assertThat(otherwise.hash().whole()).isEqualTo(once.hash().whole());
        assertThat(otherwise.hash().differing(once.hash().buckets())).isEmpty();
        assertThat(otherwise.alive().size()).isEqualTo(once.alive().size());
    }

    @ParameterizedTest(name = "random seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void the_indexes_agree_with_the_rows_after_any_history(long randomSeed) {
        Random random = new Random(randomSeed);
        Registry registry =
                learn(Stream.generate(() -> anyRow(random)).limit(500).toList(), 7);
        Registry fresh = new Registry(9);

        List<Row> rows = List.copyOf(registry.all());
        rows.forEach(row -> fresh.enter(row.entry(), row.holder(), row.revision(), row.state(), true, row.expires()));

        assertThat(registry.hash().buckets()).isEqualTo(fresh.hash().buckets());
        assertThat(registry.tombstones() + registry.alive().size()).isEqualTo(rows.size());
        for (int rank = 0; rank < registry.alive().size(); rank++) {
            Row row = registry.alive().get(rank);
            assertThat(registry.find(row.address())).isSameAs(row);
            assertThat(fresh.alive().get(rank)).isEqualTo(row);
        }
        rows.forEach(row -> registry.forget(row.address()));
        assertThat(registry.hash().whole()).isZero();
        assertThat(registry.firstExpired(Long.MAX_VALUE - 1)).isNull();
        assertThat(registry.nextExpiry()).isEqualTo(Long.MAX_VALUE);
        assertThat(registry.alive().size() + registry.tombstones()).isZero();
    }

    private static Registry learn(List<Registration> rows, int chunk) {
        SeedSettings settings = SeedSettings.at(SELF, 1).build();
        Ground ground = new Ground(settings, new SplittableRandom(1), new RecordingEffects(WALL), new NoTurn());
        Registry registry = new Registry(9);
        Registrar registrar = new Registrar(ground, registry, (address, direct) -> {});
        for (int from = 0; from < rows.size(); from += chunk) {
            registrar.learn(SECOND, rows.subList(from, Math.min(rows.size(), from + chunk)), false);
        }
        return registry;
    }

    /** What a version says is the same wherever it is said: the peer's age and degree hang on epoch and revision. */
    private static Registration anyRow(Random random) {
        int number = random.nextInt(20);
        long epoch = 1 + random.nextInt(3);
        long revision = 1 + random.nextInt(4);
        Entry entry = new Entry(peer(number), (int) revision, WALL + 100 * epoch + number, epoch);
        return new Registration(entry, revision, 60_000, State.values()[random.nextInt(2)]);
    }

    private static List<String> versions(Registry registry) {
        return registry.all().stream()
                .sorted(Comparator.comparing(Row::address))
                .map(row -> row.entry() + " " + row.revision() + " " + row.state())
                .toList();
    }

    /** Nothing here is told by a connection. */
    private static final class NoTurn implements Turn {
        @Override
        public boolean begin(long now) {
            throw new AssertionError();
        }

        @Override
        public void end() {
            throw new AssertionError();
        }
    }
}

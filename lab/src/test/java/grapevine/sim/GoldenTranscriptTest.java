package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What is said when peers join, when a message finds its tree, when one dies, and when a partition heals: every line,
 * as it was read when the protocol was last changed on purpose. After such a change: run with
 * {@code -Dgolden.update=true}, and read the difference.
 */
class GoldenTranscriptTest {
    private static final Path FOLDER = Path.of("src/test/resources/grapevine/sim");
    private static final Address A = World.peer(0);
    private static final Address B = World.peer(1);
    private static final Address C = World.peer(2);
    private static final Address D = World.peer(3);

    private final List<String> lines = new ArrayList<>();

    @Test
    void a_third_peer_joins_through_a_seed() throws IOException {
        World world = new World(1, 1);
        world.startPeers(2, 1_000);

        listen(world);
        world.startPeer(C);
        world.network.runFor(500);

        assertThat(world.overlay().isWhole()).isTrue();
        isAsWrittenIn("join.txt");
    }

    @Test
    void branches_broken_by_a_death_are_grafted_and_one_too_many_is_pruned() throws IOException {
        for (int seed = 1; seed <= 50 && !(tells(" Graft ") && tells(" Prune")); seed++) {
            lines.clear();
            aParentDies(seed);
        }

        assertThat(lines).matches(told -> tells(" Graft ") && tells(" Prune"), "tells of a graft and of a prune");
        isAsWrittenIn("graft-and-prune.txt");
    }

    @Test
    void a_killed_peer_is_found_dead_by_its_neighbour_and_removed_by_the_seed() throws IOException {
        World world = new World(3, 1);
        world.startPeers(3, 1_000);
        world.network.runFor(5_000);

        listen(world);
        world.operator.kill(C);
        world.network.runFor(700);

        assertThat(world.isListedSomewhere(C)).isFalse();
        isAsWrittenIn("death.txt");
    }

    @Test
    void the_sides_of_a_long_partition_find_each_other_without_a_seed() throws IOException {
        World world = new World(4, 1);
        world.startPeers(4, 1_000);
        world.network.runFor(20_000);
        world.operator.kill(world.seeds.get(0));
        world.operator.isolate(Set.of(B, D));
        world.network.runFor(120_000);
        assertThat(world.overlay().components()).hasSize(2);

        listen(world);
        world.operator.heal();
        assertThat(world.isWholeWithin(60_000)).isTrue();

        keepOnly(line -> !line.contains(":5000") && !line.matches(".*(Liveness|quorum_missed|seed_unreachable).*"));
        isAsWrittenIn("partition-and-heal.txt");
    }

    private void aParentDies(long seed) {
        World world = new World(seed, 1).with(settings -> settings.links(4));
        world.startPeers(5, 1_000);
        world.network.runFor(5_000);
        listen(world);
        world.publish(A, "one");
        world.network.runFor(1_000);
        world.operator.kill(B);
        world.publish(A, "two");
        world.network.runFor(3_000);
        world.publish(A, "three");
        world.network.runFor(1_000);
        keepOnly(line -> !line.contains(":5000")
                && line.matches(".*(<- .*(Gossip|Prune|Graft|Announce|Have|Want|Gone)| delivers | killed| lost ).*"));
    }

    private boolean tells(String what) {
        return lines.stream().anyMatch(line -> line.contains("<-") && line.contains(what));
    }

    private void listen(World world) {
        world.network.transcribeTo(lines::add, world.network.now());
    }

    private void keepOnly(Predicate<String> told) {
        lines.removeIf(told.negate());
    }

    private void isAsWrittenIn(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.write(file, lines, StandardCharsets.UTF_8);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(file, StandardCharsets.UTF_8));
    }
}

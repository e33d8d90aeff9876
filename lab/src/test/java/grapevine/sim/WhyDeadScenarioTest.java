package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.why.Testimony;
import grapevine.lab.why.Verdict;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Why one is held for dead, by the answers of all that are left, in virtual time. After a wanted change: run with
 * {@code -Dgolden.update=true} and review the difference.
 */
class WhyDeadScenarioTest {
    private final World world = World.settled(7, 8);
    private final Address target = world.speakers().stream()
            .max(Comparator.comparing(peer -> world.overlay().degree(peer)))
            .orElseThrow();

    @Test
    void one_that_is_killed_is_gone_by_the_word_of_its_neighbours_and_by_the_seeds_own_look() throws Exception {
        world.operator.kill(target);
        world.network.runFor(10_000);

        Verdict verdict = verdict();

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DEAD);
        assertTold("killed", verdict);
    }

    @Test
    void one_that_stands_still_is_missed_in_three_rounds_and_unanswering_when_a_seed_looks() throws Exception {
        world.operator.freeze(target);
        world.network.runFor(60_000);

        Verdict verdict = verdict();

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DEAD);
        assertTold("frozen", verdict);
    }

    @Test
    void while_it_is_only_missed_it_is_said_to_be_alive_and_who_misses_it() throws Exception {
        world.operator.freeze(target);
        world.network.runFor(20_000);

        Verdict verdict = verdict();

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.ALIVE);
        assertTold("missed", verdict);
    }

    @Test
    void one_whose_machine_falls_silent_is_missed_too() throws Exception {
        world.operator.powerOff(target);
        world.network.runFor(60_000);

        assertTold("powered-off", verdict());
    }

    @Test
    void one_that_left_is_not_dead() throws Exception {
        world.operator.leave(target);
        world.network.runFor(10_000);

        Verdict verdict = verdict();

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.LEFT);
        assertTold("left", verdict);
    }

    @Test
    void one_that_goes_on_after_it_was_held_for_dead_is_back() throws Exception {
        world.operator.freeze(target);
        world.network.runFor(60_000);
        world.operator.thaw(target);
        world.network.runFor(30_000);

        Verdict verdict = verdict();

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REFUTED);
        assertTold("refuted", verdict);
    }

    @Test
    void one_that_a_single_neighbour_does_not_hear_is_alive_and_the_seed_says_so() throws Exception {
        Address deaf = neighbours().iterator().next();
        world.operator.partition(List.of(
                Set.of(target),
                world.speakers().stream().filter(each -> each.equals(deaf)).toList()));
        world.network.runFor(60_000);
        world.operator.heal();
        world.network.runFor(1_000);

        Verdict verdict = verdict();

        assertThat(world.told(Fact.PeerRemoved.class, 0)).isEmpty();
        assertThat(verdict.kind()).isNotEqualTo(Verdict.Kind.DEAD);
        assertTold("one-sided", verdict);
    }

    @Test
    void one_that_its_only_neighbour_does_not_hear_is_kept_by_the_seeds_who_do() throws Exception {
        World two = new World(3, 3);
        two.startPeers(2, 500);
        two.network.runFor(20_000);
        two.operator.partition(List.of(Set.of(World.peer(0)), Set.of(World.peer(1))));
        two.network.runFor(60_000);

        Verdict verdict = verdict(two, World.peer(0));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REFUTED);
        assertTold("quarrel", verdict);
    }

    @Test
    void one_that_nobody_saw_die_and_one_that_nobody_knows() throws Exception {
        assertThat(verdict().kind()).isEqualTo(Verdict.Kind.ALIVE);
        assertTold("alive", verdict());

        Verdict unknown = verdict(world, World.peer(77));
        assertThat(unknown.kind()).isEqualTo(Verdict.Kind.UNKNOWN);
        assertThat(unknown.lines()).containsExactly("nobody remembers 127.0.0.1:6078");
    }

    private Set<Address> neighbours() {
        return world.overlay().neighbours().get(target);
    }

    private Verdict verdict() {
        return verdict(world, target);
    }

    private static Verdict verdict(World world, Address about) {
        List<Address> nodes = new ArrayList<>(world.seeds);
        nodes.addAll(world.speakers());
        List<Testimony> testimonies = new ArrayList<>();
        Map<Address, String> silent = new LinkedHashMap<>();
        for (Address node : nodes) {
            String answer = world.operator.ask(node, new Message.Why(about));
            if (answer == null) {
                silent.put(node, "silent");
            } else {
                testimonies.add(Testimony.parse(node, answer, world.network.now()));
            }
        }
        return new Verdict(
                about,
                testimonies,
                silent,
                node -> world.seeds.contains(node) ? "seed " + node : node.toString(),
                ZoneOffset.UTC);
    }

    private static void assertTold(String story, Verdict verdict) throws Exception {
        Path golden = Path.of("src/test/resources/grapevine/sim/why-dead", story + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.write(golden, verdict.lines(), StandardCharsets.UTF_8);
        }
        assertThat(verdict.lines())
                .isEqualTo(Files.readAllLines(golden, StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(10)
                .allMatch(line -> line.length() <= 80, "fits 80 columns");
    }
}

package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.wire.Address;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two peers that dial each other at the same instant; jitter and the seed number give all orders of arrival. */
class MutualDialScenarioTest {
    private static final Address ONE = World.peer(0);
    private static final Address ANOTHER = World.peer(1);

    static List<Long> seeds() {
        return java.util.stream.LongStream.range(0, 60).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mutual_dials_leave_exactly_one_link_at_both_ends(long seed) {
        World world = dialEachOther(seed);

        world.network.runFor(6_000);

        assertExactlyOneLink(world);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_link_that_breaks_while_it_is_chosen_is_made_again_once(long seed) {
        World world = dialEachOther(seed);
        world.network.runFor(1 + seed % 30);

        world.operator.reset(ONE, ANOTHER);
        world.network.runFor(30_000);

        assertExactlyOneLink(world);
    }

    /** Each has the other as its static contact; no seeds. */
    private static World dialEachOther(long seed) {
        World world = new World(seed, 0);
        world.with(builder -> builder.contacts(List.of(ANOTHER))).startPeer(ONE);
        world.with(builder -> builder.contacts(List.of(ONE))).startPeer(ANOTHER);
        return world;
    }

    private static void assertExactlyOneLink(World world) {
        Overlay overlay = world.overlay();
        assertThat(overlay.isWhole()).as(overlay.toString()).isTrue();
        assertThat(overlay.degree(ONE)).isEqualTo(1);
        assertThat(world.network.host(ONE).linksTo(ANOTHER)).hasSize(1);
        assertThat(world.network.host(ANOTHER).linksTo(ONE)).hasSize(1);
    }
}

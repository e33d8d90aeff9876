package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.node.Fact;
import grapevine.sim.crowd.Lie;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several killed at once: who is dead is on no list ten seconds after the first was found so. */
class DeadRowsTest {
    /** Within this time (ms) a connection that broke tells that a process is gone. */
    private static final long DETECTION = 100;

    private static final long LOOKING = 10_000;

    /** Until everybody was named to others by the exchange of views (ms). */
    private static final long VIEWS_HAVE_FORMED = 60_000;

    @ParameterizedTest(name = "{0} peers, network {1}")
    @MethodSource("networks")
    void three_hubs_killed_at_once(int size, long number) {
        World world = World.settled(number, size);

        List<Address> hubs = byDegree(world.overlay()).subList(size - 3, size);

        assertGoneInTime(world, hubs);
    }

    @ParameterizedTest(name = "{0} peers, network {1}")
    @MethodSource("networks")
    void a_peer_killed_at_once_with_all_who_could_report_it(int size, long number) {
        World world = World.settled(number, size);
        world.network.runFor(VIEWS_HAVE_FORMED);
        Overlay overlay = world.overlay();
        Address alone = byDegree(overlay).get(0);
        Set<Address> killed = new TreeSet<>(overlay.neighbours().get(alone));
        killed.add(alone);

        assertGoneInTime(world, killed);
    }

    @ParameterizedTest(name = "network {0}")
    @ValueSource(longs = {1, 2, 3})
    void liars_who_name_everybody_when_hubs_die_have_nobody_removed_that_lives(long number) {
        World world = World.settled(number, 60);
        world.network.runFor(VIEWS_HAVE_FORMED);
        List<Address> byDegree = byDegree(world.overlay());
        List<Address> liars = byDegree.subList(0, 20);
        List<Address> hubs = byDegree.subList(57, 60);
        Set<Address> honest = new HashSet<>(byDegree);
        honest.removeAll(hubs);
        long since = world.network.now();

        hubs.forEach(world.operator::kill);
        for (int second = 0; second < 10; second++) {
            // A thousand lies each second, and the truth about the hubs, by which they are believed.
            liars.forEach(liar -> Lie.tellOfRefusals(world.network, world.network.host(liar), world.seeds, byDegree));
            world.network.runFor(1_000);
        }
        world.network.runFor(30_000);

        assertThat(hubs).noneMatch(world::isListedSomewhere);
        assertThat(world.told(Fact.PeerRemoved.class, since))
                .extracting(told -> ((Fact.PeerRemoved) told.fact()).peer())
                .isSubsetOf(hubs);
        assertThat(honest).allMatch(world::isListedEverywhere);
        for (Address seed : world.seeds) {
            long probes = world.told(Fact.ProbeStarted.class, since).stream()
                    .filter(told -> told.by().equals(seed))
                    .count();
            assertThat(probes).as("at " + seed).isBetween(1L, hubs.size() + 20 * 40L);
        }
    }

    private static void assertGoneInTime(World world, Iterable<Address> killed) {
        long since = world.network.now();
        List<Address> all = new ArrayList<>();
        killed.forEach(all::add);

        all.forEach(world.operator::kill);

        world.network.runUntil(() -> all.stream().noneMatch(world::isListedSomewhere), 100, DETECTION + LOOKING);
        assertThat(all).filteredOn(world::isListedSomewhere).as("still listed").isEmpty();
        assertThat(world.told(Fact.PeerRemoved.class, since))
                .extracting(told -> ((Fact.PeerRemoved) told.fact()).peer())
                .isSubsetOf(all);
    }

    private static List<Address> byDegree(Overlay overlay) {
        List<Address> all = new ArrayList<>(overlay.neighbours().keySet());
        all.sort(Comparator.comparingInt(overlay::degree));
        return all;
    }

    static Stream<Arguments> networks() {
        return Stream.of(numbered(7, 40), numbered(50, 10), numbered(200, 2)).flatMap(each -> each);
    }

    private static Stream<Arguments> numbered(int size, int networks) {
        return IntStream.rangeClosed(1, networks).mapToObj(number -> Arguments.of(size, (long) number));
    }
}

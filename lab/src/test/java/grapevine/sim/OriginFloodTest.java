package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.sim.crowd.Agenda;
import grapevine.sim.crowd.OriginFlood;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stranger says that invents origins, and when. */
class OriginFloodTest {
    private final World world = World.settled(7, 4);
    private final OriginFlood flood = new OriginFlood(world.network, World.peer(0), World.peers(4));
    private final Agenda agenda = new Agenda();

    @Test
    void it_names_every_peer_and_as_many_that_there_are_not_evenly_over_its_time() {
        world.network.runFor(1_000);
        flood.say(16, 1_000, agenda);

        pass(500);
        assertThat(origins()).hasSizeBetween(7, 8);
        pass(600);
        assertThat(origins()).hasSize(16);
        assertThat(origins().stream().filter(World.peers(4)::contains))
                .hasSize(8)
                .containsOnly(World.peers(4).toArray(new Address[0]));
    }

    @Test
    void what_it_is_to_say_in_a_month_takes_no_room_before() {
        world.network.runFor(1_000);

        flood.say(1_000_000, Duration.ofDays(30).toMillis(), agenda);
        pass(10_000);

        assertThat(origins()).hasSizeBetween(2, 4);
    }

    private void pass(long millis) {
        agenda.run(world.network, world.network.now() + millis);
    }

    /** Of which the first peer heard. */
    private List<Address> origins() {
        return world.network.host(World.peer(0)).deliveries().keySet().stream()
                .map(name -> name.origin().address())
                .toList();
    }
}

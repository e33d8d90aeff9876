package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.policy.Clocks;
import grapevine.wire.Address;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What messages say of their order is what happened, and with causal delivery nobody is shown a reply before its cause.
 *
 * <p>{@code -Dclocks.events=1000000} makes a longer run of it: so many messages made and handed over, in each case.
 */
class CausalOrderTest {
    private static final int EVENTS = Integer.getInteger("clocks.events", 10_000);

    @ParameterizedTest
    @CsvSource({"1, 24, 0.05", "2, 60, 0.05"})
    void with_causal_delivery_no_cause_is_shown_after_what_it_caused(long seed, int peers, double lost) {
        CausalWitness witness = run(seed, peers, Clocks.CAUSAL, lost);

        assertThat(witness.wrong()).as(witness.toString()).isEmpty();
        assertThat(witness.shownBeforeCause()).isZero();
        assertThat(witness.early()).isLessThan(witness.events() / 100);
    }

    @ParameterizedTest
    @CsvSource({"3, 24, 0.05", "4, 60, 0.05"})
    void without_it_replies_come_before_their_causes_but_no_message_claims_a_wrong_order(
            long seed, int peers, double lost) {
        CausalWitness witness = run(seed, peers, Clocks.ON, lost);

        assertThat(witness.wrong()).as(witness.toString()).isEmpty();
        assertThat(witness.shownBeforeCause()).isPositive();
    }

    @Test
    void clocks_that_are_off_say_nothing() {
        CausalWitness witness = run(5, 24, Clocks.OFF, 0);

        assertThat(witness.stamped()).isZero();
    }

    /** All peers talk at random, on slow and uneven ways, some of which lose a share of the gossip. */
    private static CausalWitness run(long seed, int peers, Clocks clocks, double lost) {
        World world = new World(seed, 3, 1, 80).with(settings -> settings.clocks(clocks));
        world.startPeers(peers, 50);
        world.network.runFor(20_000);
        List<Address> addresses = World.peers(peers);
        CausalWitness witness = new CausalWitness(addresses);
        world.network.watch(witness);
        addresses.subList(0, peers / 4).forEach(peer -> world.operator.loseGossip(peer, lost));
        RandomGenerator random = world.network.random("talk");
        for (int n = 1; witness.events() < EVENTS; n++) {
            world.publish(addresses.get(random.nextInt(peers)), "message " + n);
            world.network.runFor(random.nextInt(20));
        }
        addresses.forEach(peer -> world.operator.loseGossip(peer, 0));
        world.network.runFor(120_000);
        return witness;
    }
}

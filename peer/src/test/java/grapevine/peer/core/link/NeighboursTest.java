package grapevine.peer.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private final RandomGenerator random = new SplittableRandom(1);
    private final PeerScript peer = PeerScript.joined();

    @Test
    void each_is_found_by_its_address_however_many_there_are() {
        List<FakeLink> links = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            links.add(peer.linkedFrom(PeerScript.younger(i)));
            assertAllFound(1, i);
        }

        for (int i = 1; i <= 40; i++) {
            peer.run.feed(links.get(i - 1), new Bye("leaving"));
            assertThat(Inside.of(peer.node)
                            .neighbours()
                            .find(PeerScript.younger(i).address()))
                    .isNull();
            assertAllFound(i + 1, 40);
        }
    }

    @Test
    void any_one_is_each_of_them_now_and_then() {
        assertThat(Inside.of(peer.node).neighbours().any(random)).isNull();
        peer.linkedFrom(PeerScript.younger(1));
        peer.linkedFrom(PeerScript.younger(2));

        Set<Neighbour> chosen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            chosen.add(Inside.of(peer.node).neighbours().any(random));
        }

        assertThat(chosen).extracting(Neighbour::address).containsExactlyInAnyOrder(addressOf(1), addressOf(2));
    }

    @Test
    void of_older_and_younger_ones_it_is_what_is_wanted_and_of_one_kind_any() {
        PeerScript one = PeerScript.joined(PeerScript.older(3));
        one.linkTo(PeerScript.older(3));
        one.linkedFrom(PeerScript.younger(1));
        Neighbours neighbours = Inside.of(one.node).neighbours();
        Address older = PeerScript.older(3).address();

        assertThat(neighbours.any(all -> true, () -> true, random))
                .extracting(Neighbour::address)
                .isEqualTo(older);
        assertThat(neighbours.any(all -> true, () -> false, random))
                .extracting(Neighbour::address)
                .isEqualTo(addressOf(1));
        assertThat(neighbours.any(each -> !each.address().equals(older), () -> true, random))
                .extracting(Neighbour::address)
                .isEqualTo(addressOf(1));
        assertThat(neighbours.any(none -> false, () -> true, random)).isNull();
    }

    private static Address addressOf(int younger) {
        return PeerScript.younger(younger).address();
    }

    private void assertAllFound(int from, int to) {
        List<Address> addresses = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            Address address = PeerScript.younger(i).address();
            addresses.add(address);
            assertThat(Inside.of(peer.node).neighbours().find(address)).isNotNull();
        }
        List<Address> inOrder = new ArrayList<>();
        Inside.of(peer.node).neighbours().forEach(neighbour -> inOrder.add(neighbour.address()));
        assertThat(inOrder).isEqualTo(addresses);
        assertThat(Inside.of(peer.node).neighbours().find(new Address(Ip.LOOPBACK, 1)))
                .isNull();
    }
}

package grapevine.peer.core;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.FakeLink;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private final PeerScript peer = PeerScript.joined();

    /** Beyond 16 it keeps an index, below 8 it drops it again. */
    @Test
    void each_is_found_by_its_address_however_many_there_are() {
        List<FakeLink> links = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            links.add(peer.linkedFrom(PeerScript.younger(i)));
            assertAllFound(1, i);
        }

        for (int i = 1; i <= 40; i++) {
            peer.run.feed(links.get(i - 1), new Bye("leaving"));
            assertThat(peer.node.overlay().neighbour(PeerScript.younger(i).address()))
                    .isNull();
            assertAllFound(i + 1, 40);
        }
    }

    private void assertAllFound(int from, int to) {
        List<Address> addresses = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            Address address = PeerScript.younger(i).address();
            addresses.add(address);
            assertThat(peer.node.overlay().neighbour(address)).isNotNull();
        }
        List<Address> inOrder = new ArrayList<>();
        peer.node.overlay().neighbours().forEach(neighbour -> inOrder.add(neighbour.address()));
        assertThat(inOrder).isEqualTo(addresses);
        assertThat(peer.node.overlay().neighbour(new Address(Ip.LOOPBACK, 1))).isNull();
    }
}

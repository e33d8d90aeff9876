package grapevine.peer.core.ground;

import static grapevine.peer.core.PeerScript.WALL;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Role;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a peer without seeds believes that says which network this is. */
class HomeTest {
    private static final Identity OURS = Identity.made(500).firm();
    private static final Identity THEIRS = Identity.made(5).firm().knowing(OURS);

    private final PeerScript peer = new PeerScript(0, 1, settings -> settings.contacts(List.of(older(1).address())));

    @BeforeEach
    void a_network_that_has_stood() {
        peer.run.start();
        FakeLink contact = peer.peerDial(older(1).address());
        peer.run.open(contact);
        peer.run.feed(contact, hello(older(1), OURS));
        FakeLink link = peer.peerDial(older(1).address());
        peer.run.open(link);
        peer.run.feed(link, hello(older(1), OURS), new LinkAccepted(0, 3));
        peer.pass(30_000);
        assertThat(identity()).isEqualTo(OURS);
        peer.effects.takeFacts(Fact.Identified.class);
    }

    @Test
    void a_stranger_that_knows_a_number_of_ours_renames_nothing_by_its_hello() {
        FakeLink stranger = peer.run.accept(Ip.LOOPBACK);

        peer.run.feed(stranger, hello(younger(1), THEIRS));

        assertThat(identity()).isEqualTo(OURS);
        assertThat(peer.effects.takeFacts(Fact.Identified.class)).isEmpty();
        assertThat(((Hello) stranger.said().get(0)).id()).isEqualTo(OURS);
        peer.run.feed(stranger, new Bye("done"));
        assertThat(identity()).isEqualTo(OURS);
    }

    @Test
    void nor_does_a_hello_fill_what_is_known_of_ours() {
        Identity many = Identity.made(900).firm();
        for (int i = 901; i < 907; i++) {
            many = many.knowing(Identity.made(i).firm());
        }
        peer.run.feed(peer.run.accept(Ip.LOOPBACK), hello(younger(1), many.knowing(OURS)));

        assertThat(identity()).isEqualTo(OURS);
    }

    @Test
    void a_neighbour_that_has_left_our_number_behind_is_followed_and_ours_stays_known() {
        FakeLink link = peer.run.accept(Ip.LOOPBACK);

        peer.run.feed(link, hello(younger(1), THEIRS), new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));

        assertThat(identity().number()).isEqualTo(5);
        assertThat(identity().has(500)).isTrue();
    }

    private Identity identity() {
        return Inside.of(peer.node).ground().self().identity();
    }

    private static Hello hello(Entry from, Identity id) {
        return new Hello(Role.PEER, "default", from.address(), from.epoch(), from.age(), null, 0, WALL, id);
    }
}

package grapevine.peer.core.ground;

import static grapevine.peer.core.PeerScript.WALL;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
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
import grapevine.wire.Message.Failure;
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
    private static final Identity ANOTHER = Identity.made(6).firm();
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

    @Test
    void of_two_networks_whose_hellos_were_heard_before_it_was_of_one_it_takes_the_first_that_links() {
        PeerScript young = withoutNumber();
        FakeLink first = young.run.accept(Ip.LOOPBACK);
        FakeLink second = young.run.accept(Ip.LOOPBACK);
        young.run.feed(first, hello(younger(1), OURS));
        young.run.feed(second, hello(younger(2), ANOTHER));

        young.run.feed(first, new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));
        young.run.feed(second, new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));

        assertThat(identity(young)).isEqualTo(OURS);
        assertThat(only(LinkAccepted.class, first.said())).hasSize(1);
        assertThat(only(Failure.class, second.said()))
                .extracting(Failure::reason)
                .containsExactly("wrong-network");
    }

    @Test
    void nor_does_it_take_the_other_network_if_that_accepts_a_link_which_it_was_asked_for_before() {
        PeerScript young = withoutNumber();
        FakeLink asked = young.peerDial(older(2).address());
        young.run.open(asked);
        young.run.feed(asked, hello(older(2), ANOTHER));
        FakeLink first = young.run.accept(Ip.LOOPBACK);
        young.run.feed(first, hello(younger(1), OURS), new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));

        young.run.feed(asked, new LinkAccepted(0, 3));

        assertThat(identity(young)).isEqualTo(OURS);
        assertThat(only(Failure.class, asked.said()))
                .extracting(Failure::reason)
                .containsExactly("wrong-network");
    }

    /** One without seeds that has an age, and knows of no network yet. */
    private static PeerScript withoutNumber() {
        PeerScript young =
                new PeerScript(0, 1, settings -> settings.contacts(List.of(older(1).address(), older(2).address())));
        young.run.start();
        for (int i = 1; i <= 2; i++) {
            FakeLink contact = young.peerDial(older(i).address());
            young.run.open(contact);
            young.run.feed(contact, hello(older(i), null));
        }
        FakeLink link = young.peerDial(older(1).address());
        young.run.open(link);
        young.run.feed(link, hello(older(1), null), new LinkAccepted(0, 3));
        assertThat(identity(young)).isNull();
        return young;
    }

    private Identity identity() {
        return identity(peer);
    }

    private static Identity identity(PeerScript of) {
        return Inside.of(of.node).ground().self().identity();
    }

    private static Hello hello(Entry from, Identity id) {
        return new Hello(Role.PEER, "default", from.address(), from.epoch(), from.age(), null, 0, WALL, id);
    }

    @Test
    void with_keys_a_peer_is_of_their_network_from_the_first_moment_and_nobody_names_another() {
        PeerScript closed = new PeerScript(0, 500L);
        closed.run.start();
        assertThat(closed.effects.takeFacts(Fact.Identified.class))
                .containsExactly(new Fact.Identified(OURS.name(), "keys"));
        for (Identity other : List.of(ANOTHER, Identity.made(7))) {
            FakeLink stranger = closed.run.accept(Ip.LOOPBACK);
            closed.run.feed(stranger, hello(younger(1), other), new LinkRequest(0, 0, LinkRequest.Purpose.JOIN));

            assertThat(stranger.said())
                    .anyMatch(said ->
                            said instanceof Failure failure && failure.reason().equals("wrong-network"));
        }
        FakeLink neighbour = closed.run.accept(Ip.LOOPBACK);
        closed.run.feed(neighbour, hello(younger(1), THEIRS), new LinkRequest(0, 0, LinkRequest.Purpose.JOIN));

        assertThat(Inside.of(closed.node).ground().self().identity()).isEqualTo(OURS);
        assertThat(closed.effects.takeFacts(Fact.Identified.class)).isEmpty();
    }
}

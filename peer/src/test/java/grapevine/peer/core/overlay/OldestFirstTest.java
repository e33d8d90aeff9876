package grapevine.peer.core.overlay;

import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every peer but the oldest gets an older neighbour, also when all places are taken and when ages are in doubt. */
class OldestFirstTest {
    @Test
    void who_turns_out_younger_than_listed_is_not_asked_for_a_link() {
        PeerScript peer = dialling(older(1));
        FakeLink dial = peer.peerDials().get(0);
        Entry really = new Entry(older(1).address(), 3, younger(1).age(), older(1).epoch());

        peer.run.open(dial);
        peer.run.feed(dial, helloOf(really));

        assertThat(only(LinkRequest.class, dial.said())).isEmpty();
        assertThat(dial.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().occupied()).isZero();
    }

    @Test
    void who_has_no_age_yet_is_not_asked_for_a_link() {
        PeerScript peer = dialling(older(1));
        FakeLink dial = peer.peerDials().get(0);

        peer.run.open(dial);
        peer.run.feed(dial, new Hello(Role.PEER, "default", older(1).address(), older(1).epoch(), 0));

        assertThat(only(LinkRequest.class, dial.said())).isEmpty();
        assertThat(Inside.of(peer.node).neighbours().occupied()).isZero();
    }

    @Test
    void a_full_peer_without_an_older_link_releases_one_to_dial_for_it() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.degreeCap(4));
        peer.join();
        List<FakeLink> links = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            links.add(peer.lively(peer.request(younger(i), 1, Purpose.REPAIR)));
        }
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(4);

        peer.know(older(1));
        for (int i = 0; i < 300 && !links.get(3).isFinished(); i++) {
            peer.pass(100);
        }

        assertThat(links.get(3).isFinished()).isTrue();
        assertThat(links.subList(0, 3)).noneMatch(FakeLink::isFinished);
        assertThat(peer.isDialling(older(1).address())).isTrue();
    }

    @Test
    void a_full_peer_takes_one_in_need_in_the_place_of_its_youngest_if_that_is_younger() {
        PeerScript peer = full();
        FakeLink youngest = peer.lively.keySet().stream().toList().get(4);
        peer.hush(youngest);

        FakeLink needy = peer.request(younger(5), 0, Purpose.REPAIR);

        assertThat(needy.said()).last().isInstanceOf(LinkAccepted.class);
        assertThat(only(Bye.class, youngest.said())).extracting(Bye::reason).containsExactly("full");
    }

    @Test
    void a_full_peer_refuses_one_in_need_that_is_younger_than_all_who_need_it() {
        PeerScript peer = full();

        FakeLink needy = peer.request(younger(99), 0, Purpose.REPAIR);

        assertThat(needy.said()).last().isInstanceOf(LinkRefused.class);
    }

    /** Its five neighbours are younger 10 to 40, whose only older link it is, and one older. */
    private static PeerScript full() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.degreeCap(5));
        peer.join(older(1));
        for (int i = 1; i <= 4; i++) {
            peer.lively(peer.request(younger(10 * i), 1, Purpose.REPAIR));
        }
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(5);
        return peer;
    }

    private static PeerScript dialling(Entry known) {
        PeerScript peer = new PeerScript(3);
        peer.know(known);
        peer.run.start();
        peer.seedsAnswer();
        return peer;
    }
}

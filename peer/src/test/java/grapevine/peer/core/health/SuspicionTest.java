package grapevine.peer.core.health;

import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that was lost: who stands behind its address is looked for. */
class SuspicionTest {
    @ParameterizedTest
    @ValueSource(strings = {"REFUSED", "RESET"})
    void a_connection_lost_whose_re_dial_is_refused_is_a_death_at_once(String failure) {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);

        dialsTo(peer, older(1)).forEach(dial -> peer.run.failDial(dial, DialFailure.valueOf(failure)));

        peer.pass(0);
        assertThat(peer.takeTold(DeadNode.class)).hasSize(2);
        assertThat(peer.effects.takeFacts(Fact.NeighbourDead.class))
                .singleElement()
                .extracting(Fact.NeighbourDead::why)
                .isEqualTo("gone");
    }

    @Test
    void who_does_not_answer_a_look_is_looked_for_three_times_in_a_round_and_lives_by_its_hello() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        dialsTo(peer, older(1));

        peer.run.advance(599);
        assertThat(peer.isDialling(older(1).address()))
                .as("the first is still under way")
                .isFalse();
        peer.run.advance(1);
        assertThat(dialsTo(peer, older(1))).as("the second").hasSize(1);
        peer.run.advance(600);
        List<FakeLink> third = dialsTo(peer, older(1));
        assertThat(third).as("the third").hasSize(1);
        peer.run.open(third.get(0));
        peer.run.feed(third.get(0), helloOf(older(1)));

        peer.pass(60_000);
        assertThat(peer.takeTold(DeadNode.class)).isEmpty();
        assertThat(peer.effects.takeFacts(Fact.PingMissed.class)).isEmpty();
    }

    @Test
    void a_connection_lost_behind_which_another_process_stands_is_a_death() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.lose(peer.linkTo(older(1)), Loss.ENDED);
        Entry reborn = new Entry(older(1).address(), 0, older(1).age(), older(1).epoch() + 9);

        for (FakeLink dial : dialsTo(peer, older(1))) {
            peer.run.open(dial);
            peer.run.feed(dial, helloOf(reborn));
        }

        peer.pass(0);
        assertThat(peer.takeTold(DeadNode.class)).hasSize(2).allMatch(report -> report.epoch() == older(1).epoch());
    }

    @Test
    void a_connection_lost_behind_which_it_still_lives_is_not_reported() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);

        for (FakeLink dial : dialsTo(peer, older(1))) {
            peer.run.open(dial);
            peer.run.feed(dial, helloOf(older(1)));
            if (!only(LivenessRequest.class, dial.said()).isEmpty()) {
                peer.run.feed(dial, new LivenessReply(peer.effects.wallTime(), Ip.LOOPBACK, -1, -1));
            }
        }
        peer.pass(120_000);

        assertThat(peer.takeTold(DeadNode.class)).isEmpty();
    }

    @ParameterizedTest(name = "lost after {0} s of silence")
    @ValueSource(ints = {0, 5, 12, 13, 20, 25, 30, 37, 38})
    void a_re_dial_that_times_out_proves_nothing_and_the_rounds_decide(int silentSeconds) {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        long heardAt = peer.run.now();
        peer.pass(silentSeconds * 1000L);

        peer.run.lose(link, Loss.RESET);

        while (peer.run.now() < heardAt + 38_500) {
            peer.pass(500);
            assertThat(peer.takeTold(DeadNode.class)).isEmpty();
        }
        peer.pass(2500);
        assertThat(peer.takeTold(DeadNode.class)).hasSize(2);
    }

    private static List<FakeLink> dialsTo(PeerScript peer, Entry neighbour) {
        List<FakeLink> dials = peer.peerDials().stream()
                .filter(dial -> dial.to().equals(neighbour.address()))
                .toList();
        assertThat(dials).isNotEmpty();
        return dials;
    }
}

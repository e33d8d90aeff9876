package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for keys that nobody knows yet keeps the room of others no longer than it has to. */
class UnknownKeysTest {
    private static final int MANY = 20;

    private final PeerScript peer = new PeerScript(3, 1, settings -> settings, new FakeProofs(1));
    private FakeLink first;
    private FakeLink second;
    private Proving proving;

    @BeforeEach
    void twoNeighbours() {
        peer.join(older(1), older(2));
        first = peer.linkTo(older(1));
        second = peer.linkTo(older(2));
        List.copyOf(peer.lively.keySet()).forEach(peer::hush);
        first.said();
        second.said();
        proving = Inside.of(peer.node).gossiping().proving();
    }

    private void bring(FakeLink by, int keys) {
        for (int key = 100; key < 100 + keys; key++) {
            peer.run.feed(by, signed(key, older(key), 1));
        }
    }

    @Test
    void what_a_connection_that_is_lost_brought_does_not_wait_for_more_than_one_answer() {
        bring(first, MANY);
        assertThat(proving.waiting()).isEqualTo(MANY);

        peer.run.lose(first, Loss.RESET);
        peer.run.advance(KeyRequests.PATIENCE_MILLIS);

        assertThat(proving.waiting()).isZero();
        assertThat(proving.heldBytes()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isEqualTo(MANY);
        assertThat(only(Show.class, first.said())).hasSize(KeyRequests.MOST_OF_ONE);
    }

    @Test
    void what_somebody_else_brought_as_well_is_asked_of_that_one() {
        bring(first, MANY);
        peer.run.feed(second, signed(100 + MANY - 1, older(100 + MANY - 1), 2));
        peer.run.lose(first, Loss.RESET);

        peer.run.advance(KeyRequests.PATIENCE_MILLIS / 2);
        peer.run.feed(second, new Shown(100 + MANY - 1, FakeProofs.text(100 + MANY - 1)));
        peer.run.compute();

        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(1L, 2L);
    }

    @Test
    void of_one_only_so_many_unknown_keys_wait_and_more_when_it_has_answered() {
        bring(first, KeyRequests.MOST_KEYS + 10);
        assertThat(proving.waiting()).isEqualTo(KeyRequests.MOST_KEYS);
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isEqualTo(10);

        peer.run.feed(second, signed(7, older(7), 1));
        assertThat(only(Show.class, second.said())).containsExactly(new Show(7));

        peer.run.feed(first, new Shown(100, FakeProofs.text(100)));
        peer.run.compute();
        bring(first, KeyRequests.MOST_KEYS + 1);

        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isEqualTo(10);
    }
}

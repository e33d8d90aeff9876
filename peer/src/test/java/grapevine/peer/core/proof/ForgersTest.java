package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.proof.Batches.forged;
import static grapevine.peer.core.proof.Batches.origin;
import static grapevine.peer.core.proof.Batches.plain;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message.Failure;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each way to bring what is not what it says it is costs who does so the same, once. */
class ForgersTest {
    private static final long OURS = 1;
    private static final long FAR = 40;
    private static final long NEAR = 41;
    private static final Entry FAR_AWAY = older(40);
    private static final Entry NEARER = older(41);
    private static final Entry EVE = younger(1);
    private static final Entry ITSELF = new Entry(PeerScript.SELF, 1, PeerScript.AGE, PeerScript.EPOCH);
    private static final Entry BEFORE = new Entry(PeerScript.SELF, 1, PeerScript.AGE, PeerScript.EPOCH - 1);

    private final FakeProofs proofs = new FakeProofs(OURS).knowing(FAR).knowing(NEAR);
    private final PeerScript peer = new PeerScript(3, 1, settings -> settings, proofs);
    private FakeLink eve;
    private FakeLink honest;

    @BeforeEach
    void eveIsANeighbour() {
        peer.join(older(1), older(2));
        honest = peer.linkTo(older(1)).certified("honest", false);
        eve = eveLinks();
        List.copyOf(peer.lively.keySet()).forEach(peer::hush);
        peer.effects.take();
    }

    private FakeLink eveLinks() {
        return peer.linkedFrom(EVE).certified("eve", false);
    }

    private List<Fact.MemberDistrusted> distrusted() {
        return peer.effects.takeFacts(Fact.MemberDistrusted.class);
    }

    private String score() {
        return Inside.of(peer.node).ground().scores().tellAt(EVE.address(), peer.run.now());
    }

    private List<Long> delivered() {
        return peer.effects.takeDelivered().stream().map(Gossip::n).toList();
    }

    @Test
    void a_message_in_the_name_of_this_very_peer_that_it_did_not_make_costs_who_brought_it() {
        peer.run.feed(eve, forged(signed(OURS, ITSELF, 1), plain(ITSELF, 2)));
        peer.run.compute();

        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(only(Failure.class, eve.said())).extracting(Failure::reason).containsExactly("not-certified");
        assertThat(distrusted())
                .containsExactly(new Fact.MemberDistrusted("eve", EVE.address(), "its proof does not hold"));
    }

    @Test
    void a_message_of_this_very_peer_without_a_proof_costs_who_brought_it() {
        peer.run.feed(eve, plain(ITSELF, 1));

        assertThat(peer.run.count(Counter.DROPPED_UNPROVEN)).isOne();
        assertThat(distrusted()).hasSize(1);
    }

    /** Who signs so holds its key. */
    @Test
    void nobody_is_blamed_for_what_was_signed_by_this_peer_or_made_by_it_before_it_began_anew() {
        peer.node.publish(peer.run.now(), new byte[] {'1'});

        peer.run.feed(honest, plain(ITSELF, 1), signed(OURS, ITSELF, 2), signed(OURS, BEFORE, 7));
        peer.run.compute();

        assertThat(peer.run.count(Counter.DROPPED_DUPLICATE)).isOne();
        assertThat(peer.run.count(Counter.DROPPED_FORGED_SELF)).isOne();
        assertThat(delivered()).containsExactly(7L);
        assertThat(only(Failure.class, honest.said())).isEmpty();
    }

    @Test
    void who_gives_the_parts_of_a_forged_large_message_by_two_connections_is_blamed() {
        Gossip large = Gossip.of(origin(FAR_AWAY), 2, 5, new byte[0], new byte[60_000]);
        Gossip forgery = forged(signed(FAR, FAR_AWAY, 1), large);
        peer.run.feed(eve, Offer.of(forgery));
        bring(eve, only(Take.class, eve.said()).get(0), forgery.frame());
        peer.run.lose(eve, Loss.RESET);

        FakeLink again = eveLinks();
        peer.run.feed(again, Offer.of(forgery));
        bringAll(again, forgery.frame());
        peer.run.compute();

        assertThat(peer.run.count(Counter.LARGE_RESUMED)).isOne();
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(again.isFinished()).isTrue();
        assertThat(distrusted()).hasSize(1);
    }

    @Test
    void who_gives_the_last_part_alone_is_not_blamed() {
        Gossip large = Gossip.of(origin(FAR_AWAY), 2, 5, new byte[0], new byte[60_000]);
        Gossip forgery = forged(signed(FAR, FAR_AWAY, 1), large);
        peer.run.feed(eve, Offer.of(forgery));
        bring(eve, only(Take.class, eve.said()).get(0), forgery.frame());
        peer.run.lose(eve, Loss.RESET);

        peer.run.feed(honest, Offer.of(forgery));
        bringAll(honest, forgery.frame());
        peer.run.compute();

        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(honest.isOpen()).isTrue();
        assertThat(distrusted()).isEmpty();
    }

    private void bring(FakeLink by, Take asked, byte[] frame) {
        byte[] bytes = Arrays.copyOfRange(frame, asked.from(), asked.to());
        peer.run.feed(by, new Piece(asked.origin(), asked.n(), asked.from(), bytes, 0, bytes.length));
    }

    private void bringAll(FakeLink by, byte[] frame) {
        List<Take> open = only(Take.class, by.said());
        while (!open.isEmpty()) {
            open.forEach(take -> bring(by, take, frame));
            open = only(Take.class, by.said());
        }
    }

    @Test
    void bytes_that_are_not_what_was_offered_cost_as_much_as_a_forgery() {
        Gossip large = Gossip.of(origin(FAR_AWAY), 2, 5, new byte[0], new byte[60_000]);
        peer.run.feed(eve, new Offer(origin(FAR_AWAY), 2, large.length(), 7, 0));

        bringAll(eve, large.frame());

        assertThat(eve.isFinished()).isTrue();
        assertThat(distrusted()).hasSize(1);
    }

    @Test
    void certificates_of_another_key_cost_as_much_as_a_forgery() {
        peer.run.feed(eve, signed(7, FAR_AWAY, 1), new Shown(7, FakeProofs.text(8)));
        peer.run.compute();

        assertThat(eve.isFinished()).isTrue();
        assertThat(distrusted()).hasSize(1);
    }

    @Test
    void who_showed_other_certificates_is_not_blamed_once_more_for_what_waits() {
        Gossip forgery = forged(signed(7, FAR_AWAY, 1), plain(FAR_AWAY, 2));
        peer.run.feed(eve, forgery, new Shown(7, FakeProofs.text(8)));
        peer.run.feed(honest, signed(7, FAR_AWAY, 1));
        peer.run.compute();
        assertThat(distrusted()).hasSize(1);

        peer.run.feed(honest, new Shown(7, FakeProofs.text(7)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(score()).contains("score=16.0 why-score=\"1 time,");
    }

    @Test
    void who_forged_by_several_keys_is_caught_by_the_first_and_holds_up_nobody() {
        for (int n = 1; n <= 50; n++) {
            peer.run.feed(eve, forged(signed(FAR, FAR_AWAY, n), plain(FAR_AWAY, 100 + n)));
            peer.run.feed(eve, forged(signed(NEAR, NEARER, n), plain(NEARER, 100 + n)));
        }
        peer.run.feed(eve, signed(7, older(42), 1), new Shown(7, FakeProofs.text(8)));
        peer.run.feed(honest, signed(FAR, FAR_AWAY, 1), signed(NEAR, NEARER, 2));
        peer.run.compute();

        assertThat(delivered()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(proofs.checked()).isEqualTo(4); // the first of each, and what is true
        assertThat(distrusted()).hasSize(1);
        assertThat(score()).contains("score=16.0 why-score=\"1 time,");
        assertThat(only(Failure.class, eve.said())).hasSize(1);
        assertThat(Inside.of(peer.node).gossiping().proving().waiting()).isZero();
        assertThat(Inside.of(peer.node).gossiping().proving().heldBytes()).isZero();
    }
}

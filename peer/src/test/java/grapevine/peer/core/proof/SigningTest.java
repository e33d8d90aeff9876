package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Proof;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How messages get their proofs, many by one signature. */
class SigningTest {
    private static final long OURS = 1;

    private final FakeProofs proofs = new FakeProofs(OURS);
    private final PeerScript peer = new PeerScript(
            3, 1, settings -> settings.dissemination(Dissemination.FLOOD).clocks(Clocks.ON), proofs);
    private FakeLink link;

    private void joined() {
        peer.join(older(1));
        link = peer.hush(peer.linkTo(older(1)));
        peer.effects.take();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(peer.node.publish(peer.run.now(), ("text " + i).getBytes(UTF_8)))
                    .isEqualTo(Publication.ACCEPTED);
        }
    }

    /** What was sent since the last call, each with a proof that holds. */
    private List<Gossip> sent() {
        List<Gossip> sent = only(Gossip.class, link.said());
        assertThat(sent).allSatisfy(message -> {
            Proof proof = message.proof();
            assertThat(proof.key()).isEqualTo(OURS);
            assertThat(proof.signature()).isEqualTo(FakeProofs.signature(OURS, Batches.root(message)));
        });
        return sent;
    }

    @Test
    void a_message_that_comes_alone_is_signed_and_sent_at_once() {
        joined();

        publish(1);

        assertThat(sent()).singleElement().satisfies(message -> {
            assertThat(message.n()).isOne();
            assertThat(message.text()).isEqualTo("text 0");
            assertThat(message.time()).isNotNull();
            assertThat(message.proof().count()).isOne();
        });
        assertThat(peer.effects.takeFacts(Fact.MessageSent.class)).hasSize(1);
        peer.run.advance(Signing.GATHERED_MILLIS);
        publish(1);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void what_comes_soon_after_a_signature_is_gathered_for_the_next_one() {
        joined();
        publish(5);
        assertThat(sent()).extracting(Gossip::n).containsExactly(1L);
        assertThat(peer.effects.takeFacts(Fact.MessageSent.class)).hasSize(1);

        peer.run.advance(Signing.GATHERED_MILLIS - 1);
        publish(2);
        assertThat(sent()).isEmpty();
        peer.run.advance(1);

        List<Gossip> batch = sent();
        assertThat(batch).extracting(Gossip::n).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(batch)
                .allSatisfy(message -> assertThat(message.proof().count()).isEqualTo(6));
        assertThat(proofs.signed()).isEqualTo(2);
        assertThat(peer.run.count(Counter.BATCHES_SIGNED)).isEqualTo(2);
        assertThat(peer.effects.takeFacts(Fact.MessageSent.class)).hasSize(6);
    }

    @Test
    void a_batch_that_is_full_waits_for_nothing() {
        joined();

        publish(1 + Signing.MOST);

        List<Gossip> all = sent();
        assertThat(all).hasSize(1 + Signing.MOST);
        assertThat(all.get(Signing.MOST).proof().count()).isEqualTo(Signing.MOST);
        assertThat(proofs.signed()).isEqualTo(2);
    }

    @Test
    void no_more_than_fifty_signatures_are_made_in_a_second_however_much_is_published() {
        joined();

        for (int i = 0; i < 1000; i++) {
            publish(1);
            peer.run.advance(1);
        }

        assertThat(proofs.signed()).isBetween(45, 51);
        peer.run.advance(Signing.GATHERED_MILLIS);
        assertThat(sent()).hasSize(1000);
    }

    /** Else others would ask for what cannot be given yet, and hear that it is gone. */
    @Test
    void what_waits_for_its_signature_is_not_here_for_others() {
        joined();
        publish(2);

        assertThat(Inside.of(peer.node)
                        .gossiping()
                        .seen()
                        .has(Inside.of(peer.node).ground().self().origin(), 2))
                .isFalse();
        peer.run.advance(Signing.GATHERED_MILLIS);
        assertThat(Inside.of(peer.node)
                        .gossiping()
                        .seen()
                        .has(Inside.of(peer.node).ground().self().origin(), 2))
                .isTrue();
    }

    @Test
    void who_leaves_signs_what_waits_first() {
        joined();
        publish(3);
        sent();

        peer.run.leave();

        List<Message> said = link.said();
        assertThat(only(Gossip.class, said)).extracting(Gossip::n).containsExactly(2L, 3L);
        assertThat(only(Bye.class, said))
                .singleElement()
                .satisfies(bye -> assertThat(bye.last()).isEqualTo(3));
    }

    @Test
    void what_is_flooded_is_proven_and_waits_for_nothing() {
        joined();
        publish(2);

        assertThat(peer.node.flood(peer.run.now(), "far".getBytes(UTF_8), 1, 0)).isEqualTo(Publication.ACCEPTED);

        assertThat(sent()).extracting(Gossip::n).containsExactly(1L, 2L, 3L);
    }

    @Test
    void only_who_checks_proofs_says_so() {
        joined();
        FakeLink visitor = peer.run.accept(older(3).address().ip());
        peer.run.feed(visitor, PeerScript.helloOf(older(3)));

        assertThat(only(Hello.class, visitor.said()))
                .singleElement()
                .satisfies(hello -> assertThat(hello.checksProofs()).isTrue());

        PeerScript open = PeerScript.joined(older(1));
        FakeLink other = open.run.accept(older(3).address().ip());
        open.run.feed(other, PeerScript.helloOf(older(3)));
        assertThat(only(Hello.class, other.said()))
                .singleElement()
                .satisfies(hello -> assertThat(hello.checksProofs()).isFalse());
    }
}

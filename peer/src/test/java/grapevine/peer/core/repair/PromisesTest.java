package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.TreeScript.have;
import static grapevine.peer.core.TreeScript.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of neighbours that announce messages and answer no question for them. */
class PromisesTest {
    /** Three pings, and a little for each. */
    private static final long FOUND_OUT_MILLIS = 3 * Promises.EVERY_MILLIS + 1000;

    private final TreeScript tree = new TreeScript(3);
    private final PeerScript peer = tree.peer;
    private final FakeLink announcer = peer.lively(tree.lazy.get(0));

    /** It announces this number and is asked for it. */
    private void isAsked(long n) {
        peer.run.feed(announcer, have(Range.of(n)));
        peer.run.advance(2000);
        assertThat(wanted(announcer)).isNotEmpty();
    }

    private void isAskedOnce() {
        peer.run.feed(announcer, have(Range.of(1)));
        while (wanted(announcer).isEmpty()) {
            peer.run.advance(10);
        }
        tree.bring(tree.parent, 1);
    }

    private long ended() {
        return peer.run.count(Counter.DROPPED_ANSWER_TIMEOUT);
    }

    @Test
    void who_answers_three_pings_and_no_question_loses_its_link_and_is_told_why() {
        isAsked(1);

        peer.pass(FOUND_OUT_MILLIS - 3000);
        assertThat(announcer.isFinished()).isFalse();
        peer.pass(3000);

        assertThat(only(Failure.class, peer.toldOn(announcer)))
                .containsExactly(new Failure("answer-timeout", "it was asked for messages, and answers pings alone"));
        assertThat(announcer.isFinished()).isTrue();
        assertThat(ended()).isOne();
    }

    @Test
    void a_single_question_without_an_answer_shows_nothing() {
        isAskedOnce();

        peer.pass(2 * FOUND_OUT_MILLIS);

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void who_says_that_it_does_not_keep_it_has_broken_nothing() {
        isAsked(1);
        peer.run.feed(announcer, new Gone(List.of(OriginRanges.of(FAR, Range.of(1)))));

        peer.pass(2 * FOUND_OUT_MILLIS);

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void an_answer_with_nothing_in_it_is_one() {
        isAsked(1);

        for (long n = 2; n <= 10; n++) {
            peer.run.feed(announcer, new Gone(List.of()));
            peer.pass(FOUND_OUT_MILLIS / 5);
            assertThat(announcer.isFinished()).isFalse();
            isAsked(n);
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void who_answers_nothing_at_all_is_a_matter_of_liveness() {
        peer.hush(announcer);
        peer.run.feed(announcer, have(Range.of(1)));

        peer.pass(FOUND_OUT_MILLIS);

        assertThat(announcer.isFinished()).isFalse();
        assertThat(ended()).isZero();
    }

    @Test
    void an_answer_may_stand_behind_messages_that_a_narrow_link_brings_slowly() {
        isAsked(1);

        for (long n = 1; n <= 10; n++) {
            peer.pass(2 * Promises.EVERY_MILLIS - 1000);
            peer.run.feed(announcer, another(n));
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    /** One that nobody asked for. */
    private static Gossip another(long n) {
        return Gossip.of(new Origin(FAR.address(), FAR.epoch() + 1), n, 1, new byte[0], new byte[1000]);
    }

    @Test
    void an_answer_may_stand_behind_pieces_too() {
        isAsked(1);

        for (long n = 1; n <= 10; n++) {
            peer.pass(2 * Promises.EVERY_MILLIS - 1000);
            peer.run.feed(announcer, new Piece(FAR, 7, 0, new byte[1000], 0, 1000));
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void what_is_asked_when_a_ping_has_been_answered_may_not_have_been_read() {
        isAskedOnce();
        peer.pass(Promises.EVERY_MILLIS + 100);
        peer.run.feed(announcer, have(Range.of(2)));

        peer.pass(2 * FOUND_OUT_MILLIS);

        assertThat(wantedOf(peer.toldOn(announcer))).isNotEmpty();
        assertThat(announcer.isFinished()).isFalse();
    }

    private static List<Message> wantedOf(List<Message> told) {
        return List.copyOf(only(Want.class, told));
    }

    @Test
    void an_answer_to_another_ping_shows_nothing() {
        peer.hush(announcer);
        peer.run.feed(announcer, have(Range.of(1)));

        for (int i = 0; i < 10; i++) {
            peer.run.advance(Promises.EVERY_MILLIS / 2);
            peer.run.feed(announcer, new LivenessReply(1, Ip.LOOPBACK, 4, 10));
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void whose_link_is_gone_owes_nothing() {
        isAsked(1);
        assertThat(Inside.of(peer.node).missing().unanswered()).isOne();

        peer.run.lose(announcer, Loss.RESET);

        assertThat(Inside.of(peer.node).missing().unanswered()).isZero();
    }

    @Test
    void without_keys_nobody_is_distrusted_for_it() {
        isAsked(1);

        peer.pass(FOUND_OUT_MILLIS);

        assertThat(ended()).isOne();
        assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class)).isEmpty();
    }
}

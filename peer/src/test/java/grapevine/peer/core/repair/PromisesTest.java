package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.TreeScript.have;
import static grapevine.peer.core.TreeScript.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Failure;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
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
        peer.run.feed(announcer, have(Range.of(1)));
        while (wanted(announcer).isEmpty()) {
            peer.run.advance(10);
        }
        tree.bring(tree.parent, 1);

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

        for (int i = 0; i < 10; i++) {
            peer.run.feed(announcer, new Gone(List.of())); // after which it is asked again
            peer.pass(FOUND_OUT_MILLIS / 5);
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
            peer.run.feed(announcer, another(n, 1000));
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    /** One that nobody asked for. */
    private static Gossip another(long n, int bytes) {
        return Gossip.of(new Origin(FAR.address(), FAR.epoch() + 1), n, 1, new byte[0], new byte[bytes]);
    }

    @Test
    void but_behind_more_than_any_link_holds_it_does_not_stand() {
        isAsked(1);
        peer.pass(Promises.EVERY_MILLIS);

        for (long n = 1, bytes = 0; bytes <= Promises.MOST_BYTES; n++, bytes += 60_000) {
            assertThat(announcer.isFinished()).as("after %s bytes", bytes).isFalse();
            peer.run.feed(announcer, another(n, 60_000));
        }

        assertThat(announcer.isFinished()).isTrue();
    }

    @Test
    void what_comes_before_the_question_was_read_shows_nothing() {
        peer.hush(announcer);
        peer.run.feed(announcer, have(Range.of(1)));
        peer.run.advance(2000);

        for (long n = 1, bytes = 0; bytes <= 2 * Promises.MOST_BYTES; n++, bytes += 60_000) {
            peer.run.feed(announcer, another(n, 60_000));
        }

        assertThat(announcer.isFinished()).isFalse();
    }

    @Test
    void without_keys_nobody_is_distrusted_for_it() {
        isAsked(1);

        peer.pass(FOUND_OUT_MILLIS);

        assertThat(ended()).isOne();
        assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class)).isEmpty();
    }
}

package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that leaves, and what it had of others that its neighbours do not have yet. */
class PassingOnTest {
    /** It looks so often (ms) whether all is passed on. */
    private static final long LOOK_MILLIS = 50;

    private final LargeScript script = new LargeScript();
    private final FakeLink child = script.takingChild(1);

    @Test
    void what_was_only_offered_is_taken_before_anybody_is_told() {
        offered(1);

        script.peer.run.leave();
        script.peer.pass(900);
        assertThat(child.said()).isEmpty();
        take(1);
        script.peer.pass(LOOK_MILLIS);

        List<Message> said = child.said();
        assertThat(only(Piece.class, said)).isNotEmpty();
        assertThat(said).last().isEqualTo(new Bye("leaving"));
        assertThat(script.peer.effects.isStopped()).as("it may not be read yet").isFalse();
        isReadByAll();
        assertThat(script.peer.effects.isStopped()).isTrue();
    }

    @Test
    void what_nobody_takes_is_waited_for_as_long_as_it_was_given() {
        offered(1);

        script.peer.run.leave();
        script.peer.pass(1999);
        assertThat(script.peer.effects.isStopped()).isFalse();
        script.peer.pass(1);

        assertThat(child.said()).containsExactly(new Bye("leaving"));
        assertThat(script.peer.effects.isStopped()).isTrue();
    }

    @Test
    void half_of_the_time_is_left_to_what_it_made_itself_though_one_takes_nothing() {
        offered(1);
        script.peer.node.publish(script.peer.run.now(), new byte[] {'m'});
        child.said();

        script.peer.run.leave();
        script.peer.pass(999);
        assertThat(child.said()).isEmpty();
        script.peer.pass(1);

        assertThat(child.said()).containsExactly(new Bye("leaving", List.of(), 1));
        assertThat(script.peer.effects.isStopped()).isFalse();
    }

    @Test
    void with_more_patience_it_is_waited_for_as_long_as_something_moves() {
        offered(1);
        offered(2);

        script.peer.node.leave(script.peer.run.now(), 30_000);
        script.peer.pass(2000);
        take(2);
        script.peer.pass(PassingOn.STALLED_MILLIS - 100);
        assertThat(script.peer.effects.isStopped()).isFalse();
        script.peer.pass(100 + LOOK_MILLIS);

        assertThat(child.said()).last().isEqualTo(new Bye("leaving"));
        script.peer.pass(2_900);
        assertThat(script.peer.effects.isStopped()).as("nobody reads it").isFalse();
        script.peer.pass(100);
        assertThat(script.peer.effects.isStopped()).isTrue();
    }

    @Test
    void what_is_offered_from_then_on_is_not_waited_for() {
        offered(1);
        script.peer.run.leave();

        offered(2);
        take(1);
        script.peer.pass(LOOK_MILLIS);

        assertThat(child.said()).last().isEqualTo(new Bye("leaving"));
    }

    @Test
    void what_was_held_back_is_sent_or_offered_as_soon_as_there_is_room() {
        child.setBacklog(Announcements.CONGESTED_BYTES + 1);
        Gossip small = TreeScript.message(1);
        script.peer.run.feed(script.parent, small, LargeScript.message(2));
        assertThat(child.said()).isEmpty();

        script.peer.run.leave();
        script.peer.pass(500);
        assertThat(child.said()).isEmpty();
        child.setBacklog(0);
        script.peer.pass(LOOK_MILLIS);

        List<Message> said = child.said();
        assertThat(only(Gossip.class, said)).containsExactly(small.withAge(550));
        assertThat(only(Offer.class, said)).extracting(Offer::n).containsExactly(2L);
        assertThat(only(Bye.class, said)).isEmpty();
        take(2);
        script.peer.pass(LOOK_MILLIS);
        assertThat(child.said()).last().isEqualTo(new Bye("leaving"));
    }

    @Test
    void who_leaves_meanwhile_is_not_waited_for_and_need_not_wait_for_us() {
        offered(1);
        script.peer.run.leave();

        script.peer.run.feed(child, new Bye("leaving", List.of(), 5));
        assertThat(child.said()).containsExactly(new Bye("leaving"));
        isReadBy(script.parent);
        script.tree.lazy.forEach(this::isReadBy);
        script.peer.pass(0);

        assertThat(script.peer.effects.isStopped()).isTrue();
    }

    @Test
    void what_it_made_itself_is_asked_for_when_they_are_told() {
        script.peer.node.publish(script.peer.run.now(), new byte[60_000]);
        child.said();

        script.peer.run.leave();

        assertThat(child.said()).containsExactly(new Bye("leaving", List.of(), 1));
    }

    private void isReadByAll() {
        isReadBy(script.parent);
        script.tree.lazy.forEach(this::isReadBy);
        isReadBy(child);
        script.peer.pass(0);
    }

    private void isReadBy(FakeLink link) {
        script.peer.run.lose(link, Loss.ENDED);
    }

    /** A message of somebody far away, which the child is offered. */
    private void offered(long n) {
        script.peer.run.feed(script.parent, LargeScript.message(n));
        assertThat(only(Offer.class, child.said())).extracting(Offer::n).containsExactly(n);
    }

    private void take(long n) {
        int length = LargeScript.offer(n).length();
        script.peer.run.feed(child, new Take(TreeScript.FAR, n, 0, length));
    }
}

package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.TreeScript.have;
import static grapevine.peer.core.TreeScript.message;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Gossip;
import grapevine.wire.Range;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import grapevine.wire.TreeMessage.Prune;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What we announce to whom, and when. */
class AnnouncementsTest {
    private final TreeScript tree = new TreeScript(4);
    private final PeerScript peer = tree.peer;
    private final FakeLink parent = tree.parent;

    @Test
    void whoever_asks_hears_at_once_what_came_in_the_last_ten_seconds() {
        tree.bring(parent, 1);
        peer.run.advance(Announcements.ASKED_MILLIS + 1);
        tree.bring(parent, 2);
        FakeLink asker = peer.hush(peer.linkedFrom(younger(1)));

        peer.run.feed(asker, new Announce(true));

        assertThat(only(Have.class, asker.said())).containsExactly(have(Range.of(2)));
    }

    @Test
    void what_came_between_the_answer_to_a_joiner_and_its_graft_is_announced_to_it() {
        tree.bring(parent, 1);
        peer.run.advance(1);
        FakeLink joiner = peer.hush(peer.linkedFrom(younger(1)));

        tree.bring(parent, 2);
        peer.run.feed(joiner, new Graft(List.of()));
        tree.bring(parent, 3);
        peer.run.feed(joiner, new Prune(), new Graft(List.of()));

        assertThat(joiner.said()).containsExactly(have(Range.of(2)), message(3));
    }

    @Test
    void whoever_asks_again_within_a_second_is_told_what_came_since_and_ten_times_in_a_row() {
        tree.bring(parent, 1);
        peer.run.advance(1);
        FakeLink asker = tree.listener(1);
        peer.run.feed(asker, new Announce(true), new Announce(false));
        tree.bring(parent, 2);

        peer.run.feed(asker, new Announce(true));
        assertThat(only(Have.class, asker.said())).containsExactly(have(Range.of(2)));
        for (int i = 4; i <= 13; i++) {
            peer.run.feed(asker, new Announce(true));
        }
        assertThat(peer.run.count(Counter.DROPPED_ANNOUNCE)).isEqualTo(3);
        peer.run.advance(1000);
        asker.said();
        peer.run.feed(asker, new Announce(true));

        assertThat(only(Have.class, asker.said())).containsExactly(have(new Range(1, 2)));
    }

    @Test
    void what_came_between_a_graft_a_prune_and_the_question_after_it_is_announced() {
        FakeLink joiner = peer.hush(peer.linkedFrom(younger(1)));
        peer.run.feed(joiner, new Graft(List.of()), new Prune());
        tree.bring(parent, 1);

        peer.run.feed(joiner, new Announce(true));

        assertThat(joiner.said()).containsExactly(have(Range.of(1)));
    }

    @Test
    void what_came_is_announced_at_once_and_then_at_most_every_100_ms_in_ranges() {
        FakeLink listener = tree.listener(1);

        tree.bring(parent, 1);
        peer.run.advance(0);
        assertThat(listener.said()).containsExactly(have(Range.of(1)));
        tree.bring(parent, 2);
        tree.bring(parent, 3);
        peer.run.advance(99);
        assertThat(listener.said()).isEmpty();
        tree.bring(parent, 5);
        peer.run.advance(1);

        assertThat(only(Have.class, listener.said())).containsExactly(have(new Range(2, 3), Range.of(5)));
        assertThat(peer.run.count(Counter.ANNOUNCEMENTS)).isEqualTo(2);
    }

    @Test
    void whoever_asked_no_more_or_is_eager_hears_no_announcements() {
        FakeLink asked = tree.listener(1);
        FakeLink grafted = tree.listener(2);
        peer.run.feed(asked, new Announce(false));
        peer.run.feed(grafted, new Graft(List.of()));

        tree.bring(parent, 1);
        peer.run.advance(200);

        assertThat(asked.said()).isEmpty();
        assertThat(grafted.said()).containsExactly(message(1));
    }

    @Test
    void a_congested_link_is_sent_nothing_and_told_when_it_has_drained_what_it_missed() {
        FakeLink child = tree.eagerChild(1);
        child.setBacklog(Announcements.CONGESTED_BYTES + 1);
        tree.bring(parent, 1);
        tree.bring(parent, 2);
        peer.run.advance(1000);
        assertThat(only(Gossip.class, child.said())).isEmpty();

        child.setBacklog(Throttle.MOST_BEFORE_ANSWER / 2 + 1);
        peer.run.advance(100);
        assertThat(child.said()).as("what it asks for has no room yet").isEmpty();
        child.setBacklog(Throttle.MOST_BEFORE_ANSWER / 2);
        peer.run.advance(100);
        assertThat(child.said()).containsExactly(have(new Range(1, 2)));
        tree.bring(parent, 3);

        assertThat(child.said()).containsExactly(message(3));
        assertThat(peer.run.count(Counter.MESSAGES_HELD_BACK)).isEqualTo(2);
        assertThat(peer.run.count(Counter.DROPPED_BACKLOG_FULL)).isZero();
    }
}

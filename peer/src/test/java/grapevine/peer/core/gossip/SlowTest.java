package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Dissemination;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when messages come in faster than a neighbour takes them. */
class SlowTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private PeerScript peer;
    private FakeLink source;
    private FakeLink slow;
    private FakeLink other;
    private long n;

    @BeforeEach
    void three_neighbours() {
        peer = new PeerScript(3, 1, settings -> settings.dissemination(Dissemination.FLOOD));
        peer.join(older(1), older(2), older(3));
        source = peer.linkTo(older(1));
        slow = peer.linkTo(older(2));
        other = peer.linkTo(older(3));
    }

    @Test
    void whoever_brings_messages_that_pile_up_is_told_to_slow_down_at_most_every_50_ms() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);

        bring(source);
        bring(source);
        peer.run.advance(49);
        bring(source);

        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(200, older(2).address()));
        peer.run.advance(1);
        bring(source);
        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(200, older(2).address()));
        assertThat(only(Slow.class, peer.toldOn(other))).isEmpty();
    }

    @Test
    void a_link_that_takes_nothing_at_all_slows_nobody_down() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);
        slow.setStalled(true);

        bring(source);

        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void who_is_told_to_slow_down_makes_nothing_for_that_long() {
        peer.run.feed(slow, new Slow(200));

        peer.run.advance(199);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.THROTTLED);

        peer.run.advance(1);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void the_word_is_passed_on_to_those_who_bring_messages_and_dies_out() {
        bring(source);

        peer.run.feed(slow, new Slow(200));
        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(150, older(2).address()));
        assertThat(only(Slow.class, peer.toldOn(other))).isEmpty();

        peer.run.advance(60);
        peer.run.feed(slow, new Slow(50));
        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
    }

    @Test
    void who_began_it_is_passed_on_as_it_was_said() {
        bring(source);

        peer.run.feed(slow, new Slow(200, older(50).address()));

        assertThat(only(Slow.class, peer.toldOn(source)))
                .containsExactly(new Slow(150, older(50).address()));
    }

    @Test
    void one_that_asks_for_more_than_a_second_is_heeded_for_a_second_and_named() {
        peer.run.feed(slow, new Slow(10_000));

        peer.run.advance(999);
        assertThat(publish()).isEqualTo(Publication.THROTTLED);
        peer.run.advance(1);
        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class))
                .containsExactly(new Fact.NeighbourSlow(older(2).address(), older(2).address()));
    }

    @Test
    void its_word_is_nothing_and_not_passed_on_until_it_has_been_quiet_for_ten_seconds() {
        peer.run.feed(slow, new Slow(10_000));
        peer.run.advance(5_000);
        bring(source);
        peer.toldOn(source);

        peer.run.feed(slow, new Slow(10_000));
        peer.run.advance(9_999);
        peer.run.feed(slow, new Slow(1));
        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
        assertThat(peer.node.counters().get(Counter.DROPPED_SLOW)).isEqualTo(2);

        peer.run.advance(10_000);
        peer.run.feed(slow, new Slow(200));
        assertThat(publish()).isEqualTo(Publication.THROTTLED);
    }

    @Test
    void its_share_grows_by_a_thirtieth_of_the_time() {
        peer.run.feed(slow, new Slow(1000));
        peer.run.advance(6_000);

        peer.run.feed(slow, new Slow(200));
        peer.run.advance(199);
        assertThat(publish()).isEqualTo(Publication.THROTTLED);
        peer.run.advance(1);
        peer.run.feed(slow, new Slow(200));
        peer.run.advance(6);
        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void to_one_that_is_not_believed_messages_are_announced() {
        peer.run.feed(slow, new Slow(10_000));
        peer.run.advance(1_000);
        peer.toldOn(slow);

        publish();
        peer.run.advance(100);

        assertThat(peer.toldOn(slow)).noneMatch(Gossip.class::isInstance).anyMatch(Have.class::isInstance);
        assertThat(peer.toldOn(other)).anyMatch(Gossip.class::isInstance);
    }

    @Test
    void one_that_links_anew_has_no_new_share() {
        FakeLink first = peer.linkedFrom(younger(1));
        peer.run.feed(first, new Slow(10_000));
        peer.run.advance(1_000);
        peer.run.lose(first, Conversation.Loss.RESET);

        FakeLink second = peer.linkedFrom(younger(1));
        peer.run.feed(second, new Slow(10_000));

        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).hasSize(1);
    }

    @Test
    void nobody_waits_for_one_whose_link_is_gone() {
        FakeLink gone = peer.linkedFrom(younger(1));
        peer.run.feed(gone, new Slow(1_000));
        assertThat(publish()).isEqualTo(Publication.THROTTLED);

        peer.run.lose(gone, Conversation.Loss.RESET);

        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void one_that_is_not_believed_stops_nobody_by_what_waits_for_it_either() {
        peer.run.feed(slow, new Slow(10_000));
        peer.run.advance(1_000);

        slow.setBacklog(Throttle.MOST_BYTES + 1);

        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void one_that_takes_a_megabyte_a_second_is_heeded_for_as_long_as_it_says() {
        for (int i = 0; i < 100; i++) {
            peer.run.feed(slow, new Slow(200));
            assertThat(publish()).as("at %d", i).isEqualTo(Publication.THROTTLED);
            peer.run.advance(200);
            for (int j = 0; j < 4; j++) {
                peer.node.publish(peer.run.now(), new byte[50_000]);
            }
        }

        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).isEmpty();
        assertThat(peer.effects.takeFacts(Fact.SlowedDown.class)).hasSize(1);
    }

    @Test
    void one_whose_link_stays_full_while_others_would_take_more_is_waited_for_a_second_and_named() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);

        long closed = closedFor(20_000);

        assertThat(closed).isBetween(1_000L, 1_050L);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class))
                .containsExactly(new Fact.NeighbourSlow(older(2).address(), older(2).address()));
    }

    @Test
    void to_one_whose_link_stayed_full_messages_are_announced_until_it_had_room_for_ten_seconds() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);
        closedFor(2_000);
        slow.setBacklog(0);
        peer.toldOn(slow);

        closedFor(9_900);
        assertThat(peer.toldOn(slow)).noneMatch(Gossip.class::isInstance).anyMatch(Have.class::isInstance);
        closedFor(300);
        assertThat(peer.toldOn(slow)).anyMatch(Gossip.class::isInstance);
    }

    @Test
    void one_that_reads_a_little_each_time_it_is_not_believed_any_more_holds_up_a_twentieth_at_most() {
        long closed = 0;
        for (int i = 0; i < 20; i++) {
            slow.setBacklog(Throttle.MOST_BYTES + 1);
            closed += closedFor(2_000);
            slow.setBacklog(0);
            closed += closedFor(10_000);
        }

        assertThat(closed).isLessThan(20 * 12_000 / 20);
    }

    @Test
    void what_was_dropped_on_a_link_is_announced_there_soon() {
        slow.setDropping(true);
        publish();
        slow.setDropping(false);
        peer.toldOn(slow);

        peer.run.advance(100);

        assertThat(only(Have.class, peer.toldOn(slow))).hasSize(1);
        assertThat(only(Have.class, peer.toldOn(other))).isEmpty();
        publish();
        assertThat(peer.toldOn(slow)).anyMatch(Gossip.class::isInstance);
    }

    @Test
    void where_no_other_link_would_take_more_a_full_one_is_waited_for_as_long_as_it_takes() {
        for (FakeLink each : new FakeLink[] {source, slow, other}) {
            each.setBacklog(Throttle.MOST_BYTES + 1);
        }

        assertThat(closedFor(20_000)).isEqualTo(20_000);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).isEmpty();
    }

    @Test
    void one_that_takes_two_megabytes_a_second_is_waited_for_as_long_as_it_does() {
        long backlog = 0;
        long accepted = 0;
        for (int i = 0; i < 5_000; i++) {
            boolean isAccepted = true;
            while (isAccepted) {
                slow.setBacklog(backlog);
                isAccepted = peer.node.publish(peer.run.now(), new byte[2_000]) == Publication.ACCEPTED;
                backlog += isAccepted ? 2_100 : 0;
                accepted += isAccepted ? 1 : 0;
            }
            backlog -= 2_100;
            peer.run.advance(1);
        }

        assertThat(accepted).isBetween(5_000L, 5_300L);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).isEmpty();
    }

    @Test
    void one_that_takes_a_megabyte_a_second_is_believed_however_seldom_it_is_looked_at() {
        for (int i = 0; i < 12; i++) {
            lookAndBring(50_000, 2_000 + 1_000 * (i % 4));
        }

        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).isEmpty();
    }

    @Test
    void one_that_takes_half_a_megabyte_a_second_is_not_believed_after_two_seconds() {
        lookAndBring(25_000, 2_000);
        lookAndBring(25_000, 2_000);
        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).isEmpty();

        lookAndBring(25_000, 2_000);

        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).hasSize(1);
    }

    @Test
    void what_was_dropped_on_its_link_is_not_what_it_took() {
        slow.setDropping(true);

        lookAndBring(60_000, 2_000);
        lookAndBring(60_000, 2_000);

        assertThat(peer.effects.takeFacts(Fact.NeighbourSlow.class)).hasSize(1);
    }

    @Test
    void an_answer_that_was_dropped_does_not_hold_back_the_next_message() {
        slow.dropsOne();

        publish();
        peer.run.advance(100);

        assertThat(peer.toldOn(slow)).anyMatch(Gossip.class::isInstance).noneMatch(Have.class::isInstance);
    }

    @Test
    void where_messages_do_not_get_on_no_link_is_grafted_to_one_that_is_not_believed_either() {
        TreeScript tree = new TreeScript(2);
        FakeLink lazy = tree.lazy.get(0);
        tree.peer.run.feed(lazy, new Slow(10_000));

        tree.peer.run.feed(tree.parent, new Slow(10_000));

        assertThat(only(Graft.class, lazy.said())).isEmpty();
    }

    /** Its link is full when it is looked at; then so many bytes come each 50 ms, and it takes them at once. */
    private void lookAndBring(int bytes, long millis) {
        slow.setBacklog(Throttle.MOST_BYTES + 1);
        publish();
        slow.setBacklog(0);
        for (long passed = 0; passed < millis; passed += 50) {
            bring(source, new byte[bytes]);
            peer.pass(50);
        }
    }

    /** Tries to say something each 10 ms for so long; returns how long that was refused. */
    private long closedFor(long millis) {
        long closed = 0;
        for (long passed = 0; passed < millis; passed += 10) {
            closed += publish() == Publication.THROTTLED ? 10 : 0;
            peer.run.advance(10);
        }
        return closed;
    }

    @Test
    void two_that_ask_one_after_the_other_do_not_make_this_peer_ask_for_more_than_its_share() {
        bring(source);
        for (int i = 0; i < 20; i++) {
            peer.run.feed(i < 10 ? slow : other, new Slow(150));
            peer.run.advance(100);
            bring(source);
        }

        assertThat(only(Slow.class, peer.toldOn(source)).stream()
                        .mapToLong(Slow::millis)
                        .sum())
                .isBetween(800L, 1000L);
    }

    private Publication publish() {
        return peer.node.publish(peer.run.now(), HELLO);
    }

    private void bring(FakeLink link) {
        bring(link, HELLO);
    }

    private void bring(FakeLink link, byte[] payload) {
        Origin far = new Origin(older(40).address(), older(40).epoch());
        peer.run.feed(link, Gossip.of(far, ++n, 1, new byte[0], payload));
    }
}

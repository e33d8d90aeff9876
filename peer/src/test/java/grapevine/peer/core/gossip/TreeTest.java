package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.TreeScript.have;
import static grapevine.peer.core.TreeScript.message;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TreeScript;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import grapevine.wire.TreeMessage.Prune;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which links are eager, who announces to us, and when what is fetched turns a link. */
class TreeTest {
    private final TreeScript tree = new TreeScript(4);
    private final PeerScript peer = tree.peer;
    private final FakeLink parent = tree.parent;
    private final List<FakeLink> lazy = tree.lazy;

    @Test
    void a_joiner_has_one_eager_link_and_asks_two_of_the_others_to_announce() {
        assertThat(parent).isNotNull();
        assertThat(lazy).hasSize(3);
        assertThat(peer.run.count(Counter.PRUNES)).isZero();
        assertThat(tree.announcers()).containsExactlyInAnyOrder(lazy.get(0), lazy.get(1));
    }

    @Test
    void a_first_copy_goes_on_by_eager_links_only() {
        FakeLink child = tree.eagerChild(1);
        FakeLink other = peer.hush(peer.linkedFrom(younger(2)));

        tree.bring(parent, 1);

        assertThat(child.said()).containsExactly(message(1));
        assertThat(other.said()).isEmpty();
        assertThat(lazy.get(0).said()).isEmpty();
    }

    @Test
    void a_copy_over_another_eager_link_prunes_it_at_both_ends() {
        FakeLink child = tree.eagerChild(1);
        tree.bring(parent, 1);
        child.said();

        tree.bring(child, 1);
        tree.bring(parent, 2);

        assertThat(child.said()).startsWith(new Prune()).doesNotContain(message(2));
        assertThat(peer.run.count(Counter.PRUNES)).isEqualTo(1);
    }

    @Test
    void copies_that_were_on_their_way_when_a_link_was_pruned_are_no_second_prune() {
        FakeLink child = tree.eagerChild(1);
        tree.bring(parent, 1);
        tree.bring(parent, 2);
        tree.bring(child, 1);
        child.said();

        tree.bring(child, 2);
        peer.run.feed(child, new Prune());

        assertThat(only(Prune.class, child.said())).isEmpty();
        assertThat(peer.run.count(Counter.PRUNES)).isEqualTo(1);
        assertThat(tree.neighbour(child).isEager()).isFalse();
    }

    @Test
    void when_the_ends_differ_the_next_copy_says_so_once_a_second() {
        FakeLink differs = lazy.get(2); // its end holds the link eager: words crossed
        tree.bring(parent, 1);
        tree.bring(parent, 2);

        tree.bring(differs, 1);
        tree.bring(differs, 2);

        assertThat(only(Prune.class, differs.said())).hasSize(1);
    }

    @Test
    void when_the_ends_differ_a_first_copy_makes_both_eager() {
        FakeLink differs = lazy.get(2);

        tree.bring(differs, 1);

        assertThat(differs.said()).containsExactly(new Graft(List.of()));
        assertThat(tree.neighbour(differs).isEager()).isTrue();
    }

    @Test
    void what_is_pushed_by_a_lazy_link_goes_on_as_what_was_fetched_and_the_tree_s_copy_cuts_nothing() {
        FakeLink child = tree.eagerChild(1);

        tree.bring(lazy.get(2), 1);
        tree.bring(parent, 1);

        assertThat(child.said()).containsExactly(message(1).withAge(1));
        assertThat(tree.neighbour(parent).isEager()).isTrue();
        assertThat(peer.run.count(Counter.PRUNES)).isZero();
    }

    @Test
    void whoever_pushes_by_a_link_that_was_lazy_again_is_told_so_within_a_minute() {
        FakeLink pushing = lazy.get(2);
        tree.bring(pushing, 1);
        peer.run.feed(pushing, new Prune()); // and goes on all the same
        peer.run.advance(2 * Tree.TURN_MILLIS);
        pushing.said();

        tree.bring(pushing, 2);
        tree.bring(pushing, 3);
        assertThat(pushing.said()).containsExactly(new Prune());
        assertThat(tree.neighbour(pushing).isEager()).isFalse();

        peer.lively(pushing);
        peer.lively(parent);
        peer.pass(Tree.HELD_MILLIS);
        peer.toldOn(pushing);
        tree.bring(pushing, 4);
        assertThat(only(Graft.class, peer.toldOn(pushing))).hasSize(1);
    }

    @Test
    void whoever_goes_on_for_longer_is_grafted_once_a_minute_and_refused_in_between() {
        FakeLink pushing = lazy.get(2);
        peer.lively(pushing);
        peer.lively(parent);
        for (int n = 1; n <= 32; n++) {
            tree.bring(pushing, n);
            peer.run.feed(pushing, new Prune());
            peer.pass(2 * Tree.TURN_MILLIS);
        }

        List<Message> told = peer.toldOn(pushing);
        assertThat(only(Graft.class, told)).hasSize(2);
        assertThat(only(Prune.class, told)).hasSize(30);
    }

    @Test
    void what_one_that_has_left_still_hands_over_turns_no_link() {
        FakeLink left = lazy.get(2);
        peer.run.feed(left, new Bye("leaving"));
        left.said();

        tree.bring(left, 1);

        assertThat(only(Graft.class, left.said())).isEmpty();
    }

    @Test
    void while_messages_are_late_for_want_of_room_no_copy_cuts_an_eager_link() {
        FakeLink child = tree.eagerChild(1);
        FakeLink full = tree.eagerChild(2);
        for (int n = 1; n <= 40; n++) {
            tree.bring(parent, n);
            if (n % 20 == 1) {
                peer.run.feed(parent, ofAnother(n));
                peer.run.feed(full, new Slow(10));
            }
            peer.pass(50);
        }

        tree.bring(child, 40);
        peer.run.feed(child, ofAnother(21));
        assertThat(tree.neighbour(child).isEager()).isTrue();

        peer.pass(Shares.LATE_FOR_MILLIS);
        tree.bring(parent, 41);
        tree.bring(child, 41);
        assertThat(tree.neighbour(child).isEager()).isFalse();
    }

    /** Of one who makes little. */
    private static Gossip ofAnother(long n) {
        return Gossip.of(
                new Origin(PeerScript.older(41).address(), PeerScript.older(41).epoch()),
                n,
                1,
                new byte[0],
                new byte[1]);
    }

    @Test
    void the_last_eager_link_is_never_pruned_from_here() {
        tree.bring(lazy.get(2), 1); // fetched or crossing: whatever it was, it came earlier
        peer.run.feed(lazy.get(2), new Prune());
        peer.run.advance(2 * Tree.TURN_MILLIS);

        tree.bring(parent, 1);

        assertThat(tree.neighbour(parent).isEager()).isTrue();
        assertThat(only(Prune.class, parent.said())).isEmpty();
    }

    @Test
    void whoever_is_pruned_by_its_last_eager_neighbour_grafts_another() {
        peer.run.feed(parent, new Prune());

        assertThat(tree.neighbour(parent).isEager()).isFalse();
        assertThat(tree.eagerLinks()).hasSize(1).doesNotContain(parent);
        assertThat(only(Graft.class, tree.eagerLinks().get(0).said())).hasSize(1);
    }

    @Test
    void a_lost_parent_is_replaced_at_once_by_one_who_announces() {
        tree.bring(parent, 1);
        List<FakeLink> told = tree.announcers();

        peer.run.lose(parent, Loss.RESET);

        assertThat(tree.eagerLinks()).hasSize(1);
        assertThat(told).containsAll(tree.eagerLinks());
        assertThat(tree.announcers()).hasSize(2).doesNotContainAnyElementsOf(tree.eagerLinks());
    }

    @Test
    void whoever_lost_its_parent_tells_the_next_what_came_lately() {
        tree.bring(parent, 1);
        peer.node.publish(peer.run.now(), new byte[] {1});

        peer.run.lose(parent, Loss.RESET);

        Origin self = new Origin(PeerScript.SELF, PeerScript.EPOCH);
        assertThat(only(Have.class, tree.eagerLinks().get(0).said()))
                .containsExactly(
                        new Have(List.of(OriginRanges.of(self, Range.of(1)), OriginRanges.of(FAR, Range.of(1)))));
    }

    @Test
    void whoever_was_cut_off_asks_the_next_for_what_it_got_before_it_hangs_on_it() {
        tree.bring(parent, 1);
        peer.run.lose(lazy.get(0), Loss.RESET);
        peer.run.lose(lazy.get(1), Loss.RESET);
        Inside.of(peer.node).tree().announcers().forget(tree.neighbour(lazy.get(2))); // as if it had not been asked
        lazy.get(2).said();

        peer.run.lose(parent, Loss.RESET);

        assertThat(lazy.get(2).said()).startsWith(new Announce(true), new Graft(List.of()));
    }

    @Test
    void a_graft_is_answered_by_the_messages_and_by_what_is_gone() {
        tree.bring(parent, 1);
        peer.run.advance(1);
        FakeLink asker = peer.hush(peer.linkedFrom(younger(1)));

        peer.run.feed(asker, new Graft(List.of(OriginRanges.of(FAR, new Range(1, 2)))));
        tree.bring(parent, 3);

        assertThat(asker.said())
                .containsExactly(
                        message(1).withAge(1), new Gone(List.of(OriginRanges.of(FAR, Range.of(2)))), message(3));
    }

    // Fetching what is missing

    @Test
    void what_was_fetched_goes_on_along_the_tree_with_its_age() {
        FakeLink child = tree.eagerChild(1);
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.advance(800);

        peer.run.feed(lazy.get(0), message(1).withAge(7));

        assertThat(only(Gossip.class, child.said())).containsExactly(message(1).withAge(7));
        assertThat(peer.effects.takeDelivered()).hasSize(1);
        assertThat(peer.run.count(Counter.MESSAGES_FETCHED)).isEqualTo(1);
    }

    @Test
    void the_tree_s_late_copy_of_what_was_fetched_cuts_nothing() {
        FakeLink child = tree.eagerChild(1);
        peer.run.feed(lazy.get(0), message(1).withAge(7));

        tree.bring(child, 1);

        assertThat(tree.neighbour(child).isEager()).isTrue();
    }

    @Test
    void three_fetches_of_one_origin_in_a_row_graft_the_announcer() {
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(900);
            if (n < 3) {
                peer.run.feed(lazy.get(0), message(n).withAge(7));
            }
        }

        assertThat(only(Graft.class, lazy.get(0).said()))
                .containsExactly(new Graft(List.of(OriginRanges.of(FAR, Range.of(3)))));
    }

    @Test
    void an_announcer_that_announces_nothing_while_messages_come_is_asked_again() {
        peer.run.lose(lazy.get(2), Loss.ENDED);
        for (int n = 1; n <= 4; n++) {
            peer.run.advance(700);
            tree.bring(parent, n);
            peer.run.feed(lazy.get(1), have(Range.of(n)));
        }

        assertThat(only(Announce.class, lazy.get(0).said())).containsExactly(new Announce(true));
        assertThat(only(Announce.class, lazy.get(1).said())).isEmpty();
    }

    // Better ways

    @Test
    void an_announcer_that_leads_again_and_again_takes_the_parent_s_place() {
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(50);
            tree.bring(parent, n);
            peer.run.advance(950);
        }

        assertThat(tree.eagerLinks()).containsExactly(lazy.get(0));
        assertThat(only(Prune.class, parent.said())).hasSize(1);
        assertThat(only(Graft.class, lazy.get(0).said())).containsExactly(new Graft(List.of()));
    }

    @Test
    void while_more_is_on_its_way_the_parent_brings_it_and_is_cut_by_what_came_before_by_the_other() {
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(lazy.get(0), have(new Range(n, n + 1)));
            peer.run.advance(50);
            tree.bring(parent, n);
            peer.run.advance(950);
        }

        assertThat(only(Graft.class, lazy.get(0).said())).containsExactly(new Graft(List.of()));
        tree.bring(lazy.get(0), 5);
        tree.bring(parent, 4);
        assertThat(only(Prune.class, parent.said())).isEmpty();
        tree.bring(parent, 5);

        assertThat(tree.eagerLinks()).containsExactly(lazy.get(0));
        assertThat(only(Prune.class, parent.said())).hasSize(1);
    }

    @Test
    void where_messages_go_both_ways_the_parent_stays() {
        FakeLink child = tree.eagerChild(1);
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(child, Gossip.of(origin(younger(1)), n, 1, new byte[0], new byte[] {1}));
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(50);
            tree.bring(parent, n);
            peer.run.advance(950);
        }

        assertThat(tree.neighbour(parent).isEager()).isTrue();
        assertThat(peer.run.count(Counter.TREE_IMPROVED)).isZero();
    }

    private static Origin origin(Entry entry) {
        return new Origin(entry.address(), entry.epoch());
    }
}

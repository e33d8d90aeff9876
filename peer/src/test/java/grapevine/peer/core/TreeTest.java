package grapevine.peer.core;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Announce;
import grapevine.wire.TreeMessage.Graft;
import grapevine.wire.TreeMessage.Have;
import grapevine.wire.TreeMessage.Prune;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which links are eager, who announces to whom, and how what is missing is fetched. */
class TreeTest {
    private static final Origin FAR = new Origin(older(40).address(), older(40).epoch());

    private PeerScript peer;

    /** The one eager link, and the lazy ones; the first two of these announce to us. */
    private FakeLink parent;

    private final List<FakeLink> lazy = new ArrayList<>();

    @BeforeEach
    void four_older_neighbours() {
        peer = PeerScript.joined(older(1), older(2), older(3), older(4));
        for (int i = 1; i <= 4; i++) {
            FakeLink link = peer.linkTo(older(i));
            if (neighbour(link).isEager) {
                parent = link;
            } else if (peer.node.tree().announcers().contains(neighbour(link))) {
                lazy.add(0, link);
            } else {
                lazy.add(link);
            }
            peer.hush(link);
        }
        // As if the links had been made long ago.
        peer.run.advance(2 * Tree.TURN_MILLIS);
        peer.effects.take();
    }

    @Test
    void a_joiner_has_one_eager_link_and_asks_two_of_the_others_to_announce() {
        assertThat(parent).isNotNull();
        assertThat(lazy).hasSize(3);
        assertThat(peer.run.count(Counter.PRUNES)).isZero();
        assertThat(announcers()).containsExactlyInAnyOrder(lazy.get(0), lazy.get(1));
    }

    @Test
    void a_first_copy_goes_on_by_eager_links_only() {
        FakeLink child = eagerChild(1);
        FakeLink other = peer.hush(peer.linkedFrom(younger(2)));

        bring(parent, 1);

        assertThat(child.said()).containsExactly(message(1));
        assertThat(other.said()).isEmpty();
        assertThat(lazy.get(0).said()).isEmpty();
    }

    @Test
    void a_copy_over_another_eager_link_prunes_it_at_both_ends() {
        FakeLink child = eagerChild(1);
        bring(parent, 1);
        child.said();

        bring(child, 1);
        bring(parent, 2);

        assertThat(child.said()).startsWith(new Prune()).doesNotContain(message(2));
        assertThat(peer.run.count(Counter.PRUNES)).isEqualTo(1);
    }

    @Test
    void copies_that_were_on_their_way_when_a_link_was_pruned_are_no_second_prune() {
        FakeLink child = eagerChild(1);
        bring(parent, 1);
        bring(parent, 2);
        bring(child, 1);
        child.said();

        bring(child, 2);
        peer.run.feed(child, new Prune());

        assertThat(only(Prune.class, child.said())).isEmpty();
        assertThat(peer.run.count(Counter.PRUNES)).isEqualTo(1);
        assertThat(neighbour(child).isEager).isFalse();
    }

    @Test
    void when_the_ends_differ_the_next_copy_says_so_once_a_second() {
        FakeLink differs = lazy.get(2); // its end holds the link eager: words crossed
        bring(parent, 1);
        bring(parent, 2);

        bring(differs, 1);
        bring(differs, 2);

        assertThat(only(Prune.class, differs.said())).hasSize(1);
    }

    @Test
    void when_the_ends_differ_a_first_copy_makes_both_eager() {
        FakeLink differs = lazy.get(2);

        bring(differs, 1);

        assertThat(differs.said()).containsExactly(new Graft(List.of()));
        assertThat(neighbour(differs).isEager).isTrue();
    }

    @Test
    void the_last_eager_link_is_never_pruned_from_here() {
        bring(lazy.get(2), 1); // fetched or crossing: whatever it was, it came earlier
        peer.run.feed(lazy.get(2), new Prune());
        peer.run.advance(2 * Tree.TURN_MILLIS);

        bring(parent, 1);

        assertThat(neighbour(parent).isEager).isTrue();
        assertThat(only(Prune.class, parent.said())).isEmpty();
    }

    @Test
    void whoever_is_pruned_by_its_last_eager_neighbour_grafts_another() {
        peer.run.feed(parent, new Prune());

        assertThat(neighbour(parent).isEager).isFalse();
        assertThat(eagerLinks()).hasSize(1).doesNotContain(parent);
        assertThat(only(Graft.class, eagerLinks().get(0).said())).hasSize(1);
    }

    @Test
    void a_lost_parent_is_replaced_at_once_by_one_who_announces() {
        bring(parent, 1);
        List<FakeLink> told = announcers();

        peer.run.lose(parent, Loss.RESET);

        assertThat(eagerLinks()).hasSize(1);
        assertThat(told).containsAll(eagerLinks());
        assertThat(announcers()).hasSize(2).doesNotContainAnyElementsOf(eagerLinks());
    }

    @Test
    void whoever_lost_its_parent_tells_the_next_what_came_lately() {
        bring(parent, 1);
        peer.node.publish(peer.run.now(), new byte[] {1});

        peer.run.lose(parent, Loss.RESET);

        Origin self = new Origin(PeerScript.SELF, PeerScript.EPOCH);
        assertThat(only(Have.class, eagerLinks().get(0).said()))
                .containsExactly(
                        new Have(List.of(OriginRanges.of(self, Range.of(1)), OriginRanges.of(FAR, Range.of(1)))));
    }

    @Test
    void whoever_asks_hears_at_once_what_came_in_the_last_ten_seconds() {
        bring(parent, 1);
        peer.run.advance(Announcements.ASKED_MILLIS + 1);
        bring(parent, 2);
        FakeLink asker = peer.hush(peer.linkedFrom(younger(1)));

        peer.run.feed(asker, new Announce(true));

        assertThat(only(Have.class, asker.said())).containsExactly(have(Range.of(2)));
    }

    @Test
    void whoever_was_cut_off_asks_the_next_for_what_it_got_before_it_hangs_on_it() {
        bring(parent, 1);
        peer.run.lose(lazy.get(0), Loss.RESET);
        peer.run.lose(lazy.get(1), Loss.RESET);
        peer.node.tree().announcers().forget(neighbour(lazy.get(2))); // as if it had not been asked
        lazy.get(2).said();

        peer.run.lose(parent, Loss.RESET);

        assertThat(lazy.get(2).said()).startsWith(new Announce(true), new Graft(List.of()));
    }

    @Test
    void what_came_between_the_answer_to_a_joiner_and_its_graft_is_announced_to_it() {
        bring(parent, 1);
        peer.run.advance(1);
        FakeLink joiner = peer.hush(peer.linkedFrom(younger(1)));

        bring(parent, 2);
        peer.run.feed(joiner, new Graft(List.of()));
        bring(parent, 3);
        peer.run.feed(joiner, new Prune(), new Graft(List.of()));

        assertThat(joiner.said()).containsExactly(have(Range.of(2)), message(3));
    }

    @Test
    void a_graft_is_answered_by_the_messages_and_by_what_is_gone() {
        bring(parent, 1);
        peer.run.advance(1);
        FakeLink asker = peer.hush(peer.linkedFrom(younger(1)));

        peer.run.feed(asker, new Graft(List.of(OriginRanges.of(FAR, new Range(1, 2)))));
        bring(parent, 3);

        assertThat(asker.said())
                .containsExactly(
                        message(1).withAge(1), new Gone(List.of(OriginRanges.of(FAR, Range.of(2)))), message(3));
    }

    // Announcing

    @Test
    void whoever_asks_again_within_a_second_is_told_what_came_since_and_ten_times_in_a_row() {
        bring(parent, 1);
        peer.run.advance(1);
        FakeLink asker = listener(1);
        peer.run.feed(asker, new Announce(true), new Announce(false));
        bring(parent, 2);

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
        bring(parent, 1);

        peer.run.feed(joiner, new Announce(true));

        assertThat(joiner.said()).containsExactly(have(Range.of(1)));
    }

    @Test
    void what_came_is_announced_at_once_and_then_at_most_every_100_ms_in_ranges() {
        FakeLink listener = listener(1);

        bring(parent, 1);
        peer.run.advance(0);
        assertThat(listener.said()).containsExactly(have(Range.of(1)));
        bring(parent, 2);
        bring(parent, 3);
        peer.run.advance(99);
        assertThat(listener.said()).isEmpty();
        bring(parent, 5);
        peer.run.advance(1);

        assertThat(only(Have.class, listener.said())).containsExactly(have(new Range(2, 3), Range.of(5)));
        assertThat(peer.run.count(Counter.ANNOUNCEMENTS)).isEqualTo(2);
    }

    @Test
    void whoever_asked_no_more_or_is_eager_hears_no_announcements() {
        FakeLink asked = listener(1);
        FakeLink grafted = listener(2);
        peer.run.feed(asked, new Announce(false));
        peer.run.feed(grafted, new Graft(List.of()));

        bring(parent, 1);
        peer.run.advance(200);

        assertThat(asked.said()).isEmpty();
        assertThat(grafted.said()).containsExactly(message(1));
    }

    // Fetching what is missing

    @Test
    void what_was_fetched_goes_on_along_the_tree_with_its_age() {
        FakeLink child = eagerChild(1);
        peer.run.feed(lazy.get(0), have(Range.of(1)));
        peer.run.advance(800);

        peer.run.feed(lazy.get(0), message(1).withAge(7));

        assertThat(only(Gossip.class, child.said())).containsExactly(message(1).withAge(7));
        assertThat(peer.effects.takeDelivered()).hasSize(1);
        assertThat(peer.run.count(Counter.MESSAGES_FETCHED)).isEqualTo(1);
    }

    @Test
    void the_tree_s_late_copy_of_what_was_fetched_cuts_nothing() {
        FakeLink child = eagerChild(1);
        peer.run.feed(lazy.get(0), message(1).withAge(7));

        bring(child, 1);

        assertThat(neighbour(child).isEager).isTrue();
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

    // Better ways

    @Test
    void an_announcer_that_leads_again_and_again_takes_the_parent_s_place() {
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(50);
            bring(parent, n);
            peer.run.advance(950);
        }

        assertThat(eagerLinks()).containsExactly(lazy.get(0));
        assertThat(only(Prune.class, parent.said())).hasSize(1);
        assertThat(only(Graft.class, lazy.get(0).said())).containsExactly(new Graft(List.of()));
    }

    @Test
    void where_messages_go_both_ways_the_parent_stays() {
        FakeLink child = eagerChild(1);
        for (int n = 1; n <= 3; n++) {
            peer.run.feed(child, Gossip.of(origin(younger(1)), n, 1, new byte[0], new byte[] {1}));
            peer.run.feed(lazy.get(0), have(Range.of(n)));
            peer.run.advance(50);
            bring(parent, n);
            peer.run.advance(950);
        }

        assertThat(neighbour(parent).isEager).isTrue();
        assertThat(peer.run.count(Counter.TREE_IMPROVED)).isZero();
    }

    // Congestion

    @Test
    void a_congested_link_is_sent_nothing_and_told_when_it_has_drained_what_it_missed() {
        FakeLink child = eagerChild(1);
        child.setBacklog(Announcements.CONGESTED_BYTES + 1);
        bring(parent, 1);
        bring(parent, 2);
        peer.run.advance(1000);
        assertThat(only(Gossip.class, child.said())).isEmpty();

        child.setBacklog(0);
        peer.run.advance(100);
        assertThat(child.said()).containsExactly(have(new Range(1, 2)));
        bring(parent, 3);

        assertThat(child.said()).containsExactly(message(3));
        assertThat(peer.run.count(Counter.MESSAGES_HELD_BACK)).isEqualTo(2);
        assertThat(peer.run.count(Counter.DROPPED_BACKLOG_FULL)).isZero();
    }

    private FakeLink eagerChild(int number) {
        FakeLink child = peer.hush(peer.linkedFrom(younger(number)));
        peer.run.feed(child, new Graft(List.of()));
        peer.run.advance(2 * Tree.TURN_MILLIS);
        child.said();
        return child;
    }

    private FakeLink listener(int number) {
        FakeLink listener = peer.hush(peer.linkedFrom(younger(number)));
        peer.run.feed(listener, new Announce(true));
        listener.said();
        return listener;
    }

    private Neighbour neighbour(FakeLink link) {
        for (Neighbour neighbour : peer.node.overlay().neighbours()) {
            if (neighbour.link() == link) {
                return neighbour;
            }
        }
        throw new AssertionError("no neighbour on " + link);
    }

    private List<FakeLink> eagerLinks() {
        List<FakeLink> eager = new ArrayList<>();
        for (Neighbour neighbour : peer.node.overlay().neighbours()) {
            if (neighbour.isEager) {
                eager.add((FakeLink) neighbour.link());
            }
        }
        return eager;
    }

    private List<FakeLink> announcers() {
        List<FakeLink> announcers = new ArrayList<>();
        for (Neighbour neighbour : peer.node.overlay().neighbours()) {
            if (peer.node.tree().announcers().contains(neighbour)) {
                announcers.add((FakeLink) neighbour.link());
            }
        }
        return announcers;
    }

    private static List<Message> wanted(FakeLink link) {
        return List.copyOf(only(Want.class, link.said()));
    }

    private void bring(FakeLink link, long n) {
        peer.run.feed(link, message(n));
    }

    private static Gossip message(long n) {
        return Gossip.of(FAR, n, 12_345, new byte[0], "hello".getBytes(StandardCharsets.UTF_8));
    }

    private static Have have(Range... ranges) {
        return new Have(List.of(OriginRanges.of(FAR, ranges)));
    }

    private static Message want(Range... ranges) {
        return new Want(List.of(OriginRanges.of(FAR, ranges)));
    }

    private static Origin origin(Entry entry) {
        return new Origin(entry.address(), entry.epoch());
    }
}

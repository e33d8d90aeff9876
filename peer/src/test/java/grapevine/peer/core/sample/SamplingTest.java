package grapevine.peer.core.sample;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Effect;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When views are exchanged, with whom, and what comes of it. */
class SamplingTest {
    private static final Sample OURSELVES = new Sample(new Entry(SELF, 1, AGE, EPOCH), 0);

    @Test
    void with_a_neighbour_views_are_exchanged_on_the_link() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.linkTo(older(1));
        peer.toldOn(link);

        peer.pass(30_000);

        List<Shuffle> said = only(Shuffle.class, peer.toldOn(link));
        assertThat(said).isNotEmpty();
        assertThat(said.get(0).samples()).first().isEqualTo(OURSELVES);
        assertThat(said.get(0).oldest()).isEqualTo(new Entry(older(1).address(), 10, older(1).age(), older(1).epoch()));
        peer.run.feed(link, new Shuffled(List.of(new Sample(older(5), 3))));
        assertThat(Inside.of(peer.node).view().peers()).contains(older(5));
    }

    @Test
    void who_lost_its_last_older_link_and_knows_nobody_to_ask_has_a_neighbour_name_some_at_once() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink child = peer.linkedFrom(younger(1));
        peer.toldOn(child);
        peer.silentSeeds.addAll(peer.seeds);

        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.pass(500);

        assertThat(only(Shuffle.class, peer.toldOn(child))).hasSize(1);
        peer.run.feed(child, new Shuffled(List.of(), older(5)));
        assertThat(peer.isDialling(older(5).address())).isTrue();
    }

    @Test
    void how_many_links_a_neighbour_has_is_known_anew_from_each_exchange() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.linkTo(older(1));
        Entry before = peer.node.look().neighbour(older(1).address());

        peer.run.feed(link, new Shuffle(List.of(new Sample(withLinks(before, 17), 0))));
        int asked = peer.node.look().neighbour(older(1).address()).degree();
        peer.pass(30_000);
        peer.run.feed(link, new Shuffled(List.of(new Sample(withLinks(before, 18), 0))));
        int answered = peer.node.look().neighbour(older(1).address()).degree();
        peer.run.feed(link, new Shuffle(List.of(new Sample(older(5), 1), new Sample(withLinks(before, 19), 3))));

        assertThat(before.degree()).isEqualTo(10);
        assertThat(asked).isEqualTo(17);
        assertThat(answered).isEqualTo(18);
        assertThat(peer.node.look().neighbour(older(1).address()).degree())
                .as("what others once heard is no news")
                .isEqualTo(18);
    }

    @Test
    void with_another_they_are_exchanged_by_a_visit_that_ends_in_order() {
        PeerScript peer = alone();
        Inside.of(peer.node).view().meet(younger(1));

        FakeLink visit = visitTo(peer, younger(1));
        peer.run.open(visit);
        peer.run.feed(visit, helloOf(younger(1)), new Shuffled(List.of(new Sample(younger(1), 0))));

        assertThat(only(Shuffle.class, visit.said()))
                .containsExactly(
                        new Shuffle(List.of(new Sample(new Entry(SELF, 0, AGE, EPOCH), 0), new Sample(younger(1), 0))));
        assertThat(visit.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).view().size()).isEqualTo(1);
    }

    @Test
    void exchanges_come_every_thirty_seconds_or_a_little_sooner() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.linkTo(older(1));
        peer.pass(30_000);
        peer.toldOn(link);

        peer.pass(300_000);

        assertThat(only(Shuffle.class, peer.toldOn(link))).hasSizeBetween(10, 12);
    }

    @Test
    void who_cannot_be_visited_leaves_the_view() {
        PeerScript peer = alone();
        Inside.of(peer.node).view().meet(younger(1));

        peer.run.failDial(visitTo(peer, younger(1)), DialFailure.TIMED_OUT);

        assertThat(Inside.of(peer.node).view().size()).isZero();
    }

    @Test
    void who_does_not_answer_a_visit_leaves_the_view() {
        PeerScript peer = alone();
        Inside.of(peer.node).view().meet(younger(1));

        FakeLink visit = peer.run.open(visitTo(peer, younger(1)));
        peer.run.feed(visit, helloOf(younger(1)));
        peer.pass(3000);

        assertThat(visit.isEnded()).isTrue();
        assertThat(Inside.of(peer.node).view().size()).isZero();
    }

    @Test
    void a_visitor_is_answered_and_what_it_sent_is_taken_in() {
        PeerScript peer = PeerScript.joined(older(1));

        FakeLink visitor =
                visited(peer, younger(3), new Shuffle(List.of(new Sample(younger(3), 0), new Sample(older(7), 2))));

        assertThat(only(Shuffled.class, visitor.said()).get(0).samples())
                .first()
                .isEqualTo(OURSELVES);
        assertThat(Inside.of(peer.node).view().peers()).contains(younger(3), older(7));
        peer.run.feed(visitor, new Bye("done"));
        assertThat(visitor.isFinished()).isTrue();
    }

    @Test
    void a_seed_or_a_stranger_without_a_hello_has_no_views_to_exchange() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink rude = peer.run.accept(Ip.LOOPBACK);
        FakeLink seed = peer.run.accept(Ip.LOOPBACK);

        peer.run.feed(rude, new Shuffle(List.of()));
        peer.run.feed(seed, PeerScript.helloOfSeed(PeerScript.at(5000)), new Shuffle(List.of()));

        assertThat(only(Failure.class, rude.said())).extracting(Failure::reason).containsExactly("unexpected");
        assertThat(only(Failure.class, seed.said())).extracting(Failure::reason).containsExactly("unexpected");
    }

    @Test
    void more_samples_than_half_a_view_are_counted_and_not_taken() {
        PeerScript peer = PeerScript.joined();

        visited(
                peer,
                younger(1),
                new Shuffle(IntStream.range(0, 40)
                        .mapToObj(i -> new Sample(younger(i + 1), 0))
                        .toList()));

        assertThat(Inside.of(peer.node).view().size()).isEqualTo(15);
        assertThat(peer.run.count(Counter.DROPPED_SAMPLES)).isEqualTo(25);
    }

    @Test
    void one_without_an_age_is_not_taken_but_counted_and_one_far_from_the_clock_is_taken() {
        PeerScript peer = PeerScript.joined();
        Entry ageless = new Entry(PeerScript.at(6001), 1, 0, 5);
        Entry future = new Entry(PeerScript.at(6002), 1, AGE + 7_200_000_000_000L, 5);

        visited(peer, younger(1), new Shuffle(List.of(new Sample(ageless, 0), new Sample(future, 0))));

        assertThat(Inside.of(peer.node).view().peers()).contains(future).doesNotContain(ageless);
        assertThat(peer.run.count(Counter.DROPPED_AGELESS)).isEqualTo(1);
    }

    @Test
    void that_others_name_this_very_peer_is_no_drop() {
        PeerScript peer = PeerScript.joined();

        visited(peer, younger(1), new Shuffle(List.of(OURSELVES, new Sample(younger(1), 0))));

        assertThat(Inside.of(peer.node).view().peers()).containsExactly(younger(1));
        assertThat(peer.run.count(Counter.DROPPED_AGELESS)).isZero();
    }

    @Test
    void one_that_calls_again_and_again_does_not_push_all_others_out() {
        PeerScript peer = PeerScript.joined();

        for (int i = 0; i < 40; i++) {
            visited(peer, younger(1), new Shuffle(List.of(new Sample(younger(100 + i), 0))));
        }

        assertThat(Inside.of(peer.node).view().size()).isEqualTo(16);
        assertThat(peer.run.count(Counter.DROPPED_SHUFFLES)).isEqualTo(24);
    }

    @Test
    void an_answer_that_nobody_asked_for_changes_nothing() {
        PeerScript peer = PeerScript.joined(older(1));

        peer.run.feed(peer.linkTo(older(1)), new Shuffled(List.of(new Sample(older(9), 0))));

        assertThat(Inside.of(peer.node).view().peers()).doesNotContain(older(9));
        assertThat(peer.run.count(Counter.DROPPED_SHUFFLES)).isEqualTo(1);
        assertThat(peer.linkTo(older(1)).isOpen()).isTrue();
    }

    @Test
    void one_without_an_older_link_asks_an_older_visitor_for_one() {
        PeerScript peer = PeerScript.joined();

        visited(peer, older(3), new Shuffle(List.of(new Sample(older(3), 0))));

        assertThat(peer.isDialling(older(3).address())).isTrue();
    }

    @Test
    void one_without_an_older_link_walks_from_oldest_neighbour_to_oldest_neighbour_until_it_finds_one() {
        PeerScript peer = PeerScript.joined();

        visited(peer, younger(5), new Shuffle(List.of(new Sample(younger(5), 0)), younger(4)));
        answer(peer, younger(4), new Shuffled(List.of(), younger(2)));
        answer(peer, younger(2), new Shuffled(List.of(), older(1)));

        FakeLink dial = peer.run.open(peer.peerDial(older(1).address()));
        peer.run.feed(dial, helloOf(older(1)));
        assertThat(only(LinkRequest.class, dial.said())).hasSize(1);
    }

    @Test
    void the_walk_ends_with_somebody_who_holds_no_older_link_either() {
        PeerScript peer = PeerScript.joined();

        visited(peer, younger(5), new Shuffle(List.of(new Sample(younger(5), 0)), younger(4)));
        answer(peer, younger(4), new Shuffled(List.of()));

        assertThat(peer.peerDials()).isEmpty();
    }

    @Test
    void a_liar_cannot_make_it_walk_without_end() {
        PeerScript peer = PeerScript.joined();
        visited(peer, younger(500), new Shuffle(List.of(), younger(499)));

        int steps = 0;
        for (int next = 499; next > 0 && peer.isDialling(younger(next).address()); next--) {
            answer(peer, younger(next), new Shuffled(List.of(), younger(next - 1)));
            steps++;
        }

        assertThat(steps).isEqualTo(16);
    }

    @Test
    void without_any_seed_the_view_repairs() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.silentSeeds.addAll(peer.seeds);
        Inside.of(peer.node).view().meet(older(4));

        peer.run.feed(peer.hush(peer.linkTo(older(1))), new Bye("leaving"));

        assertThat(peer.isDialling(older(4).address())).isTrue();
    }

    @Test
    void without_any_seed_those_that_declined_are_asked_again_for_hours() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.silentSeeds.addAll(peer.seeds);
        peer.run.feed(peer.hush(peer.linkTo(older(1))), new Bye("leaving"));

        int asked = 0;
        for (int i = 0; i < 2 * 3600; i++) {
            Inside.of(peer.node).view().meet(older(4));
            peer.pass(1000);
            for (FakeLink dial : peer.peerDials()) {
                asked += only(Shuffle.class, dial.said()).isEmpty() ? 1 : 0;
                peer.run.failDial(dial, DialFailure.REFUSED);
            }
        }

        assertThat(asked).isGreaterThan(200);
    }

    @Test
    void what_is_kept_for_the_next_start_are_the_neighbours_then_the_view() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        Inside.of(peer.node).view().meet(younger(1));

        peer.pass(30_000);

        List<Address> kept = List.of();
        for (Effect effect : peer.effects.take()) {
            kept = effect instanceof Effect.Remembered remembered ? remembered.peers() : kept;
        }
        assertThat(kept.subList(0, 2)).containsExactlyInAnyOrder(older(1).address(), older(2).address());
        assertThat(kept).contains(younger(1).address()).doesNotHaveDuplicates();
    }

    /** A peer that joined as the first and has no link. */
    private static PeerScript alone() {
        return PeerScript.joined();
    }

    private static FakeLink visitTo(PeerScript peer, Entry host) {
        for (int i = 0; i < 300 && !peer.isDialling(host.address()); i++) {
            peer.pass(100);
        }
        return peer.peerDial(host.address());
    }

    private static void answer(PeerScript peer, Entry host, Shuffled answer) {
        FakeLink visit = peer.run.open(peer.peerDial(host.address()));
        peer.run.feed(visit, helloOf(host), answer);
        assertThat(visit.isFinished()).isTrue();
    }

    private static FakeLink visited(PeerScript peer, Entry visitor, Shuffle shuffle) {
        FakeLink link = peer.run.accept(Ip.LOOPBACK);
        peer.run.feed(link, helloOf(visitor), shuffle);
        return link;
    }

    private static Entry withLinks(Entry peer, int links) {
        return new Entry(peer.address(), links, peer.age(), peer.epoch());
    }
}

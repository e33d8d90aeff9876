package grapevine.peer.core.overlay;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links made, refused, lost and made again. */
class OverlayTest {
    @ParameterizedTest(name = "{0} older")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 20})
    void a_joiner_dials_four_older_peers_or_all_if_there_are_fewer(int known) {
        PeerScript peer = listing(known);

        peer.run.start();
        peer.seedsAnswer();

        assertThat(peer.peerDials())
                .hasSize(Math.min(4, known))
                .extracting(FakeLink::to)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} peers, {1} links")
    @CsvSource({"21, 2", "31, 2", "32, 3", "127, 3", "128, 4", "100000, 4"})
    void it_aims_at_the_more_older_links_the_more_peers_there_are(int peers, int links) {
        PeerScript peer = listing(20);
        peer.peersAtSeeds = peers;

        peer.run.start();
        peer.seedsAnswer();

        assertThat(peer.peerDials()).hasSize(links);
    }

    @Test
    void when_the_network_has_grown_it_links_to_more_and_keeps_them_when_it_shrinks() {
        PeerScript peer = listing(20);
        peer.peersAtSeeds = 21;
        peer.run.start();
        peer.seedsAnswer();
        acceptAll(peer);
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(2);

        peer.peersAtSeeds = 40;
        peer.pass(25_000);
        acceptAll(peer);
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(3);

        peer.peersAtSeeds = 20;
        peer.pass(25_000);
        peer.run.feed(peer.lively.keySet().iterator().next(), new Bye("leaving"));
        acceptAll(peer);
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(3);
    }

    private static void acceptAll(PeerScript peer) {
        peer.peerDials().forEach(dial -> peer.lively(peer.accept(dial)));
    }

    @Test
    void it_never_dials_itself_or_a_younger_one() {
        for (int random = 0; random < 50; random++) {
            PeerScript peer = new PeerScript(3, random, same -> same);
            peer.know(younger(1), older(1), new Entry(SELF, 9, AGE - 1, EPOCH), younger(2), older(2));
            peer.run.start();
            peer.seedsAnswer();

            assertThat(peer.peerDials())
                    .extracting(FakeLink::to)
                    .containsExactlyInAnyOrder(older(1).address(), older(2).address());
        }
    }

    @Test
    void a_link_is_asked_for_after_the_hello_and_counts_once_accepted() {
        PeerScript peer = listing(1);
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.peerDial(older(1).address());

        peer.greet(dial);
        assertThat(dial.said())
                .containsExactly(PeerScript.helloToPeer(SELF, EPOCH, AGE), new LinkRequest(0, 0, Purpose.JOIN));
        assertThat(Inside.of(peer.node).neighbours().degree()).isZero();
        peer.run.feed(dial, new LinkAccepted(4, 17));

        assertThat(peer.effects.takeFacts(Fact.LinkMade.class))
                .containsExactly(new Fact.LinkMade(older(1).address(), 17, true, true, 1));
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).containsExactly(new Fact.Ready(SELF, AGE, 1, 0));
    }

    @Test
    void the_first_of_all_is_ready_without_a_link() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        peer.seedsAnswer();

        assertThat(peer.effects.takeFacts(Fact.Ready.class)).containsExactly(new Fact.Ready(SELF, AGE, 0, 0));
    }

    @Test
    void no_answer_within_three_seconds_of_the_request_closes_it_and_another_is_dialled() {
        PeerScript peer = listing(5);
        peer.run.start();
        peer.seedsAnswer();
        List<FakeLink> dials = peer.peerDials();
        peer.greet(dials.get(0));
        dials.subList(1, 4).forEach(peer::accept);

        peer.pass(2999);
        assertThat(dials.get(0).isEnded()).isFalse();
        peer.pass(1);

        assertThat(dials.get(0).isEnded()).isTrue();
        assertThat(peer.peerDials()).hasSize(1);
    }

    @Test
    void a_refusal_is_followed_by_another_dial_also_to_those_it_named() {
        PeerScript peer = listing(1);
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.greet(peer.peerDial(older(1).address()));

        peer.run.feed(dial, new LinkRefused("full", List.of(older(8), younger(1))));

        assertThat(peer.peerDials()).extracting(FakeLink::to).containsExactly(older(8).address());
        assertThat(peer.effects.takeFacts(Fact.LinkDeclined.class))
                .containsExactly(new Fact.LinkDeclined(older(1).address(), "full", true));
    }

    @Test
    void whom_a_refusal_names_without_an_age_is_counted_once_and_not_dialled() {
        PeerScript peer = listing(1);
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.greet(peer.peerDial(older(1).address()));

        peer.run.feed(dial, new LinkRefused("full", List.of(new Entry(older(8).address(), 1, 0, 5))));

        assertThat(peer.peerDials()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_AGELESS)).isEqualTo(1);
    }

    @Test
    void one_that_takes_us_up_and_drops_us_again_does_not_make_us_dial_in_a_circle() {
        PeerScript peer = listing(1);
        peer.run.start();
        int dials = 0;

        for (int round = 0; round < 50; round++) {
            peer.seedsAnswer();
            for (FakeLink dial : peer.peerDials()) {
                dials++;
                peer.run.feed(peer.accept(dial), new Bye("full"));
            }
        }

        assertThat(dials).isBetween(1, 3);
        peer.pass(1000);
        assertThat(peer.peerDials()).isNotEmpty();
    }

    @Test
    void a_dialled_peer_that_says_goodbye_instead_of_hello_has_declined() {
        PeerScript peer = listing(1);
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.run.open(peer.peerDial(older(1).address()));

        peer.run.feed(dial, new Bye("leaving"));

        assertThat(Inside.of(peer.node).neighbours().hasAttempts()).isFalse();
        assertThat(peer.effects.takeFacts(Fact.LinkDeclined.class))
                .containsExactly(new Fact.LinkDeclined(older(1).address(), "leaving", false));
    }

    @Test
    void two_that_refuse_and_name_each_other_are_not_asked_in_turns_without_a_pause() {
        PeerScript peer = listing(2);
        peer.run.start();
        peer.seedsAnswer();
        long from = peer.run.now();

        int asked = 0;
        for (int round = 0; round < 100 && peer.run.now() < from + 400; round++) {
            for (FakeLink dial : peer.peerDials()) {
                asked++;
                peer.greet(dial);
                peer.run.feed(
                        dial,
                        new LinkRefused("full", List.of(dial.to().equals(older(1).address()) ? older(2) : older(1))));
            }
            peer.pass(4);
        }

        assertThat(asked).isEqualTo(2);
        peer.pass(600);
        assertThat(peer.peerDials()).as("asked again later").isNotEmpty();
    }

    @Test
    void a_second_connection_of_the_same_dialler_replaces_the_first() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink first = peer.hush(peer.linkedFrom(younger(1)));
        peer.effects.take();

        FakeLink second = peer.request(younger(1), 2, Purpose.REPAIR);

        assertThat(second.said()).hasAtLeastOneElementOfType(LinkAccepted.class);
        assertThat(first.said()).containsExactly(new Bye("duplicate"));
        assertThat(first.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(2);
        assertThat(peer.effects.takeFacts(Fact.LinkLost.class)).isEmpty();
        peer.run.lose(first, Loss.ENDED);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(2);
    }

    @Test
    void a_later_epoch_replaces_the_link_at_once_and_an_older_link_lost_by_that_is_repaired() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink old = peer.linkTo(older(1));
        peer.know(older(1), older(2), older(3));
        Inside.of(peer.node).view().meet(older(3));
        Entry reborn = new Entry(older(1).address(), 0, AGE + 5000, EPOCH + 5000);

        FakeLink link = peer.request(reborn, 1, Purpose.JOIN);

        assertThat(old.isEnded()).isTrue();
        assertThat(link.said()).hasAtLeastOneElementOfType(LinkAccepted.class);
        assertThat(Inside.of(peer.node).neighbours().find(reborn.address()).epoch())
                .isEqualTo(EPOCH + 5000);
        assertThat(peer.peerDials()).extracting(FakeLink::to).containsExactly(older(3).address());
    }

    @Test
    void a_lost_older_link_is_repaired_from_the_view() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3), older(4));
        peer.know(older(1), older(2), older(3), older(4), older(5));
        Inside.of(peer.node).view().meet(older(5));

        peer.run.feed(peer.linkTo(older(2)), new Bye("leaving"));

        FakeLink dial = peer.peerDial(older(5).address());
        peer.greet(dial);
        assertThat(dial.said()).last().isEqualTo(new LinkRequest(3, 3, Purpose.REPAIR));
        assertThat(peer.effects.takeFacts(Fact.NeighbourLeft.class))
                .containsExactly(new Fact.NeighbourLeft(older(2).address(), 3));
    }

    @Test
    void a_released_peer_dials_those_it_was_told_of() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3), older(4));

        peer.run.feed(peer.linkTo(older(2)), new Bye("full", List.of(older(7))));

        assertThat(peer.peerDials()).extracting(FakeLink::to).contains(older(7).address());
    }

    @Test
    void with_the_last_older_link_gone_it_says_so_asks_the_seeds_at_once_and_then_with_doubling_waits() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.know();
        peer.olderAtSeeds = 1;
        long from = peer.run.now();

        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving"));

        assertThat(peer.effects.takeFacts(Fact.Orphaned.class)).containsExactly(new Fact.Orphaned(0));
        List<Long> asks = new ArrayList<>();
        for (int i = 0; i < 16_000; i++) {
            peer.pass(1);
            if (peer.takeTold(Register.class).stream().anyMatch(told -> told.want() > 0)) {
                asks.add(peer.run.now() - from);
            }
        }
        assertThat(asks).hasSizeGreaterThanOrEqualTo(6);
        long[] most = {500, 1500, 3500, 7500, 15_500};
        for (int i = 0; i < 5; i++) {
            assertThat(asks.get(i + 1)).isBetween(most[i] * 8 / 10, most[i] + 5);
        }
        peer.pass(60_000);
        assertThat(peer.takeTold(Register.class)).hasSizeBetween(6, 8).allMatch(told -> told.want() > 0);
        assertThat(peer.effects.takeFacts(Fact.Orphaned.class)).isEmpty();
    }

    @Test
    void an_orphan_tells_when_it_holds_an_older_link_again_and_after_how_many_rounds_of_dials() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.know(older(2), older(3));
        long from = peer.run.now();

        peer.run.feed(peer.linkTo(older(1)), new Bye("full", List.of(older(2))));
        peer.run.failDial(peer.peerDial(older(2).address()), DialFailure.REFUSED);
        peer.pass(1000);
        assertThat(peer.effects.takeFacts(Fact.Adopted.class)).isEmpty();
        peer.accept(peer.peerDial(older(3).address()));

        long took = peer.run.now() - from;
        assertThat(peer.effects.takeFacts(Fact.Adopted.class)).containsExactly(new Fact.Adopted(1, 2, took));
    }

    @Test
    void a_static_neighbour_that_turns_out_younger_does_not_take_the_place_of_an_older_link() {
        PeerScript peer = new PeerScript(
                3, 1, settings -> settings.contacts(List.of(younger(1).address())));
        peer.know(older(1), older(2), older(3), older(4));
        peer.run.start();
        peer.seedsAnswer();
        List<FakeLink> dials = peer.peerDials();
        for (FakeLink dial : dials) {
            if (dial.to().equals(younger(1).address())) {
                peer.run.open(dial);
                peer.run.feed(dial, helloOf(younger(1)), new LinkAccepted(1, 1));
                peer.lively(dial);
            } else {
                peer.accept(dial);
            }
        }

        peer.pass(600);
        peer.peerDials().forEach(peer::accept);

        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(4);
    }

    @Test
    void who_answers_under_another_name_is_no_neighbour() {
        PeerScript peer = listing(1);
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.peerDial(older(1).address());
        peer.run.open(dial);

        peer.run.feed(dial, helloOf(older(2)));

        assertThat(dial.said()).last().isInstanceOf(Failure.class);
        assertThat(Inside.of(peer.node).neighbours().occupied()).isZero();
    }

    @Test
    void what_comes_after_our_last_word_changes_nothing() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.linkTo(older(1));
        peer.run.feed(link, new Bye("leaving"));
        peer.pass(1000);
        peer.effects.take();

        peer.run.feed(link, new Failure("garbage", "x"), (Message) new LinkRefused("full", List.of()));

        assertThat(peer.effects.takeFacts(Fact.LinkDeclined.class)).isEmpty();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    /** A peer of three seeds that list so many older ones, not started. */
    private static PeerScript listing(int known) {
        PeerScript peer = new PeerScript(3);
        Entry[] entries = new Entry[known];
        for (int i = 0; i < known; i++) {
            entries[i] = older(i + 1);
        }
        peer.know(entries);
        return peer;
    }
}

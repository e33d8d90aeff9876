package grapevine.peer.core.overlay;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is taken when it asks for a link, and who gives way to it. */
class AdmissionTest {
    @Test
    void whoever_asks_while_there_is_room_is_taken() {
        PeerScript peer = PeerScript.joined(older(1));

        FakeLink link = peer.request(younger(1), 2, Purpose.JOIN);

        assertThat(link.said()).contains(new LinkAccepted(1, 2));
        assertThat(peer.effects.takeFacts(Fact.LinkMade.class))
                .containsExactly(new Fact.LinkMade(younger(1).address(), 1, false, false, 2));
    }

    @Test
    void the_last_eighth_of_the_cap_is_for_repairs() {
        PeerScript peer = capped(16);
        for (int i = 0; i < 13; i++) {
            peer.linkedFrom(younger(60 + i));
        }
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(14);

        assertThat(peer.request(younger(90), 2, Purpose.JOIN).said()).last().isInstanceOf(LinkRefused.class);
        assertThat(peer.request(younger(91), 2, Purpose.REPAIR).said()).hasAtLeastOneElementOfType(LinkAccepted.class);
        assertThat(peer.request(younger(92), 2, Purpose.REPAIR).said()).hasAtLeastOneElementOfType(LinkAccepted.class);
        assertThat(peer.request(younger(93), 2, Purpose.REPAIR).said()).last().isInstanceOf(LinkRefused.class);
        assertThat(peer.run.count(Counter.LINKS_REFUSED)).isEqualTo(2);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(16);
    }

    @Test
    void a_refusal_names_at_most_eight_others_older_than_the_asker_with_room() {
        PeerScript peer = capped(16);
        for (int i = 0; i < 13; i++) {
            peer.linkedFrom(new Entry(
                    younger(60 + i).address(), i == 0 ? 14 : 1, younger(60 + i).age(), 9));
        }

        Entry tenth = new Entry(younger(99).address(), 1, younger(69).age() + 1, 9);

        FakeLink asker = peer.request(tenth, 2, Purpose.JOIN);

        LinkRefused refused = only(LinkRefused.class, asker.said()).get(0);
        assertThat(refused.reason()).isEqualTo("full");
        assertThat(refused.others())
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allMatch(entry -> entry.isOlderThan(tenth.age(), tenth.address()) && entry.degree() < 14);
    }

    @Test
    void a_full_peer_takes_one_without_an_older_link_and_releases_its_youngest_that_can_spare_it() {
        PeerScript peer = capped(8);
        FakeLink poor = peer.lively(peer.request(younger(69), 2, Purpose.REPAIR));
        for (int i = 0; i < 6; i++) {
            peer.lively(peer.request(younger(60 + i), 3, Purpose.REPAIR));
        }
        FakeLink spared = peer.lively.keySet().stream().toList().get(7);
        peer.hush(spared);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(8);

        FakeLink needy = peer.request(younger(80), 0, Purpose.JOIN);

        assertThat(needy.said()).hasAtLeastOneElementOfType(LinkAccepted.class);
        Bye bye = only(Bye.class, spared.said()).get(0);
        assertThat(bye.reason()).isEqualTo("full");
        assertThat(bye.others())
                .isNotEmpty()
                .allMatch(entry ->
                        entry.isOlderThan(younger(65).age(), younger(65).address()));
        assertThat(spared.isFinished()).isTrue();
        assertThat(poor.isFinished()).isFalse();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(8);
    }

    @Test
    void a_full_peer_whose_neighbours_cannot_spare_it_refuses() {
        PeerScript peer = capped(8);
        for (int i = 0; i < 7; i++) {
            peer.lively(peer.request(younger(60 + i), 1, Purpose.REPAIR));
        }

        assertThat(peer.request(younger(80), 0, Purpose.JOIN).said()).last().isInstanceOf(LinkRefused.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void links_and_attempts_together_never_exceed_the_cap(long seed) {
        PeerScript peer =
                new PeerScript(3, seed, settings -> settings.degreeCap(6).links(3));
        Entry[] known = new Entry[20];
        for (int i = 0; i < 20; i++) {
            known[i] = older(i + 1);
        }
        peer.know(known);
        peer.run.start();
        peer.seedsAnswer();
        SplittableRandom random = new SplittableRandom(seed);
        List<FakeLink> dials = new ArrayList<>();

        for (int step = 0; step < 400; step++) {
            dials.addAll(peer.peerDials());
            dials.removeIf(FakeLink::isEnded);
            int what = random.nextInt(5);
            if (what == 0 && !dials.isEmpty()) {
                acceptOrRefuse(peer, dials.remove(0));
            } else if (what == 1 && !dials.isEmpty()) {
                peer.run.failDial(dials.remove(0), DialFailure.TIMED_OUT);
            } else if (what == 2) {
                peer.request(younger(1 + step), random.nextInt(4), Purpose.values()[random.nextInt(2)]);
            } else if (what == 3) {
                List<FakeLink> open =
                        peer.lively.keySet().stream().filter(FakeLink::isOpen).toList();
                if (!open.isEmpty()) {
                    peer.run.feed(open.get(random.nextInt(open.size())), new Bye("leaving"));
                }
            } else {
                peer.pass(random.nextInt(300));
            }
            assertThat(Inside.of(peer.node).neighbours().occupied()).isLessThanOrEqualTo(6);
        }
    }

    /** A younger one is dialled to exchange views only. */
    private static void acceptOrRefuse(PeerScript peer, FakeLink dial) {
        if (peer.listed.stream().anyMatch(entry -> entry.address().equals(dial.to()))) {
            peer.accept(dial);
        } else {
            peer.run.failDial(dial, DialFailure.REFUSED);
        }
    }

    @Test
    void an_earlier_epoch_is_refused() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.linkedFrom(younger(1));

        FakeLink ghost = peer.request(new Entry(younger(1).address(), 0, 5, 6), 1, Purpose.JOIN);

        assertThat(only(LinkRefused.class, ghost.said()).get(0).reason()).isEqualTo("stale");
        assertThat(link.isFinished()).isFalse();
    }

    @Test
    void who_claims_to_be_ourselves_is_sent_away() {
        PeerScript peer = PeerScript.joined(older(1));

        FakeLink mirror = peer.request(new Entry(SELF, 0, AGE, EPOCH), 1, Purpose.JOIN);

        assertThat(mirror.said()).last().isInstanceOf(Failure.class);
        assertThat(mirror.isFinished()).isTrue();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void who_has_no_age_is_told_to_come_back() {
        PeerScript peer = PeerScript.joined(older(1));

        FakeLink early = peer.request(new Entry(younger(1).address(), 0, 0, 77), 0, Purpose.JOIN);

        assertThat(only(LinkRefused.class, early.said()).get(0).reason()).isEqualTo("busy");
    }

    @Test
    void before_our_own_age_is_settled_nobody_is_taken() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();

        FakeLink early = peer.request(younger(1), 0, Purpose.JOIN);

        assertThat(only(LinkRefused.class, early.said()).get(0).reason()).isEqualTo("busy");
    }

    /** A peer with one older link and room for so many in all. */
    private static PeerScript capped(int cap) {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.degreeCap(cap));
        peer.join(older(1));
        return peer;
    }
}

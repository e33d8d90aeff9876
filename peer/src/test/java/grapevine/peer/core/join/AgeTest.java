package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a peer comes to its age and its epoch, and what seeds may still say of them afterwards. */
class AgeTest {
    @Test
    void the_largest_age_proposed_is_taken_and_stated_everywhere_from_then_on() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();

        peer.answer(asked.get(0), new Registered(AGE + 7, 60_000, 1, List.of(older(1))));
        peer.answer(asked.get(1), new Registered(AGE + 3, 60_000, 1, List.of(older(1))));

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE + 7);
        FakeLink dial = peer.peerDial(older(1).address());
        assertThat(dial.said()).containsExactly(PeerScript.helloToPeer(SELF, EPOCH, AGE + 7));
        peer.know(older(1));
        peer.accept(dial);
        peer.run.advance(250);
        List<FakeLink> reports = peer.seedDials();
        assertThat(reports)
                .extracting(FakeLink::to)
                .containsExactlyInAnyOrder(asked.get(0).to(), asked.get(1).to());
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.said())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("time")
                        .containsExactly(PeerScript.helloSaid(SELF, EPOCH, AGE + 7), new Register(2, AGE + 7, 1, 0)));
    }

    @Test
    void an_age_once_settled_never_changes() {
        PeerScript peer = PeerScript.joined(older(1));

        for (FakeLink renewal : renewals(peer)) {
            peer.answer(renewal, new Registered(AGE + 999, 60_000, 1, List.of()));
        }

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE);
    }

    @Test
    void a_tombstone_of_our_epoch_is_answered_with_a_higher_revision() {
        PeerScript peer = PeerScript.joined(older(1));
        long revision = Inside.of(peer.node).ground().self().revision();
        List<FakeLink> renewals = renewals(peer);
        Address seed = renewals.get(0).to();

        peer.answer(renewals.get(0), new Outdated(EPOCH, revision + 5));
        peer.answer(renewals.get(1), new Registered(AGE, 60_000, 1, List.of()));

        List<FakeLink> again = peer.seedDials();
        assertThat(again).extracting(FakeLink::to).contains(seed);
        assertThat(again)
                .allSatisfy(dial -> assertThat(only(Register.class, dial.said()))
                        .containsExactly(new Register(revision + 6, AGE, 1, 0)));
        assertThat(Inside.of(peer.node).ground().self().epoch()).isEqualTo(EPOCH);
        again.forEach(dial -> peer.answer(
                dial,
                new Registered(AGE, 60_000, 1, List.of(), dial.to().equals(seed) ? Standing.DEAD : Standing.FINE)));
        assertThat(peer.effects.takeFacts(Fact.Refuted.class)).containsExactly(new Fact.Refuted(seed, revision + 6));
    }

    @Test
    void a_later_epoch_at_the_first_registration_is_outdone_by_one() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();

        for (FakeLink dial : asked) {
            peer.answer(dial, new Outdated(EPOCH + 50, 9));
        }

        assertThat(Inside.of(peer.node).ground().self().epoch()).isEqualTo(EPOCH + 51);
        assertThat(peer.seedDials())
                .hasSize(2)
                .allSatisfy(dial -> assertThat(dial.said())
                        .containsExactly(PeerScript.helloSaid(SELF, EPOCH + 51, 0), new Register(1, 0, 0, 64)));
        assertThat(peer.effects.takeFacts(Fact.SettingDoubtful.class)).isEmpty();
    }

    @Test
    void the_age_is_that_of_a_majority_that_knows_our_epoch() {
        PeerScript peer = new PeerScript(3);
        peer.run.start();
        List<FakeLink> asked = peer.seedDials();

        peer.answer(asked.get(0), new Registered(AGE, 60_000, 0, List.of()));
        peer.answer(asked.get(1), new Outdated(EPOCH + 50, 9));

        assertThat(Inside.of(peer.node).ground().self().hasAge()).isFalse();
        for (FakeLink dial : peer.seedDials()) {
            peer.answer(dial, new Registered(AGE + 4, 60_000, 0, List.of()));
        }
        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE + 4);
    }

    @Test
    void a_later_epoch_after_the_first_registration_is_somebody_else_and_said() {
        PeerScript peer = PeerScript.joined(older(1));

        FakeLink renewal = renewals(peer).get(0);
        peer.answer(renewal, new Outdated(EPOCH + 50, 9));

        assertThat(Inside.of(peer.node).ground().self().epoch()).isEqualTo(EPOCH);
        assertThat(peer.effects.takeFacts(Fact.AddressClaimed.class))
                .containsExactly(new Fact.AddressClaimed(SELF, EPOCH + 50, renewal.to()));
        assertThat(Inside.of(peer.node).registration().leases()).doesNotContain(renewal.to());
        List<FakeLink> instead = peer.seedDials();
        assertThat(instead).as("another seed is asked instead").hasSize(1);

        peer.answer(instead.get(0), new Outdated(EPOCH + 50, 9));
        assertThat(peer.effects.takeFacts(Fact.AddressClaimed.class))
                .as("said once")
                .isEmpty();
    }

    @Test
    void a_seed_that_always_knows_better_is_not_asked_for_ever() {
        PeerScript peer = PeerScript.joined(older(1));
        List<FakeLink> renewals = renewals(peer);
        Address stubborn = renewals.get(0).to();

        int asked = 0;
        for (int round = 0; round < 100 && !renewals.isEmpty(); round++) {
            for (FakeLink dial : renewals) {
                if (dial.to().equals(stubborn)) {
                    asked++;
                    peer.answer(
                            dial,
                            new Outdated(
                                    EPOCH, Inside.of(peer.node).ground().self().revision()));
                } else {
                    peer.answer(dial, new Registered(AGE, 60_000, 1, List.of()));
                }
            }
            renewals = peer.seedDials();
        }

        assertThat(asked).isBetween(2, 6);
        assertThat(Inside.of(peer.node).registration().leases()).hasSize(2).doesNotContain(stubborn);
    }

    @Test
    void a_revision_near_the_end_of_the_numbers_is_nonsense_and_the_next_ones_are_numbers_still() {
        PeerScript peer = PeerScript.joined(older(1));
        long revision = Inside.of(peer.node).ground().self().revision();
        List<FakeLink> renewals = renewals(peer);
        Address liar = renewals.get(0).to();

        peer.answer(renewals.get(0), new Outdated(EPOCH, Long.MAX_VALUE - 1));
        peer.answer(renewals.get(1), new Registered(AGE, 60_000, 1, List.of()));

        assertThat(peer.seedDials())
                .allSatisfy(dial -> assertThat(only(Register.class, dial.said()))
                        .extracting(Register::revision)
                        .allMatch(said -> said >= revision && said < revision + 10));
        assertThat(Inside.of(peer.node).registration().leases()).doesNotContain(liar);
    }

    @Test
    void the_highest_revision_that_is_passed_leaves_room_for_more_and_for_a_tombstone_of_those() {
        PeerScript peer = PeerScript.joined(older(1));
        List<FakeLink> renewals = renewals(peer);
        peer.answer(renewals.get(0), new Outdated(EPOCH, Long.MAX_VALUE - (1L << 40)));
        peer.answer(renewals.get(1), new Registered(AGE, 60_000, 1, List.of()));
        peer.seedDials().forEach(dial -> peer.answer(dial, new Registered(AGE, 60_000, 1, List.of())));

        renewals = renewals(peer);
        long own = Inside.of(peer.node).ground().self().revision();
        peer.answer(renewals.get(0), new Outdated(EPOCH, own));
        peer.answer(renewals.get(1), new Registered(AGE, 60_000, 1, List.of()));

        assertThat(own).isGreaterThan(Long.MAX_VALUE - (1L << 40));
        assertThat(only(Register.class, peer.seedDials().get(0).said()))
                .extracting(Register::revision)
                .containsExactly(own + 1);
    }

    /** Time passes until the seeds are asked again. */
    private static List<FakeLink> renewals(PeerScript peer) {
        for (int timers = 0; timers < 100; timers++) {
            List<FakeLink> renewals = peer.seedDials();
            if (!renewals.isEmpty()) {
                return renewals;
            }
            peer.run.advanceToTimer();
        }
        throw new AssertionError("the lease is not renewed");
    }
}

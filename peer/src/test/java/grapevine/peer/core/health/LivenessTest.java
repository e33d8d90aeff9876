package grapevine.peer.core.health;

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
import grapevine.wire.Ip;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Try;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who watches whom, when, and what it takes to be held for dead. */
class LivenessTest {
    @Test
    void whoever_falls_silent_is_asked_a_little_after_13_at_26_and_39_seconds_three_times_each_and_is_given_up_at_41() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));

        assertThat(asksOn(peer, link, 41_000))
                .as("the first is the ping of the period")
                .containsExactly(
                        12_000L, 13_200L, 13_800L, 14_400L, 26_000L, 26_600L, 27_200L, 39_000L, 39_600L, 40_200L);

        assertThat(link.isEnded()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.PingMissed.class))
                .containsExactly(
                        new Fact.PingMissed(older(1).address(), 1, 15_200),
                        new Fact.PingMissed(older(1).address(), 2, 28_000),
                        new Fact.PingMissed(older(1).address(), 3, 41_000));
        assertThat(peer.effects.takeFacts(Fact.NeighbourDead.class))
                .containsExactly(new Fact.NeighbourDead(older(1).address(), "silent", 3, 41_000));
        assertThat(peer.run.count(Counter.PINGS_MISSED)).isEqualTo(3);
        assertThat(peer.run.count(Counter.NEIGHBOURS_DEAD)).isEqualTo(1);
    }

    @Test
    void the_younger_end_pings_every_13_s_whatever_else_is_heard_and_each_round_is_one_line() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.linkTo(older(1));
        peer.toldOn(link);

        for (int passed = 0; passed < 40_000; passed += 500) {
            peer.pass(500);
            peer.run.feed(link, peer.signOfLife());
        }

        assertThat(only(LivenessRequest.class, peer.toldOn(link))).hasSize(3);
        assertThat(peer.effects.takeFacts(Fact.PingRound.class))
                .hasSize(3)
                .containsOnly(new Fact.PingRound(2, 2, 0, 0));
    }

    @Test
    void the_line_of_a_round_counts_who_did_not_answer_and_who_asked() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink younger = peer.linkedFrom(younger(1));
        peer.hush(younger);
        peer.silence(older(1));

        peer.pass(12_000);
        peer.run.feed(younger, new LivenessRequest(7, Ip.LOOPBACK, 3, 4));
        peer.pass(2000);

        assertThat(peer.effects.takeFacts(Fact.PingRound.class))
                .as("the round of the silent one is still open")
                .containsExactly(new Fact.PingRound(1, 1, 0, 1));
        peer.pass(13_000);
        assertThat(peer.effects.takeFacts(Fact.PingRound.class)).containsExactly(new Fact.PingRound(2, 1, 1, 0));
    }

    @Test
    void an_answer_to_a_ping_is_a_sign_of_life_and_ends_nothing_but_the_round() {
        PeerScript peer = PeerScript.joined(older(1));

        peer.pass(10 * 13_000);

        assertThat(peer.effects.takeFacts(Fact.PingMissed.class)).isEmpty();
        assertThat(peer.run.count(Counter.PINGS)).isEqualTo(10);
    }

    @Test
    void the_older_end_asks_a_little_later_and_is_as_fast_in_the_end() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.linkedFrom(younger(1));
        peer.hush(link);
        peer.run.feed(link, peer.signOfLife());

        List<Long> asks = asksOn(peer, link, 40_999);
        assertThat(asks.get(0)).isEqualTo(13_200);
        assertThat(asks).endsWith(39_000L, 39_600L, 40_200L);
        assertThat(link.isEnded()).isFalse();
        peer.pass(1);
        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void an_older_end_that_is_asked_in_time_does_not_ask() {
        PeerScript peer = PeerScript.joined();
        FakeLink link = peer.linkedFrom(younger(1));
        peer.hush(link);

        for (int i = 0; i < 10; i++) {
            peer.pass(13_000);
            peer.run.feed(link, new LivenessRequest(7 + i, Ip.LOOPBACK, 3, 4));
            assertThat(only(LivenessRequest.class, List.copyOf(link.said()))).isEmpty();
        }
    }

    @Test
    void a_request_is_answered_with_its_timestamp_and_what_we_hold() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.hush(peer.linkTo(older(1)));

        peer.run.feed(link, new LivenessRequest(4711, Ip.LOOPBACK, 3, 9));

        assertThat(link.said()).containsExactly(new LivenessReply(4711, SELF.ip(), 2, 2));
        assertThat(Inside.of(peer.node).neighbours().find(older(1).address()).degree())
                .isEqualTo(9);
    }

    @Test
    void the_report_goes_to_each_seed_with_a_lease_word_for_word() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        peer.silence(older(1));

        peer.pass(41_000);

        long wall = peer.effects.wallTime();
        DeadNode report = new DeadNode(older(1).address(), wall, SELF.ip(), older(1).epoch());
        List<PeerScript.Told> reports = peer.told.stream()
                .filter(each -> each.message() instanceof DeadNode)
                .toList();
        assertThat(reports).extracting(PeerScript.Told::message).containsExactly(report, report);
        assertThat(reports)
                .extracting(PeerScript.Told::seed)
                .containsExactlyElementsOf(Inside.of(peer.node).registration().leases());
        assertThat(peer.effects.takeFacts(Fact.DeadReported.class))
                .extracting(Fact.DeadReported::report)
                .containsOnly("Dead Node:127.0.0.1:6001:" + wall + ":127.0.0.1");
        assertThat(peer.effects.takeFacts(Fact.ReportAnswered.class))
                .hasSize(2)
                .allMatch(answer -> answer.outcome().equals("probing"));
    }

    @Test
    void any_message_is_a_sign_of_life() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));
        peer.pass(12_000);

        peer.run.feed(link, peer.signOfLife());
        link.said();

        assertThat(asksOn(peer, link, 14_000))
                .as("at 13 s the ping of the period")
                .containsExactly(13_000L, 13_200L, 13_800L);
    }

    @Test
    void a_reply_to_what_was_never_asked_is_none() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));

        peer.pass(12_000);
        peer.run.feed(link, new LivenessReply(peer.effects.wallTime() - 5, Ip.LOOPBACK, 1, 1));
        link.said();
        assertThat(asksOn(peer, link, 1200)).containsExactly(1200L);
        peer.run.feed(link, new LivenessReply(peer.effects.wallTime() + 5, Ip.LOOPBACK, 1, 1));
        peer.pass(2000);

        assertThat(peer.effects.takeFacts(Fact.PingMissed.class)).hasSize(1);
    }

    @Test
    void a_reply_counts_also_when_our_wall_clock_was_set_back_meanwhile() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));
        peer.pass(13_000);
        LivenessRequest first = only(LivenessRequest.class, link.said()).get(0);
        peer.effects.setWallTime(peer.effects.wallTime() - 3_600_000);
        peer.pass(1300);

        peer.run.feed(link, new LivenessReply(first.timestamp(), Ip.LOOPBACK, 4, 10));
        peer.pass(2000);

        assertThat(peer.effects.takeFacts(Fact.PingMissed.class)).isEmpty();
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {100, 700, 1300, 1999})
    void a_slow_reply_within_the_round_is_no_miss(long delay) {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));
        peer.pass(13_200);
        LivenessRequest first = only(LivenessRequest.class, link.said()).get(1);
        peer.pass(delay);

        peer.run.feed(link, new LivenessReply(first.timestamp(), Ip.LOOPBACK, 4, 10));
        peer.pass(12_999);

        assertThat(peer.effects.takeFacts(Fact.PingMissed.class)).isEmpty();
    }

    @Test
    void a_late_reply_ends_the_count_of_missed_rounds() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));
        peer.pass(30_000);
        LivenessRequest first = only(LivenessRequest.class, link.said()).get(1);

        peer.run.feed(link, new LivenessReply(first.timestamp(), Ip.LOOPBACK, 4, 10));
        peer.pass(40_999);

        assertThat(link.isEnded()).isFalse();
        peer.pass(1);
        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void in_the_third_round_three_others_are_asked_to_try_as_well() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3), older(4));
        peer.linkedFrom(younger(1));
        peer.silence(older(1));

        peer.pass(38_999);
        assertThat(tries(peer)).isEmpty();
        peer.pass(1);

        assertThat(tries(peer)).hasSize(3).containsOnly(new Try(older(1).address(), older(1).epoch()));
    }

    @Test
    void the_word_of_another_that_it_lives_saves_it_three_times_in_a_row_and_not_a_fourth() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        FakeLink helper = peer.linkTo(older(2));

        for (int saved = 0; saved < 3; saved++) {
            peer.pass(39_500);
            peer.run.feed(helper, tried("alive"));
            peer.pass(1500);
            assertThat(link.isEnded()).isFalse();
        }
        peer.pass(39_500);
        peer.run.feed(helper, tried("alive"));
        peer.pass(1500);

        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void the_word_of_one_that_was_not_asked_in_this_round_saves_nobody() {
        PeerScript peer = PeerScript.joined(older(1), older(2), older(3), older(4));
        FakeLink younger = peer.linkedFrom(younger(1));
        FakeLink link = peer.silence(older(1));
        List<FakeLink> others = List.of(peer.linkTo(older(2)), peer.linkTo(older(3)), peer.linkTo(older(4)), younger);
        peer.pass(14_000);
        peer.run.feed(peer.linkTo(older(2)), tried("alive"));

        peer.pass(25_500);
        for (FakeLink other : others) {
            if (only(Try.class, peer.toldOn(other)).isEmpty()) {
                peer.run.feed(other, tried("alive"));
            }
        }
        peer.pass(1500);

        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void it_tries_by_another_connection_itself_and_that_it_answers_there_saves_it() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink link = peer.silence(older(1));

        peer.pass(39_000);
        FakeLink probe = peer.peerDial(older(1).address());
        peer.run.open(probe);
        peer.run.feed(probe, PeerScript.helloOf(older(1)));
        peer.pass(2000);

        assertThat(link.isEnded()).isFalse();
        assertThat(peer.run.count(Counter.PINGS_MISSED)).isEqualTo(3);
        assertThat(peer.run.count(Counter.NEIGHBOURS_DEAD)).isZero();
        assertThat(peer.effects.takeFacts(Fact.LinkStuck.class))
                .containsExactly(new Fact.LinkStuck(older(1).address(), 41_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "silent", "busy"})
    void the_word_of_another_never_condemns_and_does_not_save_otherwise(String outcome) {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));

        peer.pass(39_500);
        peer.run.feed(peer.linkTo(older(2)), tried(outcome), tried(outcome), tried(outcome));
        peer.pass(1499);
        assertThat(link.isEnded()).isFalse();
        peer.pass(1);

        assertThat(link.isEnded()).isTrue();
    }

    @ParameterizedTest(name = "for {0} s")
    @ValueSource(longs = {20, 70})
    void a_peer_that_stood_still_holds_nobody_for_dead_for_what_it_could_not_hear(long seconds) {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink one = peer.silence(older(1));
        FakeLink two = peer.silence(older(2));
        peer.pass(5000);
        peer.effects.take();

        peer.run.freeze(seconds * 1000);
        long woke = peer.run.now();
        peer.seedsAnswer();

        assertThat(peer.effects.takeFacts(Fact.Paused.class)).hasSize(1);
        assertThat(peer.run.count(Counter.PAUSES)).isEqualTo(1);
        assertThat(only(LivenessRequest.class, one.said())).hasSize(1);
        assertThat(asksOn(peer, one, 13_300)).containsExactly(600L, 1200L, 12_800L);
        peer.pass(woke + 27_799 - peer.run.now());
        assertThat(peer.takeTold(DeadNode.class)).isEmpty();
        assertThat(two.isEnded()).isFalse();
        peer.pass(1);
        assertThat(peer.takeTold(DeadNode.class)).hasSize(4);
    }

    @Test
    void a_standstill_between_two_rounds_costs_nothing() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        peer.pass(18_000);

        peer.run.freeze(5000);
        peer.pass(41_000 - 18_000 - 5000 - 1);

        assertThat(link.isEnded()).isFalse();
        peer.pass(1);
        assertThat(link.isEnded()).isTrue();
    }

    @Test
    void a_standstill_in_a_round_makes_that_round_anew_and_keeps_those_that_were_missed() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        peer.pass(27_000); // the first round is missed, the second open

        peer.run.freeze(1500);
        peer.pass(41_000 - 27_000 - 1500 + 2500 - 1);

        assertThat(link.isEnded())
                .as("put off by the second before, and the standstill")
                .isFalse();
        peer.pass(1);
        assertThat(link.isEnded()).isTrue();
    }

    @ParameterizedTest(name = "each {0} ms")
    @ValueSource(longs = {20_000, 5000, 1900})
    void one_that_stands_still_again_and_again_finds_a_silent_neighbour_all_the_same(long every) {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        long began = peer.run.now();
        long asked = began - 2000;
        long pauses = 0;
        int met = 0;

        for (long next = began + every; !link.isEnded() && peer.run.now() - began < 300_000; ) {
            peer.pass(100);
            asked = only(LivenessRequest.class, link.said()).isEmpty() ? asked : peer.run.now();
            if (!link.isEnded() && peer.run.now() >= next) {
                met += peer.run.now() - asked < 2000 ? 1 : 0;
                peer.run.freeze(1500);
                asked = only(LivenessRequest.class, link.said()).isEmpty() ? asked : peer.run.now();
                next = peer.run.now() + every;
                pauses++;
            }
        }

        assertThat(link.isEnded()).isTrue();
        assertThat(peer.run.now() - began)
                .as("%d of %d pauses in an open round", met, pauses)
                .isLessThanOrEqualTo(41_000 + 100 + met * 3500L);
    }

    @Test
    void what_became_due_while_something_else_was_waited_for_is_not_a_standstill() {
        PeerScript peer = PeerScript.joined(older(1));
        peer.silentSeeds.addAll(peer.seeds);
        peer.pass(15_000);

        for (int number = 1; number <= 20; number++) {
            peer.linkedFrom(younger(number));
            peer.pass(1000);
        }

        assertThat(peer.effects.takeFacts(Fact.QuorumMissed.class)).isNotEmpty();
        assertThat(peer.effects.takeFacts(Fact.Paused.class)).isEmpty();
        assertThat(peer.run.count(Counter.PAUSES)).isZero();
    }

    @Test
    void after_standing_still_what_waits_is_heard_before_anything_is_judged() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink link = peer.silence(older(1));
        peer.pass(40_000);

        peer.run.freezeWithoutTimer(70_000);
        peer.run.feed(link, peer.signOfLife());
        peer.run.freeze(0);
        peer.pass(12_000);

        assertThat(link.isEnded()).isFalse();
        assertThat(peer.takeTold(DeadNode.class)).isEmpty();
    }

    @Test
    void a_second_connection_of_a_silent_neighbour_is_a_sign_of_life() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink first = peer.hush(peer.linkedFrom(younger(1)));
        peer.pass(40_500);
        assertThat(first.isEnded()).isFalse();

        FakeLink second = peer.hush(peer.linkedFrom(younger(1)));
        peer.pass(5000);

        assertThat(second.isOpen()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.NeighbourDead.class)).isEmpty();
    }

    @Test
    void who_is_asked_to_try_looks_and_tells() {
        PeerScript peer = PeerScript.joined(older(1));
        FakeLink asker = peer.hush(peer.linkTo(older(1)));

        peer.run.feed(asker, new Try(older(9).address(), 1), new Try(older(8).address(), 8));
        peer.run.failDial(peer.peerDial(older(9).address()), DialFailure.REFUSED);
        peer.run.advance(2000);

        assertThat(only(Tried.class, asker.said()))
                .containsExactly(new Tried(older(9).address(), 1, "gone"), new Tried(older(8).address(), 8, "silent"));
    }

    @Test
    void eight_errands_are_run_at_a_time_of_which_nobody_has_more_than_he_leaves_and_more_are_declined() {
        PeerScript peer = PeerScript.joined(older(1), older(2));
        FakeLink asker = peer.hush(peer.linkTo(older(1)));
        FakeLink other = peer.hush(peer.linkTo(older(2)));

        for (int i = 10; i < 16; i++) {
            peer.run.feed(asker, new Try(older(i).address(), 1));
        }

        assertThat(asker.said())
                .containsExactly(
                        new Tried(older(14).address(), 1, "busy"),
                        new Tried(older(15).address(), 1, "busy"));
        assertThat(peer.peerDials()).hasSize(4);
        peer.run.feed(other, new Try(older(16).address(), 1));
        assertThat(peer.peerDials()).hasSize(1);
        assertThat(other.said()).isEmpty();
        peer.run.advance(2000);
        assertThat(only(Tried.class, asker.said())).hasSize(4);
        peer.run.feed(asker, new Try(older(20).address(), 1));
        assertThat(peer.peerDials()).hasSize(1);
    }

    private static Tried tried(String outcome) {
        return new Tried(older(1).address(), older(1).epoch(), outcome);
    }

    /** Time passes; when, from now on, we asked for life on this link. */
    private static List<Long> asksOn(PeerScript peer, FakeLink link, long ms) {
        long from = peer.run.now();
        List<Long> asks = new ArrayList<>();
        for (long passed = 0; passed < ms; passed++) {
            peer.pass(1);
            for (LivenessRequest request : only(LivenessRequest.class, link.said())) {
                assertThat(request.timestamp()).isEqualTo(peer.effects.wallTime());
                asks.add(peer.run.now() - from);
            }
        }
        return asks;
    }

    private static List<Try> tries(PeerScript peer) {
        List<Try> tries = new ArrayList<>();
        peer.lively.keySet().forEach(link -> tries.addAll(only(Try.class, peer.toldOn(link))));
        return tries;
    }
}

package grapevine.seed.core.probe;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Register;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dead report never removes anyone: it makes the seed look. */
class DeadReportsTest {
    private static final Address REPORTER = Address.parse("127.0.0.1:6001");
    private static final Address ACCUSED = Address.parse("127.0.0.1:6002");
    private static final Address OTHER = Address.parse("127.0.0.1:6003");

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void threePeers() {
        seed.join(REPORTER, WALL);
        seed.join(ACCUSED, WALL + 1);
        seed.join(OTHER, WALL + 2);
        seed.effects.take();
    }

    @Test
    void a_report_is_told_in_its_exact_words_and_starts_one_probe() {
        assertThat(report(REPORTER)).isEqualTo(new Noted("probing"));

        assertThat(seed.facts())
                .containsExactly(
                        new Fact.ReportReceived("Dead Node:127.0.0.1:6002:123:127.0.0.1", REPORTER, "probing"),
                        new Fact.ProbeStarted(ACCUSED, 1));
        FakeLink probe = seed.effects.takeDial(ACCUSED);
        assertThat(probe.isSmall()).as("passes where full segments are lost").isTrue();
        assertThat(probe.said())
                .containsExactly(SeedRun.helloSaid(null, 0), new LivenessRequest(WALL, Ip.LOOPBACK, -1, -1));
        assertThat(seed.count(Counter.DEAD_REPORTS)).isEqualTo(1);
    }

    @Test
    void an_accused_that_answers_stays_and_the_quarrel_is_told() {
        report(REPORTER);
        report(OTHER);
        seed.facts();
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));

        seed.node.feed(probe, hello(ACCUSED, 1, WALL + 1), new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));

        assertThat(seed.facts()).containsExactly(new Fact.Quarrel(ACCUSED, List.of(REPORTER, OTHER)));
        assertThat(probe.isEnded()).isTrue();
        assertThat(seed.who()).hasSize(3);
    }

    @Test
    void a_hello_without_a_reply_is_no_answer() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.feed(probe, hello(ACCUSED, 1, WALL + 1));
        seed.node.advance(4_000);

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(ACCUSED, 1, "probe-unanswered", 2));
    }

    @Test
    void a_reply_without_a_hello_is_no_answer() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.feed(probe, new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));

        assertThat(seed.facts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = DialFailure.class,
            names = {"REFUSED", "RESET"})
    void an_accused_whose_host_says_that_it_is_gone_is_removed_at_once(DialFailure gone) {
        report(REPORTER);
        seed.facts();

        seed.node.failDial(seed.effects.takeDial(ACCUSED), gone);

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(ACCUSED, 1, "probe-refused", 2));
        assertThat(seed.ask(hello(ACCUSED, 1, WALL + 1), new Register(1, WALL + 1, 0, 0)))
                .isEqualTo(new Message.Outdated(1, 1));
    }

    @Test
    void an_accused_that_answers_nothing_is_tried_three_times_and_removed_after_four_seconds() {
        report(REPORTER);
        FakeLink first = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.advance(1_332);
        assertThat(seed.effects.takeDials()).isEmpty();
        seed.node.advance(1);
        FakeLink second = seed.effects.takeDial(ACCUSED);
        seed.node.advance(1_333);
        FakeLink third = seed.effects.takeDial(ACCUSED);
        seed.node.failDial(second, DialFailure.TIMED_OUT);
        seed.node.failDial(third, DialFailure.UNREACHABLE);
        seed.node.advance(1_333);
        assertThat(seed.facts()).isEmpty();

        seed.node.advance(1);

        assertThat(seed.effects.takeDials()).isEmpty();
        assertThat(first.isEnded()).isTrue();
        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(ACCUSED, 1, "probe-unanswered", 2));
        assertThat(seed.count(Counter.DIALS_FAILED)).isEqualTo(2);
    }

    @Test
    void a_slow_answer_to_the_first_try_counts_until_the_end() {
        report(REPORTER);
        FakeLink first = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.node.advance(3_900);
        seed.facts();

        seed.node.feed(first, hello(ACCUSED, 1, WALL + 1), new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));

        assertThat(seed.facts()).containsExactly(new Fact.Quarrel(ACCUSED, List.of(REPORTER)));
    }

    @Test
    void another_process_under_the_address_of_the_accused_means_that_the_accused_is_gone() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.feed(probe, hello(ACCUSED, 2, 0));

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(ACCUSED, 1, "restarted", 2));
    }

    @Test
    void a_try_that_is_turned_away_or_lost_proves_nothing() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.feed(probe, new Failure("overloaded", "later"));
        seed.node.lose(probe, Loss.RESET);
        seed.node.advance(1_333);
        FakeLink second = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.node.feed(second, hello(ACCUSED, 1, WALL + 1), new LivenessReply(1, Ip.LOOPBACK, 1, 4));

        assertThat(seed.facts()).containsExactly(new Fact.Quarrel(ACCUSED, List.of(REPORTER)));
    }

    @Test
    void an_accused_that_renews_during_the_probe_has_answered() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.ask(hello(ACCUSED, 1, WALL + 1), new Register(2, WALL + 1, 0, 0));

        assertThat(seed.facts()).containsExactly(new Fact.Quarrel(ACCUSED, List.of(REPORTER)));
        assertThat(probe.isEnded()).isTrue();
        seed.node.advance(10_000);
        assertThat(seed.facts()).isEmpty();
    }

    @Test
    void an_accused_that_leaves_or_restarts_during_the_probe_makes_it_void() {
        report(REPORTER);
        seed.ask(hello(ACCUSED, 1, WALL + 1), new Leave(2));
        seed.ask(hello(ACCUSED, 2, WALL + 5), new Register(1, WALL + 5, 0, 0));
        seed.facts();

        seed.node.advance(10_000);

        assertThat(seed.facts()).isEmpty();
        assertThat(seed.who()).hasSize(3);
    }

    @Test
    void a_thousand_liars_cost_one_probe() {
        for (int i = 0; i < 1_000; i++) {
            seed.join(peer(i), WALL + 10 + i);
        }
        seed.facts();

        for (int i = 0; i < 1_000; i++) {
            assertThat(report(peer(i))).isEqualTo(new Noted("probing"));
        }
        seed.effects.takeFacts(Fact.ReportReceived.class);
        List<FakeLink> dials = seed.effects.takeDials();
        FakeLink probe = seed.node.open(dials.get(0));
        seed.node.feed(probe, hello(ACCUSED, 1, WALL + 1), new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));

        assertThat(dials).hasSize(1);
        assertThat(seed.facts())
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        Fact.Quarrel.class,
                        quarrel -> assertThat(quarrel.reporters()).hasSize(16).startsWith(peer(0), peer(1)));
    }

    @Test
    void a_reporter_without_a_lease_is_not_believed() {
        Message stranger = seed.ask(hello(peer(1), 1, WALL), dead(ACCUSED, 1));
        Message earlierRun = seed.ask(hello(REPORTER, 2, WALL), dead(ACCUSED, 1));

        assertThat(List.of(stranger, earlierRun)).containsOnly(new Noted("no-lease"));
        assertThat(seed.count(Counter.DROPPED_REPORT_NO_LEASE)).isEqualTo(2);
        assertThat(seed.effects.takeDials()).isEmpty();
    }

    @Test
    void a_report_about_an_address_or_an_epoch_that_is_not_registered_is_noted_as_unknown() {
        Message noSuchPeer = seed.ask(hello(REPORTER, 1, WALL), dead(peer(9), 1));
        Message noSuchEpoch = seed.ask(hello(REPORTER, 1, WALL), dead(ACCUSED, 2));

        assertThat(List.of(noSuchPeer, noSuchEpoch)).containsOnly(new Noted("unknown"));
        assertThat(seed.count(Counter.DROPPED_REPORT_UNKNOWN)).isEqualTo(2);
        assertThat(seed.effects.takeDials()).isEmpty();
    }

    @Test
    void of_one_who_only_claims_to_be_there_nobody_is_looked_for_and_nothing_is_heard() {
        Hello claiming = hello(peer(7), 1, WALL);
        seed.node.feed(seed.greet(claiming, peer(8).ip()), new Register(1, WALL, 0, 0));
        seed.effects.takeDials();

        Message ofIt = seed.ask(hello(REPORTER, 1, WALL), dead(peer(7), 1));
        Message byIt = seed.ask(claiming, dead(ACCUSED, 1));

        assertThat(List.of(ofIt, byIt)).containsExactly(new Noted("unknown"), new Noted("no-lease"));
        assertThat(seed.count(Counter.DROPPED_REPORT_UNKNOWN)).isEqualTo(1);
        assertThat(seed.count(Counter.DROPPED_REPORT_NO_LEASE)).isEqualTo(1);
        assertThat(seed.effects.takeDials()).isEmpty();
    }

    @Test
    void a_report_about_one_that_is_gone_already_is_noted_as_gone() {
        seed.ask(hello(ACCUSED, 1, WALL + 1), new Leave(2));

        assertThat(report(REPORTER)).isEqualTo(new Noted("gone"));
        assertThat(seed.effects.takeDials()).isEmpty();
    }

    @Test
    void with_too_many_probes_under_way_the_seed_is_busy() {
        SeedRun small =
                new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxProbes(1).build(), 1);
        small.join(REPORTER, WALL);
        small.join(ACCUSED, WALL + 1);
        small.join(OTHER, WALL + 2);

        assertThat(small.ask(hello(REPORTER, 1, WALL), dead(ACCUSED, 1))).isEqualTo(new Noted("probing"));
        assertThat(small.ask(hello(REPORTER, 1, WALL), dead(OTHER, 1))).isEqualTo(new Noted("busy"));
        assertThat(small.ask(hello(OTHER, 1, WALL), dead(ACCUSED, 1))).isEqualTo(new Noted("probing"));
        assertThat(small.count(Counter.DROPPED_REPORT_BUSY)).isEqualTo(1);
    }

    @Test
    void a_removed_peer_returns_with_a_higher_revision_and_keeps_its_age() {
        report(REPORTER);
        seed.node.failDial(seed.effects.takeDial(ACCUSED), DialFailure.REFUSED);
        seed.facts();

        seed.ask(hello(ACCUSED, 1, WALL + 1), new Register(2, WALL + 1, 3, 0));

        assertThat(seed.facts()).containsExactly(new Fact.PeerEntered(ACCUSED, 1, WALL + 1, 3));
    }

    private Message report(Address reporter) {
        return seed.ask(hello(reporter, 1, WALL), dead(ACCUSED, 1));
    }

    private static DeadNode dead(Address accused, long epoch) {
        return new DeadNode(accused, 123, Ip.LOOPBACK, epoch);
    }
}

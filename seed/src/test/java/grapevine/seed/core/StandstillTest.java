package grapevine.seed.core;

import static grapevine.seed.core.SeedRun.EPOCH;
import static grapevine.seed.core.SeedRun.SECOND;
import static grapevine.seed.core.SeedRun.SELF;
import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Ip;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A seed that stood still holds the time against nobody. */
class StandstillTest {
    private final SeedRun seed = new SeedRun();

    @Test
    void a_seed_frozen_for_seventy_seconds_expires_nobody() {
        for (int i = 0; i < 20; i++) {
            seed.join(peer(i), WALL + i);
            seed.node.advance(1_000);
        }
        seed.facts();

        seed.node.freeze(70_000);
        seed.node.advance(38_000);

        assertThat(seed.facts()).containsExactly(new Fact.Paused(69_000));
        assertThat(seed.count(Counter.PAUSES)).isEqualTo(1);
        assertThat(seed.who()).hasSize(20);
    }

    @Test
    void after_a_standstill_whoever_does_not_renew_is_dropped_all_the_same() {
        seed.join(peer(1), WALL);
        seed.node.freeze(70_000);
        seed.facts();

        seed.node.advance(60_000);

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(peer(1), 1, "lease-expired", 0));
    }

    @Test
    void what_arrives_before_the_late_timer_already_finds_the_leases_extended_and_not_twice() {
        seed.join(peer(1), WALL);
        seed.node.advance(500);
        seed.node.freezeWithoutTimer(70_000);
        seed.facts();

        seed.ask(hello(peer(2), 1, WALL + 1), new Register(1, WALL + 1, 0, 8));
        seed.node.advance(0);

        assertThat(seed.effects.takeFacts(Fact.Paused.class)).containsExactly(new Fact.Paused(69_500));
        assertThat(seed.who())
                .satisfiesExactly(
                        first -> assertThat(first).contains("lease_ms=59000"),
                        second -> assertThat(second).contains("lease_ms=60000"));
    }

    @Test
    void what_became_due_while_it_stood_still_makes_it_no_second_standstill() {
        SeedRun one = new SeedRun(
                SeedSettings.at(SELF, EPOCH).seeds(List.of(SELF, SECOND)).build(), 1);
        one.node.failDial(one.effects.takeDial(SECOND), DialFailure.REFUSED);
        one.node.freezeWithoutTimer(70_000);
        one.facts();

        one.join(peer(1), WALL);
        one.join(peer(2), WALL + 1);
        one.node.advance(0);

        assertThat(one.effects.takeFacts(Fact.Paused.class)).hasSize(1);
        assertThat(one.count(Counter.PAUSES)).isEqualTo(1);
    }

    @Test
    void a_timer_that_is_a_second_late_is_no_standstill() {
        seed.join(peer(1), WALL);

        seed.node.freeze(2_000);

        assertThat(seed.effects.takeFacts(Fact.Paused.class)).isEmpty();
    }

    @Test
    void tombstones_last_longer_by_the_standstill() {
        seed.join(peer(1), WALL);
        seed.ask(hello(peer(1), 1, WALL), new Leave(2));

        seed.node.advance(590_000);
        seed.node.freeze(60_000);
        seed.node.advance(8_000);

        assertThat(seed.ask(hello(peer(1), 1, WALL), new Register(2, WALL, 0, 0)))
                .isEqualTo(new Outdated(1, 2));
    }

    @Test
    void a_probe_gets_the_time_again_that_the_seed_stood_still() {
        seed.join(peer(1), WALL);
        seed.join(peer(2), WALL);
        seed.ask(hello(peer(1), 1, WALL), new DeadNode(peer(2), 1, Ip.LOOPBACK, 1));
        FakeLink probe = seed.node.open(seed.effects.takeDial(peer(2)));
        seed.facts();

        seed.node.freeze(20_000);
        seed.node.feed(probe, hello(peer(2), 1, WALL), new LivenessReply(WALL, Ip.LOOPBACK, 1, 1));

        assertThat(seed.facts()).hasSize(2).last().isInstanceOf(Fact.Quarrel.class);
    }

    @Test
    void connections_that_waited_meanwhile_are_not_timed_out() {
        FakeLink link = seed.node.accept(Ip.LOOPBACK);

        seed.node.freeze(30_000);
        seed.node.feed(link, hello(peer(1), 1, 0));

        assertThat(link.said()).hasSize(1);
        assertThat(link.isFinished()).isFalse();
    }
}

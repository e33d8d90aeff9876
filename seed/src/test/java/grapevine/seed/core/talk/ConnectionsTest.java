package grapevine.seed.core.talk;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Effect;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Same;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.Message.Why;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection has to do, and what becomes of it when it does not. */
class ConnectionsTest {
    private static final Address A = Address.parse("127.0.0.1:6001");
    private static final Ip FAR = Ip.v4(0x0a000009);

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void forgetTheStart() {
        seed.effects.take();
    }

    @Test
    void a_connection_that_says_no_hello_is_ended_after_five_seconds() {
        FakeLink link = seed.node.accept(FAR);

        seed.node.advance(4_999);
        assertThat(seed.effects.take()).isEmpty();

        seed.node.advance(1);
        assertEnded(link, FAR, "hello-timeout", "no hello within 5000 ms", Counter.DROPPED_HELLO_TIMEOUT);
    }

    @Test
    void one_that_asks_and_does_not_read_the_answers_is_closed() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        link.setBacklog(64 * 1024 + 1);
        seed.effects.take();

        seed.node.feed(link, new LivenessRequest(1, A.ip(), -1, -1));

        assertThat(link.isEnded()).isTrue();
        assertThat(link.said()).isEmpty();
        assertThat(seed.node.count(Counter.DROPPED_OVERLOADED)).isEqualTo(1);
    }

    @Test
    void an_exchange_that_falls_silent_is_ended_after_ten_seconds() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        seed.node.advance(9_999);
        seed.node.feed(link, new LivenessRequest(7, FAR, -1, -1));
        link.said();
        seed.node.advance(9_999);
        seed.effects.take();

        seed.node.advance(1);

        assertEnded(link, Ip.LOOPBACK, "line-timeout", "nothing said for 10000 ms", Counter.DROPPED_LINE_TIMEOUT);
    }

    @Test
    void an_ended_connection_is_heard_no_more() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        seed.node.feed(link, new Same());
        seed.effects.take();
        link.said();

        seed.node.feed(link, new Register(1, WALL, 0, 0));
        seed.node.advance(20_000);
        seed.node.lose(link, Loss.ENDED);

        assertThat(link.said()).isEmpty();
        assertThat(seed.who()).isEmpty();
        assertThat(seed.facts()).isEmpty();
    }

    @Test
    void another_network_is_turned_away() {
        FakeLink link = seed.node.accept(FAR);

        seed.node.feed(link, new Hello(Role.PEER, "theirs", A, 1, 0));

        assertEnded(
                link,
                FAR,
                "wrong-network",
                "this is network \"default\", not \"theirs\"",
                Counter.DROPPED_WRONG_NETWORK);
    }

    @Test
    void a_peer_under_the_address_of_a_seed_is_turned_away() {
        FakeLink link = seed.node.accept(FAR);

        seed.node.feed(link, hello(SeedRun.SELF, 1, 0));

        assertEnded(link, FAR, "bad-field", "127.0.0.1:5000 is the address of a seed", Counter.DROPPED_BAD_FIELD);
    }

    @Test
    void whatever_comes_before_the_hello_ends_the_connection() {
        for (Message message : List.of(
                new Register(1, 0, 0, 0), new Compare(1), new LivenessRequest(1, FAR, -1, -1), new Bye("done"))) {
            FakeLink link = seed.node.accept(FAR);

            seed.node.feed(link, message);

            assertThat(link.said())
                    .containsExactly(
                            new Failure("unexpected", message.getClass().getSimpleName() + " has no business here"));
            assertThat(link.isFinished()).isTrue();
        }
    }

    @Test
    void a_second_hello_ends_the_connection() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        seed.effects.take();

        seed.node.feed(link, hello(A, 1, 0));

        assertEnded(link, Ip.LOOPBACK, "unexpected", "Hello has no business here", Counter.DROPPED_UNEXPECTED);
    }

    @Test
    void a_broken_rule_of_the_wire_is_counted_under_its_own_name_and_said() {
        for (Reason reason : Reason.values()) {
            FakeLink link = seed.node.accept(FAR);
            long before = seed.count(Counter.of(reason));
            seed.effects.take();

            seed.node.violate(link, reason, "what was wrong");

            assertThat(seed.effects.take())
                    .containsExactly(
                            new Effect.Reported(new Fact.ConnectionEnded(FAR, reason.word(), "what was wrong")),
                            new Effect.Sent(link, new Failure(reason.word(), "what was wrong")),
                            new Effect.Finished(link));
            assertThat(seed.count(Counter.of(reason))).isEqualTo(before + 1);
        }
    }

    @Test
    void an_error_line_of_the_other_side_is_told_and_ends_the_connection() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        seed.effects.take();

        seed.node.feed(link, new Failure("bad-field", "degree=x"));

        assertThat(seed.effects.take())
                .containsExactly(
                        new Effect.Reported(new Fact.TurnedAway(A, link.remoteIp(), "bad-field", "degree=x")),
                        new Effect.Closed(link));
    }

    @Test
    void a_bye_is_answered_by_the_end() {
        FakeLink link = seed.greet(hello(A, 1, 0));
        seed.effects.take();

        seed.node.feed(link, new Bye("done"));

        assertThat(seed.effects.take()).containsExactly(new Effect.Finished(link));
    }

    @Test
    void a_liveness_request_is_answered_with_its_own_timestamp() {
        FakeLink link = seed.greet(hello(A, 1, 0));

        seed.node.feed(link, new LivenessRequest(77, FAR, 2, 3));

        assertThat(link.said()).containsExactly(new LivenessReply(77, Ip.LOOPBACK, -1, -1));
    }

    @Test
    void too_many_connections_without_a_hello_push_out_the_oldest() {
        SeedRun small =
                new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxWaiting(2).build(), 1);
        FakeLink first = small.node.accept(FAR);
        FakeLink second = small.node.accept(FAR);
        FakeLink third = small.node.accept(FAR);
        FakeLink fourth = small.node.accept(FAR);

        assertThat(List.of(first, second, third, fourth))
                .extracting(FakeLink::isEnded)
                .containsExactly(true, true, false, false);
        assertThat(small.count(Counter.DROPPED_OVERLOADED)).isEqualTo(2);
        assertThat(small.effects.takeFacts(Fact.ConnectionEnded.class))
                .as("told once, not once a connection")
                .hasSize(1);
    }

    @Test
    void ten_thousand_idle_connections_do_not_keep_a_peer_from_joining() {
        List<FakeLink> idle = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            idle.add(seed.node.accept(FAR));
        }

        assertThat(seed.join(A, WALL).age()).isEqualTo(WALL);

        assertThat(idle.stream().filter(FakeLink::isOpen)).hasSize(1_023);
        assertThat(seed.count(Counter.CONNECTIONS_ACCEPTED)).isEqualTo(10_001);
        assertThat(seed.count(Counter.DROPPED_OVERLOADED)).isEqualTo(8_977);
    }

    @Test
    void too_many_exchanges_push_out_the_one_that_is_silent_longest() {
        SeedRun small =
                new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxExchanges(2).build(), 1);
        FakeLink first = small.greet(hello(SeedRun.peer(1), 1, 0));
        FakeLink second = small.greet(hello(SeedRun.peer(2), 1, 0));
        small.node.feed(first, new LivenessRequest(1, FAR, -1, -1));

        FakeLink third = small.greet(hello(SeedRun.peer(3), 1, 0));

        assertThat(List.of(first, second, third)).extracting(FakeLink::isEnded).containsExactly(false, true, false);
    }

    @Test
    void with_little_memory_fewer_wait_for_their_hello_and_fewer_are_talked_with() {
        Budget least = new Budget(0);
        seed.node.budget(least);
        List<FakeLink> idle = new ArrayList<>();
        List<FakeLink> greeted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            idle.add(seed.node.accept(FAR));
            greeted.add(seed.greet(hello(SeedRun.peer(i), 1, 0)));
        }

        assertThat(idle.stream().filter(FakeLink::isOpen)).hasSize(least.strangers() - 1);
        assertThat(greeted.stream().filter(FakeLink::isOpen)).hasSize(least.exchanges());
        assertThat(seed.count(Counter.DROPPED_OVERLOADED))
                .isEqualTo(2_000 - (least.strangers() - 1) - least.exchanges());
        assertThat(seed.join(A, WALL).age()).isEqualTo(WALL);
    }

    @Test
    void those_that_are_too_many_for_less_memory_go_with_the_next() {
        List<FakeLink> idle = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            idle.add(seed.node.accept(FAR));
        }

        seed.node.budget(new Budget(0));
        idle.add(seed.node.accept(FAR));

        assertThat(idle.stream().filter(FakeLink::isOpen)).hasSize(64);
    }

    @Test
    void of_too_many_connections_those_go_first_of_the_ip_that_has_most() {
        SeedRun small = new SeedRun(
                SeedSettings.at(SeedRun.SELF, 1).maxWaiting(3).maxExchanges(3).build(), 1);
        FakeLink greeted = small.greet(hello(A, 1, 0), A.ip());
        FakeLink waiting = small.node.accept(A.ip());
        List<FakeLink> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(small.greet(hello(SeedRun.peer(i), 1, 0), FAR));
        }
        for (int i = 0; i < 5; i++) {
            many.add(small.node.accept(FAR));
        }

        assertThat(List.of(greeted, waiting)).allMatch(FakeLink::isOpen);
        assertThat(many)
                .extracting(FakeLink::isOpen)
                .containsExactly(false, false, false, true, true, false, false, false, true, true);
    }

    @Test
    void questions_of_other_machines_are_not_answered() {
        for (Message question : List.of(new Status(), new Who(null), new Why(A))) {
            FakeLink link = seed.node.accept(FAR);

            seed.node.feed(link, question);

            assertThat(link.said())
                    .containsExactly(new Failure(
                            "not-local",
                            question.getClass().getSimpleName() + " is answered on the seed's own machine only"));
            assertThat(link.isFinished()).isTrue();
        }
        assertThat(seed.count(Counter.DROPPED_NOT_LOCAL)).isEqualTo(3);
    }

    @Test
    void questions_from_this_machine_need_no_hello_and_may_follow_each_other() {
        FakeLink link = seed.node.accept(Ip.LOOPBACK);

        seed.node.feed(link, new Why(A), new Who(null), new Status());

        assertThat(link.said()).hasSize(3).allMatch(Message.Answer.class::isInstance);
    }

    @Test
    void a_seed_that_leaves_closes_everything_at_once_and_hears_no_more() {
        FakeLink waiting = seed.node.accept(FAR);
        FakeLink exchange = seed.greet(hello(A, 1, 0));
        seed.effects.take();

        seed.node.leave();

        assertThat(seed.effects.take())
                .containsExactly(
                        new Effect.Reported(new Fact.Leaving(0, 0)),
                        new Effect.Closed(waiting),
                        new Effect.Closed(exchange),
                        new Effect.Reported(new Fact.Stopped(0)),
                        new Effect.HasStopped());

        seed.node.leave();
        FakeLink late = seed.node.accept(FAR);
        seed.node.advance(60_000);
        assertThat(seed.effects.take()).containsExactly(new Effect.Closed(late));
    }

    private void assertEnded(FakeLink link, Ip remote, String reason, String text, Counter counter) {
        assertThat(seed.effects.take())
                .containsExactly(
                        new Effect.Reported(new Fact.ConnectionEnded(remote, reason, text)),
                        new Effect.Sent(link, new Failure(reason, text)),
                        new Effect.Finished(link));
        assertThat(seed.count(counter)).isEqualTo(1);
    }
}

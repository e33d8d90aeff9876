package grapevine.seed.core.probe;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is said to refuse a dial, by somebody who is no neighbour of it. */
class HearsayTest {
    private static final Address REPORTER = peer(60_001);
    private static final Address DEAD = peer(60_002);
    private static final Address ACCUSED = peer(60_003);

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void threePeers() {
        seed.join(REPORTER, WALL);
        seed.join(DEAD, WALL + 1);
        seed.join(ACCUSED, WALL + 2);
        seed.effects.take();
    }

    @Test
    void nobody_is_looked_for_at_the_word_of_one_who_has_not_just_reported_a_death() {
        assertThat(refusal(REPORTER, ACCUSED)).isEqualTo(new Noted("unproven"));

        assertThat(seed.effects.takeDials()).isEmpty();
        assertThat(seed.count(Counter.DROPPED_REPORT_UNPROVEN)).isEqualTo(1);
    }

    @Test
    void whom_one_names_within_ten_seconds_of_a_death_that_was_so_is_looked_for_and_gone_if_it_refuses() {
        die(REPORTER, DEAD);
        seed.node.advance(10_000);
        seed.facts();

        assertThat(refusal(REPORTER, ACCUSED)).isEqualTo(new Noted("probing"));
        seed.node.failDial(seed.effects.takeDial(ACCUSED), DialFailure.REFUSED);

        assertThat(seed.facts())
                .contains(new Fact.ProbeStarted(ACCUSED, 1), new Fact.PeerRemoved(ACCUSED, 1, "probe-refused", 1));
    }

    @Test
    void later_it_is_not() {
        die(REPORTER, DEAD);

        seed.node.advance(10_001);

        assertThat(refusal(REPORTER, ACCUSED)).isEqualTo(new Noted("unproven"));
    }

    @Test
    void nor_after_a_report_of_one_that_lives() {
        report(REPORTER, DEAD);
        answer(seed.effects.takeDial(DEAD));

        assertThat(refusal(REPORTER, ACCUSED)).isEqualTo(new Noted("unproven"));
    }

    @Test
    void silence_removes_nobody_who_is_only_said_to_refuse() {
        die(REPORTER, DEAD);
        refusal(REPORTER, ACCUSED);
        seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.advance(4_000);

        assertThat(seed.facts()).isEmpty();
        assertThat(seed.who()).hasSize(2);
    }

    @Test
    void but_if_a_neighbour_reports_it_meanwhile_silence_does() {
        die(REPORTER, DEAD);
        refusal(REPORTER, ACCUSED);
        report(REPORTER, ACCUSED);
        seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.facts();

        seed.node.advance(4_000);

        assertThat(seed.facts()).containsExactly(new Fact.PeerRemoved(ACCUSED, 1, "probe-unanswered", 1));
    }

    @Test
    void a_thousand_liars_who_name_everybody_cost_nothing() {
        join(1_000);

        for (int liar = 0; liar < 1_000; liar++) {
            for (int named = 1; named <= 8; named++) {
                assertThat(refusal(peer(liar), peer((liar + named) % 1_000))).isEqualTo(new Noted("unproven"));
            }
        }

        assertThat(seed.effects.takeDials()).isEmpty();
    }

    @Test
    void liars_who_named_one_that_is_dead_cost_twenty_looks_a_second_and_eight_each() {
        join(1_000);
        for (int liar = 0; liar < 1_000; liar++) {
            report(peer(liar), DEAD);
        }
        seed.node.failDial(seed.effects.takeDial(DEAD), DialFailure.REFUSED);
        int believed = 0;
        for (int liar = 0; liar < 1_000; liar++) {
            for (int named = 1; named <= 20; named++) {
                Message answer = refusal(peer(liar), peer((liar * 20 + named) % 1_000));
                believed += answer.equals(new Noted("probing")) ? 1 : 0;
            }
        }
        assertThat(believed).isEqualTo(16 * 8);

        List<Long> looks = new ArrayList<>();
        for (int ms = 0; ms < 10_000; ms++) {
            for (FakeLink look : seed.effects.takeDials()) {
                looks.add(seed.node.now());
                answer(look);
            }
            seed.node.advance(1);
        }

        assertThat(looks).hasSize(16 * 8);
        for (int i = 1; i < looks.size(); i++) {
            assertThat(looks.get(i) - looks.get(i - 1)).isGreaterThanOrEqualTo(50);
        }
        assertThat(seed.facts())
                .noneMatch(fact ->
                        fact instanceof Fact.PeerRemoved gone && !gone.peer().equals(DEAD));
        assertThat(seed.who(null)).isNotEmpty();
        assertThat(seed.status()).contains(" peers=1002 ");
    }

    @Test
    void who_was_not_met_itself_is_not_heard_and_who_only_claims_to_be_there_is_not_looked_for() {
        Hello claiming = hello(peer(7), 1, WALL);
        FakeLink link = seed.greet(claiming);
        seed.node.feed(link, new Register(1, WALL, 0, 0));
        seed.effects.takeDial(peer(7));
        die(REPORTER, DEAD);

        Message byIt = seed.ask(claiming, new DeadNode(ACCUSED, 123, Ip.LOOPBACK, 1, true));

        assertThat(byIt).isEqualTo(new Noted("no-lease"));
        assertThat(refusal(REPORTER, peer(7))).isEqualTo(new Noted("unknown"));
        assertThat(seed.effects.takeDials()).isEmpty();
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            seed.join(peer(i), WALL + 10 + i);
        }
        seed.effects.take();
    }

    /** This one is reported by a neighbour, and its address refuses this seed too. */
    private void die(Address reporter, Address dead) {
        assertThat(report(reporter, dead)).isEqualTo(new Noted("probing"));
        seed.node.failDial(seed.effects.takeDial(dead), DialFailure.REFUSED);
    }

    private void answer(FakeLink look) {
        seed.node.open(look);
        long age = look.to().equals(DEAD) ? WALL + 1 : WALL;
        seed.node.feed(look, hello(look.to(), 1, age), new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));
    }

    private Message report(Address reporter, Address accused) {
        return seed.ask(hello(reporter, 1, WALL), new DeadNode(accused, 123, Ip.LOOPBACK, 1));
    }

    private Message refusal(Address reporter, Address accused) {
        return seed.ask(hello(reporter, 1, WALL), new DeadNode(accused, 123, Ip.LOOPBACK, 1, true));
    }
}

package grapevine.seed.core.probe;

import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Register;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a member of a network with keys that reports peers dead which are not. */
class FalseReportsTest {
    private static final int PEERS = 12;
    private static final Address EVE = peer(0);
    private static final Address MALLORY = peer(1);

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void allAreThere() {
        for (int i = 0; i < PEERS; i++) {
            registers(i, 1);
        }
        seed.facts();
        seed.effects.take();
    }

    private void registers(int number, long revision) {
        FakeLink link = seed.node.accept(peer(number).ip()).certified(name(number), false);
        seed.node.feed(link, hello(peer(number), 1, number + 1), new Register(revision, number + 1, 0, 0));
        FakeLink dial = seed.node.open(seed.effects.takeDial(peer(number)).certified(name(number), false));
        seed.node.feed(dial, hello(peer(number), 1, number + 1));
    }

    private static String name(int number) {
        return "peer" + number;
    }

    private Message report(Address reporter, int accused) {
        int number = IntStream.range(0, PEERS)
                .filter(i -> peer(i).equals(reporter))
                .findFirst()
                .orElseThrow();
        FakeLink link = seed.node.accept(reporter.ip()).certified(name(number), false);
        seed.node.feed(link, hello(reporter, 1, number + 1));
        link.said();
        seed.node.feed(link, new DeadNode(peer(accused), SeedRun.WALL, reporter.ip(), 1));
        return link.said().get(0);
    }

    private void answers(int accused) {
        FakeLink probe = seed.node.open(seed.effects.takeDial(peer(accused)).certified(name(accused), false));
        seed.node.feed(probe, hello(peer(accused), 1, accused + 1), new LivenessReply(SeedRun.WALL, Ip.LOOPBACK, 1, 4));
    }

    private void falselyReport(int first, int last) {
        for (int accused = first; accused <= last; accused++) {
            assertThat(report(EVE, accused)).isEqualTo(new Noted("probing"));
            answers(accused);
        }
    }

    private List<Fact.ReportsDoubted> doubted() {
        return seed.effects.takeFacts(Fact.ReportsDoubted.class);
    }

    @Test
    void who_reported_four_that_answered_at_once_has_one_looked_for_at_a_time_and_is_named_once() {
        falselyReport(2, 5);
        assertThat(doubted())
                .containsExactly(new Fact.ReportsDoubted("peer0", EVE, List.of(peer(2), peer(3), peer(4), peer(5))));

        assertThat(report(EVE, 6)).isEqualTo(new Noted("probing"));
        assertThat(report(EVE, 7)).isEqualTo(new Noted("busy"));
        assertThat(report(MALLORY, 7)).as("of another").isEqualTo(new Noted("probing"));
        answers(6);
        assertThat(report(EVE, 8)).isEqualTo(new Noted("probing"));
        assertThat(doubted()).isEmpty();
    }

    @Test
    void three_or_the_same_again_and_again_are_not_enough() {
        falselyReport(2, 4);
        falselyReport(2, 4);

        assertThat(doubted()).isEmpty();
        assertThat(report(EVE, 6)).isEqualTo(new Noted("probing"));
        assertThat(report(EVE, 7)).isEqualTo(new Noted("probing"));
    }

    @Test
    void after_ten_minutes_it_is_over() {
        falselyReport(2, 5);

        seed.node.advance(FalseReports.WINDOW + 1);
        for (int number : new int[] {0, 6, 7}) {
            registers(number, 2);
        }

        assertThat(report(EVE, 6)).isEqualTo(new Noted("probing"));
        assertThat(report(EVE, 7)).isEqualTo(new Noted("probing"));
    }

    /** The accused was not well, or there is something to the report. */
    @Test
    void what_another_reported_as_well_or_who_is_gone_or_answers_late_is_nothing_against_it() {
        for (int accused = 2; accused <= 5; accused++) {
            report(EVE, accused);
            report(MALLORY, accused);
            answers(accused);
        }
        for (int accused = 6; accused <= 7; accused++) {
            report(EVE, accused);
            seed.node.failDial(seed.effects.takeDial(peer(accused)), DialFailure.REFUSED);
        }
        for (int accused = 8; accused <= 11; accused++) {
            report(EVE, accused);
            FakeLink slow = seed.effects.takeDial(peer(accused));
            seed.node.advance(1_333);
            seed.node.failDial(slow, DialFailure.TIMED_OUT);
            answers(accused);
        }

        assertThat(doubted()).isEmpty();
    }
}

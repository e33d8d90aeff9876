package grapevine.seed.core.probe;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Register;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a seed remembers of a peer that was reported, or is gone, for whoever asks. */
class WhyTest {
    private static final Address REPORTER = Address.parse("127.0.0.1:6001");
    private static final Address ACCUSED = Address.parse("127.0.0.1:6002");

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void twoPeers() {
        seed.join(REPORTER, WALL);
        seed.join(ACCUSED, WALL + 1);
        seed.effects.take();
    }

    @Test
    void of_a_peer_that_nobody_reported_only_how_it_stands() {
        assertThat(why(ACCUSED))
                .containsExactly(
                        "role=seed address=127.0.0.1:5000 about=127.0.0.1:6002 standing=alive epoch=1 revision=1"
                                + " lease_ms=60000");
        assertThat(why(peer(9)))
                .containsExactly("role=seed address=127.0.0.1:5000 about=" + peer(9) + " standing=none");
    }

    @Test
    void of_one_that_stands_still_the_connections_that_its_system_took_and_that_nothing_came() {
        report(REPORTER);
        seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.node.advance(1_400);
        seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.node.advance(2_600);

        assertThat(why(ACCUSED))
                .containsExactly(
                        "role=seed address=127.0.0.1:5000 about=127.0.0.1:6002 standing=dead epoch=1 revision=1"
                                + " remembered_ms=600000",
                        "ago_ms=4000 event=report_received report=\"Dead Node:127.0.0.1:6002:123:127.0.0.1\""
                                + " reporter=127.0.0.1:6001 outcome=probing",
                        "ago_ms=4000 event=probe_started target=127.0.0.1:6002 reports=1",
                        "ago_ms=0 event=probed target=127.0.0.1:6002 outcome=unanswered tries=3 connected=2 took_ms=4000",
                        "ago_ms=0 event=peer_removed peer=127.0.0.1:6002 epoch=1 why=probe-unanswered peers=1");
    }

    @Test
    void of_one_that_is_gone_the_refused_dial_and_when_it_was_back() {
        report(REPORTER);
        seed.node.failDial(seed.effects.takeDial(ACCUSED), DialFailure.REFUSED);
        seed.ask(hello(ACCUSED, 1, WALL + 1), new Register(2, WALL + 1, 3, 0));

        assertThat(why(ACCUSED).get(0)).contains(" standing=alive ");
        assertThat(events(ACCUSED))
                .containsExactly("report_received", "probe_started", "probed", "peer_removed", "peer_entered");
    }

    @Test
    void of_one_that_answers_that_somebody_is_wrong() {
        report(REPORTER);
        FakeLink probe = seed.node.open(seed.effects.takeDial(ACCUSED));
        seed.node.feed(probe, hello(ACCUSED, 1, WALL + 1), new LivenessReply(WALL, Ip.LOOPBACK, 1, 4));

        assertThat(why(ACCUSED))
                .contains(
                        "ago_ms=0 event=probed target=127.0.0.1:6002 outcome=answered tries=1 connected=1 took_ms=0",
                        "ago_ms=0 event=quarrel accused=127.0.0.1:6002 reporters=127.0.0.1:6001");
    }

    @Test
    void of_one_that_left_that_it_said_so() {
        seed.ask(hello(ACCUSED, 1, WALL + 1), new Leave(2));

        assertThat(why(ACCUSED).get(0)).contains(" standing=left ");
        assertThat(events(ACCUSED)).containsExactly("peer_removed");
    }

    @Test
    void many_reports_push_out_neither_the_first_nor_the_look_that_came_of_it() {
        for (int i = 0; i < 200; i++) {
            seed.join(peer(i), WALL + 10 + i);
        }
        for (int i = 0; i < 100; i++) {
            report(peer(i));
        }
        seed.node.failDial(seed.effects.takeDial(ACCUSED), DialFailure.REFUSED);
        for (int i = 100; i < 200; i++) {
            report(peer(i));
        }

        assertThat(events(ACCUSED))
                .containsSequence("probed", "peer_removed", "report_received")
                .startsWith("report_received", "probe_started");
        assertThat(why(ACCUSED)).hasSizeLessThan(14).last().asString().contains(" times=97 ");
    }

    @Test
    void what_anybody_may_say_of_anybody_is_not_written_down() {
        seed.ask(hello(peer(1), 1, WALL), dead(ACCUSED, 1));
        seed.ask(hello(REPORTER, 1, WALL), dead(peer(9), 1));

        assertThat(why(ACCUSED)).hasSize(1);
        assertThat(why(peer(9))).hasSize(1);
    }

    private void report(Address reporter) {
        seed.ask(hello(reporter, 1, WALL), dead(ACCUSED, 1));
    }

    private static DeadNode dead(Address accused, long epoch) {
        return new DeadNode(accused, 123, Ip.LOOPBACK, epoch);
    }

    private List<String> events(Address about) {
        return why(about).stream()
                .skip(1)
                .map(line -> line.replaceFirst(".* event=", "").replaceFirst(" .*", ""))
                .toList();
    }

    private List<String> why(Address about) {
        FakeLink person = seed.node.accept(Ip.LOOPBACK);
        seed.node.feed(person, new Message.Why(about));
        String text = ((Message.Answer) person.said().get(0)).text();
        seed.node.lose(person, Loss.ENDED);
        return text.lines().toList();
    }
}

package grapevine.peer.core.health;

import static grapevine.peer.core.PeerScript.helloOf;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Tried;
import grapevine.wire.Message.Why;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer remembers of a neighbour that did not answer, for whoever asks. */
class WhyTest {
    private static final Address ONE = older(1).address();

    private final PeerScript peer = PeerScript.joined(older(1), older(2));

    @Test
    void of_neighbours_that_answer_nothing_is_written_down() {
        peer.pass(60_000);

        assertThat(why(ONE))
                .containsExactly("role=peer address=127.0.0.1:6500 about=127.0.0.1:6001 standing=neighbour epoch="
                        + older(1).epoch() + " silent_ms=9000 missed=0");
        assertThat(why(PeerScript.SELF))
                .containsExactly("role=peer address=127.0.0.1:6500 about=127.0.0.1:6500 standing=self epoch="
                        + PeerScript.EPOCH + " degree=2");
        assertThat(peer.node.look().noted()).isZero();
    }

    @Test
    void of_one_that_is_gone_the_lost_connection_the_refused_dial_and_what_the_seeds_said() {
        peer.run.lose(peer.linkTo(older(1)), Loss.RESET);
        peer.run.failDial(peer.peerDial(ONE), DialFailure.REFUSED);
        peer.pass(700);

        assertThat(why(ONE))
                .containsExactly(
                        "role=peer address=127.0.0.1:6500 about=127.0.0.1:6001 standing=none",
                        "ago_ms=700 event=link_lost neighbour=127.0.0.1:6001 why=\"connection reset\" links=1",
                        "ago_ms=700 event=redialled neighbour=127.0.0.1:6001 outcome=gone",
                        "ago_ms=700 event=neighbour_dead neighbour=127.0.0.1:6001 why=gone missed=0 silent_for_ms=1000",
                        "ago_ms=700 event=report_answered seed=127.0.0.1:5002 accused=127.0.0.1:6001 outcome=probing",
                        "ago_ms=700 event=report_answered seed=127.0.0.1:5001 accused=127.0.0.1:6001 outcome=probing");
    }

    @Test
    void of_one_that_is_silent_the_rounds_who_was_asked_to_try_and_what_came_of_it() {
        peer.silence(older(1));
        peer.pass(39_500);
        peer.run.feed(peer.linkTo(older(2)), new Tried(ONE, older(1).epoch(), "silent"));
        peer.pass(1_500);

        assertThat(why(ONE).subList(0, 8))
                .containsExactly(
                        "role=peer address=127.0.0.1:6500 about=127.0.0.1:6001 standing=none",
                        "ago_ms=25800 event=ping_missed neighbour=127.0.0.1:6001 missed=1 silent_for_ms=15200",
                        "ago_ms=13000 event=ping_missed neighbour=127.0.0.1:6001 missed=2 silent_for_ms=28000",
                        "ago_ms=2000 event=tries_asked neighbour=127.0.0.1:6001 helpers=127.0.0.1:6002",
                        "ago_ms=1500 event=try_answered neighbour=127.0.0.1:6001 helper=127.0.0.1:6002 outcome=silent",
                        "ago_ms=0 event=redialled neighbour=127.0.0.1:6001 outcome=silent",
                        "ago_ms=0 event=ping_missed neighbour=127.0.0.1:6001 missed=3 silent_for_ms=41000",
                        "ago_ms=0 event=neighbour_dead neighbour=127.0.0.1:6001 why=silent missed=3 silent_for_ms=41000");
    }

    @Test
    void of_one_that_answers_others_that_its_link_carried_nothing() {
        peer.silence(older(1));
        peer.pass(39_500);
        peer.run.feed(peer.linkTo(older(2)), new Tried(ONE, older(1).epoch(), "alive"));
        peer.pass(1_500);

        assertThat(events(ONE))
                .containsExactly(
                        "ping_missed",
                        "ping_missed",
                        "tries_asked",
                        "try_answered",
                        "redialled",
                        "ping_missed",
                        "link_stuck");
        assertThat(why(ONE).get(0)).contains("standing=neighbour");
    }

    @Test
    void that_it_was_heard_again_and_that_it_is_linked_again() {
        FakeLink link = peer.silence(older(1));
        peer.pass(20_000);
        peer.run.feed(link, peer.signOfLife());
        peer.lively(link);
        assertThat(events(ONE)).containsExactly("ping_missed", "neighbour_trusted");

        peer.run.lose(link, Loss.RESET);
        FakeLink again = peer.peerDial(ONE);
        peer.run.open(again);
        peer.run.feed(again, helloOf(older(1)));
        peer.linkedFrom(older(1));

        assertThat(events(ONE))
                .containsExactly("ping_missed", "neighbour_trusted", "link_lost", "redialled", "link_made");
    }

    @Test
    void of_one_that_left_that_it_said_so() {
        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving"));

        assertThat(why(ONE))
                .containsExactly(
                        "role=peer address=127.0.0.1:6500 about=127.0.0.1:6001 standing=none",
                        "ago_ms=0 event=neighbour_left neighbour=127.0.0.1:6001 links=1");
    }

    @Test
    void that_it_stood_still_itself() {
        peer.silence(older(1));
        peer.pass(20_000);
        peer.run.freeze(5_000);

        assertThat(events(ONE)).containsExactly("ping_missed", "paused");
        assertThat(events(PeerScript.SELF)).containsExactly("paused");
    }

    private List<String> events(Address about) {
        return why(about).stream()
                .skip(1)
                .map(line -> line.replaceFirst(".* event=", "").replaceFirst(" .*", ""))
                .toList();
    }

    private List<String> why(Address about) {
        FakeLink person = peer.run.accept(Ip.LOOPBACK);
        peer.run.feed(person, new Why(about));
        List<Answer> answers = only(Answer.class, person.said());
        peer.run.lose(person, Loss.ENDED);
        return answers.get(0).text().lines().toList();
    }
}

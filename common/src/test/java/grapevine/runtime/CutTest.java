package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hosts between which nothing passes for a while, over real sockets on both transports. */
@ParameterizedClass
@EnumSource
class CutTest {
    enum Transport {
        EPOLL,
        NIO
    }

    private static final Origin ORIGIN = new Origin(new Address(Ip.LOOPBACK, 6001), 1);

    private static final Message HELLO = new Message.Hello(Role.PEER, "cut", ORIGIN.address(), ORIGIN.epoch(), 1);

    private final Stage stage;
    private final Stage.Actor dialler;
    private final Stage.Actor dialled;
    private final Stage.Actor witness;
    private final Probe.Talk near;
    private final Probe.Talk far;

    CutTest(Transport transport) {
        stage = transport == Transport.EPOLL ? Stage.withEpoll() : Stage.withNio();
        dialler = stage.actor(settings -> settings.connectTimeout(Duration.ofMillis(300)));
        dialled = stage.actor();
        witness = stage.actor();
        near = call(dialler, dialled);
        await().until(() -> dialled.probe.accepted.size() == 1 && near.fate.contains("opened"));
        far = dialled.probe.accepted.get(0);
        dialled.tell(probe -> probe.effects.send(far.link, HELLO));
        await().until(() -> near.heard.size() == 1 && far.heard.size() == 1);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void what_is_said_in_a_cut_is_heard_after_it_in_order() throws Exception {
        say(dialler, near, "a1");
        say(dialled, far, "b1");
        await().until(() -> heard(near).equals(List.of("b1")) && heard(far).equals(List.of("a1")));

        cutOff(dialled.address());
        for (int i = 2; i <= 3; i++) {
            say(dialler, near, "a" + i);
            say(dialled, far, "b" + i);
        }
        othersHear();
        assertThat(heard(near)).containsExactly("b1");
        assertThat(heard(far)).containsExactly("a1");
        assertThat(near.link.backlog()).isPositive();

        mend();
        await().until(() -> heard(near).size() == 3 && heard(far).size() == 3);
        assertThat(heard(near)).containsExactly("b1", "b2", "b3");
        assertThat(heard(far)).containsExactly("a1", "a2", "a3");
        say(dialler, near, "a4");
        await().until(() -> heard(far).contains("a4"));
    }

    @Test
    void much_that_is_said_in_a_cut_waits_within_its_room_and_none_of_it_comes_twice() throws Exception {
        cutOff(dialled.address());
        for (int i = 0; i < 200; i++) {
            say(dialled, far, "b" + i + "-".repeat(1_000));
        }
        dialler.tell(probe -> {
            for (int i = 0; i < 200; i++) {
                probe.effects.send(near.link, message("a" + i + "-".repeat(1_000)));
            }
        });
        othersHear();
        await().pollDelay(Duration.ZERO).until(near.link::isStalled);
        assertThat(heard(far)).isEmpty();
        assertThat(heard(near)).isEmpty();

        mend();
        await().until(() -> heard(far).size() == 200 && heard(near).size() == 200);
        assertThat(heard(far)).doesNotHaveDuplicates();
    }

    @Test
    void an_end_that_closes_in_a_cut_is_not_missed_before_it_is_mended() throws Exception {
        cutOff(dialled.address());
        say(dialled, far, "last");
        dialled.tell(probe -> probe.effects.finish(far.link));
        othersHear();
        assertThat(near.fate).containsExactly("opened");
        mend();
        await().until(() -> near.fate.contains("lost ENDED"));
        assertThat(heard(near)).containsExactly("last");
    }

    @Test
    void an_end_that_breaks_off_in_a_cut_is_not_missed_before_it_is_mended() throws Exception {
        cutOff(dialled.address());
        say(dialler, near, "never read");
        dialled.tell(probe -> probe.effects.close(far.link));
        othersHear();
        assertThat(near.fate).containsExactly("opened");
        mend();
        await().until(() -> near.fate.size() == 2);
        assertThat(near.fate.get(1)).startsWith("lost ");
    }

    @Test
    void who_dialled_and_closes_in_a_cut_is_not_missed_before_it_is_mended() throws Exception {
        cutOff(dialled.address());
        dialler.tell(probe -> probe.effects.close(near.link));
        othersHear();
        assertThat(far.fate).isEmpty();
        mend();
        await().until(() -> far.fate.size() == 1);
    }

    @Test
    void who_ends_in_a_cut_is_not_missed_before_it_is_mended() throws Exception {
        cutOff(dialled.address());
        dialler.host.close();
        Stage.Actor another = stage.actor();
        another.dial(dialled.address());
        await().until(() -> dialled.probe.accepted.size() == 2);
        assertThat(far.fate).isEmpty();
        mend();
        await().until(() -> far.fate.size() == 1);
    }

    @Test
    void a_dial_across_a_cut_times_out_and_one_after_it_does_not() throws Exception {
        cutOff(dialled.address());
        Probe.Talk inTheCut = dialler.dial(dialled.address());
        await().untilAsserted(() -> assertThat(inTheCut.fate).containsExactly("failed TIMED_OUT"));
        assertThat(dialled.probe.accepted).hasSize(1);

        mend();
        Probe.Talk after = dialler.dial(dialled.address());
        await().untilAsserted(() -> assertThat(after.fate).containsExactly("opened"));
    }

    /** Once they have, what was said before on another connection would have come too. */
    private void othersHear() throws Exception {
        Probe.Talk out = call(dialler, witness);
        Probe.Talk back = call(dialled, witness);
        say(dialler, out, "witness");
        say(dialled, back, "witness");
        await().until(() -> witness.probe.accepted.size() == 2
                && witness.probe.accepted.stream().allMatch(talk -> heard(talk).equals(List.of("witness"))));
    }

    private static Probe.Talk call(Stage.Actor from, Stage.Actor to) {
        Probe.Talk talk = from.dial(to.address());
        from.tell(probe -> probe.effects.send(talk.link, HELLO));
        return talk;
    }

    private void cutOff(Address from) throws Exception {
        cutOff(from::equals);
    }

    private void mend() throws Exception {
        cutOff(address -> false);
    }

    private void cutOff(Predicate<Address> from) throws Exception {
        dialler.host.cutOff(from).get(10, TimeUnit.SECONDS);
    }

    private static void say(Stage.Actor who, Probe.Talk to, String text) {
        who.tell(probe -> probe.effects.send(to.link, message(text)));
    }

    private static Gossip message(String text) {
        return Gossip.of(ORIGIN, 1, 1, new byte[0], text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> heard(Probe.Talk talk) {
        return talk.heard.stream()
                .filter(Gossip.class::isInstance)
                .map(message -> new String(((Gossip) message).payload(), StandardCharsets.UTF_8))
                .toList();
    }
}

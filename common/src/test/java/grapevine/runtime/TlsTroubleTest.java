package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Counter;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of hosts with keys that are cut, spoilt, given up, or too many. */
class TlsTroubleTest {
    @TempDir
    private static Path folder;

    private static LiveKeys alice;
    private static LiveKeys bob;

    private final Stage stage = Stage.withEpoll();
    private final Stage.Actor server = stage.actor(settings -> settings.keys(alice));
    private final Stage.Actor client = stage.actor(settings -> settings.keys(bob));

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alice = KeysFixture.keys(network, "alice", KeyRole.PEER);
        bob = KeysFixture.keys(network, "bob", KeyRole.PEER);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void what_was_said_in_a_cut_and_an_orderly_end_come_after_it() throws Exception {
        Probe.Talk near = client.dial(server.address());
        await().until(() -> server.probe.accepted.size() == 1 && near.fate.contains("opened"));
        Probe.Talk far = server.probe.accepted.get(0);

        cutOff(server.address()::equals);
        say(client, near, "out");
        server.tell(probe -> {
            probe.effects.send(far.link, new Message.Noted("back"));
            probe.effects.finish(far.link);
        });
        await().until(() -> near.link.backlog() > 0);
        assertThat(near.heard).isEmpty();
        cutOff(address -> false);

        await().untilAsserted(() -> {
            assertThat(near.heard).containsExactly(new Message.Noted("back"));
            assertThat(near.fate).containsExactly("opened", "lost ENDED");
            assertThat(far.heard).containsExactly(new Message.Noted("out"));
        });
        assertThat(client.probe.counters.nonZero()).isEmpty();
    }

    @Test
    void what_was_changed_on_the_way_ends_the_connection() throws Exception {
        try (Recorder recorder = new Recorder(server.address())) {
            Probe.Talk near = client.dial(recorder.address());
            say(client, near, "first");
            await().until(() -> server.probe.accepted.size() == 1
                    && server.probe.accepted.get(0).heard.size() == 1);

            recorder.spoilNext();
            say(client, near, "second");

            Probe.Talk far = server.probe.accepted.get(0);
            await().untilAsserted(() -> assertThat(far.fate).containsExactly("lost RESET"));
            assertThat(far.heard).hasSize(1);
            counted(server, Counter.TLS_FAILED, 1);
            await().untilAsserted(() -> assertThat(near.fate).hasSize(2));
        }
    }

    @Test
    void one_that_is_given_up_in_its_handshake_fails_as_a_dial_when_its_time_is_over() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Probe.Talk talk = client.dial(new Address(Ip.LOOPBACK, silent.getLocalPort()));
            client.tell(probe -> {
                probe.effects.send(talk.link, new Message.Noted("hello"));
                probe.effects.finish(talk.link);
            });

            await().untilAsserted(() -> assertThat(talk.fate).containsExactly("failed TIMED_OUT"));
        }
    }

    @Test
    void of_too_many_handshakes_the_oldest_of_the_ip_with_most_gives_way() throws Exception {
        List<Raw> idle = new ArrayList<>();
        try (Raw other = new Raw(Ip.parse("127.0.0.2"), server.address())) {
            for (int i = 0; i < TlsHandshakes.MOST; i++) {
                idle.add(new Raw(server.address()));
            }
            counted(server, Counter.DROPPED_OVERLOADED, 1);
            other.say("\u0015"); // the beginning of a record, which it waits for
            assertThat(idle.get(0).hearAll()).isEmpty();
            counted(server, Counter.TLS_FAILED, 0); // the others are still waited for
        } finally {
            for (Raw each : idle) {
                each.close();
            }
        }
    }

    private void cutOff(Predicate<Address> from) throws Exception {
        client.host.cutOff(from).get(10, TimeUnit.SECONDS);
    }

    private static void say(Stage.Actor who, Probe.Talk to, String text) {
        who.tell(probe -> probe.effects.send(to.link, new Message.Noted(text)));
    }

    private static void counted(Stage.Actor actor, Counter counter, long times) {
        await().untilAsserted(() -> {
            long counted = actor.ask(probe -> probe.counters.get(counter));
            assertThat(counted).isEqualTo(times);
        });
    }
}

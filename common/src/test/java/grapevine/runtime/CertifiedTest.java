package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Role;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node knows whom it talks with, and its hellos are held to that, on real sockets. */
class CertifiedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Address SOMEWHERE = Address.parse("10.0.0.7:6001");

    @TempDir
    private static Path folder;

    private static LiveKeys alice;
    private static LiveKeys bob;

    private final Stage stage = Stage.withEpoll();
    private final Stage.Actor server = stage.actor(settings -> settings.keys(alice));
    private final Stage.Actor client = stage.actor(settings -> settings.keys(bob));
    private final Probe.Talk asked = client.dial(server.address());

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alice = KeysFixture.keys(network, "alice", KeyRole.SEED);
        bob = KeysFixture.keys(network, "bob", KeyRole.PEER);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private Probe.Talk answering() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.probe.accepted).hasSize(1));
        return server.probe.accepted.get(0);
    }

    private static Hello hello(Role role) {
        return new Hello(role, "default", SOMEWHERE, 1, 0);
    }

    @Test
    void each_side_knows_the_name_of_the_other() {
        client.tell(probe -> probe.effects.send(asked.link, hello(Role.PEER)));
        Probe.Talk answering = answering();
        server.tell(probe -> probe.effects.send(answering.link, hello(Role.SEED)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(answering.heard).containsExactly(hello(Role.PEER).withRevoked(0));
            assertThat(asked.heard).containsExactly(hello(Role.SEED).withRevoked(0));
        });
        assertThat(answering.link.holder()).isEqualTo("bob");
        assertThat(asked.link.holder()).isEqualTo("alice");
        assertThat(asked.link.isOperators()).as("from this machine").isTrue();
    }

    @Test
    void a_hello_in_a_role_that_is_not_its_own_is_a_violation_and_nothing_behind_it_is_heard() {
        client.tell(probe -> {
            probe.effects.send(asked.link, hello(Role.SEED));
            probe.effects.send(asked.link, new Message.Noted("behind"));
        });

        Probe.Talk answering = answering();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answering.fate).containsExactly("violation NOT_CERTIFIED"));
        assertThat(answering.heard).isEmpty();
    }

    @Test
    void whoever_answers_a_dial_is_held_to_its_certificate_too() {
        Probe.Talk answering = answering();
        server.tell(probe -> probe.effects.send(answering.link, hello(Role.PEER)));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(asked.fate).containsExactly("opened", "violation NOT_CERTIFIED"));
        assertThat(asked.heard).isEmpty();
    }
}

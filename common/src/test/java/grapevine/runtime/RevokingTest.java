package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.keys.RevocationList;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Revoked;
import grapevine.wire.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of revoked certificates, and a new authority, among nodes that run, on real sockets. */
class RevokingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Address SOMEWHERE = Address.parse("10.0.0.7:6001");
    private static final Hello HELLO = new Hello(Role.PEER, "default", SOMEWHERE, 1, 0);

    @TempDir
    private static Path folder;

    private static Path alices;
    private static Path bobs;
    private static Path carols;
    private static RevocationList withoutCarol;
    private static RevocationList ofAnother;

    private final Stage stage = Stage.withEpoll();
    private final List<Fact> facts = new CopyOnWriteArrayList<>();
    private LiveKeys keysOfAlice;
    private LiveKeys keysOfBob;
    private LiveKeys keysOfCarol;
    private Stage.Actor alice;
    private Stage.Actor bob;
    private Stage.Actor carol;

    /** The keys are read before the list is there. */
    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alices = KeysFixture.node(network, "alice", KeyRole.PEER);
        bobs = KeysFixture.node(network, "bob", KeyRole.PEER);
        carols = KeysFixture.node(network, "carol", KeyRole.PEER);
        withoutCarol = KeysFixture.listWith(folder.resolve("mine"), "carol");
        NetworkKeys other = NetworkKeys.make(folder.resolve("other"));
        KeysFixture.node(other, "eve", KeyRole.PEER);
        ofAnother = KeysFixture.listWith(folder.resolve("other"), "eve");
    }

    @BeforeEach
    void start() throws Exception {
        keysOfAlice = LiveKeys.read(alices, KeyRole.PEER, Instant.now());
        keysOfBob = LiveKeys.read(bobs, KeyRole.PEER, Instant.now());
        keysOfCarol = LiveKeys.read(carols, KeyRole.PEER, Instant.now());
        alice = stage.actor(settings -> settings.keys(keysOfAlice).facts(facts::add));
        bob = stage.actor(settings -> settings.keys(keysOfBob));
        carol = stage.actor(settings -> settings.keys(keysOfCarol));
    }

    @AfterEach
    void end() {
        stage.close();
    }

    /** A link with a hello each way. */
    private static Probe.Talk linked(Stage.Actor from, Stage.Actor to) {
        int before = to.probe.accepted.size();
        Probe.Talk talk = from.dial(to.address());
        from.tell(probe -> probe.effects.send(talk.link, HELLO));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(to.probe.accepted).hasSize(before + 1));
        Probe.Talk answering = to.probe.accepted.get(before);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(answering.heard).hasSize(1));
        to.tell(probe -> probe.effects.send(answering.link, HELLO));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.heard).hasSize(1));
        return talk;
    }

    private static void send(Stage.Actor from, Probe.Talk on, Message message) {
        from.tell(probe -> probe.effects.send(on.link, message));
    }

    private static Revoked message(RevocationList list) {
        return new Revoked(list.number(), list.text());
    }

    private static void counted(Stage.Actor actor, Counter counter, long times) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            long counted = actor.ask(probe -> probe.counters.get(counter));
            assertThat(counted).isEqualTo(times);
        });
    }

    @Test
    void a_list_goes_on_to_all_who_are_linked_and_the_links_of_those_on_it_end() {
        Probe.Talk toBob = linked(alice, bob);
        Probe.Talk bobToCarol = linked(bob, carol);
        Probe.Talk carolToAlice = linked(carol, alice);

        keysOfBob.offer(withoutCarol);
        bob.host.keysChanged(LiveKeys.Change.LIST);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(alice.probe.accepted.get(0).fate).startsWith("violation NOT_CERTIFIED");
            assertThat(carolToAlice.heard).contains(new Message.Failure("not-certified", "x"));
            assertThat(bobToCarol.fate).startsWith("opened", "violation NOT_CERTIFIED");
            assertThat(alice.probe.story).contains("revoked");
        });
        assertThat(toBob.fate).containsExactly("opened");
        assertThat(toBob.heard).containsExactly(HELLO.withRevoked(0));
        assertThat(keysOfAlice.now().revoked().number()).isEqualTo(withoutCarol.number());
        assertThat(facts)
                .contains(new Fact.RevokedListTaken(
                        1, Instant.ofEpochSecond(withoutCarol.number()).toString(), "network"));
    }

    @Test
    void who_is_revoked_hears_so_at_both_ends_of_a_new_connection_and_others_go_on() {
        keysOfAlice.offer(withoutCarol);

        Probe.Talk asking = carol.dial(alice.address());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(asking.heard)
                        .containsExactly(new Message.Failure("not-certified", "the certificate of carol is revoked")));
        counted(alice, Counter.TLS_FAILED, 1);
        assertThat(facts).contains(new Fact.TlsFailed(alice.address().ip(), "the certificate of carol is revoked"));
        assertThat(alice.probe.accepted).isEmpty();
        assertThat(alice.dial(carol.address()).link).isNotNull();
        counted(alice, Counter.TLS_FAILED, 2);
        linked(bob, alice);
    }

    @Test
    void who_is_behind_is_sent_the_list_before_anything_else_whoever_has_dialled() {
        keysOfAlice.offer(withoutCarol);
        linked(bob, alice);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(keysOfBob.now().revoked().number()).isEqualTo(withoutCarol.number()));
        Probe.Talk again = linked(alice, bob);
        assertThat(again.heard).containsExactly(HELLO.withRevoked(withoutCarol.number()));
    }

    @Test
    void one_that_learns_that_it_is_revoked_says_so() {
        Stage.Actor itself = stage.actor(settings -> settings.keys(keysOfCarol).facts(facts::add));
        Probe.Talk talk = linked(bob, itself);

        send(bob, talk, message(withoutCarol));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(facts).contains(new Fact.OwnCertificateRevoked("carol")));
    }

    @Test
    void a_list_that_nobody_here_can_believe_is_counted_and_the_second_one_ends_the_link() {
        Probe.Talk talk = linked(bob, alice);

        send(bob, talk, message(ofAnother));
        counted(alice, Counter.LISTS_REFUSED, 1);
        assertThat(alice.probe.accepted.get(0).fate).isEmpty();

        send(bob, talk, message(ofAnother));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alice.probe.accepted.get(0).fate).startsWith("violation NOT_CERTIFIED"));
        assertThat(keysOfAlice.now().revoked().number()).isZero();
    }

    @Test
    void what_is_no_list_or_has_another_number_ends_the_link_that_brought_it() {
        for (Revoked lie :
                List.of(new Revoked(5, "nothing"), new Revoked(withoutCarol.number() + 1, withoutCarol.text()))) {
            int before = alice.probe.accepted.size();
            Probe.Talk talk = linked(bob, alice);

            send(bob, talk, lie);

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(alice.probe.accepted.get(before).fate).startsWith("violation BAD_FIELD"));
        }
        assertThat(keysOfAlice.now().revoked().number()).isZero();
    }

    @Test
    void a_list_is_nothing_to_a_node_without_keys_that_any_other_message_is_not() {
        Stage.Actor plain = stage.actor();
        Stage.Actor other = stage.actor();
        Probe.Talk talk = linked(other, plain);

        send(other, talk, message(withoutCarol));

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(plain.probe.accepted.get(0).heard).containsExactly(HELLO, message(withoutCarol)));
    }
}

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
import java.util.ArrayList;
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
    private static Path daves;
    private static RevocationList withoutCarol;
    private static RevocationList withoutBobAlone;
    private static RevocationList ofAnother;

    private final Stage stage = Stage.withEpoll();
    private final List<Fact> facts = new CopyOnWriteArrayList<>();
    private LiveKeys keysOfAlice;
    private LiveKeys keysOfBob;
    private LiveKeys keysOfCarol;
    private LiveKeys keysOfDave;
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
        daves = KeysFixture.node(network, "dave", KeyRole.PEER);
        withoutCarol = KeysFixture.listWith(folder.resolve("mine"), "carol");
        withoutBobAlone = KeysFixture.laterListWith(folder.resolve("mine"), "bob", withoutCarol);
        NetworkKeys other = NetworkKeys.make(folder.resolve("other"));
        KeysFixture.node(other, "eve", KeyRole.PEER);
        ofAnother = KeysFixture.listWith(folder.resolve("other"), "eve");
    }

    @BeforeEach
    void start() throws Exception {
        keysOfAlice = LiveKeys.read(alices, KeyRole.PEER);
        keysOfBob = LiveKeys.read(bobs, KeyRole.PEER);
        keysOfCarol = LiveKeys.read(carols, KeyRole.PEER);
        keysOfDave = LiveKeys.read(daves, KeyRole.PEER);
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
        Probe.Talk dialled = alice.dial(carol.address());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(dialled.fate).containsExactly("failed UNREACHABLE"));
        counted(alice, Counter.TLS_FAILED, 2);
        linked(bob, alice);
    }

    @Test
    void who_is_behind_is_sent_the_list_right_after_the_hello_and_once() throws Exception {
        keysOfAlice.offer(withoutCarol);
        try (TlsClient client = new TlsClient(alice.address(), KeysFixture.store(bobs), "TLSv1.3")) {
            client.say("Hello grapevine/1 peer default " + SOMEWHERE + " 1 0 revoked=0\nStatus\n");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(alice.probe.accepted.get(0).heard).hasSize(2));
            Probe.Talk answering = alice.probe.accepted.get(0);
            alice.tell(probe -> {
                probe.effects.send(answering.link, HELLO);
                probe.effects.send(answering.link, new Message.Left());
                probe.effects.finish(answering.link);
            });
            client.sayNoMore();

            assertThat(client.hearAll().lines())
                    .satisfiesExactly(
                            hello -> assertThat(hello).endsWith(" revoked=" + withoutCarol.number()),
                            revoked -> assertThat(revoked).startsWith("Revoked " + withoutCarol.number() + " "),
                            list -> assertThat(list).isEqualTo(withoutCarol.text()),
                            left -> assertThat(left).isEqualTo("Left"));
        }
    }

    @Test
    void who_dials_and_is_behind_has_the_list_and_so_has_who_is_dialled() {
        keysOfAlice.offer(withoutCarol);
        linked(bob, alice);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(keysOfBob.now().revoked().number()).isEqualTo(withoutCarol.number()));

        Stage.Actor dave = stage.actor(settings -> settings.keys(keysOfDave));
        linked(alice, dave);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(keysOfDave.now().revoked().number()).isEqualTo(withoutCarol.number()));
    }

    @Test
    void a_link_that_began_while_the_list_came_ends_as_the_others_do() {
        Stage.Actor slow = stage.actor(settings -> settings.keys(keysOfDave));
        slow.host.freeze(); // what is accepted waits in its lane
        Probe.Talk early = carol.dial(slow.address());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(early.fate).containsExactly("opened"));

        keysOfDave.offer(withoutCarol);
        slow.host.thaw();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(slow.probe.accepted)
                        .singleElement()
                        .satisfies(talk -> assertThat(talk.fate).startsWith("violation NOT_CERTIFIED")));
    }

    @Test
    void links_made_with_keys_of_a_former_authority_end_when_only_the_new_one_is_trusted() throws Exception {
        Path rotated = folder.resolve("rotated" + System.nanoTime());
        NetworkKeys network = NetworkKeys.make(rotated);
        List<LiveKeys> keys = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            keys.add(KeysFixture.keys(network, name, KeyRole.PEER));
        }
        Stage.Actor a = stage.actor(settings -> settings.keys(keys.get(0)));
        Stage.Actor b = stage.actor(settings -> settings.keys(keys.get(1)));
        Stage.Actor c = stage.actor(settings -> settings.keys(keys.get(2)));
        Probe.Talk before = linked(b, a);
        Probe.Talk other = linked(c, a);

        NetworkKeys.rotate(rotated);
        for (LiveKeys each : keys) {
            assertThat(each.look(Instant.now()).change()).isEqualTo(LiveKeys.Change.KEYS);
        }
        a.host.keysChanged(LiveKeys.Change.KEYS);
        Probe.Talk between = linked(b, a);
        NetworkKeys.finishRotation(rotated);
        assertThat(keys.get(0).look(Instant.now()).change()).isEqualTo(LiveKeys.Change.KEYS);
        a.host.keysChanged(LiveKeys.Change.KEYS);

        for (Probe.Talk talk : List.of(before, other)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(talk.heard).contains(new Message.Failure("not-certified", "x")));
        }
        assertThat(between.heard).containsExactly(HELLO.withRevoked(0));
        assertThat(between.fate).containsExactly("opened");
    }

    @Test
    void who_is_revoked_stays_out_when_a_later_list_comes_which_was_signed_by_who_did_not_know() {
        keysOfAlice.offer(withoutCarol);
        alice.host.keysChanged(LiveKeys.Change.LIST);
        keysOfDave.offer(withoutBobAlone);
        Stage.Actor dave = stage.actor(settings -> settings.keys(keysOfDave));
        linked(dave, alice);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(facts)
                        .contains(new Fact.RevokedListLacks(
                                1,
                                Instant.ofEpochSecond(withoutBobAlone.number()).toString(),
                                0)));

        for (Stage.Actor out : List.of(bob, carol)) {
            Probe.Talk asking = out.dial(alice.address());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(asking.heard)
                            .singleElement()
                            .satisfies(word -> assertThat(word.toString()).contains("is revoked")));
        }
    }

    @Test
    void a_link_ends_by_an_earlier_list_that_was_put_into_the_directory() throws Exception {
        keysOfAlice.offer(withoutBobAlone);
        alice.host.keysChanged(LiveKeys.Change.LIST);
        Probe.Talk talk = linked(carol, alice);
        KeysFixture.putList(alices, withoutCarol);
        try {
            LiveKeys.Change change = keysOfAlice.look(Instant.now()).change();
            assertThat(change).isEqualTo(LiveKeys.Change.LIST);
            alice.host.keysChanged(change);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(talk.heard).contains(new Message.Failure("not-certified", "x")));
        } finally {
            KeysFixture.removeLists(alices);
        }
    }

    @Test
    void one_that_learns_that_it_is_revoked_says_so_once() {
        Stage.Actor itself = stage.actor(settings -> settings.keys(keysOfCarol).facts(facts::add));
        Probe.Talk talk = linked(bob, itself);

        send(bob, talk, message(withoutCarol));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(facts).contains(new Fact.OwnCertificateRevoked("carol")));
        itself.host.keysChanged(LiveKeys.Change.KEYS);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(facts).anyMatch(fact -> fact instanceof Fact.KeysChanged));
        keysOfCarol.offer(withoutBobAlone);
        itself.host.keysChanged(LiveKeys.Change.LIST);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(facts).anyMatch(fact -> fact instanceof Fact.RevokedListLacks));
        assertThat(facts).containsOnlyOnce(new Fact.OwnCertificateRevoked("carol"));
    }

    @Test
    void of_a_link_that_brought_a_list_which_nobody_here_believes_no_other_is_looked_at_and_it_stands() {
        Probe.Talk talk = linked(bob, alice);

        send(bob, talk, message(ofAnother));
        counted(alice, Counter.LISTS_UNBELIEVED, 1);
        send(bob, talk, new Revoked(Long.MAX_VALUE, "nothing"));
        counted(alice, Counter.LISTS_UNBELIEVED, 2);

        assertThat(alice.probe.accepted.get(0).fate).isEmpty();
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
    void to_a_node_without_keys_a_list_is_a_message_like_others() {
        Stage.Actor plain = stage.actor();
        Stage.Actor other = stage.actor();
        Probe.Talk talk = linked(other, plain);

        send(other, talk, message(withoutCarol));

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(plain.probe.accepted.get(0).heard).containsExactly(HELLO, message(withoutCarol)));
    }
}

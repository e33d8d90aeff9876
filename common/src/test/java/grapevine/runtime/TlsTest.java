package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts with keys: what passes, what does not, and what is said of it. */
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Origin ORIGIN = new Origin(new Address(Ip.LOOPBACK, 6001), 1);
    private static final Message HELLO = new Message.Hello(Role.PEER, "tls", ORIGIN.address(), ORIGIN.epoch(), 1);

    @TempDir
    private static Path folder;

    private static LiveKeys alice;
    private static LiveKeys bob;
    private static Path carol;
    private static Path ofAnother;
    private static Path ranOut;
    private static Path ownStore;

    private final Stage stage = Stage.withEpoll();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alice = KeysFixture.keys(network, "alice", KeyRole.PEER);
        bob = KeysFixture.keys(network, "bob", KeyRole.PEER);
        carol = KeysFixture.node(network, "carol", KeyRole.PEER);
        ofAnother = KeysFixture.node(NetworkKeys.make(folder.resolve("other")), "eve", KeyRole.PEER);
        ranOut = KeysFixture.ranOut(network, "late", KeyRole.PEER);
        ownStore = KeysFixture.signedByItself(Files.createDirectory(folder.resolve("own")));
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void two_nodes_of_a_network_talk() {
        Stage.Actor server = actor(alice);
        Stage.Actor client = actor(bob);
        server.probe.onMessage = (talk, message) -> server.probe.effects.send(talk.link, message);

        Probe.Talk talk = client.dial(server.address());
        client.tell(probe -> probe.effects.send(talk.link, new Message.Noted("hello")));

        await().untilAsserted(() -> assertThat(talk.heard).containsExactly(new Message.Noted("hello")));
        assertThat(talk.fate).containsExactly("opened");
        assertThat(failures).isEmpty();
    }

    @Test
    void messages_of_every_size_come_whole_and_in_order() {
        Stage.Actor server = actor(alice);
        Stage.Actor client = actor(bob);
        List<Gossip> sent = IntStream.range(0, 300)
                .mapToObj(i -> gossip(i + 1, new byte[i % 10 == 0 ? 60_000 : i]))
                .toList();

        Probe.Talk talk = client.dial(server.address());
        client.tell(probe -> {
            probe.effects.send(talk.link, HELLO);
            sent.forEach(message -> probe.effects.send(talk.link, message));
        });

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(talk.fate).containsExactly("opened");
            assertThat(client.probe.counters.nonZero()).isEmpty();
            assertThat(server.probe.accepted).hasSize(1);
            assertThat(server.probe.accepted.get(0).heard).hasSize(1 + sent.size());
        });
        assertThat(server.probe.accepted.get(0).heard.subList(1, 1 + sent.size()))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_end_of_one_direction_is_an_orderly_end(boolean isEpoll) {
        try (Stage both = isEpoll ? Stage.withEpoll() : Stage.withNio()) {
            Stage.Actor server = both.actor(settings -> settings.keys(alice));
            Stage.Actor client = both.actor(settings -> settings.keys(bob));
            Probe.Talk talk = client.dial(server.address());
            client.tell(probe -> {
                probe.effects.send(talk.link, new Message.Noted("last"));
                probe.effects.finish(talk.link);
            });

            await().untilAsserted(() -> {
                assertThat(server.probe.accepted).hasSize(1);
                assertThat(server.probe.accepted.get(0).heard).containsExactly(new Message.Noted("last"));
                assertThat(server.probe.accepted.get(0).fate).containsExactly("lost ENDED");
            });
            await().untilAsserted(() -> assertThat(talk.fate).containsExactly("opened", "lost ENDED"));
        }
    }

    @Test
    void an_answer_comes_after_the_end_of_the_question() throws Exception {
        Stage.Actor server = actor(alice);
        server.probe.onMessage = (talk, message) -> {
            server.probe.effects.send(talk.link, new Message.Noted("answer"));
            server.probe.effects.finish(talk.link);
        };

        try (TlsClient client = new TlsClient(server.address(), KeysFixture.store(carol), "TLSv1.3")) {
            client.say("Noted question\n");
            client.sayNoMore();
            assertThat(client.hearAll()).isEqualTo("Noted answer\n");
        }
    }

    @Test
    void what_is_said_after_our_own_end_still_comes() throws Exception {
        Stage.Actor server = actor(alice);
        server.probe.onMessage = (talk, message) -> server.probe.effects.finish(talk.link);

        try (TlsClient client = new TlsClient(server.address(), KeysFixture.store(carol), "TLSv1.3")) {
            client.say("Left\n");
            assertThat(client.hearAll()).isEmpty();
            client.say("Noted more\n");
            await().untilAsserted(() -> assertThat(server.probe.accepted.get(0).heard)
                    .containsExactly(new Message.Left(), new Message.Noted("more")));
            assertThat(server.probe.accepted.get(0).fate).isEmpty();
            client.sayNoMore();

            await().untilAsserted(
                            () -> assertThat(server.probe.accepted.get(0).fate).containsExactly("lost ENDED"));
        }
    }

    @Test
    void an_end_that_tls_does_not_say_is_a_broken_connection() throws Exception {
        Stage.Actor server = actor(alice);

        try (TlsClient client = new TlsClient(server.address(), KeysFixture.store(carol), "TLSv1.3")) {
            client.say("Left\n");
            await().until(() -> !server.probe.accepted.isEmpty()
                    && !server.probe.accepted.get(0).heard.isEmpty());
            client.cutShort();

            await().untilAsserted(
                            () -> assertThat(server.probe.accepted.get(0).fate).containsExactly("lost RESET"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "Hello 5 default peer 127.0.0.1:6001 1\n", "\u0000"})
    void who_speaks_plain_is_answered_by_nothing_closed_and_counted(String said) throws Exception {
        Stage.Actor server = actor(alice);

        try (Raw client = new Raw(server.address())) {
            client.say(said);
            assertThat(client.hearAll()).isEmpty();
        }

        counted(server, Counter.DROPPED_PLAIN, 1);
        counted(server, Counter.TLS_FAILED, 0);
        assertThat(failures).containsExactly("speaks plain, where both ends have to show a certificate");
        assertThat(server.probe.accepted).isEmpty();
        stillWorks(server);
    }

    @Test
    void who_is_dialled_and_speaks_plain_or_not_at_all_is_no_link() throws Exception {
        Stage.Actor plain = stage.actor();
        Stage.Actor client = actor(bob);

        Probe.Talk talk = client.dial(plain.address());
        client.tell(probe -> probe.effects.send(talk.link, new Message.Noted("secret")));

        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("failed UNREACHABLE"));
        assertThat(plain.probe.accepted).allSatisfy(met -> assertThat(met.heard).isEmpty());
    }

    @Test
    void a_plain_node_gets_no_link_with_one_that_has_keys() {
        Stage.Actor server = actor(alice);
        Stage.Actor plain = stage.actor();

        Probe.Talk talk = plain.dial(server.address());
        plain.tell(probe -> probe.effects.send(talk.link, new Message.Noted("hello")));

        await().untilAsserted(
                        () -> assertThat(talk.fate).hasSize(2).last().asString().startsWith("lost"));
        assertThat(server.probe.accepted).isEmpty();
        counted(server, Counter.DROPPED_PLAIN, 1);
    }

    @Test
    void a_certificate_of_another_network_is_refused() throws Exception {
        Stage.Actor server = actor(alice);

        refused(server, KeysFixture.store(ofAnother), "TLSv1.3");

        assertThat(failures).containsExactly("its certificate is of another network");
    }

    @ParameterizedTest
    @CsvSource({"Ed25519, 255, Ed25519", "EC, 384, an elliptic curve of 384 bits"})
    void a_member_with_a_key_of_another_kind_is_refused_with_a_word(String algorithm, int size, String kind)
            throws Exception {
        Stage.Actor server = actor(alice);
        Path odd = KeysFixture.withKey(
                NetworkKeys.open(folder.resolve("mine")), algorithm + size, KeysFixture.key(algorithm, size));

        refused(server, KeysFixture.store(odd), "TLSv1.3");

        assertThat(failures)
                .containsExactly("its certificate is for a key of " + kind + ", and keys of a network are of P-256");
    }

    @Test
    void a_node_of_another_network_is_refused_at_both_ends() throws Exception {
        Stage.Actor server = actor(alice);
        Stage.Actor stranger = actor(LiveKeys.read(ofAnother, KeyRole.PEER));

        Probe.Talk talk = stranger.dial(server.address());

        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("failed UNREACHABLE"));
        counted(stranger, Counter.TLS_FAILED, 1);
        counted(server, Counter.TLS_FAILED, 1);
        assertThat(failures)
                .containsExactlyInAnyOrder(
                        "its certificate is of another network",
                        "it refuses this node, whose certificate is not of its network (certificate_unknown)");
        stillWorks(server);
    }

    @Test
    void who_shows_a_certificate_that_ran_out_is_told_so_with_both_times_and_has_no_link() throws Exception {
        Stage.Actor server = actor(alice);
        try (TlsClient client = new TlsClient(server.address(), KeysFixture.store(ranOut), "TLSv1.3")) {
            client.say("Status\n");
            client.sayNoMore();

            assertThat(client.hearAll())
                    .matches("Error not-certified the certificate of late ran out at \\S+Z, and the clock of alice says"
                            + " \\S+Z\n");
        }
        counted(server, Counter.TLS_FAILED, 1);
        assertThat(failures)
                .singleElement()
                .asString()
                .matches("the certificate of late ran out at \\S+Z, and the clock of alice says \\S+Z");
        assertThat(server.probe.accepted).isEmpty();
        stillWorks(server);
    }

    @Test
    void a_node_that_kept_a_certificate_that_ran_out_hears_why_nobody_links_with_it() throws Exception {
        Stage.Actor server = actor(alice);
        Stage.Actor late = actor(LiveKeys.read(ranOut, KeyRole.PEER));

        Probe.Talk dialling = late.dial(server.address());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(dialling.fate).containsExactly("opened", "lost ENDED"));
        saysThatItRanOut(dialling);
        counted(server, Counter.TLS_FAILED, 1);

        Probe.Talk dialled = server.dial(late.address());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(dialled.fate).containsExactly("failed UNREACHABLE"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(late.probe.accepted)
                        .singleElement()
                        .satisfies(talk -> assertThat(talk.fate).containsExactly("lost ENDED")));
        saysThatItRanOut(late.probe.accepted.get(0));
        counted(server, Counter.TLS_FAILED, 2);
        counted(late, Counter.TLS_FAILED, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-02T00:00:00Z", "2106-02-08T00:00:00Z"})
    void whoever_has_a_wrong_clock_links_with_others_whichever_dials(String time) throws Exception {
        Stage.Actor right = actor(alice);
        Stage.Actor wrong = actor(bob, WrongClock.at(Instant.parse(time)));
        Stage.Actor another = actor(LiveKeys.read(carol, KeyRole.PEER), WrongClock.at(Instant.parse(time)));

        for (Stage.Actor[] each : new Stage.Actor[][] {{wrong, right}, {right, wrong}, {wrong, another}}) {
            Probe.Talk talk = each[0].dial(each[1].address());
            each[0].tell(probe -> probe.effects.send(talk.link, HELLO));

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(talk.fate).containsExactly("opened");
                assertThat(each[1].probe.accepted)
                        .isNotEmpty()
                        .last()
                        .satisfies(met -> assertThat(met.heard).hasSize(1));
            });
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whoever_has_a_clock_before_the_certificates_says_so_once() {
        List<Fact> facts = new CopyOnWriteArrayList<>();
        Stage.Actor right = actor(alice);
        Stage.Actor wrong = stage.actor(settings -> settings.keys(bob)
                .machine(WrongClock.at(Instant.parse("1970-01-02T00:00:00Z")))
                .facts(facts::add));
        for (int i = 0; i < 3; i++) {
            Probe.Talk talk = wrong.dial(right.address());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("opened"));
        }

        Instant from = bob.now().certificate().getNotBefore().toInstant();
        assertThat(facts)
                .filteredOn(fact -> fact instanceof Fact.ClockBehind)
                .singleElement()
                .satisfies(fact -> {
                    Fact.ClockBehind behind = (Fact.ClockBehind) fact;
                    assertThat(behind.of()).isEqualTo("bob");
                    assertThat(behind.validFrom()).isEqualTo(from.toString());
                    assertThat(behind.clock()).startsWith("1970-01-02T00:0");
                });
    }

    private static void saysThatItRanOut(Probe.Talk talk) {
        assertThat(talk.heard).singleElement().satisfies(message -> {
            Message.Failure failure = (Message.Failure) message;
            assertThat(failure.reason()).isEqualTo("not-certified");
            assertThat(failure.text()).startsWith("the certificate of late ran out at ");
        });
    }

    @Test
    void a_certificate_that_is_signed_by_itself_is_refused() throws Exception {
        Stage.Actor server = actor(alice);

        refused(server, ownStore, "TLSv1.3");

        assertThat(failures).containsExactly("its certificate is signed by itself");
    }

    @Test
    void who_shows_no_certificate_is_refused() throws Exception {
        Stage.Actor server = actor(alice);

        refused(server, null, "TLSv1.3");

        assertThat(failures).containsExactly("it shows no certificate");
    }

    @Test
    void tls_older_than_1_3_is_refused_whatever_certificate_comes_with_it() throws Exception {
        Stage.Actor server = actor(alice);

        refused(server, KeysFixture.store(carol), "TLSv1.2");

        assertThat(failures).singleElement().asString().contains("TLSv1.2");
    }

    @Test
    void a_handshake_that_stands_still_is_over_in_time() throws Exception {
        Stage.Actor server = actor(alice);

        try (Raw client = new Raw(server.address())) {
            client.say("\u0016");
            client.hearAll();
        }

        counted(server, Counter.TLS_FAILED, 1);
        assertThat(failures).containsExactly("no handshake within 5000 ms");
    }

    @Test
    void nothing_that_is_said_stands_in_clear_on_the_way() throws Exception {
        Stage.Actor server = actor(alice);
        Stage.Actor client = actor(bob);
        server.probe.onMessage = (talk, message) -> server.probe.effects.send(talk.link, message);
        byte[] payload = "what nobody else may read".getBytes(StandardCharsets.US_ASCII);

        try (Recorder recorder = new Recorder(server.address())) {
            Probe.Talk talk = client.dial(recorder.address());
            client.tell(probe -> {
                probe.effects.send(talk.link, HELLO);
                probe.effects.send(talk.link, gossip(1, payload));
            });
            await().until(() -> talk.heard.size() == 2);

            assertThat(recorder.seen())
                    .hasSizeGreaterThan(1_000)
                    .doesNotContain("nobody", "Gossip", "127.0.0.1", "alice", "bob");
        }
        try (Recorder recorder = new Recorder(stage.actor().address())) {
            Stage.Actor plain = stage.actor();
            Probe.Talk talk = plain.dial(recorder.address());
            plain.tell(probe -> probe.effects.send(talk.link, gossip(1, payload)));

            await().untilAsserted(
                            () -> assertThat(recorder.seen()).as("without keys").contains("nobody"));
        }
    }

    @Test
    void a_host_that_closes_says_goodbye_and_frees_its_port_at_once() throws Exception {
        Stage.Actor server = actor(alice);
        Stage.Actor client = actor(bob);
        Probe.Talk talk = client.dial(server.address());
        await().until(() -> !server.probe.accepted.isEmpty() && !talk.fate.isEmpty());

        server.host.close();

        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("opened", "lost ENDED"));
        HostSettings again = HostSettings.builder("again", stage.jobs, stage.loops)
                .listenOn(server.address().ip(), server.address().port())
                .build();
        try (TcpHost second = TcpHost.listen(again)) {
            assertThat(second.localAddress()).isEqualTo(server.address());
        }
    }

    private Stage.Actor actor(LiveKeys keys) {
        return actor(keys, new MachineClocks());
    }

    private Stage.Actor actor(LiveKeys keys, MachineClocks clocks) {
        return stage.actor(settings -> settings.keys(keys).machine(clocks).facts(fact -> {
            if (fact instanceof Fact.TlsFailed failed) {
                assertThat(failed.ip()).isEqualTo(Ip.LOOPBACK);
                failures.add(failed.why());
            }
        }));
    }

    /** A client with this certificate has no link, and others have. */
    private void refused(Stage.Actor server, Path store, String protocol) throws Exception {
        try (TlsClient client = new TlsClient(server.address(), store, protocol)) {
            assertThatThrownBy(client::handshakeAndRead).isInstanceOf(IOException.class);
        }
        counted(server, Counter.TLS_FAILED, 1);
        assertThat(server.probe.accepted).isEmpty();
        stillWorks(server);
    }

    private void stillWorks(Stage.Actor server) {
        Probe.Talk talk = actor(bob).dial(server.address());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("opened"));
    }

    private static void counted(Stage.Actor actor, Counter counter, long times) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            long counted = actor.ask(probe -> probe.counters.get(counter));
            assertThat(counted).isEqualTo(times);
        });
    }

    private static Gossip gossip(int n, byte[] payload) {
        return Gossip.of(ORIGIN, n, 1, new byte[0], payload);
    }
}

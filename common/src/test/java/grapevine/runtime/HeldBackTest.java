package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Budget;
import grapevine.wire.Encoder;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes of a link of which enough waits, also when the other side ends or breaks off. */
@ParameterizedClass
@EnumSource
class HeldBackTest {
    enum Transport {
        EPOLL,
        NIO
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of the least input there is, of which a half is for what came whole. */
    private static final long ROOM = 128 * 1024;

    private static final String LINE = text(new Message.LivenessReply(1, Ip.LOOPBACK, -1, -1));

    /** What the kernels of both ends take, and more than {@link #ROOM}. */
    private static final int LINES = 150_000 / LINE.length();

    @TempDir
    private static Path folder;

    private static LiveKeys alice;
    private static Path bob;

    private final Transport transport;
    private final Stage stage;
    private final Rooms rooms = new Rooms(new Budget(0));
    private final AtomicInteger heard = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    HeldBackTest(Transport transport) {
        this.transport = transport;
        stage = transport == Transport.EPOLL ? Stage.withEpoll() : Stage.withNio();
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("keys"));
        alice = KeysFixture.keys(network, "alice", KeyRole.PEER);
        bob = KeysFixture.node(network, "bob", KeyRole.PEER);
    }

    @AfterEach
    void end() {
        release.countDown();
        stage.close();
    }

    @Test
    void what_was_said_before_the_end_is_taken_in_as_it_fits_and_all_of_it() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms));
        try (Raw other = new Raw(node.address())) {
            Probe.Talk talk = blocked(node);
            sayAllAndNoMore(other);

            staysWithinTheRoom();
            release.countDown();

            endsWithAllHeard(talk);
        }
    }

    @Test
    void what_was_said_before_the_end_comes_also_after_the_connection_was_cut() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms));
        try (Raw other = new Raw(node.address())) {
            Probe.Talk talk = blocked(node);
            sayAllAndNoMore(other);
            if (transport == Transport.EPOLL) { // else nobody has heard of the end yet
                assertThat(other.hearAll()).isEmpty();
            }

            release.countDown();

            endsWithAllHeard(talk);
        }
    }

    @Test
    void what_was_said_before_a_reset_is_taken_in_as_it_fits_and_may_be_lost() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms));
        try (Raw other = new Raw(node.address())) {
            Probe.Talk talk = blocked(node);
            other.say(LINE.repeat(LINES));
            staysWithinTheRoom();
            other.reset();

            staysWithinTheRoom();
            release.countDown();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("lost RESET"));
        }
    }

    @Test
    void a_link_that_is_broken_off_is_lost_whatever_was_said_on_it_and_not_read() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms).controlBacklog(Limits.BODY));
        try (Raw other = new Raw(node.address())) {
            Probe.Talk talk = blocked(node);
            node.probe.onMessage = (ours, message) -> {
                for (int i = 0; i < 60_000; i++) {
                    node.probe.effects.send(ours.link, new Message.Noted("x".repeat(32)));
                }
            };
            sayAllAndNoMore(other);

            staysWithinTheRoom();
            release.countDown();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("lost RESET"));
        }
    }

    @Test
    void where_many_end_with_much_unread_one_goes() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms));
        try (Raw one = new Raw(node.address());
                Raw other = new Raw(node.address())) {
            await().atMost(PATIENCE).until(() -> node.probe.accepted.size() == 2);
            block(node);
            for (Raw each : List.of(one, other)) {
                sayAllAndNoMore(each);
            }

            staysWithinTheRoom();
            release.countDown();

            await().atMost(PATIENCE).until(() -> fates(node).size() == 2);
            assertThat(fates(node))
                    .containsExactlyInAnyOrder(
                            transport == Transport.EPOLL ? "lost RESET" : "lost ENDED", "lost ENDED");
        }
    }

    private static List<String> fates(Stage.Actor node) {
        return node.probe.accepted.stream().flatMap(talk -> talk.fate.stream()).toList();
    }

    @Test
    void what_was_said_by_tls_is_taken_in_as_it_fits_and_all_of_it() throws Exception {
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms).keys(alice));
        try (TlsClient other = new TlsClient(node.address(), KeysFixture.store(bob), "TLSv1.3")) {
            Origin origin = new Origin(node.address(), 1);
            other.say(text(new Message.Hello(Role.PEER, "x", origin.address(), origin.epoch(), 1)));
            await().atMost(PATIENCE).until(() -> node.probe.accepted.size() == 1);
            Probe.Talk talk = node.probe.accepted.get(0);
            await().atMost(PATIENCE).until(() -> talk.heard.size() == 1);
            block(node);
            other.say(LINE.repeat(LINES));
            other.sayNoMore();

            staysWithinTheRoom();
            release.countDown();

            endsWithAllHeard(talk);
        }
    }

    /** From the moment when the link is there the lane handles nothing until it is released. */
    private Probe.Talk blocked(Stage.Actor node) throws InterruptedException {
        await().atMost(PATIENCE).until(() -> node.probe.accepted.size() == 1);
        block(node);
        return node.probe.accepted.get(0);
    }

    private void block(Stage.Actor node) throws InterruptedException {
        node.probe.onMessage = (talk, message) -> heard.incrementAndGet();
        node.block(release);
    }

    private static void sayAllAndNoMore(Raw other) throws IOException {
        other.say(LINE.repeat(LINES));
        other.sayNoMore();
    }

    private void endsWithAllHeard(Probe.Talk talk) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(talk.fate).containsExactly("lost ENDED"));
        assertThat(heard).hasValue(LINES);
    }

    /** But for one read, in which messages take some times their bytes. */
    private void staysWithinTheRoom() throws Exception {
        await().atMost(PATIENCE).until(() -> rooms.input.free() <= 0);
        stage.awaitRounds(200);
        assertThat(-rooms.input.free()).isLessThan(4 * ROOM);
    }

    private static String text(Message message) {
        return new String(Encoder.encode(message), StandardCharsets.US_ASCII);
    }
}

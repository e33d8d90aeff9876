package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How links begin, carry, jam and end, over real sockets on both transports. */
@ParameterizedClass
@EnumSource
class LinkTest {
    enum Transport {
        EPOLL,
        NIO
    }

    private static final Origin ORIGIN = new Origin(new Address(Ip.LOOPBACK, 6001), 1);

    private final Stage stage;

    LinkTest(Transport transport) {
        stage = transport == Transport.EPOLL ? Stage.withEpoll() : Stage.withNio();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    // Dials

    @Test
    void a_dial_to_a_port_where_nobody_listens_is_refused() throws IOException {
        Stage.Actor node = stage.actor();

        Probe.Talk talk = node.dial(closedPort());

        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("failed REFUSED"));
    }

    @Test
    void what_waits_on_a_connection_takes_no_room_of_others_once_it_is_gone() throws IOException {
        Rooms rooms = new Rooms(Budget.PLENTY);
        long all = rooms.control.free();
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms).connectTimeout(Duration.ofMillis(300)));
        Probe.Talk refused = node.dial(closedPort());
        node.tell(probe -> probe.effects.send(refused.link, new Message.Status()));
        await().untilAsserted(() -> assertThat(refused.fate).containsExactly("failed REFUSED"));
        assertThat(rooms.control.free()).isEqualTo(all);

        Raw unread = new Raw(node.address());
        await().until(() -> node.probe.accepted.size() == 1);
        Probe.Talk talk = node.probe.accepted.get(0);
        node.tell(probe -> {
            for (int i = 0; i < 10_000 && talk.link.backlog() < 100_000; i++) {
                probe.effects.send(talk.link, new Message.Answer("a".repeat(8_000) + "\n"));
            }
        });
        unread.reset();
        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("lost RESET"));
        node.tell(probe -> probe.effects.send(talk.link, new Message.Status()));

        await().untilAsserted(() -> assertThat(rooms.control.free()).isEqualTo(all));
    }

    @Test
    void a_dial_that_nobody_answers_times_out() throws IOException {
        Stage.Actor node = stage.actor(settings -> settings.connectTimeout(Duration.ofMillis(300)));
        try (Deaf deaf = new Deaf()) {
            Probe.Talk talk = node.dial(deaf.address());

            await().untilAsserted(() -> assertThat(talk.fate).containsExactly("failed TIMED_OUT"));
        }
    }

    @Test
    void a_dial_that_is_closed_hears_nothing() throws IOException {
        Stage.Actor node = stage.actor(settings -> settings.connectTimeout(Duration.ofMillis(300)));
        try (Deaf deaf = new Deaf()) {
            Probe.Talk cancelled = node.ask(probe -> {
                Probe.Talk dialled = probe.dial(deaf.address());
                probe.effects.close(dialled.link);
                return dialled;
            });
            Probe.Talk later = node.dial(deaf.address());
            node.tell(probe -> probe.effects.close(later.link));
            Probe.Talk last = node.dial(deaf.address());

            await().untilAsserted(() -> assertThat(last.fate).containsExactly("failed TIMED_OUT"));
            assertThat(cancelled.fate).isEmpty();
            assertThat(later.fate).isEmpty();
        }
    }

    @Test
    void a_node_is_seen_under_the_ip_it_is_bound_to() {
        Stage.Actor server = stage.actor();
        Stage.Actor client = stage.actor(settings -> settings.listenOn(Ip.parse("127.0.0.7"), 0));

        client.dial(server.address());

        await().until(() -> !server.probe.accepted.isEmpty());
        assertThat(server.probe.accepted.get(0).link.remoteIp()).isEqualTo(Ip.parse("127.0.0.7"));
    }

    // Ends

    @Test
    void the_other_sides_end_and_its_reset_are_told_apart() throws IOException {
        Stage.Actor node = stage.actor();
        try (Raw polite = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            polite.hangUp();
        }
        Raw rude = new Raw(node.address());
        await().until(() -> node.probe.accepted.size() == 2);
        rude.reset();

        await().untilAsserted(() -> assertThat(node.probe.accepted.get(0).fate).containsExactly("lost ENDED"));
        await().untilAsserted(() -> assertThat(node.probe.accepted.get(1).fate).containsExactly("lost RESET"));
    }

    @Test
    void an_asker_that_ends_its_direction_first_still_gets_the_answer() throws IOException {
        Stage.Actor node = stage.actor();
        node.probe.onMessage = (talk, message) -> node.probe.effects.send(talk.link, new Message.Answer("a=1\n"));
        try (Raw asker = new Raw(node.address())) {
            asker.say("Status\n");
            asker.sayNoMore();

            assertThat(asker.hearAll()).isEqualTo("Answer 4\na=1\n\n");
        }
    }

    @Test
    void who_says_more_than_is_read_at_once_and_ends_its_direction_still_gets_the_answer() throws Exception {
        Stage.Actor node = stage.actor();
        node.probe.onMessage = (talk, message) -> {
            if (message instanceof Message.Status) {
                node.probe.effects.send(talk.link, new Message.Answer("a=1\n"));
            }
        };
        CountDownLatch release = new CountDownLatch(1);
        try (Raw asker = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            node.block(release);
            String line = new String(
                    Encoder.encode(new Message.LivenessReply(1, Ip.LOOPBACK, -1, -1)), StandardCharsets.US_ASCII);
            asker.say(line.repeat(ReadCredit.CREDIT / line.length() + 100));
            asker.say("Status\n");
            asker.sayNoMore();
            stage.awaitRounds(100);
            release.countDown();

            assertThat(asker.hearAll()).isEqualTo("Answer 4\na=1\n\n");
        }
        await().untilAsserted(() -> assertThat(node.probe.accepted.get(0).fate).containsExactly("lost ENDED"));
    }

    @Test
    void a_finished_link_sends_what_was_said_and_reads_to_the_end() throws IOException {
        Stage.Actor node = stage.actor();
        node.probe.onMessage = (talk, message) -> {
            if (message instanceof Message.Status) {
                node.probe.effects.send(talk.link, gossip(1, 50_000));
                node.probe.effects.send(talk.link, new Message.Bye("done"));
                node.probe.effects.finish(talk.link);
                node.probe.effects.send(talk.link, new Message.Left());
            }
        };
        try (Raw other = new Raw(node.address())) {
            other.say("Status\n");

            assertThat(other.hearAll()).startsWith("Gossip ").endsWith("\nBye done 0\n\n");
            other.say("Noted late\nNoted later\n");
            other.hangUp();
        }
        Probe.Talk talk = node.probe.accepted.get(0);
        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("lost ENDED"));
        assertThat(talk.heard)
                .containsExactly(new Message.Status(), new Message.Noted("late"), new Message.Noted("later"));
    }

    @Test
    void two_nodes_end_a_link_in_order_when_one_finishes_it() {
        Stage.Actor node = stage.actor();
        Stage.Actor other = stage.actor();
        Probe.Talk talk = node.dial(other.address());

        node.tell(probe -> {
            probe.effects.send(talk.link, new Message.Left());
            probe.effects.finish(talk.link);
        });

        await().untilAsserted(() -> assertThat(talk.fate).containsExactly("opened", "lost ENDED"));
        assertThat(other.probe.accepted.get(0).heard).containsExactly(new Message.Left());
    }

    @Test
    void the_other_side_has_three_seconds_to_end_too() {
        Stage.Actor node = stage.actor();
        try (Raw other = new Raw(node.address())) {
            await().until(() -> !node.probe.accepted.isEmpty());
            Probe.Talk talk = node.probe.accepted.get(0);
            long start = System.nanoTime();

            node.tell(probe -> probe.effects.finish(talk.link));

            assertThat(other.hearAll()).isEmpty();
            await().untilAsserted(() -> assertThat(talk.fate).containsExactly("lost RESET"));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2_900), Duration.ofMillis(6_000));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void garbage_is_told_after_what_was_right_and_answered_with_an_error_line() throws IOException {
        Stage.Actor node = stage.actor();
        Stage.Actor bystander = stage.actor();
        Probe.Talk innocent = bystander.dial(node.address());
        await().until(() -> node.probe.accepted.size() == 1);
        try (Raw liar = new Raw(node.address())) {
            liar.say("Noted right\nNot a message\nNoted wrong\n" + "x".repeat(100_000));

            assertThat(liar.hearAll()).isEqualTo("Error garbage x\n");
        }
        Probe.Talk talk = node.probe.accepted.get(1);
        assertThat(talk.heard).containsExactly(new Message.Noted("right"));
        assertThat(talk.fate).containsExactly("violation GARBAGE");
        assertThat(innocent.fate).containsExactly("opened");
    }

    @Test
    void a_closed_link_says_and_hears_nothing_more() throws IOException {
        Stage.Actor node = stage.actor();
        node.probe.onMessage = (talk, message) -> {
            node.probe.effects.close(talk.link);
            node.probe.effects.send(talk.link, new Message.Left());
        };
        try (Raw other = new Raw(node.address())) {
            other.say("Noted one\nNoted two\n");

            assertThat(other.hearAll()).isEmpty();
        }
        Probe.Talk talk = node.probe.accepted.get(0);
        assertThat(talk.heard).hasSize(1);
        assertThat(talk.fate).isEmpty();
    }

    @Test
    void of_messages_that_came_in_part_those_go_whose_ip_holds_most() throws IOException {
        Rooms rooms = new Rooms(new Budget(0));
        Stage.Actor node = stage.actor(settings -> settings.rooms(rooms));
        byte[] small = gossip(1, 1_000).frame();
        byte[] large = gossip(2, 60_000).frame();
        Ip strange = Ip.v4(0x7f00_0002);
        List<Raw> strangers = new ArrayList<>();
        try (Raw neighbour = new Raw(node.address())) {
            neighbour.say("Noted begun\n");
            neighbour.say(small, 0, small.length - 1);
            await().until(() -> node.probe.accepted.size() == 1);
            Probe.Talk honest = node.probe.accepted.get(0);
            for (int i = 0; i < 8; i++) {
                Raw stranger = new Raw(strange, node.address());
                strangers.add(stranger);
                stranger.say("Noted begun\n");
                stranger.say(large, 0, large.length - 1);
            }
            await().until(() -> node.probe.accepted.stream()
                            .filter(talk -> !talk.fate.isEmpty())
                            .count()
                    >= 5);

            neighbour.say(small, small.length - 1, small.length);

            await().untilAsserted(() -> assertThat(honest.heard).hasSize(2));
            assertThat(honest.fate).isEmpty();
        } finally {
            for (Raw stranger : strangers) {
                stranger.close();
            }
        }
    }

    // Jams

    @Test
    void a_reader_that_stops_does_not_stop_another_and_what_it_misses_is_counted() throws IOException {
        Stage.Actor node = stage.actor(settings -> settings.gossipBacklog(1024 * 1024));
        try (Raw stopped = new Raw(node.address());
                Raw reading = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 2);
            Gossip message = gossip(1, 10_000);
            int size = message.frame().length;

            for (int i = 0; i < 500; i++) {
                node.tell(probe -> probe.accepted.forEach(talk -> probe.effects.send(talk.link, message)));
                assertThat(reading.hear(size)).hasSize(size);
            }

            long dropped = node.ask(probe -> probe.counters.get(Counter.DROPPED_BACKLOG_FULL));
            assertThat(dropped).isPositive();
            assertThat(node.probe.accepted).allMatch(talk -> talk.fate.isEmpty());
            await().untilAsserted(() -> assertThat(node.probe.accepted.stream().mapToLong(talk -> talk.link.backlog()))
                    .anyMatch(bytes -> bytes > 900_000)
                    .anyMatch(bytes -> bytes == 0));
            TcpLink full = node.probe.accepted.stream()
                    .map(talk -> (TcpLink) talk.link)
                    .filter(link -> link.backlog() > 0)
                    .findFirst()
                    .orElseThrow();
            await().until(() -> node.ask(probe -> full.isStalled()));
            assertThat(stopped.hear(100 * size)).hasSize(100 * size);
            await().until(() -> !node.ask(probe -> full.isStalled()));
        }
    }

    @Test
    void a_control_message_overtakes_the_gossip_that_waits() throws IOException {
        Stage.Actor node = stage.actor();
        try (Raw slow = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            Gossip message = gossip(1, 60_000);
            int frames = 60;

            node.tell(probe -> {
                for (int i = 0; i < frames; i++) {
                    probe.effects.send(probe.accepted.get(0).link, message);
                }
            });
            await().until(() -> node.probe.accepted.get(0).link.backlog() > 1_000_000);
            node.tell(probe -> {
                probe.effects.send(probe.accepted.get(0).link, new Message.Noted("ping"));
                probe.effects.send(probe.accepted.get(0).link, new Message.Bye("done"));
                probe.effects.finish(probe.accepted.get(0).link);
            });

            String all = slow.hearAll();
            assertThat(all).endsWith("\nBye done 0\n\n").contains("\nNoted ping\nGossip ");
            assertThat(all.length()).isGreaterThan(frames * message.frame().length);
        }
    }

    @Test
    void gossip_that_goes_ahead_overtakes_what_waits() throws IOException {
        Stage.Actor node = stage.actor();
        try (Raw slow = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            int frames = 60;

            node.tell(probe -> {
                for (int n = 1; n <= frames; n++) {
                    probe.effects.send(probe.accepted.get(0).link, gossip(n, 60_000));
                }
            });
            await().until(() -> node.probe.accepted.get(0).link.backlog() > 1_000_000);
            node.tell(probe -> {
                probe.effects.sendAhead(probe.accepted.get(0).link, gossip(1000, 10));
                probe.effects.finish(probe.accepted.get(0).link);
            });

            String all = slow.hearAll();
            int place = all.indexOf(new String(gossip(1000, 10).frame(), StandardCharsets.US_ASCII));
            assertThat(place).isPositive().isLessThan(all.length() - 1_000_000);
            assertThat(all.length()).isGreaterThan(frames * 60_000);
        }
    }

    @Test
    void links_that_are_to_hold_little_hand_less_to_the_system_also_when_they_are_made_later() throws IOException {
        long plain = handedOver(false, false);
        long little = handedOver(true, false);
        long later = handedOver(true, true);
        long again = handedOver(false, true);

        assertThat(little).as("of %s", plain).isLessThan(plain * 2 / 3);
        assertThat(later).as("of %s", plain).isLessThan(plain * 2 / 3);
        assertThat(again).as("of %s", little).isGreaterThan(little * 3 / 2);
    }

    /**
     * How many bytes of a link have left the process where the other end reads none.
     *
     * @param isLittle whether it is to hold little then
     * @param isBefore whether it was to hold little before there was a link
     */
    private long handedOver(boolean isLittle, boolean isBefore) throws IOException {
        Stage.Actor node = stage.actor();
        node.tell(probe -> probe.effects.holdLittle(isBefore));
        try (Raw unread = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            TcpLink link = (TcpLink) node.probe.accepted.get(0).link;
            Gossip message = gossip(1, 10_000);
            int frames = 200;
            node.tell(probe -> {
                probe.effects.holdLittle(isLittle);
                for (int i = 0; i < frames; i++) {
                    probe.effects.send(link, message);
                }
            });
            await().until(() -> node.ask(probe -> link.isStalled()));
            assertThat(unread.hear(1)).hasSize(1);
            return (long) frames * message.frame().length - link.backlog();
        }
    }

    @Test
    void a_link_with_too_many_control_messages_waiting_is_broken_off() throws IOException {
        Stage.Actor node = stage.actor();
        try (Raw slow = new Raw(node.address())) {
            await().until(() -> node.probe.accepted.size() == 1);
            Probe.Talk talk = node.probe.accepted.get(0);
            Message.Answer large = new Message.Answer("k=v\n".repeat(10_000));

            node.tell(probe -> {
                for (int i = 0; i < 100; i++) {
                    probe.effects.send(talk.link, large);
                }
            });

            await().untilAsserted(() -> assertThat(talk.fate).containsExactly("lost RESET"));
            assertThat(slow.hearAll()).hasSizeLessThan(100 * large.text().length());
        }
    }

    @Test
    void a_node_that_does_not_keep_up_holds_back_the_sender_and_misses_nothing() throws Exception {
        Stage.Actor node = stage.actor();
        int count = 200_000;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            lines.write(Encoder.encode(new Message.LivenessReply(i, Ip.LOOPBACK, -1, -1)));
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
        CountDownLatch release = new CountDownLatch(1);
        List<Long> heard = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(count);
        node.probe.onMessage = (talk, message) -> {
            heard.add(((Message.LivenessReply) message).timestamp());
            all.countDown();
        };

        try (SocketChannel sender = SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), node.address().port()))) {
            await().until(() -> node.probe.accepted.size() == 1);
            node.block(release);
            sender.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
            sender.configureBlocking(false);
            assertThat(Raw.pour(sender, bytes)).isLessThan(3_000_000).isLessThan(bytes.capacity());
            release.countDown();
            sender.configureBlocking(true);
            while (bytes.hasRemaining()) {
                sender.write(bytes);
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(heard).hasSize(count).isSorted();
    }

    private static Gossip gossip(long n, int payload) {
        return Gossip.of(ORIGIN, n, 1, new byte[0], new byte[payload]);
    }

    private static Address closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address(Ip.LOOPBACK, socket.getLocalPort());
        }
    }

    /** A listener whose queue of connections is full: the kernel drops further attempts without an answer. */
    private static final class Deaf implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> filling = new ArrayList<>();

        Deaf() throws IOException {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(socket.getLocalSocketAddress());
                filling.add(channel);
            }
        }

        Address address() {
            return new Address(Ip.LOOPBACK, socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : filling) {
                channel.close();
            }
            socket.close();
        }
    }
}

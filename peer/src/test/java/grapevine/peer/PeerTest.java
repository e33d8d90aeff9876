package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.clock.Stamp;
import grapevine.policy.Clocks;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers on real sockets that find each other without seeds. */
class PeerTest {
    private static final long SECONDS = 20;

    private final List<Peer> peers = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        peers.forEach(Peer::close);
    }

    @Test
    void what_one_peer_publishes_the_other_receives_with_its_name_and_origin() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder(), heard::add);
        Instant before = Instant.now().minusMillis(1);
        Peer second = join(PeerConfig.builder().connect(at(first)), null);
        linked(second);

        Published published = second.publish("h\u00e9llo").get(SECONDS, TimeUnit.SECONDS);

        assertThat(published.outcome()).isEqualTo(Outcome.ACCEPTED);
        Received message = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message.text()).isEqualTo("h\u00e9llo");
        assertThat(message.payload()).hasSize(6);
        assertThat(message.origin()).isEqualTo(second.self());
        assertThat(message.id().number()).isPositive();
        assertThat(message.sentAt()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(message.origin().epoch())
                .isBetween(before.toEpochMilli() - 1, Instant.now().toEpochMilli());
        assertThat(published.id()).contains(message.id());
        assertThat(message.label())
                .isEqualTo(message.sentAt().toEpochMilli() + ":127.0.0.1:"
                        + message.id().number());
    }

    @Test
    void a_reply_comes_after_what_it_replies_to_and_says_so() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        BlockingQueue<Received> heardFirst = new LinkedBlockingQueue<>();
        Peer third = join(PeerConfig.builder().clocks(Clocks.CAUSAL), heard::add);
        Peer second = join(PeerConfig.builder().clocks(Clocks.CAUSAL).connect(at(third)), heardFirst::add);
        linked(second);
        Peer first = join(PeerConfig.builder().clocks(Clocks.ON).connect(at(second)), null);
        linked(first);

        first.publish("question").get(SECONDS, TimeUnit.SECONDS);
        assertThat(heardFirst.poll(SECONDS, TimeUnit.SECONDS).text()).isEqualTo("question");
        second.publish("answer").get(SECONDS, TimeUnit.SECONDS);

        Received question = heard.poll(SECONDS, TimeUnit.SECONDS);
        Received answer = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(List.of(question.text(), answer.text())).containsExactly("question", "answer");
        assertThat(question.isEarly() || answer.isEarly()).isFalse();
        Stamp asked = question.stamp().orElseThrow();
        Stamp answered = answer.stamp().orElseThrow();
        assertThat(asked.before(answered)).isTrue();
        assertThat(asked.time()).isLessThan(answered.time());
        assertThat(asked.id())
                .isEqualTo(new MessageId(
                        at(first), question.origin().epoch(), question.id().number()));
        assertThat(answered.clock().latest()).containsExactlyInAnyOrder(asked.id(), answer.id());
    }

    @Test
    void without_clocks_a_message_has_a_name_and_no_stamp() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder(), heard::add);
        Peer second = join(PeerConfig.builder().connect(at(first)), null);
        linked(second);

        second.publish("hello").get(SECONDS, TimeUnit.SECONDS);

        Received message = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message.stamp()).isEmpty();
        assertThat(message.id().origin()).isEqualTo(at(second));
    }

    @Test
    void a_peer_says_when_a_message_goes_nowhere() throws Exception {
        Peer alone = join(PeerConfig.builder(), null);

        assertThat(alone.publish("x").get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.NO_PEERS_YET);
        alone.close();
        assertThat(alone.publish("x").get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CLOSED);
        assertThat(alone.ended()).isCompleted();
    }

    @Test
    void its_own_messages_it_gets_if_it_wants_them() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder(), null);
        Peer second =
                join(PeerConfig.builder().connect(at(first)).receiveOwn(true).clocks(Clocks.ON), heard::add);
        linked(second);

        second.publish("mine").get(SECONDS, TimeUnit.SECONDS);

        Received message = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message.text()).isEqualTo("mine");
        assertThat(message.origin()).isEqualTo(second.self());
        assertThat(message.stamp()).isPresent();
    }

    @Test
    void a_payload_that_is_empty_or_too_long_is_refused_at_once() throws Exception {
        Peer peer = join(PeerConfig.builder(), null);

        assertThatThrownBy(() -> peer.publish(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload of 0 bytes is outside 1..65536");
        assertThatThrownBy(() -> peer.publish(new byte[65_537]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload of 65537 bytes is outside 1..65536");
    }

    @Test
    void a_listener_that_blocks_or_throws_is_not_noticed_by_the_others() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        Peer hub = join(PeerConfig.builder(), message -> {
            throw new IllegalStateException("thrown by the test's listener");
        });
        Peer stuck = join(PeerConfig.builder().connect(at(hub)), message -> await(release));
        Peer fine = join(PeerConfig.builder().connect(at(stuck)), heard::add);
        linked(fine);
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> !hub.neighbours().isEmpty());

        for (int i = 0; i < 100; i++) {
            assertThat(hub.publish("message " + i)
                            .get(SECONDS, TimeUnit.SECONDS)
                            .outcome())
                    .isEqualTo(Outcome.ACCEPTED);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void a_listener_may_publish_and_wait_for_the_outcome() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CompletableFuture<Peer> self = new CompletableFuture<>();
        Peer echo = join(
                PeerConfig.builder(),
                message -> self.join().publish("re: " + message.text()).join());
        self.complete(echo);
        Peer asker = join(PeerConfig.builder().connect(at(echo)), message -> heard.add(message.text()));
        linked(asker);

        asker.publish("hello").get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("re: hello");
    }

    @Test
    void closing_frees_the_port_and_ends_every_thread_even_if_a_listener_hangs() throws Exception {
        Peer first = join(PeerConfig.builder(), null);
        CountDownLatch reached = new CountDownLatch(1);
        Peer second = join(PeerConfig.builder().port(freePort()).connect(at(first)), message -> {
            reached.countDown();
            await(release);
        });
        linked(second);
        first.publish("x").get(SECONDS, TimeUnit.SECONDS);
        assertThat(reached.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        int port = second.address().getPort();

        second.close();

        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> threads(port).isEmpty());
        assertThat(second.ended()).isCompleted();
        first.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> allThreads().isEmpty());
    }

    @Test
    void many_peers_of_one_process_have_a_few_threads_in_common_and_the_last_ends_them() throws Exception {
        CountDownLatch heard = new CountDownLatch(39);
        Peer first = join(PeerConfig.builder(), null);
        for (int i = 1; i < 40; i++) {
            linked(join(PeerConfig.builder().connect(at(first)), message -> heard.countDown()));
        }

        first.publish("to all").get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(allThreads()).hasSizeLessThanOrEqualTo(20);
        peers.forEach(Peer::close);
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> allThreads().isEmpty());
    }

    @Test
    void a_listener_that_blocks_delays_the_peers_of_its_process_only_for_a_moment() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder(), null);
        CountDownLatch stuck = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            linked(join(PeerConfig.builder().connect(at(first)), message -> {
                stuck.countDown();
                await(release);
            }));
        }
        linked(join(PeerConfig.builder().connect(at(first)), heard::add));

        first.publish("one").get(SECONDS, TimeUnit.SECONDS);
        assertThat(stuck.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        first.publish("two").get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS).text()).isEqualTo("one");
        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS).text()).isEqualTo("two");
    }

    @Test
    void what_is_to_be_done_at_the_end_is_not_done_by_the_network_s_threads() throws Exception {
        Peer first = join(PeerConfig.builder(), null);
        Peer second = join(PeerConfig.builder().connect(at(first)), null);
        linked(second);
        CompletableFuture<String> doneBy =
                second.ended().thenApply(left -> Thread.currentThread().getName());

        second.close();

        assertThat(doneBy.get(SECONDS, TimeUnit.SECONDS))
                .doesNotStartWith("grapevine-peer-")
                .doesNotStartWith("grapevine-loop-")
                .doesNotStartWith("grapevine-worker-");
    }

    @Test
    void a_taken_port_is_told_in_one_line_and_leaves_no_thread() throws Exception {
        Peer first = join(PeerConfig.builder(), null);
        int port = first.address().getPort();
        List<String> before = threads(port);

        assertThatThrownBy(() -> Peer.join(PeerConfig.builder().port(port).build()))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot listen on 127.0.0.1:" + port + ": address already in use");

        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> threads(port).equals(before));
        first.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> allThreads().isEmpty());
    }

    @Test
    void a_peer_that_is_closed_before_it_has_its_place_says_so() throws Exception {
        Peer waiting = join(PeerConfig.builder().seeds("127.0.0.1:" + freePort()), null);
        CompletableFuture<Void> ready = waiting.ready();

        waiting.close();

        assertThat(ready).isCancelled();
        assertThat(waiting.ready()).isCancelled();
    }

    @Test
    void remembered_addresses_lead_back_into_the_network(@TempDir Path data) throws Exception {
        Peer first = join(PeerConfig.builder(), null);
        int port = freePort();
        Peer before = join(PeerConfig.builder().port(port).data(data).connect(at(first)), null);
        linked(before);
        before.close();
        assertThat(data.resolve("peer-" + port + ".addresses")).hasContent(at(first) + "\n");

        Peer after = join(PeerConfig.builder().port(port).data(data), null);

        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() ->
                        after.publish("back").get(SECONDS, TimeUnit.SECONDS).outcome() == Outcome.ACCEPTED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "banana            | \"banana\" has no port; expected ip:port or name:port",
                "127.0.0.1:0       | \"127.0.0.1:0\": the port is not a number in 1..65535",
                "10.0.0.256:6001   | \"10.0.0.256:6001\": the ip is neither numeric nor localhost",
                "0.0.0.0:6001      | \"0.0.0.0:6001\" is no address to dial",
            })
    void an_address_that_is_none_is_told_with_the_setting_it_was_meant_for(String address, String rule)
            throws Exception {
        Peer peer = join(PeerConfig.builder(), null);

        assertThatThrownBy(() -> PeerConfig.builder().connect("localhost:6001", address))
                .hasMessage("connect: " + rule);
        assertThatThrownBy(() -> PeerConfig.builder().seeds(address)).hasMessage("seeds: " + rule);
        assertThatThrownBy(() -> peer.connect(address)).hasMessage("connect: " + rule);
    }

    @Test
    void its_address_state_and_neighbours_are_shown() throws Exception {
        Peer waiting = join(PeerConfig.builder().seeds("127.0.0.1:" + freePort()), null);
        Peer first = join(PeerConfig.builder(), null);
        Peer second = join(PeerConfig.builder().connect(at(first)), null);
        second.ready().join();
        second.neighbours(); // the turn that made it ready is over

        assertThat(second).hasToString("Peer[" + at(second) + " ready, neighbours=1]");
        assertThat(waiting).hasToString("Peer[" + at(waiting) + " joining, neighbours=0]");
        second.close();
        assertThat(second).hasToString("Peer[" + at(second) + " closed, neighbours=0]");
    }

    @Test
    void settings_that_break_a_rule_are_named() {
        assertThatThrownBy(() -> PeerConfig.builder().links(65).build()).hasMessage("links=65 is outside 1..64");
        assertThatThrownBy(() -> PeerConfig.builder().port(-1).build()).hasMessage("port=-1 is outside 0..65535");
        assertThatThrownBy(() -> PeerConfig.builder().workers(0).build()).hasMessage("workers=0 is outside 1..64");
        assertThatThrownBy(() -> PeerConfig.builder().bind("x"))
                .hasMessage("bind: \"x\": the ip is neither numeric nor localhost");
        assertThatThrownBy(() -> PeerConfig.builder().advertise("0.0.0.0"))
                .hasMessage("advertise: \"0.0.0.0\" is no address to dial");
        assertThatThrownBy(() -> PeerConfig.builder().advertise("224.0.0.1"))
                .hasMessage("advertise: \"224.0.0.1\" is no address to dial: a multicast address is nobody's own");
        assertThatThrownBy(() -> PeerConfig.builder()
                        .port(6001)
                        .connect("localhost:6001")
                        .build())
                .hasMessage("connect=127.0.0.1:6001 is this very peer");
    }

    /** A builder goes on changing; what was built from it does not. */
    @Test
    void a_configuration_is_not_changed_by_its_builder_afterwards() {
        PeerConfig.Builder builder = PeerConfig.builder().port(6001).links(5).links(6);
        PeerConfig built = builder.build();

        builder.port(6002).links(7);

        assertThat(built.port()).isEqualTo(6001);
        Address listening = new Address(Ip.LOOPBACK, 6001);
        assertThat(built.settings(listening, 1, "", List.of()).links()).hasValue(6);
        assertThat(builder.build().settings(listening, 1, "", List.of()).links())
                .hasValue(7);
    }

    private Peer join(PeerConfig.Builder config, Consumer<Received> listener) throws IOException {
        Peer peer = listener == null
                ? Peer.join(config.build())
                : Peer.join(config.build(), (self, message) -> listener.accept(message));
        peers.add(peer);
        return peer;
    }

    private static void linked(Peer peer) throws Exception {
        peer.ready().get(SECONDS, TimeUnit.SECONDS);
    }

    private static String at(Peer peer) {
        InetSocketAddress address = peer.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static List<String> threads(int port) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grapevine-peer-" + port + "-"))
                .sorted()
                .toList();
    }

    private static List<String> allThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grapevine-"))
                .sorted()
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

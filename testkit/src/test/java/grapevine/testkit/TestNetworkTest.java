package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.Member;
import grapevine.peer.MessageRange;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerEvent;
import grapevine.peer.PeerState;
import grapevine.peer.Published;
import grapevine.peer.Received;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestNetworkTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void what_one_publishes_all_others_hear_once_in_virtual_time() {
        try (TestNetwork network = TestNetwork.of(20)) {
            network.peers().forEach(peer -> peer.messages(message -> heard.add(peer.self() + " " + message.text())));

            Published published = network.await(network.peer(0).publish("hello"));
            network.run(Duration.ofSeconds(2));

            assertThat(published.id().orElseThrow().origin())
                    .isEqualTo(network.peer(0).self().toString());
            assertThat(heard)
                    .containsExactlyInAnyOrderElementsOf(network.peers().stream()
                            .skip(1)
                            .map(peer -> peer.self() + " hello")
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_same_calls_with_the_same_number_give_the_same_run(long seed) {
        assertThat(run(seed)).isEqualTo(run(seed)).isNotEqualTo(run(seed + 10));
    }

    private static List<String> run(long seed) {
        List<String> told = new ArrayList<>();
        try (TestNetwork network = TestNetwork.of(8, seed)) {
            network.peers()
                    .forEach(peer -> peer.messages(
                            message -> told.add(network.time() + " " + peer.self() + " " + message.label())));
            for (int i = 0; i < 10; i++) {
                network.await(network.peer(i % 8).publish("message " + i, Duration.ofSeconds(5)));
                network.run(Duration.ofMillis(300));
            }
            network.run(Duration.ofSeconds(5));
        }
        return told;
    }

    @Test
    void one_that_is_killed_is_told_as_dead_and_one_that_was_cut_off_gets_what_it_missed() {
        try (TestNetwork network = TestNetwork.of(6)) {
            List<PeerEvent> events = new ArrayList<>();
            network.peers().subList(0, 5).forEach(peer -> peer.events(events::add));
            Member victim = network.peer(5).self();
            Peer cut = network.peer(4);
            cut.messages(message -> heard.add(message.text()));

            network.crash(network.peer(5));
            network.runUntil(
                    () -> events.stream()
                            .anyMatch(event -> event instanceof PeerEvent.Dead dead
                                    && dead.member().equals(victim)),
                    Duration.ofMinutes(1));
            network.cutOff(List.of(cut));
            network.run(Duration.ofMinutes(2));
            network.await(network.peer(0).publish("meanwhile", Duration.ofSeconds(10)));
            network.run(Duration.ofSeconds(20));
            assertThat(heard).isEmpty();
            network.heal();
            network.runUntil(() -> heard.contains("meanwhile"), Duration.ofMinutes(3));

            assertThat(network.peer(5).state()).isEqualTo(PeerState.CLOSED);
            assertThat(heard).containsExactly("meanwhile");
        }
    }

    @Test
    void a_listener_may_publish_and_close() {
        try (TestNetwork network = TestNetwork.of(3)) {
            network.peer(1).messages(question -> {
                network.peer(1).publish("answer to " + question.text());
                network.peer(1).leave();
            });
            network.peer(0).messages(answer -> heard.add(answer.text()));

            network.await(network.peer(0).publish("question"));
            network.run(Duration.ofSeconds(5));

            assertThat(heard).containsExactly("answer to question");
        }
    }

    @Test
    void what_is_closed_has_handed_over_what_it_published_and_says_so() {
        try (TestNetwork network = TestNetwork.of(5)) {
            network.peer(0).messages(message -> heard.add(message.text()));
            for (int i = 0; i < 100; i++) {
                assertThat(network.await(network.peer(4).publish("x".repeat(60_000), Duration.ofMinutes(1)))
                                .isAccepted())
                        .isTrue();
            }

            assertThat(network.peer(4).close(Duration.ofMinutes(1))).isEmpty();
            network.run(Duration.ofSeconds(10));

            assertThat(heard).hasSize(100);
            assertThat(network.peer(4).publish("x").join().outcome()).isEqualTo(Outcome.CLOSED);
        }
    }

    @Test
    void what_stands_still_cannot_be_called_and_waiting_in_vain_is_told() {
        try (TestNetwork network = TestNetwork.of(2)) {
            network.freeze(network.peer(1));
            assertThatThrownBy(() -> network.peer(1).publish("x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is frozen");
            network.thaw(network.peer(1));
            assertThat(network.await(network.peer(1).publish("x")).isAccepted()).isTrue();

            assertThatThrownBy(() -> network.await(new CompletableFuture<Void>()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("it does not hold after PT2M");
            assertThatThrownBy(() -> network.join(network.config()
                            .port(network.peer(0).address().getPort())
                            .build()))
                    .hasMessageContaining("address already in use");
        }
    }

    @Test
    void what_a_peer_puts_off_while_it_stands_still_it_does_when_it_goes_on() {
        try (TestNetwork network = TestNetwork.of(1)) {
            Peer still = network.peer(0);
            CompletableFuture<Published> waits = still.publish("as soon as somebody comes", Duration.ofMinutes(1));

            network.freeze(still);
            network.run(Duration.ofSeconds(1));
            network.join().messages(message -> heard.add(message.text()));
            network.run(Duration.ofSeconds(20));
            assertThat(waits).isNotDone();
            network.thaw(still);

            assertThat(network.await(waits).isAccepted()).isTrue();
            network.runUntil(() -> heard.contains("as soon as somebody comes"), Duration.ofSeconds(10));
        }
    }

    @Test
    void who_stands_still_while_it_is_about_to_leave_leaves_when_it_goes_on() {
        try (TestNetwork network = TestNetwork.of(2)) {
            Peer still = network.peer(1);
            CompletableFuture<List<MessageRange>> left = still.leave();

            network.freeze(still);
            network.run(Duration.ofSeconds(5));
            assertThat(left).isNotDone();
            network.thaw(still);

            assertThat(network.await(left)).isEmpty();
        }
    }

    @Test
    void a_message_can_be_made_for_whoever_takes_one() {
        Member origin = new Member(new InetSocketAddress("10.0.0.7", 6001), 5);

        Received message = Received.of(
                origin, 3, Instant.ofEpochMilli(9), "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(message.id()).hasToString("10.0.0.7:6001:5:3");
        assertThat(message.origin()).isEqualTo(origin);
        assertThat(message.text()).isEqualTo("hello");
        assertThat(message.sentAt()).isEqualTo(Instant.ofEpochMilli(9));
        Member unresolved = new Member(InetSocketAddress.createUnresolved("peer.example.org", 6001), 5);
        assertThatThrownBy(() -> Received.of(unresolved, 3, Instant.EPOCH, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no ip");
        assertThatThrownBy(() -> Received.of(origin, 0, Instant.EPOCH, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Received.of(origin, 1, Instant.EPOCH, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.Member;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.PeerState;
import grapevine.peer.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong with machines, with the ways between them, with clocks, seeds and names. */
class FaultsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String LARGE = "x".repeat(10_000);

    @Test
    void a_machine_without_power_says_nothing_and_is_found_dead_later() {
        try (TestNetwork network = TestNetwork.of(6)) {
            List<PeerEvent> events = new ArrayList<>();
            network.peers().subList(0, 5).forEach(peer -> peer.events(events::add));
            Member victim = network.peer(5).self();

            network.powerOff(network.peer(5));
            network.run(SOON);

            assertThat(network.peer(5).state()).isEqualTo(PeerState.CLOSED);
            assertThat(events).noneMatch(PeerEvent.Dead.class::isInstance);
            network.runUntil(
                    () -> events.stream()
                            .anyMatch(event -> event instanceof PeerEvent.Dead dead
                                    && dead.member().equals(victim)),
                    LONG);
        }
    }

    @Test
    void what_goes_over_a_thin_way_takes_its_time() {
        try (TestNetwork network = TestNetwork.of(2)) {
            List<String> heard = hearing(network.peer(1));

            network.limitBandwidth(List.of(network.peer(1)), 8_000);
            network.await(network.peer(0).publish(LARGE));
            network.run(SOON);
            assertThat(heard).isEmpty();
            network.runUntil(() -> heard.size() == 1, Duration.ofSeconds(15));

            network.heal();
            network.await(network.peer(0).publish(LARGE));
            network.run(Duration.ofSeconds(1));
            assertThat(heard).hasSize(2);
            assertThatThrownBy(() -> network.limitBandwidth(network.peers(), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bitsPerSecond=0 must be > 0");
        }
    }

    @Test
    void what_fills_a_packet_on_a_narrow_way_comes_when_the_peers_have_noticed() {
        try (TestNetwork network = TestNetwork.of(2)) {
            List<String> heard = hearing(network.peer(1));

            network.dropFullPackets(List.of(network.peer(1)));
            network.await(network.peer(0).publish(LARGE));
            network.run(SOON);
            assertThat(heard).isEmpty();

            network.runUntil(() -> heard.size() == 1, LONG);
        }
    }

    @Test
    void two_whose_connection_is_broken_off_notice_and_link_again() {
        try (TestNetwork network = TestNetwork.of(2)) {
            Peer one = network.peer(0);
            Peer another = network.peer(1);

            network.reset(one, another);

            network.runUntil(
                    () -> one.neighbours().isEmpty() && another.neighbours().isEmpty(), SOON);
            network.runUntil(
                    () -> one.neighbours().size() == 1 && another.neighbours().size() == 1, LONG);
        }
    }

    @Test
    void what_is_sent_by_a_clock_that_is_ahead_says_so_until_the_clock_is_right_again() {
        try (TestNetwork network = TestNetwork.of(2)) {
            List<Received> heard = new ArrayList<>();
            network.peer(1).messages(heard::add);
            Duration day = Duration.ofDays(1);

            say(network, "before");
            network.shiftClock(network.peer(0), day);
            say(network, "ahead");
            network.shiftClock(network.peer(0), Duration.ZERO);
            say(network, "after");

            assertThat(between(heard, 0, 1)).isBetween(day, day.plus(SOON));
            assertThat(between(heard, 0, 2)).isBetween(Duration.ZERO, SOON);
        }
    }

    private static Duration between(List<Received> heard, int one, int another) {
        return Duration.between(heard.get(one).sentAt(), heard.get(another).sentAt());
    }

    private static void say(TestNetwork network, String text) {
        network.await(network.peer(0).publish(text));
        network.run(Duration.ofSeconds(1));
    }

    @Test
    void nobody_finds_in_while_no_seed_runs() {
        try (TestNetwork network = TestNetwork.of(3)) {
            for (int seed = 0; seed < 3; seed++) {
                network.stopSeed(seed);
            }
            Peer late = network.join();
            network.run(Duration.ofMinutes(1));
            assertThat(late.state()).isEqualTo(PeerState.JOINING);

            for (int seed = 0; seed < 3; seed++) {
                network.startSeed(seed);
            }
            network.runUntil(
                    () -> late.state() == PeerState.READY && !late.neighbours().isEmpty(), LONG);

            assertThatThrownBy(() -> network.startSeed(0)).hasMessage("seed 0 runs");
            network.stopSeed(0);
            assertThatThrownBy(() -> network.stopSeed(0)).hasMessage("seed 0 does not run");
            assertThatThrownBy(() -> network.stopSeed(3)).hasMessage("seed=3 is outside 0..2");
        }
    }

    @Test
    void a_name_leads_where_the_test_says() {
        try (TestNetwork network = TestNetwork.of(0)) {
            Peer one = network.join(PeerConfig.builder().port(6001).build());
            Peer two =
                    network.join(PeerConfig.builder().connect("one.test:6001").build());
            network.run(Duration.ofMinutes(1));
            assertThat(two.state()).isEqualTo(PeerState.JOINING);

            network.addHost("One.Test", "127.0.0.1");
            network.await(two.ready());

            assertThat(one.neighbours()).hasSize(1);
            assertThatThrownBy(() -> network.addHost("one.test", "0.0.0.0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no address to dial");
        }
    }

    @Test
    void a_peer_of_another_network_is_refused() {
        try (TestNetwork network = TestNetwork.of(1);
                TestNetwork another = TestNetwork.of(1)) {
            assertThatThrownBy(() -> network.powerOff(another.peer(0))).hasMessageContaining("is not of this network");
            assertThatThrownBy(() -> network.limitBandwidth(another.peers(), 1))
                    .hasMessageContaining("is not of this network");
        }
    }

    private static List<String> hearing(Peer peer) {
        List<String> heard = new ArrayList<>();
        peer.messages(message -> heard.add(message.text()));
        return heard;
    }
}

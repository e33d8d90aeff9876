package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.NetworkKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that believe in another time of day, from the start or all of a sudden. */
class WrongClocksIT {
    private static final Duration RIGHT = Duration.ZERO;

    @TempDir
    private Path folder;

    private final List<WallClock> clocks = new ArrayList<>();
    private Path library;

    @Test
    void no_wrong_clock_keeps_anybody_from_joining_or_hearing_and_who_is_wrong_is_named() throws Exception {
        library = WallClock.library(folder);
        try (RealNetwork network = RealNetwork.withSeeds(3)) {
            seed(network, 1, Duration.ofHours(2));
            seed(network, 2, RIGHT);
            seed(network, 3, RIGHT);
            peer(network, RIGHT);
            peer(network, Duration.ofHours(24));
            peer(network, Duration.ofHours(-2));
            peer(network, Duration.between(Instant.now(), Instant.ofEpochSecond(86_400)));
            peer(network, Duration.between(Instant.now(), Instant.parse("2106-02-08T00:00:00Z")));
            network.awaitWhole();
            assertEachHearsAll(network, "from the start");

            clocks.get(3).set(Duration.ofHours(2)); // the first peer's
            clocks.get(1).set(Duration.ofDays(-400)); // a seed's
            peer(network, RIGHT);
            network.awaitWhole();
            assertEachHearsAll(network, "after a step on");

            clocks.get(3).set(Duration.ofHours(-2));
            clocks.get(0).set(RIGHT);
            peer(network, Duration.ofDays(1));
            network.awaitWhole();
            assertEachHearsAll(network, "after a step back");

            assertThat(network.peers())
                    .allSatisfy(peer -> assertThat(facts(peer, "message_received"))
                            .extracting(fact -> fact.get("text"))
                            .as("heard by %s", peer)
                            .doesNotHaveDuplicates());
            for (NodeProcess peer : network.peers().subList(1, 5)) {
                assertThat(facts(peer, "clock_differs"))
                        .as("of %s", peer)
                        .anyMatch(fact -> fact.get("wrong").equals("ours"));
            }
        }
    }

    @Test
    void who_is_wrong_says_so_once_and_is_named_by_those_who_hear_it_and_nobody_else_is() throws Exception {
        library = WallClock.library(folder);
        try (RealNetwork network = RealNetwork.withSeeds(2)) {
            seed(network, 1, Duration.ofHours(2));
            seed(network, 2, RIGHT);
            for (Duration ahead : List.of(RIGHT, RIGHT, Duration.ofHours(-24), RIGHT)) {
                peer(network, ahead); // with two seeds each peer asks both of them
            }
            network.awaitWhole();
            List<NodeProcess> peers = network.peers();
            NodeProcess wrongPeer = peers.get(2);
            NodeProcess wrongSeed = network.seed(1);

            eventually(() -> {
                for (NodeProcess wrong : List.of(wrongSeed, wrongPeer)) {
                    assertThat(named(wrong, "ours")).as("by %s", wrong).hasSize(1);
                }
                for (NodeProcess right : List.of(peers.get(0), peers.get(1), peers.get(3))) {
                    assertThat(named(right, "theirs"))
                            .as("by %s", right)
                            .contains(wrongSeed.address().toString());
                }
                assertThat(named(network.seed(2), "theirs"))
                        .contains(wrongPeer.address().toString());
            });

            for (NodeProcess wrong : List.of(wrongSeed, wrongPeer)) {
                assertThat(named(wrong, "theirs")).as("by %s", wrong).isEmpty();
            }
            for (NodeProcess right : List.of(network.seed(2), peers.get(0), peers.get(1), peers.get(3))) {
                assertThat(named(right, "ours")).as("by %s", right).isEmpty();
                assertThat(named(right, "theirs"))
                        .as("by %s", right)
                        .doesNotHaveDuplicates()
                        .isSubsetOf(
                                wrongSeed.address().toString(),
                                wrongPeer.address().toString());
            }
            assertThat(peers)
                    .allSatisfy(peer -> assertThat(named(peer, "either")).isEmpty());
        }
    }

    /** Whom a node warned of, each time, with this word for whose clock is wrong. */
    private static List<String> named(NodeProcess by, String wrong) {
        List<LogLine> lines = facts(by, "clock_differs").stream()
                .filter(line -> line.get("wrong").equals(wrong))
                .toList();
        assertThat(lines).allMatch(line -> line.level().equals("WARN"));
        return lines.stream().map(line -> line.get("peer")).toList();
    }

    @Test
    void with_keys_neither_does_and_a_clock_that_lies_before_a_certificate_is_named_once() throws Exception {
        library = WallClock.library(folder);
        NetworkKeys keys = NetworkKeys.make(folder.resolve("mine"));
        try (RealNetwork network = RealNetwork.withSeeds(3).giveKeys(keys)) {
            seed(network, 1, sinceNow("1970-01-02T00:00:00Z"));
            seed(network, 2, RIGHT);
            seed(network, 3, RIGHT);
            peer(network, RIGHT);
            peer(network, Duration.ofHours(-2)); // certificates begin an hour before they are made
            peer(network, sinceNow("1970-01-02T00:00:00Z"));
            peer(network, Duration.ofHours(2));
            peer(network, sinceNow("2106-02-08T00:00:00Z"));
            network.awaitWhole();
            assertEachHearsAll(network, "from the start");

            clocks.get(3).set(Duration.ofDays(-400)); // the first peer's
            clocks.get(1).set(Duration.ofDays(400)); // a seed's
            peer(network, RIGHT);
            network.awaitWhole();
            assertEachHearsAll(network, "after a step");

            List<NodeProcess> peers = network.peers();
            for (NodeProcess behind : List.of(network.seed(1), peers.get(0), peers.get(1), peers.get(2))) {
                eventually(() -> assertThat(facts(behind, "clock_behind"))
                        .as("of %s", behind)
                        .hasSize(1));
            }
            for (NodeProcess other : List.of(network.seed(3), peers.get(3), peers.get(4), peers.get(5))) {
                assertThat(facts(other, "clock_behind")).as("of %s", other).isEmpty();
            }
            for (NodeProcess ahead : peers.subList(3, 5)) {
                assertThat(facts(ahead, "clock_differs"))
                        .as("of %s", ahead)
                        .anyMatch(fact -> fact.get("wrong").equals("ours"));
            }
        }
    }

    private static Duration sinceNow(String time) {
        return Duration.between(Instant.now(), Instant.parse(time));
    }

    private void seed(RealNetwork network, int number, Duration ahead) throws Exception {
        network.startBy(clock(ahead));
        RealNetwork.awaitLine(network.launchSeed(number), "event=ready");
    }

    private void peer(RealNetwork network, Duration ahead) throws Exception {
        network.startBy(clock(ahead)).startPeer("--clocks", "causal");
    }

    private String[] clock(Duration ahead) throws Exception {
        WallClock clock = WallClock.ahead(library, ahead);
        clocks.add(clock);
        return clock.command();
    }

    private static void assertEachHearsAll(RealNetwork network, String when) throws Exception {
        List<NodeProcess> peers = network.peers();
        for (NodeProcess peer : peers) {
            peer.type(when + " by " + peer.name());
        }
        for (NodeProcess peer : peers) {
            List<String> others = peers.stream()
                    .filter(other -> other != peer)
                    .map(other -> "\"" + when + " by " + other.name() + "\"")
                    .toList();
            eventually(() -> assertThat(facts(peer, "message_received"))
                    .as("heard by %s", peer)
                    .extracting(fact -> fact.get("text"))
                    .filteredOn(text -> text.contains(when))
                    .containsExactlyInAnyOrderElementsOf(others));
        }
    }
}

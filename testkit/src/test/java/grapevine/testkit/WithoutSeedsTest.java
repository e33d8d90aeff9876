package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that were told of one contact alone, all at once, and are to stay together when it goes. */
class WithoutSeedsTest {
    private static final int NETWORKS = 20;
    private static final int PEERS = 6;
    private static final Duration LONG = Duration.ofMinutes(1);

    /**
     * So short a time (ms) after all are linked with it. Who leaves can name others; who crashes cannot, so that they
     * have to know each other by then.
     */
    @ParameterizedTest
    @CsvSource({"leaves, 0", "leaves, 1000", "leaves, 10000", "crashes, 5000", "crashes, 20000"})
    void those_that_came_by_one_contact_are_whole_without_it_soon(String how, long afterMillis) {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            try (TestNetwork network = TestNetwork.of(0, seed)) {
                Peer contact = network.join(PeerConfig.builder().build());
                String address = "127.0.0.1:" + contact.address().getPort();
                List<List<String>> heard = new ArrayList<>();
                List<Peer> others = IntStream.range(0, PEERS)
                        .mapToObj(i -> {
                            List<String> its = new ArrayList<>();
                            heard.add(its);
                            return network.join(
                                    PeerConfig.builder().connect(address).build(),
                                    (self, message) -> its.add(message.text()),
                                    null);
                        })
                        .toList();
                network.runUntil(
                        () -> others.stream()
                                .noneMatch(peer -> peer.neighbours().isEmpty()),
                        LONG);
                network.run(Duration.ofMillis(afterMillis + 1));

                if (how.equals("leaves")) {
                    network.await(contact.leave());
                } else {
                    network.crash(contact);
                }
                network.run(Duration.ofSeconds(5));
                others.get(seed % PEERS).publish("hello");
                network.run(Duration.ofSeconds(1));

                heard.remove(seed % PEERS);
                assertThat(heard).as("seed %d", seed).allMatch(each -> each.equals(List.of("hello")));
            }
        }
    }
}

package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Flood;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.sampling.SamplingRule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages that show their way, in a square of given links. */
class WaysTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void what_is_flooded_slowly_comes_with_its_way_when_it_is_to_come() {
        try (TestNetwork network = TestNetwork.of(0)) {
            Peer origin = join(network);
            Peer left = join(network, origin);
            Peer right = join(network, origin);
            Peer far = join(network, left, right);
            network.run(Duration.ofSeconds(10));
            Duration begin = network.time();
            far.messages(message -> told.add("message " + message.path().equals(way(origin, left)) + " "
                    + message.onward().equals(way(right)) + seconds(begin, network.time())));
            far.copies(copy ->
                    told.add("copy " + copy.path().equals(way(origin, right)) + seconds(begin, network.time())));

            network.await(origin.publish("x", new Flood(1, Duration.ofSeconds(1))));
            network.run(Duration.ofMinutes(1));

            assertThat(told).containsExactly("message true true at 3", "copy true at 4");
        }
    }

    private static String seconds(Duration begin, Duration end) {
        return " at " + end.minus(begin).toSeconds();
    }

    private static List<InetSocketAddress> way(Peer... peers) {
        return Stream.of(peers).map(Peer::address).toList();
    }

    private static Peer join(TestNetwork network, Peer... others) {
        String[] given = Stream.of(others).map(each -> each.self().toString()).toArray(String[]::new);
        return network.join(PeerConfig.builder()
                .connect(given)
                .sampling(SamplingRule.of("random/none/head"))
                .build());
    }
}

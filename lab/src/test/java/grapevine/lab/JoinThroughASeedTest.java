package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Received;
import grapevine.runtime.LoneNode;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Ip;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A seed and peers on real sockets in one process, as a program would use them. */
class JoinThroughASeedTest {
    private static final long SECONDS = 20;

    @Test
    void three_peers_that_know_one_seed_hear_each_other() throws Exception {
        try (LoneNode seed = seed()) {
            PeerConfig config =
                    PeerConfig.builder().seeds(seed.localAddress().toString()).build();
            BlockingQueue<Received> heardByFirst = new LinkedBlockingQueue<>();
            BlockingQueue<Received> heardByThird = new LinkedBlockingQueue<>();

            try (Peer first = joined(config, heardByFirst);
                    Peer second = joined(config, new LinkedBlockingQueue<>());
                    Peer third = joined(config, heardByThird)) {
                assertThat(List.of(first.address(), second.address(), third.address()))
                        .doesNotHaveDuplicates();

                Outcome outcome =
                        second.publish("hello").get(SECONDS, TimeUnit.SECONDS).outcome();

                assertThat(outcome).isEqualTo(Outcome.ACCEPTED);
                assertThat(heardByFirst.poll(SECONDS, TimeUnit.SECONDS).text()).isEqualTo("hello");
                assertThat(heardByThird.poll(SECONDS, TimeUnit.SECONDS).origin().address())
                        .isEqualTo(second.address());
                assertThat(heardByFirst).isEmpty();
            }
        }
    }

    private static Peer joined(PeerConfig config, BlockingQueue<Received> heard) throws Exception {
        Peer peer = Peer.join(config, (self, message) -> heard.add(message));
        peer.ready().get(SECONDS, TimeUnit.SECONDS);
        return peer;
    }

    private static LoneNode seed() throws Exception {
        LoneNode host =
                LoneNode.listen(new LoneNode.Plan("seed", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {});
        SeedSettings settings = SeedSettings.at(host.localAddress(), System.currentTimeMillis())
                .seeds(List.of(host.localAddress()))
                .build();
        host.run(effects -> new SeedNode(settings, new SplittableRandom(1), effects));
        return host;
    }
}

package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import grapevine.runtime.LoneNode;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Ip;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who knows docs/protocol.md can write a client: here is one, and this is its whole life. */
class ClientFromThePageTest {
    private static final long SECONDS = 20;

    @Test
    void a_client_written_from_the_page_joins_links_gossips_answers_and_leaves() throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
        try (LoneNode seed = seed();
                Peer peer = peer(seed, heard, events);
                PageClient client = new PageClient()) {
            String at = seed.localAddress().toString();
            String listed = "127.0.0.1:" + peer.address().getPort();

            assertThat(client.register(at)).containsExactly(listed);
            PageClient.Wire link = client.link(listed);
            client.register(at);
            client.publish(link, "written by hand");

            Received received = heard.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(received.text()).isEqualTo("written by hand");
            assertThat("127.0.0.1:" + received.origin().address().getPort()).isEqualTo(client.address());
            assertThat(peer.publish("heard you").get(SECONDS, TimeUnit.SECONDS).outcome())
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(client.gossip.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("heard you");
            for (int round = 0; round < 5; round++) {
                assertThat(client.livenessRequests.poll(SECONDS, TimeUnit.SECONDS))
                        .as("asked whether it lives")
                        .isNotNull();
            }
            assertThat(peer.neighbours()).hasSize(1);

            client.leave(link, at);

            PeerEvent event = events.poll(SECONDS, TimeUnit.SECONDS);
            while (event != null && !(event instanceof PeerEvent.Left)) {
                assertThat(event).isNotInstanceOf(PeerEvent.Dead.class);
                event = events.poll(SECONDS, TimeUnit.SECONDS);
            }
            assertThat(event).as("told that it left").isNotNull();
            assertThat(client.unknown).isEmpty();
        }
    }

    private static Peer peer(LoneNode seed, BlockingQueue<Received> heard, BlockingQueue<PeerEvent> events)
            throws Exception {
        Peer peer = Peer.join(
                PeerConfig.builder()
                        .seeds(seed.localAddress().toString())
                        .pingPeriod(Duration.ofMillis(200))
                        .build(),
                (self, message) -> heard.add(message),
                (self, event) -> events.add(event));
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

package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.Question;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.runtime.EventLoops;
import grapevine.runtime.HostSettings;
import grapevine.runtime.JobQueue;
import grapevine.runtime.TcpHost;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many peers on real sockets, all in this process: they share the threads, nothing else. */
class CrowdTest {
    private static final Duration FORMED_WITHIN = Duration.ofSeconds(10);

    private final JobQueue jobs = JobQueue.start("crowd", 2, 4096);
    private final EventLoops loops = EventLoops.start("crowd", 2);
    private final Question question = new Question(Duration.ofSeconds(5));
    private final List<TcpHost> hosts = new ArrayList<>();
    private final List<Address> seeds = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<Address, Integer> deliveries = new ConcurrentHashMap<>();

    /** A peer of the crowd. */
    private record Member(TcpHost host, PeerNode node, CompletableFuture<Void> ready) {}

    @BeforeEach
    void three_seeds() throws Exception {
        for (int i = 0; i < 3; i++) {
            TcpHost host = listen("seed-" + i, fact -> {}, () -> {});
            hosts.add(host);
            seeds.add(host.localAddress());
        }
        for (TcpHost host : hosts) {
            SeedSettings settings = SeedSettings.at(host.localAddress(), System.currentTimeMillis())
                    .seeds(seeds)
                    .build();
            long seed = host.localAddress().port();
            host.run(effects -> new SeedNode(settings, new SplittableRandom(seed), effects));
        }
    }

    @AfterEach
    void close() {
        hosts.forEach(TcpHost::close);
        jobs.close();
        loops.close();
    }

    @Test
    void twenty_peers_one_after_another_form_one_component() throws Exception {
        for (int i = 0; i < 20; i++) {
            start(i).ready().get(10, TimeUnit.SECONDS);
        }

        await().atMost(FORMED_WITHIN).untilAsserted(this::isWhole);
    }

    @Test
    void a_hundred_peers_at_once_form_one_component_and_each_hears_a_message_once() throws Exception {
        for (int i = 0; i < 100; i++) {
            start(i);
        }
        await().atMost(FORMED_WITHIN).untilAsserted(this::isWhole);

        Member first = members.get(0);
        first.host().execute(now -> first.node().publish(now, "hello".getBytes(StandardCharsets.UTF_8)));

        await().atMost(FORMED_WITHIN).until(() -> deliveries.size() == 99);
        assertThat(deliveries.values()).containsOnly(1);
        assertThat(deliveries).doesNotContainKey(first.host().localAddress());
    }

    private Member start(int number) throws Exception {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        List<Address> self = new ArrayList<>();
        TcpHost host = listen(
                "peer-" + number,
                fact -> {
                    if (fact instanceof Fact.Ready) {
                        ready.complete(null);
                    }
                },
                () -> deliveries.merge(self.get(0), 1, Integer::sum));
        self.add(host.localAddress());
        hosts.add(host);
        PeerSettings settings = PeerSettings.at(host.localAddress(), System.currentTimeMillis())
                .seeds(seeds)
                .gossipCount(0)
                .build();
        CompletableFuture<PeerNode> made = new CompletableFuture<>();
        host.run(effects -> {
            PeerNode node = new PeerNode(settings, new SplittableRandom(number), effects);
            made.complete(node);
            return node;
        });
        Member member = new Member(host, made.join(), ready);
        members.add(member);
        return member;
    }

    private TcpHost listen(String name, Consumer<Fact> facts, Runnable onDelivery) throws Exception {
        return TcpHost.listen(HostSettings.builder(name, jobs, loops)
                .listenOn(Ip.LOOPBACK, 0)
                .facts(facts)
                .delivery(message -> onDelivery.run())
                .build());
    }

    /** By the peers' own answers, each edge named by both its ends. */
    private void isWhole() throws IOException {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (Member member : members) {
            Address address = member.host().localAddress();
            answers.add(new OverlayChecker.Answers(question.status(address), question.who(address)));
        }
        Overlay overlay = OverlayChecker.check(answers);
        assertThat(overlay.isWhole()).as("%s", overlay).isTrue();
        assertThat(overlay.components().get(0)).hasSize(members.size());
    }
}

package grapevine.lab;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.Question;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.runtime.EventLoops;
import grapevine.runtime.HostSettings;
import grapevine.runtime.JobQueue;
import grapevine.runtime.TcpHost;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** On real sockets and in real time, all nodes in this process, each behind a {@link Cable}. */
final class TcpScriptRunner implements ScriptRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final JobQueue jobs = JobQueue.start("script", 2, 4096);
    private final EventLoops loops = EventLoops.start("script", 2);
    private final Cable.Cut cut = new Cable.Cut();
    private final Question question = new Question(Duration.ofSeconds(5));
    private final List<Member> seeds = new ArrayList<>();
    private final Map<Integer, Member> peers = new TreeMap<>();

    /** A node, what leads to it, and what it said. */
    private static final class Member {
        final TcpHost host;
        final Cable cable;
        final List<Fact> facts = new CopyOnWriteArrayList<>();
        final List<Gossip> delivered = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        PeerNode node;
        boolean isUp = true;

        Member(String name, JobQueue jobs, EventLoops loops, Cable.Cut cut) throws Exception {
            host = TcpHost.listen(HostSettings.builder(name, jobs, loops)
                    .listenOn(Ip.LOOPBACK, 0)
                    .facts(this::tell)
                    .delivery(delivered::add)
                    .build());
            cable = new Cable(host.localAddress().port(), cut);
        }

        private void tell(Fact fact) {
            facts.add(fact);
            if (fact instanceof Fact.Ready) {
                ready.complete(null);
            }
        }

        void end() {
            isUp = false;
            host.close();
            cable.close();
        }
    }

    TcpScriptRunner() throws Exception {
        for (int i = 0; i < Script.SEEDS; i++) {
            seeds.add(new Member("seed-" + i, jobs, loops, cut));
        }
        for (Member seed : seeds) {
            Address self = seed.cable.address();
            SeedSettings settings = Script.seed(
                            SeedSettings.at(self, System.currentTimeMillis()).seeds(seedAddresses()))
                    .build();
            seed.host.run(effects -> new SeedNode(settings, new SplittableRandom(self.port()), effects));
        }
    }

    @Override
    public void start(int peer) throws Exception {
        Member member = new Member("peer-" + peer, jobs, loops, cut);
        peers.put(peer, member);
        PeerSettings settings = Script.peer(PeerSettings.at(member.cable.address(), System.currentTimeMillis())
                        .seeds(seedAddresses()))
                .build();
        member.host.run(effects -> {
            member.node = new PeerNode(settings, new SplittableRandom(peer), effects);
            return member.node;
        });
        member.ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public boolean publish(int peer) {
        Member member = peers.get(peer);
        CompletableFuture<Publication> outcome = new CompletableFuture<>();
        member.host.execute(now -> outcome.complete(member.node.publish(now, new byte[] {'!'})));
        return outcome.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join() == Publication.ACCEPTED;
    }

    @Override
    public void crash(int peer) {
        peers.get(peer).end();
    }

    @Override
    public void cutOff(Set<Integer> cutOff) {
        cut.between(cutOff.stream().map(this::addressOf).collect(Collectors.toSet()));
    }

    @Override
    public void heal() {
        cut.heal();
    }

    @Override
    public void await(String what, Condition condition) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(condition::holds);
    }

    @Override
    public Overlay overlay() throws IOException {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (Member peer : peers.values()) {
            if (peer.isUp) {
                Address at = peer.host.localAddress();
                answers.add(new OverlayChecker.Answers(question.status(at), question.who(at)));
            }
        }
        return OverlayChecker.check(answers);
    }

    @Override
    public Address addressOf(int peer) {
        return peers.get(peer).cable.address();
    }

    @Override
    public int numberOf(Address peer) {
        return peers.entrySet().stream()
                .filter(each -> each.getValue().cable.address().equals(peer))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public List<String> delivered(int peer) {
        return peers.get(peer).delivered.stream()
                .map(message -> numberOf(message.origin().address()) + "/" + message.n())
                .toList();
    }

    @Override
    public List<Fact> told(int seed) {
        return List.copyOf(seeds.get(seed).facts);
    }

    @Override
    public SortedSet<Integer> listedBy(int seed) throws IOException {
        return question.who(seeds.get(seed).host.localAddress())
                .lines()
                .map(line -> OverlayChecker.fields(line).get("peer"))
                .map(peer -> numberOf(Address.parse(peer)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        cut.heal();
        peers.values().forEach(Member::end);
        seeds.forEach(Member::end);
        jobs.close();
        loops.close();
    }

    private List<Address> seedAddresses() {
        return seeds.stream().map(seed -> seed.cable.address()).toList();
    }
}

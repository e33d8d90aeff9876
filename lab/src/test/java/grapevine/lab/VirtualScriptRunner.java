package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** In virtual time. */
final class VirtualScriptRunner implements ScriptRunner {
    private static final long PATIENCE = 90_000;

    private final VirtualNetwork network;
    private final Map<Integer, PeerNode> peers = new TreeMap<>();

    VirtualScriptRunner(long seed) {
        network = new VirtualNetwork(seed).sendThrough(new WirePassage());
        for (Address seedAddress : seeds()) {
            network.add(
                    seedAddress,
                    effects -> new SeedNode(
                            Script.seed(SeedSettings.at(seedAddress, effects.wallTime())
                                            .seeds(seeds()))
                                    .build(),
                            network.random("seed " + seedAddress),
                            effects));
        }
    }

    @Override
    public void start(int peer) {
        Address self = addressOf(peer);
        peers.put(
                peer,
                network.add(
                        self,
                        effects -> new PeerNode(
                                Script.peer(PeerSettings.at(self, effects.wallTime())
                                                .seeds(seeds()))
                                        .build(),
                                network.random("peer " + self),
                                effects)));
        await("peer " + peer + " is ready", () -> peers.get(peer).look().isReady());
    }

    @Override
    public boolean publish(int peer) {
        List<Publication> outcome = new ArrayList<>();
        network.act(addressOf(peer), now -> outcome.add(peers.get(peer).publish(now, new byte[] {'!'})));
        return outcome.contains(Publication.ACCEPTED);
    }

    @Override
    public void crash(int peer) {
        network.operator().kill(addressOf(peer));
    }

    @Override
    public void cutOff(Set<Integer> cutOff) {
        network.operator().isolate(cutOff.stream().map(this::addressOf).collect(Collectors.toSet()));
    }

    @Override
    public void heal() {
        network.operator().heal();
    }

    @Override
    public void await(String what, Condition condition) {
        assertThat(network.runUntil(() -> holds(condition), 50, PATIENCE))
                .as(what)
                .isTrue();
    }

    @Override
    public Overlay overlay() {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (int peer : peers.keySet()) {
            if (network.host(addressOf(peer)).isUp()) {
                answers.add(new OverlayChecker.Answers(
                        network.operator().ask(addressOf(peer), new Message.Status()),
                        network.operator().ask(addressOf(peer), new Message.Who(null))));
            }
        }
        return OverlayChecker.check(answers);
    }

    @Override
    public Address addressOf(int peer) {
        return new Address(Ip.LOOPBACK, 6001 + peer);
    }

    @Override
    public int numberOf(Address peer) {
        return peer.port() - 6001;
    }

    @Override
    public List<String> delivered(int peer) {
        List<String> delivered = new ArrayList<>();
        Map<MessageName, Integer> deliveries = network.host(addressOf(peer)).deliveries();
        deliveries.forEach((name, times) -> {
            for (int i = 0; i < times; i++) {
                delivered.add(numberOf(name.origin().address()) + "/" + name.n());
            }
        });
        return delivered;
    }

    @Override
    public List<Fact> told(int seed) {
        return network.host(seeds().get(seed)).facts(Fact.class);
    }

    @Override
    public SortedSet<Integer> listedBy(int seed) {
        return network.operator()
                .ask(seeds().get(seed), new Message.Who(null))
                .lines()
                .map(line -> OverlayChecker.fields(line).get("peer"))
                .map(peer -> numberOf(Address.parse(peer)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {}

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Address> seeds() {
        return IntStream.range(0, Script.SEEDS)
                .mapToObj(i -> new Address(Ip.LOOPBACK, 5000 + i))
                .toList();
    }
}

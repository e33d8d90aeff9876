package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.OverlayChecker.Answers;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.check.Invariants;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.Operator;
import grapevine.sim.net.Told;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Seeds and peers as the daemons run them, with their default periods, in virtual time; and what one may ask of them.
 */
final class World {
    final VirtualNetwork network;
    final Operator operator;
    final Invariants invariants;
    final List<Address> seeds;
    private final Map<Address, PeerNode> peers = new TreeMap<>();
    private UnaryOperator<PeerSettings.Builder> settings = builder -> builder;
    private int looks;

    /** Starts this many seeds. */
    World(long seed, int seedCount) {
        this(seed, seedCount, 1, 4);
    }

    /** The same, where it takes so many ms from one node to another, and up to so many more. */
    World(long seed, int seedCount, long latency, long jitter) {
        network = new VirtualNetwork(seed, latency, jitter).sendThrough(new WirePassage());
        operator = network.operator();
        invariants = new Invariants(network);
        seeds = IntStream.range(0, seedCount)
                .mapToObj(i -> new Address(Ip.LOOPBACK, 5000 + i))
                .toList();
        seeds.forEach(this::startSeed);
    }

    /** The address of the i-th peer. */
    static Address peer(int i) {
        return new Address(Ip.LOOPBACK, 6001 + i);
    }

    static List<Address> peers(int count) {
        return IntStream.range(0, count).mapToObj(World::peer).toList();
    }

    /** Peers that start from now on have these settings. */
    World with(UnaryOperator<PeerSettings.Builder> change) {
        settings = change;
        return this;
    }

    void startSeed(Address address) {
        network.add(
                address,
                effects -> new SeedNode(
                        SeedSettings.at(address, effects.wallTime())
                                .seeds(seeds)
                                .build(),
                        network.random("seed " + address + network.now()),
                        effects));
    }

    void startPeer(Address address) {
        PeerNode node = network.add(
                address,
                effects -> new PeerNode(
                        settings.apply(PeerSettings.at(address, effects.wallTime())
                                        .seeds(seeds)
                                        .gossipCount(0))
                                .build(),
                        network.random("peer " + address + network.now()),
                        effects));
        peers.put(address, node);
    }

    /** Starts peers 0 to count - 1, so many ms apart. */
    void startPeers(int count, long apart) {
        for (Address address : peers(count)) {
            startPeer(address);
            network.runFor(apart);
        }
    }

    /** A network that has found its form. */
    static World settled(long seed, int peerCount) {
        World world = new World(seed, 3);
        world.startPeers(peerCount, 50);
        world.network.runFor(20_000);
        assertThat(world.overlay().isWhole()).as(world.overlay().toString()).isTrue();
        return world;
    }

    /** So many peers in a row, each linked with the one before and the next alone. */
    static World chain(long seed, int length) {
        World world = new World(seed, 0);
        List<Address> before = new ArrayList<>();
        for (Address peer : peers(length)) {
            List<Address> contacts = before.isEmpty() ? List.of() : List.of(before.get(before.size() - 1));
            world.with(settings -> settings.contacts(contacts).links(1)).startPeer(peer);
            world.network.runFor(500);
            before.add(peer);
        }
        world.network.runFor(10_000);
        for (int i = 0; i < length; i++) {
            assertThat(world.overlay().degree(peer(i)))
                    .as(world.overlay().toString())
                    .isEqualTo(i == 0 || i == length - 1 ? 1 : 2);
        }
        return world;
    }

    Publication publish(Address from, String text) {
        List<Publication> outcome = new ArrayList<>();
        network.act(from, now -> outcome.add(peers.get(from).publish(now, text.getBytes(StandardCharsets.UTF_8))));
        return outcome.get(0);
    }

    Publication flood(Address from, String text, int relays, long delay) {
        List<Publication> outcome = new ArrayList<>();
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        network.act(from, now -> outcome.add(peers.get(from).flood(now, payload, relays, delay)));
        return outcome.get(0);
    }

    /** This peer is told to link with those no more. */
    void disconnect(Address peer, Address... from) {
        network.act(peer, now -> peers.get(peer).removeContacts(now, List.of(from)));
    }

    /** The name of this peer's n-th message in its present run. */
    MessageName name(Address peer, long n) {
        return new MessageName(new Origin(peer, Long.parseLong(status(peer).get("epoch"))), n);
    }

    // What one may ask

    Set<Address> livePeers() {
        Set<Address> live = new TreeSet<>(network.up());
        live.removeAll(seeds);
        return live;
    }

    /** The peers that were started here, in order. */
    Set<Address> speakers() {
        return peers.keySet();
    }

    /** Whom a peer knows of. */
    List<Address> view(Address peer) {
        return peers.get(peer).look().view().stream()
                .map(sample -> sample.peer().address())
                .toList();
    }

    /** The overlay by the answers of all peers that answer. */
    Overlay overlay() {
        List<Answers> answers = new ArrayList<>();
        for (Address peer : livePeers()) {
            String status = operator.ask(peer, new Message.Status());
            String who = operator.ask(peer, new Message.Who(null));
            if (status != null && who != null && !status.contains(" age=0 ")) {
                answers.add(new Answers(status, who));
            }
        }
        looks += answers.size();
        return OverlayChecker.check(answers);
    }

    /** How many peers the overlay was computed from, in all. */
    int looks() {
        return looks;
    }

    Map<String, String> status(Address node) {
        return OverlayChecker.fields(operator.ask(node, new Message.Status()));
    }

    long counted(Address node, String counter) {
        return network.host(node).node().counters().nonZero().getOrDefault(counter, 0L);
    }

    /** Whom a seed lists, with the degree it has for them. */
    Map<Address, Integer> listedAt(Address seed) {
        Map<Address, Integer> listed = new TreeMap<>();
        Address after = null;
        String text;
        do {
            text = operator.ask(seed, new Message.Who(after));
            for (String line : text.lines().filter(l -> l.startsWith("peer=")).toList()) {
                Map<String, String> fields = OverlayChecker.fields(line);
                after = Address.parse(fields.get("peer"));
                listed.put(after, Integer.parseInt(fields.get("degree")));
            }
        } while (text.contains("more after="));
        return listed;
    }

    boolean isListedSomewhere(Address peer) {
        return seeds.stream()
                .filter(seed -> network.up().contains(seed))
                .anyMatch(seed -> listedAt(seed).containsKey(peer));
    }

    boolean isListedEverywhere(Address peer) {
        return seeds.stream().allMatch(seed -> listedAt(seed).containsKey(peer));
    }

    /** Each seed lists exactly the live peers, each with the number of its real neighbours. */
    boolean seedsAgreeWithTheOverlay() {
        Map<Address, Integer> real = new TreeMap<>();
        Overlay overlay = overlay();
        livePeers().forEach(peer -> real.put(peer, overlay.degree(peer)));
        return seeds.stream().allMatch(seed -> listedAt(seed).equals(real));
    }

    /** Facts of one kind from everyone since a moment, told first first. */
    <F extends Fact> List<Told> told(Class<F> kind, long since) {
        return network.facts().stream()
                .filter(told -> kind.isInstance(told.fact()) && told.at() >= since)
                .toList();
    }

    /** Runs until all is one component in good order. */
    boolean isWholeWithin(long millis) {
        return network.runUntil(
                () -> {
                    Overlay overlay = overlay();
                    return overlay.isWhole() && overlay.neighbours().keySet().equals(livePeers());
                },
                100,
                millis);
    }

    /** Fails unless each of these was handed every one of these messages exactly once. */
    void assertDeliveredOnce(Set<Address> to, Set<MessageName> messages) {
        for (Address peer : to) {
            Map<MessageName, Integer> deliveries = network.host(peer).deliveries();
            for (MessageName message : messages) {
                if (!message.origin().address().equals(peer)) {
                    assertThat(deliveries.get(message))
                            .as(message + " at " + peer)
                            .isEqualTo(1);
                }
            }
            assertThat(deliveries.values()).as("deliveries at " + peer).allMatch(times -> times == 1);
        }
    }
}

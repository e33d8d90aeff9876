package grapevine.sim.crowd;

import grapevine.keys.KeyRole;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The seeds and peers of a scenario: each on a machine of its own, and all as the daemons run them. */
public final class Population {
    /** Peers are at 10.0.0.1 and the addresses after it. */
    private static final int FIRST_PEER = 0x0a00_0001;

    /** Seeds are at 192.168.0.1 and the addresses after it. */
    private static final int FIRST_SEED = 0xc0a8_0001;

    private static final int PEER_PORT = 6000;
    private static final int SEED_PORT = 5000;

    private final Scenario scenario;
    private final VirtualNetwork network;
    private final List<Address> seeds;
    private final List<VirtualHost> peers = new ArrayList<>();
    private final Set<VirtualHost> flooders = new HashSet<>();

    /** Nobody is there yet. */
    public Population(Scenario scenario, VirtualNetwork network) {
        this.scenario = scenario;
        this.network = network;
        seeds = IntStream.range(0, scenario.seeds())
                .mapToObj(i -> new Address(Ip.v4(FIRST_SEED + i), SEED_PORT))
                .toList();
    }

    /** Where the seeds are, or will be. */
    public List<Address> seeds() {
        return seeds;
    }

    /** Starts a seed, which knows nobody. */
    public void startSeed(Address address) {
        certify(address, KeyRole.SEED);
        SeedNode seed = network.add(
                address,
                effects -> new SeedNode(
                        SeedSettings.at(address, effects.wallTime())
                                .seeds(seeds)
                                .maxPeers(Math.max(1_000_000, 2 * scenario.peers()))
                                .maxWaiting(atOnce(1024))
                                .maxExchanges(atOnce(16_384))
                                .build(),
                        random(address),
                        effects));
        if (scenario.heap().isPresent()) {
            network.act(address, now -> seed.onBudget(now, network.memory()));
        }
    }

    /** The connections a seed has to hold at a time: with a million peers more than by default. */
    private int atOnce(int byDefault) {
        return Math.max(byDefault, Math.min(65_536, scenario.peers() / 10));
    }

    /** Where the next peer will start: an address that nobody had. */
    Address nextPeer() {
        return new Address(Ip.v4(FIRST_PEER + peers.size()), PEER_PORT);
    }

    /** Starts one more peer. */
    public VirtualHost startPeer() {
        Address address = nextPeer();
        certify(address, KeyRole.PEER);
        network.add(address, effects -> new PeerNode(settings(address, effects.wallTime()), random(address), effects));
        VirtualHost host = network.host(address);
        peers.add(host);
        return host;
    }

    /** In a network with keys whoever starts there has one, for its own ip. */
    private void certify(Address address, KeyRole role) {
        Keyring keys = network.keys();
        if (keys != null && keys.member(address) == null) {
            keys.certify(address, role, List.of(address.ip().toString()));
        }
    }

    private PeerSettings settings(Address address, long epoch) {
        PeerSettings.Builder settings = PeerSettings.at(address, epoch)
                .seeds(seeds)
                .degreeCap(scenario.degreeCap())
                .topology(scenario.topology())
                .dissemination(scenario.dissemination())
                .sampling(scenario.sampling())
                .gossipCount(0)
                .budget(network.memory());
        scenario.links().ifPresent(settings::links);
        return settings.build();
    }

    private RandomGenerator random(Address address) {
        return network.random(address + " " + network.now());
    }

    /** Every peer there ever was, in the order of their starts. */
    public List<VirtualHost> peers() {
        return Collections.unmodifiableList(peers);
    }

    /** From now on this one makes messages of its own accord, and is given none to publish. */
    void floods(VirtualHost peer) {
        flooders.add(peer);
    }

    /** Whether it does. */
    public boolean isFlooder(VirtualHost peer) {
        return flooders.contains(peer);
    }

    /** Peers that are up, frozen ones too, and of the network still. */
    public Stream<VirtualHost> live() {
        return peers.stream().filter(this::isLive);
    }

    /** Whether this one is among them. */
    public boolean isLive(VirtualHost peer) {
        Keyring keys = network.keys();
        return peer.isUp() && (keys == null || !keys.isRevoked(peer.address()));
    }

    /** The node of one that is a peer. */
    public static PeerNode node(VirtualHost peer) {
        return (PeerNode) peer.node();
    }

    /** So many of these, each as likely as the others; all if there are not so many. */
    public static <T> List<T> draw(List<T> from, int count, RandomGenerator random) {
        List<T> shuffled = new ArrayList<>(from);
        int drawn = Math.min(count, shuffled.size());
        for (int i = 0; i < drawn; i++) {
            int chosen = i + random.nextInt(shuffled.size() - i);
            T held = shuffled.get(i);
            shuffled.set(i, shuffled.get(chosen));
            shuffled.set(chosen, held);
        }
        return shuffled.subList(0, drawn);
    }
}

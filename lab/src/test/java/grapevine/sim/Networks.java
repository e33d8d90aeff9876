package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.OverlayChecker.Answers;
import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.Operator;
import grapevine.sim.net.Told;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Several networks of one name on the same machines, in virtual time, and what one may ask of them. */
final class Networks {
    final VirtualNetwork network;
    final Operator operator;
    private final Map<Address, PeerNode> peers = new TreeMap<>();

    Networks(long seed) {
        network = new VirtualNetwork(seed, 1, 4).sendThrough(new WirePassage());
        operator = network.operator();
    }

    static Address at(int port) {
        return new Address(Ip.LOOPBACK, port);
    }

    /** So many, from this one on. */
    static List<Address> at(int port, int count) {
        return IntStream.range(port, port + count).mapToObj(Networks::at).toList();
    }

    void startSeed(Address address, List<Address> configuration) {
        network.add(
                address,
                effects -> new SeedNode(
                        SeedSettings.at(address, effects.wallTime())
                                .seeds(configuration)
                                .build(),
                        network.random("seed " + address + network.now()),
                        effects));
    }

    void startSeeds(List<Address> configuration) {
        configuration.forEach(seed -> startSeed(seed, configuration));
    }

    void startPeer(Address address, List<Address> configuration, Address... contacts) {
        PeerNode node = network.add(
                address,
                effects -> new PeerNode(
                        PeerSettings.at(address, effects.wallTime())
                                .seeds(configuration)
                                .contacts(Arrays.asList(contacts))
                                .gossipCount(0)
                                .build(),
                        network.random("peer " + address + network.now()),
                        effects));
        peers.put(address, node);
    }

    void startPeers(List<Address> addresses, List<Address> configuration) {
        for (Address address : addresses) {
            startPeer(address, configuration);
            network.runFor(100);
        }
    }

    void publish(Address from, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        network.act(from, now -> Objects.requireNonNull(peers.get(from)).publish(now, payload));
    }

    /** Every text that a peer's application was handed. */
    Set<String> heard(Address peer) {
        Set<String> texts = new TreeSet<>();
        for (Fact.MessageReceived received : network.host(peer).facts(Fact.MessageReceived.class)) {
            texts.add(new String(received.message().payload(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** The present number at a node, without what it was before; with a question mark while it is provisional. */
    String identity(Address node) {
        String text =
                OverlayChecker.fields(operator.ask(node, new Message.Status())).get("identity");
        return Objects.requireNonNull(text).split(",", 2)[0];
    }

    /** The same of all of them. */
    Set<String> identities(Collection<Address> nodes) {
        Set<String> all = new TreeSet<>();
        nodes.forEach(node -> all.add(identity(node)));
        return all;
    }

    Overlay overlay(Collection<Address> of) {
        List<Answers> answers = new ArrayList<>();
        for (Address peer : of) {
            String status = operator.ask(peer, new Message.Status());
            String who = operator.ask(peer, new Message.Who(null));
            if (status != null && who != null && !status.contains(" age=0 ")) {
                answers.add(new Answers(status, who));
            }
        }
        return OverlayChecker.check(answers);
    }

    /** Fails unless these, all of them, come together within so many ms. */
    void assertWholeWithin(Collection<Address> of, long millis) {
        Set<Address> all = new TreeSet<>(of);
        boolean isWhole = network.runUntil(
                () -> {
                    Overlay overlay = overlay(all);
                    return overlay.isWhole() && overlay.neighbours().keySet().equals(all);
                },
                500,
                millis);
        assertThat(isWhole).as(overlay(all) + " " + identities(all)).isTrue();
    }

    /** Whom these are linked with. */
    Set<Address> neighbours(Collection<Address> of) {
        Set<Address> all = new TreeSet<>();
        for (Address peer : of) {
            String who = operator.ask(peer, new Message.Who(null));
            for (String line : Objects.requireNonNull(who).lines().toList()) {
                all.add(Address.parse(OverlayChecker.fields(line).get("neighbour")));
            }
        }
        return all;
    }

    /** Everybody whom a process turned away as being of another network. */
    List<Told> turnedAway() {
        return told(Fact.ConnectionEnded.class).stream()
                .filter(told -> ((Fact.ConnectionEnded) told.fact()).reason().equals("wrong-network"))
                .toList();
    }

    <F extends Fact> List<Told> told(Class<F> kind) {
        return network.facts().stream()
                .filter(told -> kind.isInstance(told.fact()))
                .toList();
    }

    long counted(Address node, String counter) {
        VirtualHost host = network.host(node);
        return host.node().counters().nonZero().getOrDefault(counter, 0L);
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.awaitLine;
import static grapevine.lab.network.RealNetwork.eventually;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds by names, as the system of a daemon looks them up: here in a file of its own. */
class NamesIT {
    @TempDir
    private Path folder;

    @Test
    void a_peer_joins_by_the_names_of_its_seeds_and_by_one_that_is_known_only_later() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 seed1.grapevine.test\n");
        try (RealNetwork network = RealNetwork.withSeeds(2).startSeeds().startPeers(1)) {
            Path config = config(network.seedAddresses());
            network.tellJvms("-Djdk.net.hosts.file=" + hosts);

            NodeProcess peer = network.launchPeer("--config", config.toString());
            awaitLine(peer, "event=name_unknown name=seed2.grapevine.test");
            awaitLine(
                    peer,
                    "event=name_leads name=seed1.grapevine.test:%1$d address=127.0.0.1:%1$d addresses=1"
                            .formatted(port(network, 0)));
            assertThat(facts(peer, "ready")).as("one of two seeds is no quorum").isEmpty();

            Files.writeString(hosts, "127.0.0.1 seed1.grapevine.test seed2.grapevine.test\n");
            awaitLine(peer, "event=name_leads name=seed2.grapevine.test:" + port(network, 1));
            awaitLine(peer, "event=ready");

            network.awaitWhole();
            assertThat(facts(peer, "name_unknown")).as("said once").hasSize(1);
        }
    }

    @Test
    void seeds_behind_one_name_find_each_other_and_peers_take_the_majority_of_those_that_there_are() throws Exception {
        int port = FreePorts.next();
        Path hosts = Files.writeString(folder.resolve("hosts"), leadingTo("127.0.1.1", "127.0.1.2"));
        Path config = Files.writeString(folder.resolve("set.txt"), "seeds.grapevine.test:" + port + "*\n");
        try (RealNetwork network = RealNetwork.withSeeds(0)) {
            network.tellJvms("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=1");
            NodeProcess first = seed(network, "127.0.1.1", port, config);
            NodeProcess second = seed(network, "127.0.1.2", port, config);
            awaitConnected(network, 1, first, second);
            NodeProcess early = network.startPeer("--config", config.toString());
            assertThat(network.status(early)).containsEntry("seeds", "2").containsEntry("leases", "2");

            Files.writeString(hosts, leadingTo("127.0.1.1", "127.0.1.2", "127.0.1.3"));
            NodeProcess third = seed(network, "127.0.1.3", port, config);
            awaitConnected(network, 2, first, second, third);
            awaitLine(early, "event=seeds_found count=3 ");
            network.kill(second);
            network.startPeer("--config", config.toString());

            network.awaitWhole();
            eventually(() -> {
                for (NodeProcess peer : network.peers()) {
                    assertThat(network.status(peer)).containsEntry("seeds", "3").containsEntry("leases", "2");
                }
            });
        }
    }

    private static void awaitConnected(RealNetwork network, int others, NodeProcess... seeds) {
        eventually(() -> {
            for (NodeProcess seed : seeds) {
                assertThat(network.status(seed)).containsEntry("seeds_connected", String.valueOf(others));
            }
        });
    }

    private static NodeProcess seed(RealNetwork network, String ip, int port, Path config) throws Exception {
        NodeProcess seed =
                network.launchSeedAt(new Address(Ip.parse(ip), port), "--bind", ip, "--config", config.toString());
        awaitLine(seed, "event=ready");
        return seed;
    }

    private static String leadingTo(String... ips) {
        return Stream.of(ips).map(ip -> ip + " seeds.grapevine.test\n").collect(Collectors.joining());
    }

    /** The seeds by names, one a line. */
    private Path config(List<Address> seeds) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < seeds.size(); i++) {
            lines.append(
                    "seed%d.grapevine.test:%d%n".formatted(i + 1, seeds.get(i).port()));
        }
        return Files.writeString(folder.resolve("named.txt"), lines);
    }

    private static int port(RealNetwork network, int seed) {
        return network.seedAddresses().get(seed).port();
    }
}

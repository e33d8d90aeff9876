package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.awaitLine;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.lab.console.LabException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys a laboratory network is given, and what becomes of those that are there. */
class KeyRingTest {
    @TempDir
    private Path folder;

    private Path mine;
    private NetworkKeys network;

    @BeforeEach
    void make() throws Exception {
        mine = folder.resolve("mine");
        network = NetworkKeys.make(mine);
    }

    @Test
    void each_node_has_its_own_which_are_used_again_and_made_anew_when_they_are_revoked() throws Exception {
        KeyRing keys = ring(NetworkPlan.Kind.JOIN, 2);
        List<String> told = new ArrayList<>();

        keys.make(List.of(1, 2), (done, all) -> told.add(done + "/" + all));

        assertThat(told).containsExactly("1/4", "2/4", "3/4", "4/4");
        assertThat(network.nodes())
                .extracting(node -> node.holder().role() + " " + node.holder().name())
                .containsExactlyInAnyOrder(
                        "OPERATOR lab-operator", "PEER lab-node-1", "PEER lab-node-2", "SEED lab-seeds");
        assertThat(keys.ofNode(2)).isEqualTo(mine.resolve("lab-node-2").toString());
        byte[] first = store("lab-node-1");
        byte[] second = store("lab-node-2");
        network.revoke("lab-node-2");

        List<String> said = ring(NetworkPlan.Kind.JOIN, 2).make(List.of(1, 2), (done, all) -> {});

        assertThat(said).containsExactly("keys: lab-node-2 was revoked and has a new key");
        assertThat(store("lab-node-1")).isEqualTo(first);
        assertThat(store("lab-node-2")).isNotEqualTo(second);
        NetworkKeys now = NetworkKeys.open(mine);
        assertThat(now.nodes()).noneMatch(now::isOut);
    }

    @Test
    void a_large_network_has_one_for_all_nodes() throws Exception {
        KeyRing large = ring(NetworkPlan.Kind.CIRCULAR, KeyRing.MOST_KEYS + 1);

        assertThat(large.ofNode(1)).isEqualTo(large.ofNode(65)).endsWith("lab-nodes");

        assertThat(network.nodes()).extracting(node -> node.holder().name()).containsExactly("lab-nodes");
    }

    @Test
    void one_more_node_gets_its_own_key_and_nobody_who_was_revoked_a_new_one() throws Exception {
        KeyRing keys = ring(NetworkPlan.Kind.CIRCULAR, 1);
        keys.make(List.of(1), (done, all) -> {});
        network.revoke("lab-node-1");
        byte[] revoked = store("lab-node-1");

        keys.add(2);

        assertThatThrownBy(() -> keys.add(1))
                .isInstanceOf(LabException.class)
                .hasMessage("keys: lab-node-1 was revoked, and one more node does not change that: the next"
                        + " start-network with " + mine + " does");
        assertThat(store("lab-node-1")).isEqualTo(revoked);
        assertThat(network.nodes())
                .extracting(node -> node.holder().name())
                .containsExactly("lab-node-1", "lab-node-2", "lab-operator");
    }

    @Test
    void two_that_start_at_once_make_each_key_once() throws Exception {
        List<Process> both = List.of(makeInAnotherProcess(), makeInAnotherProcess());

        for (Process each : both) {
            assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(each.exitValue()).isZero();
        }
        assertThat(network.nodes()).hasSize(4);
    }

    private Process makeInAnotherProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        Maker.class.getName(),
                        mine.toString())
                .inheritIO()
                .start();
    }

    /** Another program that makes those of three nodes. */
    static final class Maker {
        private Maker() {}

        public static void main(String... args) throws Exception {
            ring(Path.of(args[0]), NetworkPlan.Kind.CIRCULAR, 3).make(List.of(1, 2, 3), (done, all) -> {});
        }
    }

    @Test
    void what_somebody_else_made_under_its_names_is_not_touched() throws Exception {
        network.makeNode(new Holder("lab-node-1", KeyRole.SEED, List.of(), List.of()), 30);
        KeyRing keys = ring(NetworkPlan.Kind.CIRCULAR, 2);

        assertThatThrownBy(() -> keys.make(List.of(1, 2), (done, all) -> {}))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "keys: " + mine + " has those of the seed lab-node-1 under a name that the laboratory gives,"
                                + " and it did not make them");

        assertThat(network.nodes()).hasSize(1);
    }

    private KeyRing ring(NetworkPlan.Kind kind, int nodes) throws Exception {
        return ring(mine, kind, nodes);
    }

    private static KeyRing ring(Path mine, NetworkPlan.Kind kind, int nodes) throws Exception {
        return KeyRing.of(new NetworkPlan("gossip", kind, nodes, 2, null, 7000, 1, null, false, mine.toString()));
    }

    private byte[] store(String name) throws Exception {
        return Files.readAllBytes(mine.resolve(name).resolve("node.p12"));
    }
}

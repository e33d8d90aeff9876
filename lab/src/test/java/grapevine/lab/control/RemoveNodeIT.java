package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node in the middle goes. */
class RemoveNodeIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void its_neighbours_are_linked_with_each_other_unless_the_gap_is_to_stay() throws Exception {
        int a = shell.ports + 1;
        int b = shell.ports + 2;
        int c = shell.ports + 3;
        int d = shell.ports + 4;
        shell.run("start-network", "static", a + ":" + b + "/" + b + ":" + c + "/" + c + ":" + d)
                .said();

        shell.run("remove-node", "" + b).said();
        awaitPeers(a, "Gossip-Node-" + c + " 127.0.0.1:" + c + "\n");

        shell.run("remove-node", "" + c, "--no-heal").said();
        awaitPeers(a, "Gossip-Node-" + a + " has no peers\n");
        Shell.Done alone = shell.run("send-message", "" + a, "nobody hears");
        assertThat(alone.status()).isEqualTo(1);
        assertThat(alone.err()).isEqualTo("Gossip-Node-" + a + " did not send it: it has no neighbour\n");
    }

    private void awaitPeers(int node, String peers) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(shell.run("list-peers", "" + node).said()).isEqualTo(peers));
    }
}

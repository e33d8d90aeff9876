package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands that cut a network in two and mend it. */
class CutNetworkIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void a_network_is_cut_in_two_and_mended() throws Exception {
        shell.run("start-network", "circular", "-n", "5", "--ports-origin", "" + shell.ports)
                .said();

        assertThat(shell.run("cut-network", "1,4-5").said())
                .isEqualTo("Gossip network cut: nothing passes between 1, 4-5 and the others\n");
        assertThat(shell.run("status").said()).contains("cut in two: nothing passes between 1, 4-5 and the others\n");
        JsonNode moved = shell.run("cut-network", "2", "--json").json();
        assertThat(moved.get("cut")).hasSize(1);
        Shell.Done refused = shell.run("cut-network", "1-5");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("a cut has two sides, and on one of these there is no node of 1-5\n");
        assertThat(shell.run("cut-network", "4-6").err()).isEqualTo("there is no node 6 in gossip (there are 1-5)\n");

        assertThat(shell.run("mend-network").said()).isEqualTo("Gossip network mended\n");
        assertThat(shell.run("mend-network", "--json").json().get("cut")).isEmpty();
    }
}

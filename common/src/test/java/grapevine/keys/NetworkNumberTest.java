package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNumberTest {
    @TempDir
    private Path folder;

    @Test
    void all_nodes_have_that_of_their_network_whatever_authority_signed_their_keys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("one"));
        Path alice = node(network, "alice");
        long number = numberOf(alice);

        assertThat(numberOf(node(network, "bob"))).isEqualTo(number);
        for (int i = 0; i < 2; i++) {
            NetworkKeys.rotate(folder.resolve("one"));
            assertThat(numberOf(alice)).isEqualTo(number);
            NetworkKeys.finishRotation(folder.resolve("one"));
            assertThat(numberOf(alice)).isEqualTo(number);
        }
    }

    @Test
    void another_network_has_another() throws Exception {
        long one = numberOf(node(NetworkKeys.make(folder.resolve("one")), "alice"));
        long other = numberOf(node(NetworkKeys.make(folder.resolve("other")), "alice"));

        assertThat(one).isNotEqualTo(other);
    }

    private static Path node(NetworkKeys network, String name) throws KeysException {
        return network.makeNode(new Holder(name, KeyRole.PEER, List.of(), List.of()), 30);
    }

    private static long numberOf(Path node) throws KeysException {
        return NodeKeys.read(node).networkNumber();
    }
}

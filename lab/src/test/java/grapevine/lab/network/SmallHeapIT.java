package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes with a heap of 48 MB bear what friends say; what others do is for {@link EveryAttackIT}. */
class SmallHeapIT {
    private static final String HEAP = "-Xmx48m";

    /** A peer with a larger heap would retain all of it. */
    @Test
    void lines_of_51_mb_which_are_more_than_the_heap_are_at_every_peer() throws Exception {
        bear(3_200, 16_000);
    }

    @Test
    @Tag("slow")
    void and_a_million_short_lines() throws Exception {
        bear(1_000_000, 62);
    }

    private static void bear(int lines, int bytes) throws Exception {
        try (RealNetwork network =
                RealNetwork.withSeeds(1).tellJvms(HEAP).startSeeds().startPeers(4)) {
            network.awaitWhole();
            NodeProcess speaker = network.peers().get(0);
            try (OutputStream typed = new BufferedOutputStream(speaker.process().getOutputStream())) {
                for (int i = 0; i < lines; i++) {
                    String line = String.format("message %08d ", i);
                    String text = line + ".".repeat(bytes - line.length()) + "\n";
                    typed.write(text.getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (NodeProcess peer : network.peers().subList(1, 4)) {
                RealNetwork.within(
                        RealNetwork.PATIENCE.multipliedBy(1 + lines / 100_000),
                        () -> assertThat(network.count(peer, "messages_delivered"))
                                .as("delivered at %s", peer)
                                .isEqualTo(lines));
            }
            assertAllWell(network);
        }
    }

    /** Said again and again, since of very many messages the log shows only some. */
    static void assertHeard(NodeProcess speaker, NodeProcess hearer, String text) {
        eventually(() -> {
            speaker.type(text);
            assertThat(hearer.lines()).as("lines of %s", hearer.name()).anyMatch(line -> line.contains(text));
        });
    }

    static void assertAllWell(RealNetwork network) {
        List<NodeProcess> all = new ArrayList<>(network.peers());
        all.addAll(network.seeds());
        eventually(() -> assertThat(all).allMatch(NodeProcess::isAlive));
        for (NodeProcess each : all) {
            assertThat(each.errors()).as("errors of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
            assertThat(each.lines()).as("lines of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
        }
    }
}

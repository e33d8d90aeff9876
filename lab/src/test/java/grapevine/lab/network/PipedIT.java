package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a person pipes into a peer that ends with its input. */
class PipedIT {
    private static final Pattern LINE = Pattern.compile("event=message_received .* text=\"line ([0-9]+)\"$");

    /** Long enough for a stopped neighbour to be found dead at the usual periods, and for a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @Test
    void nothing_is_lost_though_a_neighbour_stands_still() throws Exception {
        pipe(12_000);
    }

    @Tag("slow")
    @Test
    void and_nothing_of_sixty_thousand_lines() throws Exception {
        pipe(60_000);
    }

    private static void pipe(int lines) throws Exception {
        try (RealNetwork network =
                RealNetwork.withFullPeriods(1).tellJvms("-Xmx512m").startSeeds().startPeers(4)) {
            NodeProcess peer = network.startPeer("--exit-at-eof", "--links", "4");
            NodeProcess stopped = network.peers().get(0);
            RealNetwork.eventually(() -> assertThat(network.who(peer)).hasSizeGreaterThanOrEqualTo(4));
            RealNetwork.freeze(stopped);

            try (OutputStream pipe = new BufferedOutputStream(peer.process().getOutputStream())) {
                for (int number = 1; number <= lines; number++) {
                    pipe.write(("line " + number + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }

            assertThat(peer.awaitEnd(PATIENCE)).as("ends with its input").isTrue();
            assertThat(peer.process().exitValue()).isZero();
            network.forget(peer);
            network.forget(stopped);
            for (NodeProcess other : network.peers()) {
                RealNetwork.within(
                        PATIENCE,
                        () -> assertThat(printed(other))
                                .as("of which %s", notShown(other))
                                .hasSize(lines));
                assertThat(printed(other)).as("lines at %s", other).doesNotHaveDuplicates();
            }
            RealNetwork.thaw(stopped);
            RealNetwork.within(PATIENCE, () -> assertThat(printed(stopped)).hasSize(lines));
            assertThat(printed(stopped)).doesNotHaveDuplicates();
        }
    }

    @Test
    void an_input_that_is_empty_ends_at_once() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(1)) {
            NodeProcess peer = network.startPeer("--exit-at-eof");

            peer.process().getOutputStream().close();

            assertThat(peer.awaitEnd(RealNetwork.PATIENCE)).isTrue();
            assertThat(peer.process().exitValue()).isZero();
        }
    }

    private static List<String> notShown(NodeProcess node) throws Exception {
        return Files.readAllLines(node.log()).stream()
                .filter(line -> line.contains("messages_not_shown") || line.contains("log_lines_lost"))
                .toList();
    }

    /** The numbers of the lines in its log, oldest first; the file before is kept as {@code .1}, and so on. */
    private static List<Integer> printed(NodeProcess node) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (String end : List.of(".4", ".3", ".2", ".1", "")) {
            Path file = node.log().resolveSibling(node.log().getFileName() + end);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    Matcher matcher = LINE.matcher(line);
                    if (matcher.find()) {
                        numbers.add(Integer.valueOf(matcher.group(1)));
                    }
                }
            }
        }
        return numbers;
    }
}

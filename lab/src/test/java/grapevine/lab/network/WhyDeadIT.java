package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.control.ListPeers;
import grapevine.lab.control.SendMessage;
import grapevine.lab.control.Status;
import grapevine.lab.control.WhyDead;
import grapevine.wire.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Daemons that were started by hand are asked by their addresses. */
class WhyDeadIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_peer_that_stands_still_is_explained_and_so_is_its_return() throws Exception {
        try (RealNetwork network = RealNetwork.withLongLeases(2).startSeeds().startPeers(5)) {
            network.awaitWhole();
            NodeProcess hub = network.biggestHub();
            assertThat(why(network, hub))
                    .matches("nobody saw " + hub.address() + " die: it is alive at ([1-4]) of its \\1 neighbours?\n"
                            + " +2 of 2 seeds list it\n");

            RealNetwork.freeze(hub);
            network.forget(hub);
            eventually(() -> assertThat(why(network, hub))
                    .startsWith(hub.address() + " is held for dead since ")
                    .contains(": it does not answer\n")
                    .containsPattern("\n\\d\\d:\\d\\d:\\d\\d  127.0.0.1:\\d+ had no answer in 3 rounds of pings from ")
                    .containsPattern("127.0.0.1:\\d+ held it for dead and told 2 seeds \\(")
                    .containsPattern("seed 127.0.0.1:\\d+ looked: 3 dials, connected, no answer; removed it\n")
                    .satisfies(WhyDeadIT::fits));

            RealNetwork.thaw(hub);
            eventually(() -> assertThat(why(network, hub))
                    .startsWith(hub.address() + " is alive again; it was held for dead at ")
                    .contains(hub.address() + " had stood still for ")
                    .containsPattern("seed 127.0.0.1:\\d+ listed it again\n")
                    .satisfies(WhyDeadIT::fits));
        }
    }

    @Tag("slow")
    @Test
    void peers_that_are_killed_or_leave_or_were_never_there_and_who_is_asked_by_its_address() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(4)) {
            network.awaitWhole();
            NodeProcess killed = network.peers().get(1);
            NodeProcess leaves = network.peers().get(2);
            NodeProcess stays = network.peers().get(0);
            network.kill(killed);
            eventually(() -> assertThat(why(network, killed))
                    .startsWith(killed.address() + " is held for dead since ")
                    .contains(": its process is gone\n")
                    .containsPattern("127.0.0.1:\\d+ dialled it by another connection: nobody is there\n")
                    .containsPattern("seed 127.0.0.1:\\d+ looked: 1 dial, refused; removed it\n")
                    .satisfies(WhyDeadIT::fits));
            assertThat(run("why-dead", killed.address().toString())).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(killed.address() + " does not answer (--seeds 127.0.0.1:5000 names others to ask)\n");

            leaves.terminate();
            assertThat(leaves.awaitEnd(RealNetwork.PATIENCE)).isTrue();
            network.forget(leaves);
            eventually(() -> assertThat(why(network, leaves))
                    .startsWith(leaves.address() + " left at ")
                    .contains(", in order: nobody holds it for dead\n", "it said goodbye to 127.0.0.1:"));

            Address nobody = Network.freeAddress();
            assertThat(run("why-dead", nobody.toString(), "--seeds", seeds(network)))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("nobody remembers " + nobody + "\n");

            network.awaitWhole();
            assertThat(said("list-peers", stays.address().toString()).lines())
                    .containsExactlyElementsOf(network.overlay().neighbours().get(stays.address()).stream()
                            .map(Address::toString)
                            .toList());
            JsonNode listed = json("list-peers", network.seed(1).address().toString(), "--json")
                    .get("peers");
            assertThat(listed).hasSize(2);
            assertThat(json("status", stays.address().toString(), "--json")
                            .get("role")
                            .asText())
                    .isEqualTo("peer");
            assertThat(said("status", network.seed(1).address().toString()))
                    .startsWith("role                             seed\n")
                    .contains("peers                            2\n")
                    .doesNotContain("\n\n");
            assertThat(json("why-dead", killed.address().toString(), "--seeds", seeds(network), "--json")
                            .get("verdict")
                            .asText())
                    .isEqualTo("dead");
        }
    }

    @Test
    void a_daemon_sends_what_a_command_has_it_send() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1).startSeeds().startPeers(2)) {
            network.awaitWhole();
            NodeProcess first = network.peers().get(0);

            assertThat(said("send-message", first.address().toString(), "grüße\nan alle"))
                    .isEqualTo("Message sent to " + first.address() + "\n");
            RealNetwork.awaitLine(network.peers().get(1), "text=\"grüße\\nan alle\"");
            assertThat(json("send-message", first.address().toString(), "x", "--json")
                            .get("n")
                            .asText())
                    .isEqualTo("2");

            assertThat(run("send-message", network.seed(1).address().toString(), "x"))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(network.seed(1).address() + " is a seed, and sends no messages\n");
        }
    }

    @Test
    void a_node_of_an_older_version_is_told_apart_from_one_that_does_not_answer() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerAsOld(old));
            answering.setDaemon(true);
            answering.start();
            String address = "127.0.0.1:" + old.getLocalPort();

            assertThat(run("why-dead", address)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(address + " is too old a version to be asked that\n");
            assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    /** Knows {@code Who}, and nobody. */
    private static void answerAsOld(ServerSocket old) {
        while (!old.isClosed()) {
            try (Socket asker = old.accept()) {
                InputStream in = asker.getInputStream();
                byte[] question = new byte[3];
                int read = in.readNBytes(question, 0, 3);
                boolean isWho = new String(question, 0, read, StandardCharsets.US_ASCII).equals("Who");
                asker.getOutputStream()
                        .write((isWho ? "Answer 0\n\n" : "Error garbage \"Why\" is no message\n")
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void fits(String told) {
        assertThat(told.lines()).hasSizeLessThanOrEqualTo(10).allMatch(line -> line.length() <= 80);
    }

    private String why(RealNetwork network, NodeProcess of) {
        return said("why-dead", of.address().toString(), "--seeds", seeds(network));
    }

    private static String seeds(RealNetwork network) {
        return network.seedAddresses().stream().map(Address::toString).collect(Collectors.joining(","));
    }

    private JsonNode json(String... command) throws IOException {
        return new ObjectMapper().readTree(said(command));
    }

    private String said(String... command) {
        assertThat(run(command)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... command) {
        out.reset();
        err.reset();
        return new Commands(List.of(new WhyDead(), new ListPeers(), new Status(), new SendMessage()))
                .run(Arrays.asList(command), new Output(stream(out), stream(err)));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

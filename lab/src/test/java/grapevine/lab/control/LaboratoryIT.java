package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks are started, talked to, looked at and taken apart by the commands of the real jar. */
class LaboratoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void a_ring_is_started_talked_to_looked_at_and_taken_apart() throws Exception {
        assertThat(start("circular", "-n", "4").said())
                .isEqualTo(lines(
                        "Gossip-Node-1 started on 127.0.0.1:" + (shell.ports + 1),
                        "Gossip-Node-2 started on 127.0.0.1:" + (shell.ports + 2),
                        "Gossip-Node-3 started on 127.0.0.1:" + (shell.ports + 3),
                        "Gossip-Node-4 started on 127.0.0.1:" + (shell.ports + 4),
                        "Gossip network started"));
        assertThat(shell.run("list-peers", "1").said())
                .isEqualTo(lines(
                        "Gossip-Node-2 127.0.0.1:" + (shell.ports + 2),
                        "Gossip-Node-4 127.0.0.1:" + (shell.ports + 4)));
        assertThat(shell.run("list-peers", "1", "--depth", "2").said())
                .endsWith("Gossip-Node-3 127.0.0.1:" + (shell.ports + 3) + " (2 links, by Gossip-Node-2)\n");

        assertThat(shell.run("send-message", "4", "apple").said()).isEqualTo("Message sent to Gossip-Node-4\n");
        for (int node = 1; node <= 4; node++) {
            awaitUnread(node, 1);
            assertThat(shell.run("get-messages", "" + node, "unread").said())
                    .isEqualTo(lines("Gossip-Node-" + node + ": 1 unread message", "• apple"));
        }
        assertThat(shell.run("get-messages", "2", "unread").said()).isEqualTo("Gossip-Node-2: no unread messages\n");
        assertThat(shell.run("get-messages", "2", "read", "-t").said())
                .matches("Gossip-Node-2: 1 read message\n• apple \\[\\d\\d:\\d\\d:\\d\\d]\n");
        assertThat(shell.run("get-messages", "2", "-p").said())
                .isEqualTo(lines(
                        "Gossip-Node-2: 1 message",
                        "• apple",
                        "  (came along the tree and shows no way; send-message --relays shows ways)"));
        assertThat(shell.run("get-messages", "4", "-A").said())
                .isEqualTo(lines("Gossip-Node-4: 1 message", "• apple", "  (was made here)"));

        assertThat(shell.run("add-node").said()).startsWith("Gossip-Node-5 started on 127.0.0.1:" + (shell.ports + 5));
        assertThat(shell.run("remove-node", "5").said()).isEqualTo("Gossip-Node-5 removed\n");
        assertThat(shell.run("why-dead", "1").said())
                .isEqualTo("nobody saw Gossip-Node-1 die: it is alive at 2 of its 2 neighbours\n");
        Shell.Done again = shell.run("remove-node", "5");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("there is no node 5 in gossip (there are 1-4)\n");

        assertThat(shell.run("networks").said()).startsWith("gossip           circular       4 nodes, process ");
        assertThat(shell.run("remove-node", "3").said()).isEqualTo("Gossip-Node-3 removed\n");
        assertThat(shell.run("why-dead", "3").said())
                .matches("Gossip-Node-3 left at \\d\\d:\\d\\d:\\d\\d, in order: nobody holds it for dead\n"
                        + "\\d\\d:\\d\\d:\\d\\d  it said goodbye to Gossip-Node-2, Gossip-Node-4\n");
        assertThat(shell.run("status").said().lines())
                .hasSize(5)
                .allMatch(line -> line.length() <= 80, "fits 80 columns");
        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
        for (int node = 1; node <= 5; node++) {
            assertThat(answers(shell.ports + node)).isFalse();
        }
    }

    @Test
    void every_node_of_a_random_network_has_three_neighbours_and_the_links_are_seen_from_both_ends() throws Exception {
        start("--seed", "5").said();

        Map<Integer, List<Integer>> neighbours =
                neighbours(shell.run("status", "--json").json());
        assertThat(neighbours.values()).hasSize(16).allMatch(of -> of.size() == 3);
        neighbours.forEach((node, of) ->
                of.forEach(other -> assertThat(neighbours.get(other)).contains(node)));
    }

    @Test
    void a_network_that_joins_has_seeds_and_its_messages_reach_all() throws Exception {
        start("join", "-n", "12").said();
        assertThat(shell.run("networks", "--json").json().get(0).get("seeds")).hasSize(3);

        shell.run("send-message", "7", "to all\nin two lines").said();
        for (int node = 1; node <= 12; node++) {
            awaitUnread(node, 1);
        }
        assertThat(shell.run("get-messages", "3").said())
                .isEqualTo(lines("Gossip-Node-3: 1 message", "• to all", "  in two lines"));
    }

    @Test
    void a_given_graph_is_taken_as_it_is() throws Exception {
        int a = shell.ports + 1;
        int b = shell.ports + 2;
        int c = shell.ports + 3;

        shell.run("start-network", "static", a + ":" + b + "/" + b + ":" + c).said();

        assertThat(shell.run("list-peers", "" + b).said())
                .isEqualTo(lines("Gossip-Node-" + a + " 127.0.0.1:" + a, "Gossip-Node-" + c + " 127.0.0.1:" + c));
        assertThat(shell.run("list-peers", "" + c).said()).isEqualTo("Gossip-Node-" + b + " 127.0.0.1:" + b + "\n");
    }

    @Test
    void a_flood_shows_its_ways_and_goes_on_when_a_node_is_removed_and_links_are_changed() throws Exception {
        start("circular", "-n", "5").said();
        shell.run("send-message", "1", "round", "--relays", "1").said();
        awaitWays(3, 2);
        assertThat(shell.run("get-messages", "3", "-p", "-pp").said())
                .isEqualTo(lines("Gossip-Node-3: 1 message", "• round", "  ↳ 1 ➜ 2 ➜ 3", "  ↳ 1 ➜ 5 ➜ 4 ➜ 3"));

        shell.run("remove-node", "2").said();
        assertThat(shell.run("list-peers", "1").said().lines()).hasSize(2);
        assertThat(shell.run("restructure-network", "--min", "3", "--max", "3").said())
                .isEqualTo("Gossip network restructured: 2 links changed\n");
        shell.run("send-message", "4", "after").said();
        for (int node : List.of(1, 3, 5)) {
            awaitUnread(node, node == 3 ? 1 : 2);
        }
    }

    @Test
    void a_slow_flood_tells_its_story() throws Exception {
        int a = shell.ports + 1;
        int b = shell.ports + 2;
        int c = shell.ports + 3;
        shell.run("start-network", "static", a + ":" + b + "/" + b + ":" + c).said();

        String told = shell.run("send-message", "" + a, "hello", "--hop-delay", "200ms")
                .said();

        assertThat(told.lines().findFirst()).hasValue("Message sent to Gossip-Node-" + a);
        assertThat(told.lines().skip(1))
                .allMatch(line -> line.matches("t\\+\\d+\\.\\d +Gossip-Node-.*"), "begins with its time")
                .extracting(line -> line.substring(line.indexOf("Gossip-Node-")))
                .containsExactlyInAnyOrder(
                        "Gossip-Node-" + a + " Now forwarding to: [" + b + "]",
                        "Gossip-Node-" + b + " Received message: 'hello'. From [" + a + "]",
                        "Gossip-Node-" + b + " Now forwarding to: [" + c + "]",
                        "Gossip-Node-" + c + " Received message: 'hello'. From [" + b + "]");
    }

    @Tag("slow")
    @Test
    void two_networks_of_one_name_cannot_be_and_two_of_two_names_do_not_meet() throws Exception {
        start("circular", "-n", "3").said();
        Shell.Done second = start("circular", "-n", "5");
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).startsWith("network gossip runs already").hasLineCount(1);
        assertThat(shell.run("status", "--json").json().get("nodes")).hasSize(3);

        shell.run("start-network", "circular", "-n", "3", "--name", "other", "--ports-origin", "" + (shell.ports + 50))
                .said();
        shell.run("send-message", "1", "here", "--name", "other").said();
        awaitUnread("other", 3, 1);
        assertThat(shell.run("get-messages", "3", "--name", "gossip").said()).isEqualTo("Gossip-Node-3: no messages\n");
    }

    @Test
    void a_port_that_is_taken_is_told_and_nothing_is_left() throws Exception {
        try (ServerSocket taken = new ServerSocket(shell.ports + 2, 1, InetAddress.getLoopbackAddress())) {
            Shell.Done done = start("circular", "-n", "4");

            assertThat(done.status()).isEqualTo(1);
            assertThat(done.err())
                    .startsWith("Gossip-Node-2 cannot start: ")
                    .contains("" + taken.getLocalPort())
                    .hasLineCount(1);
        }
        assertThat(shell.run("networks").said()).isEqualTo("no networks\n");
        start("circular", "-n", "4").said();
    }

    @Test
    void a_network_whose_process_is_killed_is_told_gone_and_can_be_started_again() throws Exception {
        start("circular", "-n", "4").said();
        long pid = shell.file("gossip").get("pid").asLong();
        kill("-KILL", pid);

        Shell.Done asked = shell.run("status");
        assertThat(asked.status()).isEqualTo(1);
        assertThat(asked.err()).startsWith("network gossip is gone: its process " + pid + " has ended");
        assertThat(shell.run("stop-network").said())
                .isEqualTo("Gossip network stopped: its process had ended before\n");
        assertThat(shell.run("stop-network").err()).startsWith("there is no network gossip");
        start("circular", "-n", "4").said();
    }

    @Test
    void the_tab_key_is_told_of_commands_and_options_by_the_commands_themselves() throws Exception {
        Files.writeString(
                shell.place.resolve("completion"),
                shell.run("completion", "bash").said());
        String ask = ". ./completion; COMP_WORDS=(./grapevine %s); COMP_CWORD=%d; _grapevine; echo ${COMPREPLY[*]}";

        assertThat(bash(String.format(ask, "start-n", 1))).isEqualTo("start-network\n");
        assertThat(bash(String.format(ask, "start-network --p", 2))).isEqualTo("--plot --ports-origin --processes\n");
        assertThat(bash(String.format(ask, "get-messages un", 2))).isEqualTo("unread\n");
    }

    private String bash(String script) throws Exception {
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(shell.place.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void a_name_leads_nowhere_else_and_one_that_is_unknown_leaves_nothing() throws Exception {
        Files.createDirectories(shell.states());
        Path elsewhere = Files.writeString(shell.place.resolve("package.json"), "{}");

        Shell.Done path = shell.run("stop-network", "--name", "../package");
        assertThat(path.status()).isEqualTo(2);
        assertThat(path.err())
                .startsWith("\"../package\" is no name of a network")
                .hasLineCount(1);
        assertThat(elsewhere).hasContent("{}");
        for (String command : List.of("stop-network", "status", "watch")) {
            Shell.Done unknown = shell.run(command, "--name", "unknown");
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.err()).startsWith("there is no network unknown");
        }
        assertThat(shell.states()).isEmptyDirectory();
    }

    @Tag("slow")
    @Test
    void a_network_whose_process_hangs_is_stopped_all_the_same() throws Exception {
        start("circular", "-n", "4").said();
        kill("-STOP", shell.file("gossip").get("pid").asLong());

        assertThat(shell.run("stop-network").said()).isEqualTo("Gossip network stopped\n");

        assertThat(answers(shell.ports + 1)).isFalse();
    }

    @Test
    void nobody_comes_through_the_door_without_the_token_or_from_another_page() throws Exception {
        start("circular", "-n", "3").said();
        JsonNode file = shell.file("gossip");
        String token = file.get("token").asText();
        int door = file.get("door").asInt();

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(shell.states().resolve("gossip.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.states())))
                .isEqualTo("rwx------");
        assertThat(ask(door, "", "").statusCode()).isEqualTo(401);
        assertThat(ask(door, "Authorization", "Bearer 00").statusCode()).isEqualTo(401);
        assertThat(ask(door, "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
        assertThat(ask(door, "Authorization", "Bearer " + token, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(rebound(door, token)).startsWith("HTTP/1.1 403");
    }

    @Test
    void a_node_that_is_killed_is_missed_by_its_neighbours_and_one_that_stood_still_catches_up() throws Exception {
        start("join", "-n", "8").said();
        assertThat(shell.run("why-dead", "3").said())
                .matches("nobody saw Gossip-Node-3 die: it is alive at (\\d+) of its \\1 neighbours?\n"
                        + " +3 of 3 seeds list it\n");
        change(3, "kill");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shell.run("why-dead", "3").said())
                        .startsWith("Gossip-Node-3 is held for dead since ")
                        .containsPattern("Gossip-Node-\\d held it for dead and told 2 seeds \\(")
                        .containsPattern("seed 127.0.0.1:\\d+ looked: 1 dial, refused; removed it\n"));
        assertThat(shell.run("why-dead", "99").err()).isEqualTo("nobody that answers remembers Gossip-Node-99\n");
        change(4, "freeze");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        neighbours(ask("gossip", "/nodes")).values().stream().noneMatch(of -> of.contains(3)));
        assertThat(shell.run("send-message", "3", "x").err())
                .isEqualTo("Gossip-Node-3 did not send it: it is killed\n");

        shell.run("send-message", "1", "apple").said();
        for (int node : List.of(2, 5, 6, 7, 8)) {
            awaitUnread(node, 1);
        }
        assertThat(shell.run("get-messages", "4").said()).isEqualTo("Gossip-Node-4: no messages\n");
        assertThat(shell.run("status").said()).containsPattern("Gossip-Node-4 .* frozen ");
        change(4, "thaw");
        awaitUnread(4, 1);
    }

    private Shell.Done start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("start-network"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--ports-origin", "" + shell.ports));
        return shell.run(command.toArray(String[]::new));
    }

    private void change(int node, String how) throws Exception {
        JsonNode file = shell.file("gossip");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + file.get("door").asInt() + "/api/nodes/" + node + "/" + how))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + file.get("token").asText())
                .build();
        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private static Map<Integer, List<Integer>> neighbours(JsonNode nodes) {
        Map<Integer, List<Integer>> neighbours = new TreeMap<>();
        for (JsonNode node : nodes.get("nodes")) {
            List<Integer> of = new ArrayList<>();
            node.get("neighbours").forEach(each -> of.add(each.asInt()));
            neighbours.put(node.get("number").asInt(), of);
        }
        return neighbours;
    }

    private void awaitUnread(int node, int count) {
        awaitUnread("gossip", node, count);
    }

    private void awaitUnread(String network, int node, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> ask(network, "/nodes/" + node).get("unread").asInt() == count);
    }

    private void awaitWays(int node, int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            JsonNode messages = ask("gossip", "/nodes/" + node + "/messages").get("messages");
            return messages.size() == 1 && messages.get(0).get("ways").size() == count;
        });
    }

    /** At the door of a network: quicker than a command, and it changes nothing. */
    private JsonNode ask(String network, String path) throws Exception {
        JsonNode file = shell.file(network);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + file.get("door").asInt() + "/api" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + file.get("token").asText())
                .build();
        return new ObjectMapper()
                .readTree(
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static void kill(String signal, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, "" + pid).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
        if (signal.equals("-KILL")) {
            ProcessHandle.of(pid)
                    .ifPresent(handle ->
                            handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> ask(int door, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + "/api/network"))
                .timeout(PATIENCE);
        for (int i = 0; i + 1 < headers.length; i += 2) {
            if (!headers[i].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As from a page whose name was made to lead to 127.0.0.1. */
    private static String rebound(int door, String token) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door)) {
            String request = "GET /api/network HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer " + token
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }
}

package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A network whose nodes have a process each, asked at its door, with the signals that a shell sends to these. */
final class ProcessNetwork {
    /** For what comes about in the network by itself, on a slow machine. */
    static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Shell shell;
    private final int door;
    private final String token;

    /** That of this name. */
    ProcessNetwork(Shell shell) throws IOException {
        this.shell = shell;
        JsonNode file = shell.file("gossip");
        this.door = file.get("door").asInt();
        this.token = file.get("token").asText();
    }

    /** Starts one. */
    static ProcessNetwork start(Shell shell, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("start-network"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--processes", "--ports-origin", "" + shell.ports));
        assertThat(shell.run(command.toArray(String[]::new)).said()).endsWith("Gossip network started\n");
        return new ProcessNetwork(shell);
    }

    List<JsonNode> nodes() throws Exception {
        return StreamSupport.stream(ask("GET", "/nodes").get("nodes").spliterator(), false)
                .toList();
    }

    /** The numbers of the processes of its nodes, by number. */
    List<Long> pids() throws Exception {
        return nodes().stream().map(node -> node.get("pid").asLong()).toList();
    }

    long host() throws IOException {
        return shell.file("gossip").get("pid").asLong();
    }

    JsonNode node(int number) throws Exception {
        return ask("GET", "/nodes/" + number);
    }

    String state(int number) throws Exception {
        return node(number).get("state").asText();
    }

    /** As a click on the page. */
    JsonNode change(int number, String how) throws Exception {
        return ask("POST", "/nodes/" + number + "/" + how);
    }

    private JsonNode ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + "/api" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .build();
        return new ObjectMapper()
                .readTree(
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** By which this text came to a node. */
    JsonNode ways(int number, String text) throws Exception {
        JsonNode ways = MissingNode.getInstance();
        for (JsonNode message : ask("GET", "/nodes/" + number + "/messages").get("messages")) {
            ways = message.get("text").asText().equals(text) ? message.get("ways") : ways;
        }
        return ways;
    }

    void awaitMessages(int number, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node(number).get("messages").asInt() == count);
    }

    void awaitState(int number, String state) {
        Awaitility.await().atMost(PATIENCE).until(() -> state(number).equals(state));
    }

    /** From a shell. */
    static void kill(String signal, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, "" + pid).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Until none of these runs. */
    static void awaitEnd(List<Long> pids) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(pids).noneMatch(ProcessNetwork::runs));
    }

    /** Until none of these runs, which are all, and no node of this place listens. */
    static void awaitNothingLeft(Shell shell, List<Long> pids) {
        awaitEnd(pids);
        for (int port = shell.ports + 1; port <= shell.ports + pids.size(); port++) {
            int each = port;
            Awaitility.await().atMost(PATIENCE).until(() -> !isTaken(each));
        }
    }

    /** A process that has ended and that nobody has asked for its status has no arguments any more. */
    static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .filter(process -> process.info().arguments().isPresent())
                .isPresent();
    }

    private static boolean isTaken(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}

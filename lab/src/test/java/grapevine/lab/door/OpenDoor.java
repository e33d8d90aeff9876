package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.network.PortBlock;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A ring of four nodes with its door, for each test, and whoever stands before it. */
final class OpenDoor implements BeforeEachCallback, AfterEachCallback {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Closeable> connections = new ArrayList<>();
    private PortBlock ports;
    final Token token = Token.fresh();
    LiveNetwork network;
    Door door;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        ports = PortBlock.take();
        network = LiveNetwork.start(
                new NetworkPlan("watched", NetworkPlan.Kind.CIRCULAR, 4, 2, null, ports.first(), 1, null, false, null),
                ready -> {});
        door = Door.open(network, token, () -> {});
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (Closeable connection : connections) {
            connection.close();
        }
        door.close();
        network.close();
        ports.close();
    }

    LiveNode node(int number) {
        return network.node(number).orElseThrow();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token.text())
                .build();
        return answer(request);
    }

    JsonNode post(String path, @Nullable String bearer, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return answer(request.build());
    }

    /** What is answered to whoever has the token. */
    HttpResponse<String> ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token.text())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        return Json.objects()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    URI uri(String path) {
        return uri(door.port(), path);
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + "/api/" + path);
    }

    /** At another door, which has the same token. */
    JsonNode get(int port, String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(uri(port, path))
                .header("Authorization", "Bearer " + token.text())
                .build());
    }

    /** At another door, which has the same token. */
    JsonNode post(int port, String path, String body) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(uri(port, path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token.text())
                .build());
    }

    /** The head of what is answered to this request line, of whoever has the token. */
    String raw(String request, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            ask(socket, request + " HTTP/1.1", host, "Connection: close\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void ask(Socket socket, String request, String host, String more) throws IOException {
        String head = request + "\r\nHost: " + host + "\r\nAuthorization: Bearer " + token.text() + "\r\n";
        socket.getOutputStream().write((head + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    Watcher watch() throws IOException, InterruptedException {
        return watch(token.text());
    }

    Watcher watch(String bearer) throws IOException, InterruptedException {
        return watch(HttpRequest.newBuilder(uri("events")).header("Authorization", "Bearer " + bearer));
    }

    /** One that was told all up to this event, before its connection broke. */
    Watcher watchAfter(String event) throws IOException, InterruptedException {
        return watch(HttpRequest.newBuilder(uri("events"))
                .header("Authorization", "Bearer " + token.text())
                .header("Last-Event-ID", event));
    }

    private Watcher watch(HttpRequest.Builder asked) throws IOException, InterruptedException {
        HttpRequest request = asked.header("Accept", "text/event-stream").build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        Watcher watcher = new Watcher(response.body());
        connections.add(watcher);
        return watcher;
    }

    /** One that asks and does not read, unless it is told to; little has room on its connection. */
    Watcher watchBySlowSocket() throws IOException {
        Socket socket = new Socket();
        connections.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
        ask(socket, "GET /api/events HTTP/1.0", "127.0.0.1:" + door.port(), "Accept: text/event-stream\r\n");
        return new Watcher(socket.getInputStream());
    }

    /** Reads the events of one connection. */
    static final class Watcher implements Closeable {
        private final InputStream body;
        private final BufferedReader lines;
        private String id = "";

        Watcher(InputStream body) {
            this.body = body;
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        JsonNode next() throws IOException {
            String event = nextEvent();
            assertThat(event).startsWith("tick ");
            return Json.objects().readTree(event.substring("tick ".length()));
        }

        JsonNode await(Predicate<JsonNode> expected) throws IOException {
            JsonNode tick;
            do {
                tick = next();
            } while (!expected.test(tick));
            return tick;
        }

        /** Of the last event. */
        String id() {
            return id;
        }

        /** Its kind, a space, its data. */
        String nextEvent() throws IOException {
            String kind = "";
            StringBuilder data = new StringBuilder();
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("event: ")) {
                    kind = line.substring("event: ".length());
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring("data: ".length()));
                } else if (line.isEmpty() && !kind.isEmpty()) {
                    return kind + " " + data;
                }
            }
            throw new IOException("the door has ended the connection");
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}

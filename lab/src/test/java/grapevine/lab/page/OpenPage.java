package grapevine.lab.page;

import grapevine.lab.door.Door;
import grapevine.lab.door.Json;
import grapevine.lab.door.Token;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.network.PortBlock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A network of real nodes for each test, its door, and a browser for all tests of a class. */
final class OpenPage implements BeforeAllCallback, AfterAllCallback, AfterEachCallback {
    final Token token = Token.fresh();
    Browser browser;
    LiveNetwork network;
    Door door;
    private PortBlock ports;

    @Override
    public void beforeAll(ExtensionContext context) {
        browser = Browser.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (browser != null) {
            browser.close();
        }
    }

    void start(NetworkPlan.Kind kind, int nodes) throws Exception {
        ports = PortBlock.take();
        network = LiveNetwork.start(
                new NetworkPlan("page", kind, nodes, 3, null, ports.first(), 1, null, false, null), ready -> {});
        door = Door.open(network, token, () -> {});
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (door != null) {
            door.close();
            network.close();
            ports.close();
        }
    }

    void enter() throws IOException, InterruptedException {
        browser.open(address());
        browser.await("#summary", text -> text.contains(" nodes · "));
    }

    /** As {@code watch} prints it. */
    String address() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/api/codes"))
                                .header("Authorization", "Bearer " + token.text())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return Json.objects().readTree(answer.body()).get("address").asText();
    }
}

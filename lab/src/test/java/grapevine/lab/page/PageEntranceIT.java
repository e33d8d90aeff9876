package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import grapevine.lab.door.Redirect;
import grapevine.lab.live.NetworkPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How a browser gets in, and who does not. One after the other: there is one person at it. */
@Execution(ExecutionMode.SAME_THREAD)
class PageEntranceIT {
    @RegisterExtension
    private static final OpenPage page = new OpenPage();

    @Test
    void the_address_works_once_and_the_tab_stays_in() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        String address = page.address();
        page.browser.open(address);
        page.browser.await("#summary", text -> text.startsWith("6 nodes"));
        assertThat(page.browser.address()).endsWith(":" + page.door.port() + "/");
        page.browser.reload();
        page.browser.await("#summary", text -> text.startsWith("6 nodes"));

        page.browser.openInNewTab(address);
        page.browser.await(
                "#said",
                "this address was used already, or is older than 10 minutes (./grapevine watch makes another)"::equals);
        page.browser.openInNewTab("http://127.0.0.1:" + page.door.port() + "/");
        page.browser.await("#said", "This page wants a fresh address: ./grapevine watch prints one."::equals);
    }

    @Test
    void a_file_leads_there_too(@TempDir Path folder) throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);

        page.browser.open(
                Redirect.write(folder.resolve("page.html"), page.address()).toString());

        page.browser.await("#summary", text -> text.startsWith("6 nodes"));
    }

    /** Whoever has said that this page wants a fresh address pastes it into the very tab. */
    @Test
    void an_address_may_be_pasted_into_a_tab_that_is_open() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.browser.openInNewTab("http://127.0.0.1:" + page.door.port() + "/");
        page.browser.await("#said", "This page wants a fresh address: ./grapevine watch prints one."::equals);

        page.browser.open(page.address());

        page.browser.await("#summary", text -> text.startsWith("6 nodes"));
    }

    /** A browser has six connections to one host, for all its tabs. */
    @Test
    void of_many_tabs_the_one_that_is_seen_follows_the_network_and_takes_clicks() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        List<String> tabs = new ArrayList<>();
        for (int tab = 1; tab <= 8; tab++) {
            tabs.add(page.browser.openInNewTab(page.address()));
            page.browser.await("#summary", text -> text.startsWith("6 nodes"));
        }

        page.browser.click("#add");

        page.browser.await("#summary", text -> text.startsWith("7 nodes"));
        page.browser.see(tabs.get(0));
        page.browser.await("#summary", text -> text.startsWith("7 nodes"));
    }

    @Test
    void no_other_page_can_use_the_door() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        String address = page.address();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>other</title>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            page.browser.open("http://127.0.0.1:" + other.getAddress().getPort() + "/");
            String code = address.substring(address.indexOf('#') + 1);
            String bearer = ", headers: {Authorization: 'Bearer " + page.token.text() + "'}}";
            // What a page may send to another without asking there first: the browser does not keep it from the door.
            assertThat(fetch("enter", "{method: 'POST', mode: 'no-cors', body: '{\"code\": \"" + code + "\"}'}"))
                    .isEqualTo("0");
            assertThat(fetch("nodes/1/kill", "{method: 'POST', mode: 'no-cors'}"))
                    .isEqualTo("0");
            assertThat(fetch("nodes/1/kill", "{method: 'POST'" + bearer)).startsWith("TypeError");
            assertThat(page.network.node(1).orElseThrow().state()).isEqualTo("ready");

            page.browser.open(address); // so the code was not used up
            page.browser.await("#summary", text -> text.startsWith("6 nodes"));
            assertThat(fetch("nodes/1/kill", "{method: 'POST'" + bearer)).isEqualTo("200");
            assertThat(page.network.node(1).orElseThrow().state()).isEqualTo("killed");
        } finally {
            other.stop(0);
        }
    }

    /** What a page in the browser gets at the door: the status, 0 if it may not see it, or why it may not ask. */
    private static String fetch(String path, String how) {
        return String.valueOf(page.browser.runAndWait(
                "const done = arguments[1]; fetch(arguments[0], " + how
                        + ").then((answer) => done(String(answer.status)), (problem) => done(String(problem)))",
                "http://127.0.0.1:" + page.door.port() + "/api/" + path));
    }
}

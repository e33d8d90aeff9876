package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NetworkPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.Keys;

/** The page of a network of real nodes, in a real browser. One after the other: there is one person at it. */
@Execution(ExecutionMode.SAME_THREAD)
class PageIT {
    @RegisterExtension
    private static final OpenPage page = new OpenPage();

    @Test
    void it_shows_the_nodes_and_a_killed_hub_turns_red_while_its_orphans_find_others() throws Exception {
        page.start(NetworkPlan.Kind.JOIN, 12);
        page.enter();
        page.browser.await("#summary", text -> text.matches("12 nodes · \\d+ links · join · open"));
        assertThat(page.browser.title()).isEqualTo("page · Grapevine");
        long red = page.browser.pointsOf("#graph", 0xc0, 0x2b, 0x24); // in the legend
        LiveNode hub = page.network.nodes().stream()
                .max(Comparator.comparing(node -> page.network.neighbours(node).size()))
                .orElseThrow();
        int orphan = page.network.neighbours(hub).stream()
                .min(Comparator.comparing(number -> page.network
                        .neighbours(page.network.node(number).orElseThrow())
                        .size()))
                .orElseThrow();
        List<Integer> before = linksOf(orphan);
        assertThat(before).contains(hub.number());

        page.browser.click("#node-" + hub.number() + " button");
        page.browser.click("button.grave");

        page.browser.await("#said", text -> text.equals(hub.name() + ": killed"));
        page.browser.await("#node-" + hub.number() + " td:nth-child(2)", "killed"::equals);
        page.browser.await("#node-" + hub.number() + " td:nth-child(3)", "0"::equals);
        Awaitility.await().until(() -> page.browser.pointsOf("#graph", 0xc0, 0x2b, 0x24) > red + 50);
        page.browser.click("#node-" + orphan + " button");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            List<Integer> now = linksOf(orphan);
            return !now.contains(hub.number()) && !before.containsAll(now);
        });
        assertThat(page.browser.attribute("#graph", "aria-label")).endsWith("; killed: " + hub.number());
    }

    @Test
    void a_row_that_gets_the_focus_is_not_covered_by_the_head_of_the_list() throws Exception {
        page.start(NetworkPlan.Kind.JOIN, 12);
        page.enter();
        page.browser.run("document.querySelector('#nodes .scrolled').scrollTop = 24");

        page.browser.run("document.querySelector('#node-1 button').focus()");

        assertThat(page.browser.run("const top = (place) => document.querySelector(place).getBoundingClientRect();"
                        + "return top('#node-1 button').top >= top('#nodes th').bottom"))
                .isEqualTo(true);
    }

    /** The links of a node, as the page tells of them. */
    private static List<Integer> linksOf(int node) {
        page.browser.click("#node-" + node + " button");
        String facts = page.browser.await("#node-details p", text -> text.contains(" links to "));
        return Arrays.stream(facts.replaceAll("^[^·]*·", "").split("[^0-9]+", -1))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    @Test
    void a_message_is_sent_followed_on_its_way_and_read() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.click("#node-3 button");
        page.browser.type("#text", "apple\npie");
        page.browser.click("#send button");

        page.browser.await("#said", "Message sent to Gossip-Node-3"::equals);
        page.browser.await("#message-list button", text -> text.matches("apple\\\\npie — 6 of 6, \\d+ ms"));
        page.browser.click("#message-list button");
        assertThat(page.browser.text("#message-details p"))
                .matches("apple\\\\npie: [1-9]\\d* hops, \\d+ ms. Show again");
        assertThat(page.browser.run("return document.querySelectorAll('#message-details tbody tr').length"))
                .isEqualTo(6L);
        assertThat(page.browser.text("#message-details tbody tr")).isEqualTo("3made it0+0");
        page.browser.click("#node-6 button");
        page.browser.await("#inbox .unread", text -> text.startsWith("apple\npie from 3, "));
        page.browser.await("#node-6 td:nth-child(4)", "1"::equals);
        page.browser.click("#node-details h3 button");
        page.browser.await("#node-6 td:nth-child(4)", "0"::equals);
        page.browser.await("#inbox .read", text -> text.startsWith("apple\npie from 3, "));
        page.browser.await("#chart-messages .u-axis", text -> true);
    }

    @Test
    void the_inbox_shown_follows_what_comes_be_it_another_way_or_one_more_of_a_full_one() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        Inbox inbox = page.network.node(2).orElseThrow().inbox();
        for (int n = 1; n <= Inbox.MOST; n++) {
            inbox.put(letter(n));
        }
        page.enter();
        page.browser.click("#node-2 button");
        page.browser.await("#inbox > li", text -> text.startsWith("text 10000 from 1"));
        assertThat(page.browser.run("return document.querySelectorAll('#inbox > li').length"))
                .isEqualTo(30L);

        inbox.came(letter(Inbox.MOST).id(), List.of(1, 2));
        page.browser.await("#inbox .ways", "1 ➜ 2"::equals);
        inbox.came(letter(Inbox.MOST).id(), List.of(1, 6, 5, 4, 3, 2));
        page.browser.await("#inbox .ways li:nth-child(2)", "1 ➜ 6 ➜ 5 ➜ 4 ➜ 3 ➜ 2"::equals);
        inbox.put(letter(Inbox.MOST + 1));
        page.browser.await("#inbox > li", text -> text.startsWith("text 10001 from 1"));
    }

    private static Inbox.Letter letter(long number) {
        return new Inbox.Letter(
                new MessageId("127.0.0.1:7001", 1, number),
                1,
                ("text " + number).getBytes(StandardCharsets.UTF_8),
                Instant.EPOCH,
                Instant.EPOCH,
                false,
                List.of());
    }

    @Test
    void nodes_are_frozen_go_on_are_killed_restarted_added_and_removed() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.click("#node-5 button");
        page.browser.click(".actions button:nth-child(1)");
        page.browser.await("#node-5 td:nth-child(2)", "frozen"::equals);
        page.browser.click(".actions button:nth-child(2)");
        page.browser.await("#node-5 td:nth-child(2)", "ready"::equals);

        page.browser.click("button.grave");
        page.browser.await("#node-5 td:nth-child(2)", "killed"::equals);
        page.browser.await("#lines", text -> text.contains("Gossip-Node-5 has left a gap, which a link"));
        page.browser.click(".actions button:nth-child(5)");
        page.browser.await("#said", "Gossip-Node-5: restarted"::equals);
        page.browser.await("#node-5 td:nth-child(2)", "ready"::equals);

        page.browser.click("#add");
        page.browser.await("#node-7 td:nth-child(2)", "ready"::equals);
        page.browser.await("#summary", text -> text.startsWith("7 nodes"));
        page.browser.click("#node-7 button");
        page.browser.click(".actions button:nth-child(4)");
        page.browser.await("#summary", text -> text.startsWith("6 nodes"));
        assertThat(page.browser.text("#node-7")).isEmpty();
        page.browser.await("#lines", text -> text.contains("Gossip-Node-7 was removed"));
    }

    @Test
    void a_node_that_stands_still_is_as_large_as_it_was() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.await("#summary", text -> text.startsWith("6 nodes · 6 links"));
        long inLegend = page.browser.pointsOf("#graph", 0x28, 0x74, 0xb8);

        page.network.freeze(page.network.node(5).orElseThrow());

        page.browser.await("#node-5 td:nth-child(2)", "frozen"::equals);
        page.browser.await("#node-5 td:nth-child(3)", "0"::equals);
        // With two links 9 points across its half, without any 5.
        Awaitility.await().until(() -> page.browser.pointsOf("#graph", 0x28, 0x74, 0xb8) > inLegend + 150);
    }

    @Test
    void the_network_is_cut_in_two_and_mended() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.type("#side", "1-3");
        page.browser.click("#cut button");
        page.browser.await("#said", "Cut off: 1-3"::equals);
        page.browser.await("#summary", text -> text.endsWith("cut off: 1-3"));
        page.browser.click("#node-2 button");
        page.browser.type("#text", "to three");
        page.browser.click("#send button");
        page.browser.await("#message-list button", text -> text.startsWith("to three — 3 of 6"));

        page.browser.click("#mend");
        page.browser.await("#summary", text -> text.endsWith("links · circular · open"));
        page.browser.await("#message-list button", text -> text.startsWith("to three — 6 of 6"));

        page.browser.type("#side", "1-");
        page.browser.click("#cut button");
        page.browser.await("#said.wrong", "\"1-\" is no list of nodes, such as 1-3, 7"::equals);
    }

    @Test
    void of_more_messages_than_can_be_drawn_it_says_how_many_steps_are_lacking() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 12);
        page.enter();
        AtomicBoolean isEnough = new AtomicBoolean();
        List<CompletableFuture<Void>> talking = page.network.nodes().stream()
                .map(node -> CompletableFuture.runAsync(() -> talk(node, isEnough)))
                .toList();

        page.browser.await(
                "#lines", text -> text.matches("(?s).*\\(\\d+ more steps of messages, too many to draw\\).*"));

        isEnough.set(true);
        assertThat(talking).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(60)));
    }

    private static void talk(LiveNode node, AtomicBoolean isEnough) {
        try {
            while (!isEnough.get()) {
                node.publish(new byte[] {'x'}, null);
            }
        } catch (InterruptedException | LabException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_refused_is_said() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.type("#least", "6");
        page.browser.click("#restructure button");

        page.browser.await(
                "#said.wrong", "no graph of 6 nodes has 6 to 5 links at each (1 <= min <= max, min < nodes)"::equals);
    }

    @Test
    void it_can_be_used_by_keys_alone() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.await("#node-2 td:nth-child(2)", "ready"::equals);
        page.browser.tabTo("#node-2 button");
        page.browser.press(Keys.ENTER);
        page.browser.await("#node-title", "Gossip-Node-2"::equals);
        page.browser.tabTo("#arrange");
        page.browser.tabTo("#text");
        page.browser.press("by keys");
        page.browser.tabTo("#send button");
        page.browser.press(Keys.ENTER);

        page.browser.await("#message-list button", text -> text.startsWith("by keys — 6 of 6"));
    }

    @Test
    void nothing_in_it_keeps_people_out_be_it_light_or_dark() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.click("#node-3 button");
        page.browser.type("#text", "apple");
        page.browser.click("#send button");
        page.browser.await("#message-list button", text -> text.contains(" of 6"));
        page.browser.click("#message-list button");
        page.browser.click("#node-4 button");
        page.browser.click("button.grave");
        page.browser.await("#node-4 td:nth-child(2)", "killed"::equals);

        assertThat(page.browser.barriers()).isEmpty();
        assertThat(ground()).isEqualTo("rgb(246, 246, 243)");
        page.browser.prefer("dark");
        assertThat(page.browser.barriers()).isEmpty();
        assertThat(ground()).isEqualTo("rgb(18, 21, 24)");
        page.browser.prefer("light");
    }

    private static Object ground() {
        return page.browser.run("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void a_network_that_is_gone_is_missed() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.await("#summary", text -> text.startsWith("6 nodes"));
        page.door.close();

        page.browser.await("#said.wrong", "The network does not answer; trying again."::equals);
    }
}

package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What the door tells those who watch. Alone in its process, whose threads are looked at. */
@Isolated
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchingTest {
    @RegisterExtension
    private final OpenDoor open = new OpenDoor();

    @Test
    void first_all_there_is_and_then_what_has_changed() throws Exception {
        OpenDoor.Watcher watcher = open.watch();
        JsonNode first = watcher.next();
        assertThat(first.get("whole").asBoolean()).isTrue();
        assertThat(first.get("nodes")).hasSize(4);
        assertThat(first.at("/nodes/0/links")).hasSize(2);
        assertThat(first.at("/nodes/0/links/0/to").asInt()).isEqualTo(2);
        assertThat(first.at("/totals/messages_made").isMissingNode()).isTrue();

        open.network.kill(open.node(3));

        JsonNode killed =
                watcher.await(tick -> !tick.get("nodes").findParents("number").isEmpty()
                        && tick.toString().contains("\"killed\""));
        assertThat(killed.get("whole").asBoolean()).isFalse();
        watcher.await(tick -> tick.get("nodes").isEmpty());

        open.network.remove(open.node(4), true);
        JsonNode removed = watcher.await(tick -> tick.get("gone").toString().equals("[4]"));
        if (!removed.get("story").findValuesAsText("what").contains("was removed")) {
            watcher.await(tick -> tick.get("story").findValuesAsText("what").contains("was removed"));
        }
    }

    @Test
    void by_which_links_a_message_went() throws Exception {
        OpenDoor.Watcher watcher = open.watch();
        watcher.next();
        LiveNode second = open.node(2);
        String message = second.publish("apple pie".getBytes(StandardCharsets.UTF_8), null)
                .toString();

        Map<Integer, Integer> from = new HashMap<>();
        while (from.size() < 4) {
            for (JsonNode step : watcher.next().get("steps")) {
                assertThat(step.get("message").asText()).isEqualTo(message);
                assertThat(step.get("text").asText()).isEqualTo(step.get("from").asInt() == 0 ? "apple pie" : "");
                assertThat(from.put(step.get("to").asInt(), step.get("from").asInt()))
                        .isNull();
            }
        }
        assertThat(from.get(2)).isZero();
        from.remove(2);
        from.forEach((to, by) -> {
            assertThat(open.network.neighbours(open.node(to))).contains(by);
            assertThat(by == 2 || from.containsKey(by)).isTrue();
        });
    }

    @Test
    void whoever_comes_back_is_told_what_happened_meanwhile_and_nothing_twice() throws Exception {
        OpenDoor.Watcher before = open.watch();
        before.next();
        open.network.story().tell(1, "told");
        before.await(tick -> tick.get("story").findValuesAsText("what").contains("told"));
        String last = before.id();
        before.close();
        LiveNode second = open.node(2);
        String message = second.publish("apple pie".getBytes(StandardCharsets.UTF_8), null)
                .toString();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> open.node(4).inbox().unread() == 1
                        && open.network.travels().last() >= 4);
        open.network.story().tell(1, "meanwhile");

        JsonNode first = open.watchAfter(last).next();

        assertThat(first.get("whole").asBoolean()).isTrue();
        assertThat(first.get("story").findValuesAsText("what"))
                .contains("meanwhile")
                .doesNotContain("told");
        assertThat(first.get("steps")).hasSize(4);
        assertThat(first.get("steps").findValuesAsText("message")).containsOnly(message);
        assertThat(open.watchAfter("999999-999999").next().get("steps"))
                .as("of another network")
                .isEmpty();
        assertThat(open.watchAfter("x").next().get("story").findValuesAsText("what"))
                .as("an id that is none")
                .contains("told");
    }

    @Test
    void an_inbox_that_changes_is_told_also_where_no_message_is_more() throws Exception {
        Inbox inbox = open.node(2).inbox();
        inbox.put(DoorTest.letter(1));
        OpenDoor.Watcher watcher = open.watch();
        long before = ofSecond(watcher.next()).get("inboxChanges").asLong();
        assertThat(before).isPositive();

        inbox.came(DoorTest.letter(1).id(), List.of(1, 2));

        JsonNode told = watcher.await(tick -> !ofSecond(tick).isMissingNode());
        assertThat(ofSecond(told).get("inboxChanges").asLong()).isGreaterThan(before);
        for (int n = 2; n <= Inbox.MOST; n++) {
            inbox.put(DoorTest.letter(n));
        }
        JsonNode full = watcher.await(tick -> ofSecond(tick).path("messages").asInt() == Inbox.MOST);
        inbox.put(DoorTest.letter(Inbox.MOST + 1));
        JsonNode one = watcher.await(tick -> !ofSecond(tick).isMissingNode());
        assertThat(ofSecond(one).get("messages")).isEqualTo(ofSecond(full).get("messages"));
        assertThat(ofSecond(one).get("inboxChanges").asLong())
                .isGreaterThan(ofSecond(full).get("inboxChanges").asLong());
    }

    private static JsonNode ofSecond(JsonNode tick) {
        for (JsonNode node : tick.get("nodes")) {
            if (node.get("number").asInt() == 2) {
                return node;
            }
        }
        return tick.path("no node 2");
    }

    @Test
    void of_a_flood_of_things_the_last_are_told_and_how_many_were_left_out() throws Exception {
        OpenDoor.Watcher watcher = open.watch();
        watcher.next();
        long before = open.network.story().last();
        for (int i = 1; i <= 5_000; i++) {
            open.network.story().tell(1, "thing " + i);
        }

        long told = before;
        boolean wasBounded = false;
        while (told < before + 5_000) {
            JsonNode tick = watcher.next();
            assertThat(tick.get("story").size()).isLessThanOrEqualTo(500);
            told += tick.get("story").size() + tick.get("leftOut").asLong();
            wasBounded |= tick.get("leftOut").asLong() > 0;
            if (!tick.get("story").isEmpty()) {
                assertThat(tick.get("story")
                                .get(tick.get("story").size() - 1)
                                .get("number")
                                .asLong())
                        .isEqualTo(told);
            }
        }
        assertThat(wasBounded).isTrue();
    }

    @Test
    void the_counters_of_a_node_that_stands_still_or_was_killed_stay_in_the_totals() throws Exception {
        for (int i = 0; i < 50; i++) {
            open.node(3).publish(new byte[] {1}, null);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> open.network.nodes().stream()
                        .allMatch(node -> node.inbox().size() == 50));
        open.network.freeze(open.node(2));
        OpenDoor.Watcher watcher = open.watch();
        assertThat(delivered(watcher.next())).isEqualTo(150);

        open.network.thaw(open.node(2));
        watcher.await(tick -> ofSecond(tick).path("state").asText().equals("ready"));
        assertThat(delivered(watcher.next())).isEqualTo(150);
        open.network.kill(open.node(2));
        watcher.await(tick -> ofSecond(tick).path("state").asText().equals("killed"));
        assertThat(delivered(watcher.next())).isEqualTo(150);
    }

    private static long delivered(JsonNode tick) {
        return tick.at("/totals/messages_delivered").asLong();
    }

    @Test
    void there_is_room_for_eight_and_a_place_of_one_that_went_is_free_again() throws Exception {
        OpenDoor.Watcher first = open.watch();
        first.next();
        for (int i = 1; i < Watching.MOST_WATCHERS; i++) {
            open.watch().next();
        }
        assertThat(open.watch().nextEvent()).startsWith("refused {\"error\":\"there are 8 watching already\"}");

        first.close();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> open.watch().nextEvent().startsWith("tick "));
    }

    @Test
    void whoever_has_gone_leaves_no_thread_at_work() throws Exception {
        List<OpenDoor.Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < Watching.MOST_WATCHERS; i++) {
            watchers.add(open.watch());
            watchers.get(i).next();
        }
        assertThat(atWork("")).hasSize(Watching.MOST_WATCHERS);

        for (OpenDoor.Watcher watcher : watchers) {
            watcher.close();
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(atWork("")).isEmpty());
    }

    /** The threads that tell somebody, and are in this method. */
    private static Set<Long> atWork(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> Arrays.stream(each.getValue())
                        .anyMatch(frame -> frame.getClassName().matches("grapevine.lab.door.Watching([$].*)?")
                                && frame.getMethodName().contains(method)))
                .map(each -> each.getKey().getId())
                .collect(Collectors.toSet());
    }

    @Test
    void whoever_does_not_read_holds_up_nobody_and_is_told_the_last_things_when_he_does() throws Exception {
        OpenDoor.Watcher reading = open.watch();
        OpenDoor.Watcher slow = open.watchBySlowSocket();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> atWork("").size() == 2);
        String thing = "x".repeat(4_000);
        Set<Long> held = Set.of();
        for (int ticks = 0; held.isEmpty() || ticks < 8; ticks++) {
            for (int i = 0; i < 500; i++) {
                open.network.story().tell(1, thing);
            }
            reading.next();
            Set<Long> writing = atWork("write");
            if (held.stream().noneMatch(writing::contains)) {
                ticks = 0;
                held = writing;
            }
            held.retainAll(writing);
        }

        open.network.kill(open.node(3));

        reading.await(tick -> tick.get("nodes").toString().contains("\"killed\""));
        JsonNode told = slow.await(tick -> tick.get("nodes").toString().contains("\"killed\""));
        assertThat(told.get("story").size()).isLessThanOrEqualTo(500);
        assertThat(told.get("leftOut").asLong()).isPositive();
    }
}

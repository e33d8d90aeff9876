package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At node 4 of a ring 1-2-3-4-5-1, of which node 5 has gone; node i listens on 7000 + i. */
class ReceptionTest {
    private static final MessageId ID = new MessageId("127.0.0.1:7001", 1, 1);

    private final NetworkPlan plan =
            new NetworkPlan("test", NetworkPlan.Kind.CIRCULAR, 5, 2, null, 7000, 1, null, false, null);
    private final Story story = new Story();
    private final Inbox inbox = new Inbox();

    @Test
    void a_way_along_links_is_kept_also_by_one_that_has_gone() {
        NodeListener reception = reception(plan);

        reception.arrived(arrival(List.of(7001, 7002, 7003)));
        reception.copied(new NodeListener.Copy(ID, List.of(7001, 7005)));

        assertThat(letter().ways()).containsExactly(List.of(1, 2, 3, 4), List.of(1, 5, 4));
        assertThat(told()).containsExactly("Received message: 'hello'. From [3]");
    }

    @ParameterizedTest
    @CsvSource({
        "'7001,7003', '[1, 3, 4]'", // two that were never linked
        "'7001,7002', '[1, 2, 4]'", // one that is no neighbour of this node
        "'7001,7009,7003', '[1, 0, 3, 4]'", // one that never was
        "'6999,7003', '[0, 3, 4]'", // one of elsewhere
    })
    void a_way_that_is_none_is_refused_and_told_and_the_message_is_kept(String path, String way) {
        NodeListener reception = reception(plan);
        List<Integer> forged =
                List.of(path.split(",")).stream().map(Integer::valueOf).toList();

        reception.arrived(arrival(forged));
        reception.copied(new NodeListener.Copy(ID, forged));

        assertThat(letter().ways()).isEmpty();
        assertThat(told().stream().filter(what -> what.startsWith("refused")))
                .containsExactly("refused a way that is none: " + way, "refused a way that is none: " + way);
    }

    @Test
    void where_nodes_choose_their_links_it_takes_two_nodes_that_are_or_were() {
        NodeListener reception =
                reception(new NetworkPlan("test", NetworkPlan.Kind.JOIN, 5, 2, null, 7000, 1, null, false, null));

        reception.arrived(arrival(List.of(7001, 7003)));
        reception.copied(new NodeListener.Copy(ID, List.of(7001, 7009)));

        assertThat(letter().ways()).containsExactly(List.of(1, 3, 4));
        assertThat(told()).contains("refused a way that is none: [1, 0, 4]");
    }

    @Test
    void what_was_fetched_before_it_came_is_told_when_it_comes_by_its_way() {
        NodeListener reception = reception(plan);

        reception.arrived(arrival(List.of()));
        assertThat(told()).isEmpty();
        reception.copied(new NodeListener.Copy(ID, List.of(7001, 7005)));
        reception.copied(new NodeListener.Copy(ID, List.of(7001, 7002, 7003)));

        assertThat(told()).containsExactly("Received message: 'hello'. From [5]");
        assertThat(letter().ways()).hasSize(2);
    }

    @Test
    void a_short_message_is_told_whole() {
        NodeListener reception = reception(plan);

        reception.arrived(arrival(List.of(7001, 7002, 7003), "x".repeat(199) + "\u00e9"));
        assertThat(told()).containsExactly("Received message: '" + "x".repeat(199) + "\u00e9'. From [3]");
    }

    @Test
    void of_a_long_one_it_is_told_how_it_begins_and_how_long_it_is() {
        NodeListener reception = reception(plan);

        reception.arrived(arrival(List.of(7001, 7002, 7003), "\u00e9".repeat(8_000)));

        assertThat(told())
                .containsExactly("Received message: '" + "\u00e9".repeat(200) + "\u2026 (16000 bytes)'. From [3]");
        assertThat(letter().payload()).hasSize(16_000);
    }

    private NodeListener reception(NetworkPlan of) {
        GivenLinks given = new GivenLinks();
        List.of(1, 2, 3, 4).forEach(node -> given.give(Link.of(node, node + 1)));
        given.give(Link.of(1, 5));
        given.remove(5);
        Roster roster = new Roster(of, story, given, () -> null);
        for (int node = 1; node <= 5; node++) {
            roster.enter(new IdleNode(node, 7000 + node));
        }
        return roster.listener(4, inbox);
    }

    private static NodeListener.Arrival arrival(List<Integer> path) {
        return arrival(path, "hello");
    }

    private static NodeListener.Arrival arrival(List<Integer> path, String text) {
        return new NodeListener.Arrival(
                ID, 7001, text.getBytes(StandardCharsets.UTF_8), Instant.EPOCH, Instant.EPOCH, path, List.of());
    }

    private Inbox.Letter letter() {
        return inbox.look(Inbox.Which.ALL).get(0);
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        story.after(0, Story.MOST).stream()
                .filter(line -> line.node() == 4 && ID.toString().equals(line.message()))
                .forEach(line -> told.add(line.what()));
        return told;
    }
}

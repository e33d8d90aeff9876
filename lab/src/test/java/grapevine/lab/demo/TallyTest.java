package grapevine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void a_message_is_owed_to_who_was_ready_before_it_was_sent_and_not_to_its_maker() {
        ready(100, "p1", "p2");
        tally.ready("p3", 200);

        Tally.Message message = tally.sent("p1", "1", 200, "\"x\"");

        assertThat(tally.owedTo(message)).containsExactly("p2");
        assertThat(tally.counts()).isEqualTo(new Tally.Counts(1, 1, 0, 0, 0));
        assertThat(tally.counts().missing()).isEqualTo(1);
    }

    @Test
    void a_message_is_everywhere_when_all_have_it_whom_it_is_owed() {
        ready(100, "p1", "p2", "p3");
        Tally.Message message = tally.sent("p1", "1", 200, "\"x\"");

        received("p2", "p1", "1", 203);
        assertThat(tally.isEverywhere(message)).isFalse();
        received("p3", "p1", "1", 207);

        assertThat(tally.isEverywhere(message)).isTrue();
        assertThat(tally.tookMillis(message)).isEqualTo(7);
        assertThat(tally.counts()).isEqualTo(new Tally.Counts(1, 2, 2, 0, 0));
    }

    @Test
    void how_long_a_message_took_leaves_out_who_came_after_it() {
        ready(100, "p1", "p2");
        Tally.Message message = tally.sent("p1", "1", 200, "\"x\"");
        assertThat(tally.isOwedToAll(message)).isTrue();
        tally.ready("p3", 900);

        received("p2", "p1", "1", 203);
        received("p3", "p1", "1", 950);

        assertThat(tally.tookMillis(message)).isEqualTo(3);
        assertThat(tally.isOwedToAll(message)).isFalse();
        tally.killed("p3");
        assertThat(tally.isOwedToAll(message)).isTrue();
    }

    @Test
    void what_was_made_since_a_mark_leaves_out_what_a_killed_peer_said() {
        ready(100, "p1", "p2", "p3");
        tally.sent("p1", "1", 200, "\"before\"");
        int mark = tally.counts().made();
        tally.sent("p3", "1", 201, "\"its last\"");
        Tally.Message after = tally.sent("p2", "1", 202, "\"after\"");

        tally.killed("p3");

        assertThat(tally.since(mark)).containsExactly(after);
    }

    @Test
    void the_line_of_a_receiver_may_come_before_that_of_the_maker() {
        ready(100, "p1", "p2");

        received("p2", "p1", "1", 203);
        Tally.Message message = tally.sent("p1", "1", 200, "\"x\"");

        assertThat(tally.isEverywhere(message)).isTrue();
        assertThat(tally.tookMillis(message)).isEqualTo(3);
    }

    @Test
    void messages_of_two_makers_with_the_same_name_are_two() {
        ready(100, "p1", "p2");

        tally.sent("p1", "1795000000000:127.0.0.1:1", 200, "\"x\"");
        tally.sent("p2", "1795000000000:127.0.0.1:1", 200, "\"y\"");

        assertThat(tally.counts().made()).isEqualTo(2);
    }

    @Test
    void a_second_receipt_is_counted_as_twice_and_not_as_delivered() {
        ready(100, "p1", "p2");
        tally.sent("p1", "1", 200, "\"x\"");

        received("p2", "p1", "1", 203);
        received("p2", "p1", "1", 204);

        assertThat(tally.counts()).isEqualTo(new Tally.Counts(1, 1, 1, 1, 0));
    }

    @Test
    void nothing_is_owed_to_a_killed_peer_and_what_it_said_is_owed_if_anybody_heard_it() {
        ready(100, "p1", "p2", "p3");
        tally.sent("p1", "1", 200, "\"x\"");
        tally.sent("p3", "1", 201, "\"heard by one\"");
        received("p2", "p3", "1", 202);
        tally.sent("p3", "2", 203, "\"heard by nobody\"");

        tally.killed("p3");

        assertThat(tally.counts()).isEqualTo(new Tally.Counts(3, 3, 1, 0, 1));
    }

    private void ready(long at, String... peers) {
        for (String peer : peers) {
            tally.ready(peer, at);
        }
    }

    private void received(String peer, String maker, String id, long at) {
        tally.received(peer, maker, id, new Tally.Receipt(at, maker));
    }
}

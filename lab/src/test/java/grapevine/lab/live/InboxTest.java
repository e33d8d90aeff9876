package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.lab.live.Inbox.Which;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void what_was_read_is_read_and_what_came_since_is_not() {
        put(1, 2);
        assertThat(numbers(inbox.read(Which.UNREAD))).containsExactly(1L, 2L);
        put(3);

        assertThat(numbers(inbox.read(Which.READ))).containsExactly(1L, 2L);
        assertThat(numbers(inbox.look(Which.UNREAD))).containsExactly(3L);
        assertThat(numbers(inbox.look(Which.ALL))).containsExactly(1L, 2L, 3L);
        assertThat(inbox.unread()).isEqualTo(1);
    }

    @Test
    void to_look_reads_nothing() {
        put(1);
        inbox.look(Which.ALL);

        assertThat(inbox.unread()).isEqualTo(1);
    }

    @Test
    void of_too_many_the_oldest_read_ones_go_first_and_are_counted() {
        put(1);
        inbox.read(Which.ALL);
        for (int n = 2; n <= Inbox.MOST + 2; n++) {
            put(n);
        }

        assertThat(inbox.dropped()).isEqualTo(2);
        assertThat(numbers(inbox.look(Which.ALL))).hasSize(Inbox.MOST).startsWith(3L);
    }

    @Test
    void large_ones_take_no_more_than_their_room() {
        for (int n = 1; n <= 300; n++) {
            inbox.put(letter(n, 65_536));
        }

        assertThat(inbox.look(Which.ALL)).hasSize((int) (Inbox.MOST_BYTES / (300 + 65_536)));
    }

    @Test
    void all_inboxes_of_a_network_together_take_no_more_than_a_quarter_of_the_memory() {
        InboxRoom room = new InboxRoom(64 << 20);
        room.divide(1_000);
        Inbox one = new Inbox(room);
        for (int n = 1; n <= 1_000; n++) {
            one.put(letter(n, 20));
        }
        assertThat(one.size()).isEqualTo((16 << 20) / 1_000 / (300 + 20));
        assertThat(one.dropped()).isEqualTo(1_000 - one.size());

        room.divide(2_000);
        one.put(letter(1_001, 20));

        assertThat(one.size()).isEqualTo((16 << 20) / 2_000 / (300 + 20));
        assertThat(new InboxRoom(1L << 40).each()).isEqualTo(Inbox.MOST_BYTES);
    }

    @Test
    void one_that_is_larger_than_the_room_of_its_inbox_stays_until_the_next_one_comes() {
        Inbox small = new Inbox(new InboxRoom(64 << 10));
        small.put(letter(1, 20));

        small.put(letter(2, 65_536));
        small.came(id(2), List.of(1, 2));

        assertThat(numbers(small.look(Which.ALL))).containsExactly(2L);
        assertThat(small.dropped()).isEqualTo(1);
        small.put(letter(3, 20));
        assertThat(numbers(small.look(Which.ALL))).containsExactly(3L);
    }

    @Test
    void ways_take_room_too_and_give_it_back() {
        for (int n = 1; n <= Inbox.MOST; n++) {
            put(n);
        }
        for (int n = 1; n <= Inbox.MOST; n++) {
            for (int i = 0; i < Inbox.MOST_WAYS; i++) {
                inbox.came(id(n), List.of(1, 2, 3, 4, 5, 6, 7, 8));
            }
        }
        int oneTakes = 300 + 1 + Inbox.MOST_WAYS * (40 + 8 * 20);

        assertThat(inbox.size()).isEqualTo((int) (Inbox.MOST_BYTES / oneTakes));
        assertThat(inbox.dropped()).isEqualTo(Inbox.MOST - inbox.size());
        for (int n = 1; n <= 300; n++) {
            inbox.put(letter(Inbox.MOST + n, 65_536));
        }
        assertThat(inbox.look(Which.ALL)).hasSize((int) (Inbox.MOST_BYTES / (300 + 65_536)));
    }

    @Test
    void the_same_message_is_there_once_and_its_ways_are_kept_up_to_a_number() {
        put(1, 1);
        for (int i = 0; i < Inbox.MOST_WAYS + 5; i++) {
            inbox.came(id(1), List.of(1, i));
        }
        inbox.came(id(9), List.of(1, 2));

        assertThat(inbox.look(Which.ALL)).hasSize(1);
        assertThat(inbox.look(Which.ALL).get(0).ways()).hasSize(Inbox.MOST_WAYS).startsWith(List.of(1, 0));
    }

    @Test
    void whatever_comes_while_others_read_is_given_to_exactly_one_reader() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        Future<?> writer = threads.submit(() -> {
            for (int n = 1; n <= 5_000; n++) {
                put(n);
            }
        });
        Set<Long> seen = new HashSet<>();
        int given = 0;
        boolean isLast;
        do {
            isLast = writer.isDone();
            List<Long> read = numbers(inbox.read(Which.UNREAD));
            given += read.size();
            seen.addAll(read);
        } while (!isLast);
        threads.shutdown();

        assertThat(given).isEqualTo(5_000);
        assertThat(seen).hasSize(5_000);
    }

    private void put(long... numbers) {
        for (long number : numbers) {
            inbox.put(letter(number, 1));
        }
    }

    private static Inbox.Letter letter(long number, int bytes) {
        return new Inbox.Letter(id(number), 1, new byte[bytes], Instant.EPOCH, Instant.EPOCH, false, List.of());
    }

    private static MessageId id(long number) {
        return new MessageId("127.0.0.1:7001", 1, number);
    }

    private static List<Long> numbers(List<Inbox.Letter> letters) {
        return letters.stream().map(letter -> letter.id().number()).toList();
    }
}

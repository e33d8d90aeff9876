package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.Inbox.Letter;
import grapevine.lab.live.Inbox.Which;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxStoreTest {
    private static final InboxRoom PLENTY = new InboxRoom(Long.MAX_VALUE);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void the_next_network_has_what_was_there_in_its_order_read_or_not_and_with_its_ways() throws Exception {
        try (InboxStore store = open()) {
            Inbox inbox = store.inbox(4);
            inbox.put(letter(1, "eins\nund ü"));
            inbox.read(Which.ALL);
            inbox.put(letter(3, ""));
            inbox.put(letter(2, "zwei"));
            inbox.came(id(2), List.of(1, 70_000, 4));
            store.inbox(5).put(letter(9, "of another"));
        }
        try (InboxStore store = open()) {
            Inbox inbox = store.inbox(4);

            assertThat(inbox.look(Which.ALL))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(
                            letter(1, "eins\nund ü").read(),
                            letter(3, ""),
                            letter(2, "zwei").with(List.of(1, 70_000, 4)));
            assertThat(inbox.unread()).isEqualTo(2);
            inbox.put(letter(1, "known by its name"));
            inbox.put(letter(4, "later"));
            assertThat(inbox.look(Which.ALL))
                    .extracting(letter -> letter.id().number())
                    .containsExactly(1L, 3L, 2L, 4L);
            assertThat(store.inbox(6).size()).isZero();
        }
    }

    @Test
    void it_holds_no_more_than_an_inbox_does() throws Exception {
        try (InboxStore store = open()) {
            Inbox inbox = store.inbox(1);
            for (int n = 1; n <= Inbox.MOST + 10; n++) {
                inbox.put(letter(n, "x"));
            }
        }
        try (InboxStore store = open()) {
            List<Letter> letters = store.inbox(1).look(Which.ALL);
            assertThat(letters).hasSize(Inbox.MOST);
            assertThat(letters.get(0).id().number()).isEqualTo(11);
        }
    }

    @Test
    void the_inbox_of_a_node_that_is_removed_goes_with_it() throws Exception {
        try (InboxStore store = open()) {
            Inbox removed = store.inbox(1);
            removed.put(letter(1, "x"));
            store.remove(1);
            removed.put(letter(2, "late"));
            assertThat(removed.size()).isEqualTo(2);
        }
        assertThat(told).isEmpty();
        try (InboxStore store = open()) {
            assertThat(store.inbox(1).size()).isZero();
        }
    }

    @Test
    void two_networks_do_not_have_one_file() throws Exception {
        try (InboxStore store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(LabException.class)
                    .hasMessage("another network keeps its inboxes in " + folder.resolve(InboxStore.FILE));
            store.inbox(1).put(letter(1, "x"));
        }
        try (InboxStore store = open()) {
            assertThat(store.inbox(1).size()).isEqualTo(1);
        }
    }

    @Test
    void a_file_of_something_else_is_told_and_stays_as_it_is() throws Exception {
        byte[] text = "of somebody else\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), text);

        assertThatThrownBy(this::open)
                .isInstanceOf(LabException.class)
                .message()
                .satisfies(this::isOneClearLine);
        assertThat(Files.readAllBytes(file())).isEqualTo(text);
    }

    @Test
    void a_store_of_something_else_is_told() throws Exception {
        try (MVStore other = MVStore.open(file().toString())) {
            other.openMap("accounts").put("a", "b");
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(LabException.class)
                .hasMessageContaining("it holds something else")
                .message()
                .satisfies(this::isOneClearLine);
    }

    @Test
    void a_damaged_file_is_told_or_has_what_it_still_has() throws Exception {
        try (InboxStore store = open()) {
            for (int n = 1; n <= 500; n++) {
                store.inbox(n % 5).put(letter(n, "text " + n));
            }
        }
        byte[] whole = Files.readAllBytes(file());
        int refused = 0;
        for (int at = 0; at < whole.length; at += whole.length / 40) {
            byte[] damaged = whole.clone();
            Arrays.fill(damaged, at, Math.min(at + 40, damaged.length), (byte) 0x5a);
            Files.write(file(), damaged, StandardOpenOption.TRUNCATE_EXISTING);
            try (InboxStore store = open()) {
                for (int node = 0; node < 5; node++) {
                    store.inbox(node);
                }
            } catch (LabException e) {
                refused++;
                isOneClearLine(e.getMessage());
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void a_file_that_can_be_written_no_more_is_told_once_and_the_inbox_goes_on() throws Exception {
        InboxStore store = open();
        Inbox inbox = store.inbox(1);
        store.breakOff();
        inbox.put(letter(1, "a"));
        inbox.put(letter(2, "b"));

        assertThat(inbox.size()).isEqualTo(2);
        store.close();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).startsWith("the inboxes are kept no more in " + file());
    }

    /** As when a network ends in a hurry: a file channel closes when whoever uses it is interrupted. */
    @Test
    void an_interrupt_loses_nothing() throws Exception {
        try (InboxStore store = open()) {
            Inbox inbox = store.inbox(1);
            for (int n = 1; n <= 200; n++) {
                inbox.put(letter(n, "x".repeat(60_000)));
                Thread.currentThread().interrupt();
            }
            inbox.read(Which.ALL);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(told).isEmpty();
        try (InboxStore store = open()) {
            assertThat(store.inbox(1).look(Which.READ)).hasSize(200);
            assertThatThrownBy(this::open).hasMessageContaining("another network keeps its inboxes in");
        }
    }

    @Test
    void many_small_writes_do_not_make_a_large_file() throws Exception {
        try (InboxStore store = open()) {
            Inbox inbox = store.inbox(1);
            for (int n = 1; n <= 30_000; n++) {
                inbox.put(letter(n, "a message of some length, as people write them"));
                inbox.read(Which.UNREAD);
            }
        }
        assertThat(Files.size(file())).isLessThan(20_000_000);
    }

    @Test
    void a_folder_that_cannot_be_is_told() throws Exception {
        Path taken = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> InboxStore.open(taken, PLENTY, told::add))
                .isInstanceOf(LabException.class)
                .message()
                .satisfies(this::isOneClearLine);
    }

    @Test
    void what_it_makes_nobody_else_can_read_and_a_folder_that_was_there_stays_as_it_is() throws Exception {
        Path made = folder.resolve("a/b");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        InboxStore.open(made, PLENTY, told::add).close();
        open().close();

        assertThat(mode(made)).isEqualTo("rwx------");
        assertThat(mode(made.resolve(InboxStore.FILE))).isEqualTo("rw-------");
        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
        assertThat(mode(file())).isEqualTo("rw-------");
    }

    @Test
    void a_file_that_others_can_read_is_closed_to_them_if_it_is_one_of_inboxes() throws Exception {
        try (InboxStore store = open()) {
            store.inbox(1).put(letter(1, "x"));
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        open().close();
        assertThat(mode(file())).isEqualTo("rw-------");

        Files.write(file(), "of somebody else\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::open).isInstanceOf(LabException.class);
        assertThat(mode(file())).isEqualTo("rw-r--r--");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void isOneClearLine(String line) {
        assertThat(line).contains(folder.toString()).doesNotContain("\n");
    }

    private InboxStore open() throws LabException {
        return InboxStore.open(folder, PLENTY, told::add);
    }

    private Path file() {
        return folder.resolve(InboxStore.FILE);
    }

    private static Letter letter(long number, String text) {
        return new Letter(
                id(number),
                7,
                text.getBytes(StandardCharsets.UTF_8),
                Instant.ofEpochSecond(1_700_000_000 + number, 999_999_999),
                Instant.ofEpochMilli(1_700_000_000_123L),
                false,
                List.of());
    }

    private static MessageId id(long number) {
        return new MessageId("127.0.0.1:7001", 1_700_000_000_000L, number);
    }
}

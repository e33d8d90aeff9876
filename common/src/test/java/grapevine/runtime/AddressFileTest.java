package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressFileTest {
    private static final List<Address> TWO = List.of(Address.parse("127.0.0.1:6002"), Address.parse("[::1]:6003"));

    @TempDir
    Path folder;

    private final List<String> doubts = new ArrayList<>();
    private Path path;
    private AddressFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("peer-6001.addresses");
        file = new AddressFile(path);
    }

    @Test
    void what_was_saved_is_there_at_the_next_start() throws IOException {
        file.save(List.of(Address.parse("127.0.0.1:6009")));
        file.save(TWO);

        assertThat(new AddressFile(path).load(doubts::add)).isEqualTo(TWO);
        assertThat(doubts).isEmpty();
        assertThat(folder).isDirectoryNotContaining(left -> !left.equals(path));
    }

    @Test
    void a_first_start_finds_nothing_and_that_is_fine() {
        assertThat(file.load(doubts::add)).isEmpty();
        assertThat(doubts).isEmpty();
    }

    @Test
    void lines_that_are_no_address_are_skipped_and_told() throws IOException {
        Files.writeString(path, "127.0.0.1:6002\n127.0.0.1:60\u001b02\n\nnonsense\n[::1]:6003\n127.0.0.1:6002\n127.");

        assertThat(file.load(doubts::add)).isEqualTo(TWO);
        assertThat(doubts)
                .containsExactly(
                        path + ":2: \"127.0.0.1:60\\u001b02\" is no ip:port; skipped",
                        path + ": 2 more such lines skipped");
    }

    @Test
    void a_file_that_is_far_too_large_or_no_file_is_told_and_not_read() throws IOException {
        Files.write(path, "127.0.0.1:6002\n".repeat(5000).getBytes(StandardCharsets.UTF_8));
        assertThat(file.load(doubts::add)).isEmpty();

        Files.delete(path);
        Files.createDirectory(path);
        assertThat(file.load(doubts::add)).isEmpty();

        assertThat(doubts)
                .containsExactly(
                        path + " is larger than 65536 bytes; not read", path + " cannot be read: Is a directory");
    }
}

package grapevine.lab.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of files that tell no story. */
class StoryTest {
    private static final String LINE = "2026-11-21T02:00:00.123+00:00 INFO  peer 127.0.0.1:6001 event=ready";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_file_without_a_line_that_has_a_time_is_named_and_the_others_are_told() throws Exception {
        Path log = Files.write(folder.resolve("a.log"), List.of(LINE));
        Path notes = Files.write(folder.resolve("notes.txt"), List.of("milk", "eggs"));

        assertThat(story(log, notes)).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(LINE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("grapevine story: \"" + notes
                        + "\" is not told, as no line of it has a time, as those of a node's log have");
    }

    @Test
    void where_that_is_so_of_all_it_has_failed() throws Exception {
        Path notes = Files.write(folder.resolve("notes.txt"), List.of("milk"));

        assertThat(story(notes)).isEqualTo(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void a_file_that_cannot_be_read_to_its_first_line_is_closed() {
        Broken broken = new Broken();

        assertThatThrownBy(() -> new Log(broken)).isInstanceOf(IOException.class);

        assertThat(broken.isClosed).isTrue();
    }

    private int story(Path... files) {
        List<String> arguments = Stream.concat(
                        Stream.of("story"), Stream.of(files).map(Path::toString))
                .toList();
        return new Commands(List.of(new Story())).run(arguments, new Output(print(out), print(err)));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** A disk that fails. */
    private static final class Broken extends Reader {
        boolean isClosed;

        @Override
        public int read(char[] into, int at, int most) throws IOException {
            throw new IOException("it fails");
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}

package grapevine.lab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void no_line_is_longer_than_the_terminal_is_wide() throws LabException {
        Screen screen = screen(60, false);

        screen.tell("p1", "x".repeat(100));
        screen.say("y".repeat(100));
        screen.heading("z".repeat(100));

        assertThat(text().lines().filter(line -> !line.isEmpty()))
                .hasSize(3)
                .allMatch(line -> line.length() == 60 && line.endsWith("..."));
    }

    @Test
    void a_line_of_a_node_begins_with_the_time_and_its_name() throws LabException {
        screen(80, false).tell("p1", "hello");

        assertThat(text()).matches(" +[0-9]+\\.[0-9] p1  hello\n");
    }

    @Test
    void without_colour_there_is_no_escape_character() throws LabException {
        Screen screen = screen(80, false);

        screen.tell("p1", "hello");
        screen.heading("hello");

        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void with_colour_the_name_has_one_and_the_text_has_none() throws LabException {
        screen(80, true).tell("p1", "hello");

        assertThat(text()).contains("m" + "p1 ").endsWith("\u001b[0m hello\n");
    }

    @Test
    void a_reader_that_went_away_ends_the_show() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThatThrownBy(() -> new Screen(new PrintStream(broken), 80, false).say("hello"))
                .isInstanceOf(LabException.class);
    }

    private Screen screen(int width, boolean isColoured) {
        return new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), width, isColoured);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}

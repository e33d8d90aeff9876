package grapevine.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulator tells of a run is all that happened, and nothing that did not. */
class WhatARunSaysTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void messages_given_up_and_told_stand_in_the_table_and_in_the_summary() throws IOException {
        String report = folder.resolve("report").toString();

        assertThat(run(("--peers 20 --at 10s partition=50/50:15m --messages 20 --every 10s --report " + report)
                        .split(" ")))
                .isZero();

        long owed = figure("deliveries +[0-9,]+; ([0-9,]+) were owed");
        long reached = figure("deliveries +([0-9,]+);");
        long givenUp = figure("given up +([0-9,]+) more, and the peers told that they missed them");
        assertThat(text(out)).contains("missing            0 owed").doesNotContain("under way");
        assertThat(givenUp).isPositive().isEqualTo(owed - reached);
        assertThat(Files.readString(Path.of(report, "summary.json"))).contains("\"givenUp\" : 10");
        assertThat(Files.readString(Path.of(report, "index.html"))).contains("given up");
    }

    @Test
    void a_message_not_due_at_the_end_is_under_way_and_not_missing() {
        assertThat(run("--peers", "100", "--for", "1s", "--messages", "1")).isZero();

        assertThat(text(out)).containsPattern("missing +0 owed to peers").doesNotContain("given up");
        assertThat(figure("deliveries +[0-9,]+; ([0-9,]+) were owed") - figure("deliveries +([0-9,]+);"))
                .isEqualTo(
                        text(out).contains("under way")
                                ? figure("under way +([0-9,]+) more at the end, not due yet")
                                : 0);
        assertThat(run("--peers", "100", "--for", "10ms", "--messages", "1")).isZero();
        assertThat(text(out)).containsPattern("missing +0 owed to peers").containsPattern("under way +99 more");
    }

    @Test
    void a_run_that_broke_nothing_and_showed_nothing_is_not_called_broken() {
        assertThat(run("--peers", "40", "--churn", "1000%", "--for", "3m")).isEqualTo(1);

        assertThat(text(err))
                .contains("not shown: delivery was never looked at, since ", "less --churn or fewer faults", "replay: ")
                .doesNotContain("broken: ");
    }

    @Test
    void churn_replaces_and_the_table_says_how_many_left_and_how_many_died() {
        run("--peers", "40", "--churn", "1000%", "--for", "3m");

        assertThat(figure("peers +([0-9,]+) up")).isEqualTo(40);
        assertThat(figure("left in order +([0-9,]+) peers") + figure("died +([0-9,]+) peers"))
                .isEqualTo(2 * 10 * 40);
    }

    @Test
    void a_graph_that_cannot_be_written_is_told_before_the_run() throws IOException {
        Path file = Files.createDirectory(folder.resolve("read.csv"));

        assertThat(run("--graph", "/proc/x.csv")).isEqualTo(2);
        assertThat(text(err))
                .hasLineCount(1)
                .startsWith("--graph: \"/proc/x.csv\": the folder \"/proc\" takes no files");
        assertThat(run("--graph", file.toString())).isEqualTo(2);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void what_cannot_be_written_after_all_is_told_with_its_reason_and_the_rest_is_kept() {
        List<String> written = new ArrayList<>();
        Keepsake full = new Keepsake("first", "FILE", "Fails.", place -> {}, (place, results, effort, command) -> {
            throw new FileSystemException(place.toString(), null, "no space left");
        });
        Keepsake good = new Keepsake(
                "second", "FILE", "Works.", place -> {}, (place, results, effort, command) -> written.add(command));
        Commands commands = new Commands(List.of(new Simulate(List.of(full, good))));

        int status = commands.run(
                List.of("simulate", "--peers", "4", "--first", "a", "--second", "b"),
                new Output(print(out), print(err)));

        assertThat(status).isEqualTo(1);
        assertThat(text(err)).contains("grapevine simulate: --first \"a\" was not written: no space left\n");
        assertThat(written).hasSize(1);
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("simulate"));
        all.addAll(List.of(args));
        out.reset();
        err.reset();
        return new Commands(List.of(new Simulate(Keepsakes.all()))).run(all, new Output(print(out), print(err)));
    }

    /** The number that the group of this pattern matches in the table. */
    private long figure(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text(out));
        assertThat(matcher.find()).as(pattern + " in\n" + text(out)).isTrue();
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TimeZone;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogConfigurationTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00 ";
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path folder;

    /** Of its own: how this JVM logs is not touched. */
    private final LoggerContext context = new LoggerContext("test");

    private Path file;
    private LogConfiguration configuration;
    private Logger ours;
    private Logger others;

    @BeforeEach
    void start() {
        StatusLogger.getLogger().getFallbackListener().setLevel(Level.OFF);
        file = folder.resolve("log");
        configuration = new LogConfiguration(file.toString());
        context.start(configuration);
        ours = context.getLogger("grapevine.peer.6001");
        others = context.getLogger("io.netty.util");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void of_our_own_words_all_from_info_on_are_told_and_of_others_the_warnings() {
        ours.debug("quiet");
        ours.info("event=started text=\"{}\"", "grüß");
        others.info("quiet");
        others.error("told");

        assertThat(written()).content().matches(TIME + "INFO  event=started text=\"grüß\"\n" + TIME + "ERROR told\n");
    }

    @Test
    void what_was_thrown_follows_with_its_stack_and_its_causes() {
        ours.error("event=bug", new IllegalStateException("why", new IOException("deeper")));

        assertThat(written())
                .content()
                .containsPattern("^" + TIME + "ERROR event=bug\njava.lang.IllegalStateException: why\n\tat grapevine")
                .contains("Caused by: java.io.IOException: deeper\n")
                .endsWith("\n");
    }

    @Test
    void nothing_is_made_before_the_first_line_and_an_earlier_log_is_continued() throws IOException {
        assertThat(folder).isEmptyDirectory();
        Files.writeString(file, "earlier\n");

        ours.info("later");

        assertThat(written()).content().matches("earlier\n" + TIME + "INFO  later\n");
    }

    @Test
    void each_line_says_which_node_it_is_of_and_when_in_utc_wherever_the_host_is() throws IOException {
        Marker node = new MarkerManager.Log4jMarker("peer 127.0.0.1:6001");
        TimeZone here = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            others.warn("before any node spoke");
            ours.info(node, "event=started");
            others.warn("after it");
        } finally {
            TimeZone.setDefault(here);
        }

        List<String> lines = Files.readAllLines(written());
        assertThat(lines.get(0)).matches(TIME + "WARN  before any node spoke");
        assertThat(lines.get(1)).matches(TIME + "INFO  peer 127\\.0\\.0\\.1:6001 event=started");
        assertThat(lines.get(2)).matches(TIME + "WARN  peer 127\\.0\\.0\\.1:6001 after it");
        Instant said = OffsetDateTime.parse(lines.get(1).split(" ")[0]).toInstant();
        assertThat(said).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void a_file_that_has_grown_over_ten_megabytes_is_put_aside_and_five_are_kept() throws IOException {
        LogFileWriter writer = new LogFileWriter(file.toString(), layout(), configuration);
        for (int number = 1; number <= 6; number++) {
            writer.write(line("file " + number + " " + "x".repeat(10 * MEGABYTE)));
        }
        writer.write(line("file 7"));
        writer.close();

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("log", "log.1", "log.2", "log.3", "log.4");
        assertThat(file).content().contains("INFO  file 7").hasSizeLessThan(100);
        assertThat(folder.resolve("log.1")).content().contains("INFO  file 6 ");
        assertThat(folder.resolve("log.4")).content().contains("INFO  file 3 ");
    }

    @Test
    void a_file_that_was_renamed_or_removed_is_made_again_with_the_next_line() throws IOException {
        ours.info("first");
        Files.move(written(), folder.resolve("log-old"));
        ours.info("second");
        Files.delete(written());
        ours.info("third");

        assertThat(written()).content().matches(TIME + "INFO  third\n");
        assertThat(folder.resolve("log-old")).content().matches(TIME + "INFO  first\n");
    }

    @Test
    void a_file_made_in_its_place_is_written_on() throws IOException {
        ours.info("first");
        Files.move(written(), folder.resolve("log-old"));
        Files.writeString(file, "made by logrotate\n");

        ours.info("second");

        assertThat(written()).content().matches("made by logrotate\n" + TIME + "INFO  second\n");
    }

    @Test
    void a_directory_that_was_removed_is_made_again_too() throws IOException {
        LogFileWriter writer = new LogFileWriter(folder.resolve("in/log").toString(), layout(), configuration);
        writer.write(line("first"));
        Files.delete(folder.resolve("in/log"));
        Files.delete(folder.resolve("in"));

        writer.write(line("second"));

        assertThat(folder.resolve("in/log")).content().endsWith("INFO  second\n");
        writer.close();
    }

    @Test
    void half_a_line_that_a_full_disk_left_is_ended_before_the_next() throws IOException {
        Files.writeString(file, "2026-11-2");

        ours.info("whole");

        assertThat(written()).content().matches("2026-11-2\n" + TIME + "INFO  whole\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_a_fault_of_the_writer_in_the_words_of_the_system() throws IOException {
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        LogFileWriter writer = new LogFileWriter(file.toString(), layout(), configuration);

        assertThatThrownBy(() -> writer.write(line("lost")))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");

        Files.delete(file);
        writer.write(line("room again"));
        assertThat(file).content().matches(TIME + "INFO  room again\n");
    }

    @Test
    void the_terminal_gets_the_same_lines() {
        assertThat(configuration.getRootLogger().getAppenders().values())
                .hasSize(2)
                .allSatisfy(appender -> assertThat(appender).isInstanceOf(LogSink.class))
                .extracting(Appender::getName)
                .containsExactlyInAnyOrder("file", "console");
    }

    @Test
    void the_log_ends_when_the_daemon_says_and_not_when_the_jvm_is_told_to_stop() {
        assertThat(configuration.isShutdownHookEnabled()).isFalse();
    }

    /** The file, once all is in it that was said. */
    private Path written() {
        LogSink sink = configuration.getAppender("file");
        sink.awaitWritten(60_000);
        return file;
    }

    private PatternLayout layout() {
        return PatternLayout.newBuilder()
                .setConfiguration(configuration)
                .setPattern(LogConfiguration.LINE)
                .build();
    }

    private static LogEvent line(String text) {
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage(text))
                .build();
    }
}

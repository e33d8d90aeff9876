package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConfigurationTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
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

        assertThat(file).content().matches(TIME + "INFO  event=started text=\"grüß\"\n" + TIME + "ERROR told\n");
    }

    @Test
    void what_was_thrown_follows_with_its_stack_and_its_causes() {
        ours.error("event=bug", new IllegalStateException("why", new IOException("deeper")));

        assertThat(file)
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

        assertThat(file).content().matches("earlier\n" + TIME + "INFO  later\n");
    }

    @Test
    void a_file_that_has_grown_over_ten_megabytes_is_put_aside_and_five_are_kept() {
        configuration.getAppenders().values().stream()
                .filter(ConsoleAppender.class::isInstance)
                .forEach(console -> configuration.getRootLogger().removeAppender(console.getName()));
        for (int number = 1; number <= 6; number++) {
            ours.info("file {} {}", number, "x".repeat(10 * MEGABYTE));
        }
        ours.info("file 7");

        RollingFileAppender appender = configuration.getAppender("file");
        SizeBasedTriggeringPolicy policy = appender.getTriggeringPolicy();
        assertThat(policy.getMaxFileSize()).isEqualTo(10 * MEGABYTE);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("log", "log.1", "log.2", "log.3", "log.4");
        assertThat(file).content().contains("INFO  file 7").hasSizeLessThan(100);
        assertThat(folder.resolve("log.1")).content().contains("INFO  file 6 ");
        assertThat(folder.resolve("log.4")).content().contains("INFO  file 3 ");
    }

    @Test
    void the_terminal_gets_the_same_lines() {
        List<Appender> all =
                List.copyOf(configuration.getRootLogger().getAppenders().values());

        assertThat(all).hasSize(2).hasAtLeastOneElementOfType(ConsoleAppender.class);
        assertThat(all.get(0).getLayout()).isSameAs(all.get(1).getLayout());
    }

    @Test
    void the_log_ends_when_the_daemon_says_and_not_when_the_jvm_is_told_to_stop() {
        assertThat(configuration.isShutdownHookEnabled()).isFalse();
    }
}

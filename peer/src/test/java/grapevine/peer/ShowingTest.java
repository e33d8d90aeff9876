package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The level of the log is changed while a peer runs. */
class ShowingTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void single_messages_are_shown_from_when_the_level_says_so_until_it_does_not() throws Exception {
        PeerConfig config = PeerConfig.builder().build();
        try (RunningPeer running = RunningPeer.listen(config, Hosting.with(Budget.PLENTY));
                Shown shown = new Shown("grapevine.peer." + running.address().port() + ".messages")) {
            shown.level(Level.INFO);
            ListenerHandle handle = running.listen(message -> heard.add(message.text()), this);
            running.start(config);
            try (Peer says = Peer.join(
                    PeerConfig.builder().connect(running.address().toString()).build())) {
                says.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
                say(says, "one");
                assertThat(running.messages().mostBytes()).isEqualTo(Feed.BYTES);

                shown.level(Level.DEBUG);
                say(says, "two");
                Awaitility.await().atMost(LONG).until(() -> shown.texts.equals(List.of("two")));
                assertThat(running.messages().mostBytes()).isEqualTo(Feed.BYTES / 2);

                shown.level(Level.INFO);
                say(says, "three");
                assertThat(running.messages().mostBytes()).isEqualTo(Feed.BYTES);
                shown.level(Level.DEBUG);
                say(says, "four");
                Awaitility.await().atMost(LONG).until(() -> shown.texts.equals(List.of("two", "four")));
            }
            handle.close();
        }
    }

    private void say(Peer says, String text) throws Exception {
        assertThat(says.publish(text, LONG)
                        .get(LONG.toSeconds(), TimeUnit.SECONDS)
                        .isAccepted())
                .isTrue();
        assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(text);
    }

    /** What a logger is given of messages. */
    private static final class Shown extends AbstractAppender implements AutoCloseable {
        private static final Pattern TEXT = Pattern.compile("text=\"(\\w+)\"");

        final List<String> texts = new CopyOnWriteArrayList<>();
        private final Logger logger;

        Shown(String name) {
            super(name, null, null, true, Property.EMPTY_ARRAY);
            logger = (Logger) LogManager.getLogger(name);
            start();
            logger.addAppender(this);
        }

        void level(Level level) {
            Configurator.setLevel(logger, level);
        }

        @Override
        public void append(LogEvent event) {
            TEXT.matcher(event.getMessage().getFormattedMessage())
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(texts::add);
        }

        @Override
        public void close() {
            logger.removeAppender(this);
        }
    }
}

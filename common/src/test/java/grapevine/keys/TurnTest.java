package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that another holds up says so, and does not wait for ever. */
class TurnTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path file;
    private Process other;

    @AfterEach
    void endTheOther() {
        if (other != null) {
            other.destroyForcibly();
        }
    }

    @BeforeEach
    void name() {
        file = folder.resolve(".lock");
    }

    @Test
    void where_nobody_else_has_it_nothing_is_said() throws Exception {
        take(Duration.ZERO);

        assertThat(told.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void who_waits_says_for_what_and_goes_on_when_the_other_has_done() throws Exception {
        holding();
        Thread end = new Thread(() -> {
            while (told.size() == 0 && other.isAlive()) {
                Thread.onSpinWait();
            }
            other.destroy();
        });
        end.setDaemon(true);
        end.start();

        take(Duration.ofMinutes(1));

        end.join();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .isEqualTo("waits for another command that changes " + folder + System.lineSeparator());
    }

    @Test
    void who_has_waited_long_enough_gives_up_with_one_line() throws Exception {
        holding();

        assertThatThrownBy(() -> take(Duration.ofSeconds(1)))
                .isInstanceOf(KeysException.class)
                .hasMessage(folder + " is being changed by another command, for 1 s already");

        other.destroy();
        assertThat(other.waitFor()).isNotZero();
    }

    private void take(Duration patience) throws IOException, KeysException {
        try (FileChannel lock = KeyFiles.openOrMake(file)) {
            new Turn(new PrintStream(told, true, StandardCharsets.UTF_8), patience).take(lock, folder);
        }
    }

    /** Another process, which has the lock until it is ended. */
    private void holding() throws IOException {
        other = KeysFixture.inAnotherProcess(Holding.class, file.toString())
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        assertThat(other.getInputStream().read()).isEqualTo('!');
    }

    static final class Holding {
        private Holding() {}

        public static void main(String... args) throws Exception {
            try (FileChannel lock = KeyFiles.openOrMake(Path.of(args[0]))) {
                lock.lock();
                System.out.print('!');
                System.out.flush();
                Thread.currentThread().join();
            }
        }
    }
}

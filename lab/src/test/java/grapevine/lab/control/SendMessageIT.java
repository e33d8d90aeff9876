package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are sent while others are under way, or look like something else. */
class SendMessageIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void of_two_slow_ones_at_once_each_command_tells_its_own_and_to_the_end() throws Exception {
        int a = shell.ports + 1;
        int b = shell.ports + 2;
        int c = shell.ports + 3;
        shell.run("start-network", "static", a + ":" + b + "/" + b + ":" + c).said();

        CompletableFuture<Shell.Done> one = slowly(a, "one");
        CompletableFuture<Shell.Done> other = slowly(c, "other");

        assertThat(one.join().said().lines().filter(line -> line.contains("Received")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(b + " Received message: 'one'. From [" + a + "]"),
                        line -> assertThat(line).endsWith(c + " Received message: 'one'. From [" + b + "]"));
        assertThat(other.join().said().lines().filter(line -> line.contains("Received")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(b + " Received message: 'other'. From [" + c + "]"),
                        line -> assertThat(line).endsWith(a + " Received message: 'other'. From [" + b + "]"));
    }

    private CompletableFuture<Shell.Done> slowly(int from, String text) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return shell.run("send-message", "" + from, text, "--hop-delay", "2s");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void the_bytes_of_a_file_or_of_the_input_are_sent_whatever_they_are() throws Exception {
        shell.run("start-network", "circular", "-n", "2", "--ports-origin", "" + shell.ports)
                .said();

        shell.runScript("printf 'a\\0\\377\\n' | grapevine send-message 1 --file -")
                .said();
        Files.write(shell.place.resolve("long"), new byte[65_537]);
        Shell.Done tooLong = shell.run("send-message", "1", "--file", "long");

        assertThat(shell.run("get-messages", "1").said())
                .isEqualTo("Gossip-Node-1: 1 message\n• (bytes, base64) YQD/Cg==\n");
        assertThat(tooLong.status()).isEqualTo(2);
        assertThat(tooLong.err()).isEqualTo("--file: \"long\" has more than 65536 bytes; a message has 1..65536\n");
    }

    @Test
    void what_begins_with_a_dash_is_sent_too() throws Exception {
        shell.run("start-network", "circular", "-n", "2", "--ports-origin", "" + shell.ports)
                .said();

        shell.run("send-message", "1", "--", "-h").said();

        assertThat(shell.run("get-messages", "1").said()).isEqualTo("Gossip-Node-1: 1 message\n• -h\n");
    }
}

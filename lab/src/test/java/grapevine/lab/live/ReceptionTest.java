package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private final List<String> told = new ArrayList<>();
    private final Inbox inbox = new Inbox();
    private final Reception reception = new Reception(2, inbox, new Told());

    @Test
    void a_short_message_is_told_whole_and_of_a_long_one_how_it_begins_and_how_long_it_is() {
        arrives("x".repeat(199) + "\u00e9");
        arrives("\u00e9".repeat(8_000));

        assertThat(told)
                .containsExactly(
                        "2 Received message: '" + "x".repeat(199) + "\u00e9'. From [1]",
                        "2 Received message: '" + "\u00e9".repeat(200) + "\u2026 (16000 bytes)'. From [1]");
        assertThat(inbox.look(Inbox.Which.ALL).get(1).payload()).hasSize(16_000);
    }

    private void arrives(String text) {
        reception.arrived(new NodeListener.Arrival(
                new MessageId("127.0.0.1:7001", 1, told.size() + 1),
                7001,
                text.getBytes(StandardCharsets.UTF_8),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(7001),
                List.of()));
    }

    private final class Told implements Reception.Place {
        private final Travels travels = new Travels();

        @Override
        public int numberAt(int port) {
            return port - 7000;
        }

        @Override
        public boolean mayLink(int one, int other) {
            return true;
        }

        @Override
        public void tell(int node, String what) {
            told.add(node + " " + what);
        }

        @Override
        public Travels travels() {
            return travels;
        }

        @Override
        public void goesOn(int node) {
            told.add(node + " goes on");
        }
    }
}

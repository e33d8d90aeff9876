package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollTest {
    @Test
    void who_refuses_a_certificate_is_not_said_to_be_silent() throws Exception {
        Address node = Address.parse("127.0.0.1:7004");

        Poll.Outcome<String> outcome = new Poll(Duration.ofSeconds(30)).ask(List.of(node), each -> {
            throw new Question.Refused(each, "Error not-certified revoked");
        });

        assertThat(outcome.silent()).containsEntry(node, "not-certified revoked");
        assertThat(Poll.sentence("not-certified revoked")).isEqualTo("refuses whoever asks: it says \"revoked\"");
        assertThat(Poll.sentence("not-certified")).startsWith("refuses whoever asks: ");
    }
}

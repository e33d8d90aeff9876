package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations of docs/protocol.md are what the codec speaks: {@code >} one side, {@code <} the other. */
class ProtocolPageTest {
    private static final Path PAGE = Path.of("..", "docs", "protocol.md");

    static List<String> conversations() throws Exception {
        String page = Files.readString(PAGE);
        return Stream.of(page.split("```wire\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("```")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void both_sides_of_each_conversation_are_decoded_and_written_alike(String conversation) throws Exception {
        for (char mark : new char[] {'>', '<'}) {
            byte[] said = saidBy(mark, conversation);

            assertThat(new String(Wire.bytes(decoded(said)), StandardCharsets.UTF_8))
                    .isEqualTo(new String(said, StandardCharsets.UTF_8));
        }
    }

    @Test
    void every_kind_of_message_but_the_long_ones_has_an_example() throws Exception {
        List<Class<?>> kinds = new ArrayList<>(Samples.kinds());
        kinds.remove(Message.Buckets.class);
        kinds.remove(SyncMessage.Sums.class);
        // Shown with its conversation, which has the 4096 digits of Buckets in it.
        kinds.remove(Message.Fetch.class);

        List<Class<?>> shown = new ArrayList<>();
        for (String conversation : conversations()) {
            for (char mark : new char[] {'>', '<'}) {
                decoded(saidBy(mark, conversation)).forEach(message -> shown.add(message.getClass()));
            }
        }

        assertThat(shown).containsAll(kinds);
    }

    private static List<Message> decoded(byte[] said) throws ProtocolException {
        List<Message> messages = new ArrayList<>();
        Decoder decoder = new Decoder(Limits.PAYLOAD);
        decoder.decode(ByteBuffer.wrap(said), messages::add);
        assertThat(decoder.isWithinMessage()).as("a length is wrong").isFalse();
        return messages;
    }

    private static byte[] saidBy(char mark, String conversation) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (String line : conversation.split("\n")) {
            if (line.charAt(0) == mark) {
                said.writeBytes(Wire.bytes((line.length() < 2 ? "" : line.substring(2)) + "\n"));
            }
        }
        return said.toByteArray();
    }
}

package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one side encodes, the other decodes, whatever pieces it arrives in. */
class RoundTripTest {
    @Test
    void every_kind_of_message_has_a_sample() {
        assertThat(Samples.all())
                .<Class<?>>extracting(Object::getClass)
                .as("add the new kind to Samples, at the end of its list, and to golden-wire.txt")
                .containsAll(Samples.kinds());
    }

    static List<Message> all_samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("all_samples")
    void what_is_encoded_is_decoded_equal(Message message) throws Exception {
        byte[] bytes = Encoder.encode(message);

        assertThat(Wire.afterHello(bytes)).containsExactly(message);
    }

    @ParameterizedTest
    @MethodSource("all_samples")
    void nothing_is_handed_over_before_its_last_byte(Message message) throws Exception {
        Decoder decoder = Wire.greeted();
        byte[] bytes = Encoder.encode(message);
        List<Message> got = new ArrayList<>();

        decoder.decode(ByteBuffer.wrap(bytes, 0, bytes.length - 1), got::add);
        assertThat(got).isEmpty();
        assertThat(decoder.isWithinMessage()).isTrue();

        decoder.decode(ByteBuffer.wrap(bytes, bytes.length - 1, 1), got::add);
        assertThat(got).containsExactly(message);
        assertThat(decoder.isWithinMessage()).isFalse();
    }

    @Test
    void one_byte_at_a_time_is_the_same_as_all_at_once() throws Exception {
        byte[] bytes = Wire.bytes(Samples.all());
        List<Message> got = new ArrayList<>();
        Decoder decoder = new Decoder(Limits.PAYLOAD);

        for (byte b : bytes) {
            decoder.decode(ByteBuffer.wrap(new byte[] {b}), got::add);
        }

        assertThat(got).isEqualTo(Wire.decode(bytes)).isEqualTo(Samples.all());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pieces_of_any_size_are_the_same_as_all_at_once(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] bytes = Wire.bytes(Stream.of(Samples.all(), Samples.all(), Samples.all())
                .flatMap(List::stream)
                .toList());

        for (int most : new int[] {2, 7, 100, 1000, 5000}) {
            List<Message> got = new ArrayList<>();
            Wire.inPieces(new Decoder(Limits.PAYLOAD), bytes, most, random, got::add);

            assertThat(got).isEqualTo(Wire.decode(bytes));
        }
    }

    @Test
    void old_bytes_stay_decodable_and_are_what_is_written_today() throws Exception {
        byte[] golden = golden();

        assertThat(Wire.decode(golden)).isEqualTo(Samples.all());
        assertThat(new String(Wire.bytes(Samples.all()), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }

    @Test
    void a_payload_of_64_kib_with_every_byte_in_it_comes_through() throws Exception {
        byte[] payload = new byte[Limits.PAYLOAD];
        byte[] attributes = new byte[Limits.ATTRIBUTES];
        new Random(1).nextBytes(payload);
        Arrays.fill(attributes, (byte) '~');
        System.arraycopy(Wire.bytes("filler="), 0, attributes, 0, 7);
        attributes[attributes.length - 1] = '\n';
        Gossip gossip = Gossip.of(new Origin(Samples.SIX, 1), 1, 1, attributes, payload);

        Gossip got = (Gossip) Wire.afterHello(gossip.frame()).get(0);

        assertThat(got.payload()).isEqualTo(payload);
        assertThat(got.attributes()).isEqualTo(attributes);
        assertThat(got.frame()).isEqualTo(gossip.frame());
        assertThat(got.origin()).isEqualTo(gossip.origin());
    }

    @Test
    void what_people_type_may_end_with_a_carriage_return() throws Exception {
        assertThat(Wire.decode(Wire.bytes("Status\r\nWho 127.0.0.1:6001\r\nLeave 3 because=why\r\n")))
                .containsExactly(new Message.Status(), new Message.Who(Samples.A), new Message.Leave(3));
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = RoundTripTest.class.getResourceAsStream("/golden-wire.txt")) {
            return in.readAllBytes();
        }
    }
}

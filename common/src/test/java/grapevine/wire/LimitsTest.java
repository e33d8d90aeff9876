package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit holds at its value and not one above, on both sides, and before memory is taken. */
class LimitsTest {
    private static final Origin ORIGIN = new Origin(Samples.A, 1);

    @Test
    void the_first_line_has_256_bytes() throws Exception {
        assertThat(Wire.decode(Wire.bytes(padded("Status x=", 256) + "\n"))).hasSize(1);
        assertLineTooLong(new Decoder(0), padded("Status x=", 257) + "\n", "the first line exceeds 256 bytes");
    }

    @Test
    void each_further_line_has_1024_bytes() throws Exception {
        assertThat(Wire.afterHello(padded("Status x=", 1024) + "\n")).hasSize(1);
        assertLineTooLong(Wire.greeted(), padded("Status x=", 1025) + "\n", "a line exceeds 1024 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void a_line_without_an_end_is_refused_as_soon_as_it_is_too_long(int piece) throws Exception {
        Decoder decoder = Wire.greeted();
        byte[] bytes = Wire.bytes("x".repeat(piece));

        int fed = 0;
        while (fed + piece <= 1024) {
            decoder.decode(ByteBuffer.wrap(bytes), message -> {});
            fed += piece;
            assertThat(decoder.retained()).isLessThanOrEqualTo(1024);
        }

        assertLineTooLong(decoder, "x".repeat(1025 - fed), "a line exceeds 1024 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "Gossip 1:127.0.0.1:1 1 1 4097 0, attributes length 4097 exceeds 4096",
        "Gossip 1:127.0.0.1:1 1 1 0 65537, payload length 65537 exceeds 65536",
        "Registered 1 1 1 8193, length 8193 exceeds 8192",
        "Link refused full 8193, length 8193 exceeds 8192",
        "Bye full 8193, length 8193 exceeds 8192",
        "Buckets 4097, length 4097 exceeds 4096",
        "Fetch 1025, length 1025 exceeds 1024",
        "Registrations 65537, length 65537 exceeds 65536",
        "Answer 65537, length 65537 exceeds 65536",
        "Publish 65537, length 65537 exceeds 65536",
        "Graft 65537, length 65537 exceeds 65536",
        "Have 65537, length 65537 exceeds 65536",
        "Want 65537, length 65537 exceeds 65536",
        "Gone 65537, length 65537 exceeds 65536",
        "Seen ffffffffffffffff final 65537, length 65537 exceeds 65536",
        "Sums 1025, length 1025 exceeds 1024",
        "Shuffle 8193, length 8193 exceeds 8192",
        "Shuffled 8193, length 8193 exceeds 8192",
        "Answer 9223372036854775807, length 9223372036854775807 exceeds 65536",
    })
    void a_body_over_its_limit_is_refused_by_the_line(String line, String says) throws Exception {
        Decoder decoder = Wire.greeted();

        ProtocolException e = violation(decoder, line + "\n");

        assertThat(e.reason()).isEqualTo(Reason.BODY_TOO_LONG);
        assertThat(e).hasMessageContaining(says);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Gossip 1:127.0.0.1:1 1 1 4096 65536",
                "Registered 1 1 1 8192",
                "Link refused full 8192",
                "Bye full 8192",
                "Buckets 4096",
                "Fetch 1024",
                "Registrations 65536",
                "Answer 65536",
                "Seen ffffffffffffffff answer 65536",
                "Sums 1024",
                "Shuffle 8192"
            })
    void a_body_at_its_limit_is_awaited_and_takes_memory_only_as_it_comes(String line) throws Exception {
        Decoder decoder = Wire.greeted();

        decoder.decode(ByteBuffer.wrap(Wire.bytes(line + "\n")), message -> {});

        assertThat(decoder.isWithinMessage()).isTrue();
        assertThat(decoder.retained()).isLessThan(512);
    }

    @Test
    void a_network_may_allow_smaller_payloads() throws Exception {
        Decoder decoder = new Decoder(10);
        decoder.decode(ByteBuffer.wrap(Wire.bytes(Wire.HELLO)), message -> {});
        decoder.decode(ByteBuffer.wrap(gossip(0, 10).frame()), message -> {});

        ProtocolException e = violation(decoder, "Gossip 1:127.0.0.1:1 1 1 0 11\n");

        assertThat(e.reason()).isEqualTo(Reason.BODY_TOO_LONG);
        assertThatThrownBy(() -> new Decoder(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Decoder(Limits.PAYLOAD + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gossip_is_made_up_to_its_limits_and_no_further() {
        assertThat(gossip(Limits.ATTRIBUTES, Limits.PAYLOAD).payloadLength()).isEqualTo(Limits.PAYLOAD);
        assertThatThrownBy(() -> gossip(Limits.ATTRIBUTES + 1, 0)).hasMessageContaining("exceed 4096");
        assertThatThrownBy(() -> gossip(0, Limits.PAYLOAD + 1)).hasMessageContaining("exceeds 65536");
        assertThatThrownBy(() -> Gossip.of(ORIGIN, 0, 1, new byte[0], new byte[0]))
                .hasMessageContaining("n=0 must be >= 1");
        assertThatThrownBy(() -> Gossip.of(ORIGIN, 1, -1, new byte[0], new byte[0]))
                .hasMessageContaining("timestamp=-1");
        assertThatThrownBy(() -> Gossip.of(new Origin(Samples.A, -1), 1, 1, new byte[0], new byte[0]))
                .hasMessageContaining("epoch=-1");
    }

    @Test
    void a_list_has_128_entries() throws Exception {
        List<Entry> entries = entries(128, "127.0.0.1");

        assertThat(Wire.afterHello(Encoder.encode(new Message.Bye("full", entries))))
                .containsExactly(new Message.Bye("full", entries));

        assertThatThrownBy(() -> Encoder.encode(new Message.Bye("full", entries(129, "127.0.0.1"))))
                .hasMessageContaining("129 entries exceed 128");
        String body = IntStream.rangeClosed(1, 129)
                .mapToObj(i -> "1.2.3.4:" + i + ":0:0:1")
                .collect(Collectors.joining(";"));
        assertThatThrownBy(() -> Wire.afterHello("Bye full " + body.length() + "\n" + body + "\n"))
                .hasMessageContaining("more than 128 entries");
    }

    @Test
    void a_list_that_exceeds_8_kib_is_cut_at_its_end() throws Exception {
        List<Entry> entries = entries(128, "[1111:2222:3333:4444:5555:6666:7777:8888]");

        byte[] bytes = Encoder.encode(new Message.Registered(1, 1, 128, entries));
        Message.Registered got = (Message.Registered) Wire.afterHello(bytes).get(0);

        assertThat(bytes.length).isBetween(8_192 - 100, 8_192 + 40);
        assertThat(got.sample())
                .hasSizeLessThan(128)
                .isEqualTo(entries.subList(0, got.sample().size()));
    }

    @Test
    void what_breaks_a_rule_is_never_written() {
        assertNotWritten(new Message.Hello(Role.PEER, "", Samples.A, 1, 0), "network=\"\"");
        assertNotWritten(new Message.Hello(Role.PEER, "a b", Samples.A, 1, 0), "network=\"a b\"");
        assertNotWritten(new Message.Hello(Role.PEER, "n".repeat(65), Samples.A, 1, 0), "network=");
        assertNotWritten(new Message.Hello(Role.PEER, "n", Samples.A, -1, 0), "epoch=-1 must be >= 0");
        assertNotWritten(new Message.Noted("No lease"), "outcome=\"No lease\" is not a word");
        assertNotWritten(new Message.Noted(""), "outcome=\"\" is not a word");
        assertNotWritten(new Message.Noted("a".repeat(33)), "is not a word");
        assertNotWritten(new Message.Failure("two\nlines", ""), "is not a word");
        assertNotWritten(new Message.Register(1, 1, 1, 129), "want=129 exceeds 128");
        assertNotWritten(
                new Message.Bye("full", List.of(Samples.OLD, Samples.OLD)), "127.0.0.1:6001 is in the list twice");
        assertNotWritten(new Message.Buckets(List.of(1L)), "1 buckets are not 256");
        assertNotWritten(new Message.Fetch(List.of(256)), "bucket 256 is outside 0..255");
        assertNotWritten(new Message.Fetch(List.of(1, 1)), "bucket 1 is outside 0..255 or named twice");
        assertNotWritten(new Message.Answer("x".repeat(Limits.BODY + 1)), "65537 bytes exceeds 65536");
        assertNotWritten(new SyncMessage.Sums(List.of(1L)), "1 buckets are not 64");
        OriginRanges row = OriginRanges.of(ORIGIN, Range.of(1));
        assertNotWritten(new SyncMessage.Want(List.of(row, row)), "is in the list twice");
        assertNotWritten(
                new TreeMessage.Have(IntStream.rangeClosed(1, 4000)
                        .mapToObj(epoch -> OriginRanges.of(new Origin(Samples.A, epoch), Range.of(1)))
                        .toList()),
                "ranges of 4000 origins are");
        Sample sample = new Sample(Samples.OLD, 1);
        assertNotWritten(new SamplingMessage.Shuffle(List.of(sample, sample)), "127.0.0.1:6001 is in the list twice");
        assertNotWritten(new Message.Slow(0), "ms=0 is outside 1..10000");
        assertNotWritten(new Message.Slow(10_001), "ms=10001 is outside 1..10000");
        assertNotWritten(new Message.LivenessRequest(1, Samples.A.ip(), -2, 0), "older=-2 must be >= 0");
        assertNotWritten(
                new Message.Registrations(entries(1300, "127.0.0.1").stream()
                        .map(entry -> new Registration(entry, 1, 60_000, Registration.State.ALIVE))
                        .toList()),
                "1300 registrations are");
    }

    @Test
    void the_longest_hello_fits_the_first_line() throws Exception {
        Address longest = Address.parse("[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
        long year3000 = 32_503_680_000_000L;
        Message asker = new Message.Hello(
                Role.PEER, "n".repeat(64), longest, Long.MAX_VALUE, Long.MAX_VALUE, longest.ip(), 0, year3000);
        Message proposing = new Message.Hello(
                Role.SEED, "n".repeat(64), longest, Long.MAX_VALUE, 0, longest.ip(), Long.MAX_VALUE, year3000);

        assertThat(Wire.decode(Encoder.encode(asker))).containsExactly(asker);
        assertThat(Wire.decode(Encoder.encode(proposing))).containsExactly(proposing);
    }

    @Test
    void the_text_of_an_error_is_made_one_printable_line_that_fits() throws Exception {
        assertThat(new Message.Failure("garbage", " a\nb\u0000c\u001b[2J\u202ed\ud800 ").text())
                .isEqualTo("a?b?c?[2J?d?");

        Message.Failure cut = new Message.Failure("a".repeat(32), "x" + "🍇".repeat(100));
        byte[] bytes = Encoder.encode(cut);

        assertThat(cut.text()).isEqualTo("x" + "🍇".repeat(49));
        assertThat(bytes.length).isLessThanOrEqualTo(Limits.HELLO + 1);
        assertThat(Wire.decode(bytes)).containsExactly(cut);
    }

    private static void assertNotWritten(Message message, String says) {
        assertThatThrownBy(() -> Encoder.encode(message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    private static void assertLineTooLong(Decoder decoder, String text, String says) {
        ProtocolException e = violation(decoder, text);
        assertThat(e.reason()).isEqualTo(Reason.LINE_TOO_LONG);
        assertThat(e).hasMessage(says);
    }

    private static ProtocolException violation(Decoder decoder, String text) {
        return catchThrowableOfType(
                ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(Wire.bytes(text)), message -> {}));
    }

    private static Gossip gossip(int attributes, int payload) {
        String filler = attributes == 0 ? "" : "filler=" + "~".repeat(attributes - 8) + "\n";
        return Gossip.of(ORIGIN, 1, 1, Wire.bytes(filler), new byte[payload]);
    }

    private static List<Entry> entries(int count, String ip) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(port -> new Entry(Address.parse(ip + ":" + port), 1, Samples.EPOCH, Samples.EPOCH))
                .toList();
    }

    private static String padded(String start, int length) {
        return start + "x".repeat(length - start.length());
    }
}

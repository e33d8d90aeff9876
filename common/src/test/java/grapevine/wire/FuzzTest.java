package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.ProtocolException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A million valid inputs made wrong: nothing but violations comes out, and memory stays small. */
class FuzzTest {
    /** For each of the seeds; more of them by {@code -Dfuzz.inputs}. */
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 125_000);

    private static final byte[] TELLING = Wire.bytes("\n\r\0 :;,.[]=-+0019fFaz\u007f");

    private final List<byte[]> valid = valid();
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private final Decoder again = Wire.greeted();
    private int decoded;

    FuzzTest() throws ProtocolException {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void mutated_messages_cost_a_violation_at_most(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutated(random);
            try {
                feed(input, random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", input " + i + ": " + new String(input, "ISO-8859-1"), e);
            }
        }

        assertThat(decoded).as("messages that survived").isGreaterThan(INPUTS / 8);
        assertThat(reasons)
                .contains(
                        Reason.GARBAGE,
                        Reason.LINE_TOO_LONG,
                        Reason.BODY_TOO_LONG,
                        Reason.BAD_FIELD,
                        Reason.WRONG_VERSION,
                        Reason.UNEXPECTED);
    }

    /** What is read where it stands and what is put together from pieces are read by different code. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void what_comes_at_once_is_what_comes_byte_by_byte(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < INPUTS / 2; i++) {
            byte[] input = random.nextInt(4) == 0 ? joined(any(random), any(random)) : mutated(random);
            List<String> atOnce = read(input, input.length);
            if (!atOnce.equals(read(input, 1))) {
                throw new AssertionError("seed " + seed + ": " + new String(input, "ISO-8859-1"));
            }
        }
    }

    private static List<String> read(byte[] input, int pieces) throws ProtocolException {
        List<String> read = new ArrayList<>();
        Decoder decoder = Wire.greeted();
        try {
            for (int at = 0; at < input.length; at += pieces) {
                decoder.decode(
                        ByteBuffer.wrap(input, at, pieces),
                        message ->
                                read.add(message + new String(Encoder.encode(message), StandardCharsets.ISO_8859_1)));
            }
        } catch (ProtocolException e) {
            read.add(e.reason() + e.getMessage());
        }
        return read;
    }

    private void feed(byte[] input, SplittableRandom random) throws ProtocolException {
        Decoder decoder = random.nextInt(4) == 0 ? new Decoder(Limits.PAYLOAD) : Wire.greeted();
        int most = random.nextInt(8) == 0 ? 3 : 1 + input.length;
        for (int at = 0; at < input.length; ) {
            int count = Math.min(input.length - at, 1 + random.nextInt(most));
            at += count;
            try {
                decoder.decode(ByteBuffer.wrap(input, at - count, count), this::mustComeBack);
            } catch (ProtocolException e) {
                reasons.add(e.reason());
                check(decoder.retained() == 0, "memory is kept after a violation");
                return;
            }
            check(decoder.retained() <= Limits.LINE + 512 + 2 * at, "more memory is kept than has arrived");
        }
    }

    private void mustComeBack(Message message) {
        decoded++;
        try {
            Message[] got = new Message[1];
            again.decode(ByteBuffer.wrap(Encoder.encode(message)), back -> got[0] = back);
            check(message.equals(got[0]) && !again.isWithinMessage(), "it came back as another");
        } catch (ProtocolException e) {
            throw new AssertionError(message + " did not come back", e);
        }
    }

    /** AssertJ would take most of the time, and so would texts that nobody needs. */
    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private byte[] mutated(SplittableRandom random) {
        byte[] bytes = any(random);
        if (random.nextInt(3) == 0) {
            bytes = joined(bytes, any(random));
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = mutatedOnce(bytes, random);
        }
        return bytes;
    }

    private byte[] mutatedOnce(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(bytes.length - at, 40) + 1);
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> bytes = joined(head, tail);
            case 4 ->
                bytes = joined(
                        joined(head, Arrays.copyOfRange(bytes, at, to)), Arrays.copyOfRange(bytes, at, bytes.length));
            case 5 -> bytes = joined(head, any(random));
            default -> {
                byte[] filler = new byte[random.nextInt(64) == 0 ? 1100 : random.nextInt(4)];
                Arrays.fill(filler, TELLING[random.nextInt(TELLING.length)]);
                bytes = joined(joined(head, filler), Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }
        return bytes;
    }

    private byte[] any(SplittableRandom random) {
        return valid.get(random.nextInt(valid.size())).clone();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Every sample but the long ones, which would be most of the time, and an extended line of each. */
    private static List<byte[]> valid() {
        List<byte[]> valid = new ArrayList<>();
        for (Message message : Samples.all()) {
            byte[] bytes = Encoder.encode(message);
            if (bytes.length < 1000) {
                valid.add(bytes);
                valid.add(extended(bytes));
            }
        }
        return valid;
    }

    private static byte[] extended(byte[] bytes) {
        int newline = 0;
        while (bytes[newline] != '\n') {
            newline++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, newline);
        out.writeBytes(Wire.bytes(" later=1"));
        out.write(bytes, newline, bytes.length - newline);
        return out.toByteArray();
    }
}

package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many messages that arrive together are read where they stand, piece by piece. */
class PiecesTest {
    private static final Origin SOME = new Origin(new Address(Ip.LOOPBACK, 6001), 7);
    private static final Origin V6 = new Origin(Address.parse("[fd00::7]:6001"), 7);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_the_pieces_the_same_comes_out(long seed) throws ProtocolException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Message> sent = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < 60_000) {
            Message message = any(random, sent.size() + 1);
            sent.add(message);
            bytes.writeBytes(Encoder.encode(message));
        }

        assertThat(decode(bytes.toByteArray(), random, bytes.size())).isEqualTo(sent);
        assertThat(decode(bytes.toByteArray(), random, 20_000)).isEqualTo(sent);
        assertThat(decode(bytes.toByteArray(), random, 5000)).isEqualTo(sent);
        assertThat(decode(bytes.toByteArray(), random, 50)).isEqualTo(sent);
    }

    @Test
    void a_message_keeps_little_more_in_memory_than_itself() throws ProtocolException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int n = 1; bytes.size() < 60_000; n++) {
            bytes.writeBytes(gossip(SOME, n, 64, new SplittableRandom(n)).frame());
        }
        List<Message> got = new ArrayList<>();

        Wire.greeted().decode(ByteBuffer.wrap(bytes.toByteArray()), got::add);

        assertThat(got).hasSizeGreaterThan(400).allSatisfy(each -> {
            Gossip message = (Gossip) each;
            assertThat(message.bytes().length).isLessThanOrEqualTo(4096);
            assertThat(message.alone()).isEqualTo(message);
            assertThat(message.alone().isAlone()).isTrue();
            assertThat(message.alone().payload()).isEqualTo(message.payload());
        });
    }

    private static List<Message> decode(byte[] bytes, SplittableRandom random, int most) throws ProtocolException {
        List<Message> got = new ArrayList<>();
        Decoder decoder = Wire.greeted();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
            decoder.decode(ByteBuffer.wrap(bytes, at, count), got::add);
            at += count;
        }
        return got;
    }

    private static Message any(SplittableRandom random, int n) {
        return switch (random.nextInt(12)) {
            case 0 -> new Message.LivenessRequest(n, Ip.LOOPBACK, 1, 2);
            case 1 -> new TreeMessage.Prune();
            case 2 -> new SyncMessage.Gone(List.of(OriginRanges.of(SOME, new Range(1, n))));
            case 3 -> gossip(V6, n, random.nextInt(300), random);
            case 4 -> gossip(SOME, n, 3000 + random.nextInt(4000), random);
            case 5 -> gossip(SOME, n, 20, random).withAge(1 + random.nextInt(1000));
            default -> gossip(SOME, n, random.nextInt(200), random);
        };
    }

    private static Gossip gossip(Origin origin, long n, int length, SplittableRandom random) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return Gossip.of(origin, n, 1_700_000_000_000L, new byte[0], payload);
    }
}

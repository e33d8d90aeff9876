package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of many origins on one connection: what is known of one by its bytes is never taken for another's. */
class GossipLineTest {
    private static final long LATELY = 1_700_000_000_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void each_is_read_as_it_was_written(long seed) throws ProtocolException {
        SplittableRandom random = new SplittableRandom(seed);
        Decoder decoder = Wire.greeted();
        List<Message> read = new ArrayList<>();
        List<Origin> origins =
                IntStream.range(0, 300).mapToObj(i -> origin(random)).toList();

        for (int i = 0; i < 5000; i++) {
            Origin origin = origins.get(random.nextInt(1 + random.nextInt(origins.size())));
            long timestamp = random.nextInt(5) == 0 ? any(random) : LATELY + random.nextInt(1_000_000);
            byte[] payload = new byte[1 + random.nextInt(30)];
            Gossip written = Gossip.of(origin, 1 + any(random), timestamp, new byte[0], payload);
            read.clear();
            decoder.decode(ByteBuffer.wrap(written.frame()), read::add);

            assertThat(read).containsExactly(written);
            assertThat(((Gossip) read.get(0)).timestamp()).isEqualTo(timestamp);
            assertThat(((Gossip) read.get(0)).origin()).isEqualTo(origin);
        }
    }

    /** Port and epoch are written alike, so that only the host tells them apart. */
    @Test
    void hosts_whose_peers_started_at_once_at_the_same_port_are_told_apart() throws ProtocolException {
        Decoder decoder = Wire.greeted();
        List<Message> read = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        for (int host = 1; host <= 1000; host++) {
            Origin origin = new Origin(new Address(Ip.v4(0x0a000000 | host), 6001), LATELY);
            origins.add(origin);
            Gossip written = Gossip.of(origin, 1, LATELY, new byte[0], new byte[1]);
            decoder.decode(ByteBuffer.wrap(written.frame()), read::add);
        }

        assertThat(read).extracting(each -> ((Gossip) each).origin()).isEqualTo(origins);
    }

    private static Origin origin(SplittableRandom random) {
        Ip ip = random.nextInt(3) == 0 ? Ip.v4(random.nextInt()) : Ip.LOOPBACK;
        long epoch = random.nextInt(4) == 0 ? random.nextInt(20) : LATELY + random.nextInt(100_000);
        return new Origin(new Address(ip, 1 + random.nextInt(65_535)), epoch);
    }

    /** Of any number of digits. */
    private static long any(SplittableRandom random) {
        return random.nextLong(1L << (1 + random.nextInt(58)));
    }
}

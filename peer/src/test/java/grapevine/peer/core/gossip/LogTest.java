package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Decoder;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private final Log log = new Log();

    @Test
    void an_empty_one_finds_nothing() {
        assertThat(log.find(origin(1), 1)).isNegative();
        assertThat(log.size()).isZero();
    }

    @Test
    void what_was_appended_is_there_byte_for_byte() {
        Gossip message = message(1, 7, 100);

        log.add(message, 5000);

        long number = log.find(origin(1), 7);
        assertThat(log.message(number)).isEqualTo(message);
        assertThat(log.message(number).payload()).isEqualTo(message.payload());
        assertThat(log.cameAt(number)).isEqualTo(5000);
        assertThat(log.find(origin(1), 8)).isNegative();
        assertThat(log.find(origin(2), 7)).isNegative();
    }

    /** Comes and goes as at random, beside a queue that does the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_keeps_what_a_queue_keeps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Deque<Gossip> queue = new ArrayDeque<>();
        long[] said = new long[5];
        for (int step = 0; step < 20_000; step++) {
            int phase = step / 2000 % 2; // mostly filling, then mostly emptying
            if (queue.isEmpty() || random.nextInt(10) >= (phase == 0 ? 3 : 7)) {
                int who = random.nextInt(said.length);
                said[who] += 1 + (random.nextInt(20) == 0 ? random.nextLong(1000) : 0);
                Gossip message = among(message(who, said[who], 1 + random.nextInt(600)), random);
                log.add(message, step);
                queue.add(message);
            } else {
                Gossip gone = queue.remove();
                assertThat(log.removeFirst()).isEqualTo(gone.length());
                assertThat(log.find(gone.origin(), gone.n())).isNegative();
            }
            assertThat(log.size()).isEqualTo(queue.size());
            if (step % 500 == 0) {
                for (Gossip each : queue) {
                    long number = log.find(each.origin(), each.n());
                    assertThat(number).isNotNegative();
                    assertThat(log.message(number)).isEqualTo(each);
                }
            }
        }
    }

    @Test
    void its_numbers_go_on_when_the_first_ones_are_let_go_of() {
        for (int n = 1; n <= 100; n++) {
            log.add(message(1, n, 10), n);
        }
        for (int n = 1; n <= 90; n++) {
            log.removeFirst();
        }

        assertThat(log.firstNumber()).isEqualTo(90);
        assertThat(log.n(95)).isEqualTo(96);
    }

    /** As the decoder leaves it: alone, or among the other bytes that came with it. */
    private static Gossip among(Gossip message, SplittableRandom random) {
        if (random.nextBoolean()) {
            return message;
        }
        List<Message> decoded = new ArrayList<>();
        Decoder decoder = new Decoder(Limits.PAYLOAD);
        Hello hello = new Hello(Role.PEER, "default", message.origin().address(), 1, 1);
        ByteBuffer bytes = ByteBuffer.allocate(1024 + 2 * message.length());
        bytes.put(Encoder.encode(hello)).flip();
        try {
            decoder.decode(bytes, decoded::add);
            bytes.clear();
            bytes.put(message.frame()).put(message.frame()).flip();
            decoder.decode(bytes, decoded::add);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
        return (Gossip) decoded.get(2);
    }

    private static Origin origin(int number) {
        return new Origin(new Address(Ip.LOOPBACK, 7000 + number), 1_000 + number);
    }

    private static Gossip message(int who, long n, int bytes) {
        byte[] payload = new byte[bytes];
        new SplittableRandom(n).nextBytes(payload);
        return Gossip.of(origin(who), n, 1_700_000_000_000L + n, new byte[0], payload);
    }
}

package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.ground.Ranges;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of one origin, beside a map that keeps the same. */
class OriginLogTest {
    private static final Origin ORIGIN = new Origin(new Address(Ip.LOOPBACK, 7001), 1_001);

    /** By so much a moment may be missed where messages came out of order. */
    private static final long OUT_OF_ORDER_MILLIS = 100;

    private record Kept(Gossip message, long now) {
        long madeAt() {
            return now - message.age();
        }
    }

    private final OriginLog log = new OriginLog(ORIGIN, new Chunks.FreeList());
    private final NavigableMap<Long, Kept> model = new TreeMap<>();

    @Test
    void an_empty_one_has_nothing() {
        assertThat(log.size()).isZero();
        assertThat(log.has(1)).isFalse();
        assertThat(log.get(1)).isNull();
        assertThat(log.numberFrom(1)).isNull();
        assertThat(log.cameSince(0).isEmpty()).isTrue();
    }

    /** In order and nearly so, far out of order, and fetched; short and long; filling, then emptying. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_keeps_what_a_map_keeps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean isDisorderly = seed % 2 == 0;
        long next = 1;
        long now = 0;
        for (int step = 0; step < 12_000; step++) {
            now += random.nextInt(3);
            boolean isFilling = step / 2000 % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) >= (isFilling ? 3 : 7)) {
                next += random.nextInt(30) == 0 ? random.nextInt(1000) : 1;
                long n = next;
                if (isDisorderly && random.nextInt(4) == 0) {
                    n = Math.max(1, next - random.nextInt(random.nextInt(20) == 0 ? 2000 : 40));
                }
                if (!model.containsKey(n)) {
                    add(n, random.nextInt(50) == 0 ? 1 + random.nextInt(500) : 0, length(random), now, random);
                }
            } else {
                removeOldest(isDisorderly);
            }
            assertThat(log.size()).isEqualTo(model.size());
            if (step % 500 == 0) {
                checkAll(now, isDisorderly, random);
            }
        }
        while (!model.isEmpty()) {
            removeOldest(isDisorderly);
        }
        assertThat(log.size()).isZero();
        assertThat(log.bytes()).isEqualTo(OriginLog.ORIGIN_BYTES);
    }

    private static int length(SplittableRandom random) {
        return random.nextInt(100) == 0 ? 10_000 + random.nextInt(20_000) : 1 + random.nextInt(600);
    }

    private void add(long n, long age, int bytes, long now, SplittableRandom random) {
        Gossip message = among(message(n, bytes), random);
        Gossip kept = age == 0 ? message : message.withAge(age);
        log.add(kept, now);
        model.put(n, new Kept(kept, now));
    }

    /** Where all came in order that is the very one; else one that came at about the time of that one. */
    private void removeOldest(boolean isDisorderly) {
        long said = log.oldest();
        log.removeOldest();
        Kept oldest = model.values().stream()
                .min(Comparator.comparingLong(Kept::madeAt).thenComparingLong(kept -> -kept.message.age()))
                .orElseThrow();
        Kept gone = model.values().stream()
                .filter(kept -> kept.madeAt() == said && !log.has(kept.message.n()))
                .findFirst()
                .orElseThrow();
        if (!isDisorderly) {
            assertThat(gone.madeAt()).isEqualTo(oldest.madeAt());
        }
        model.remove(gone.message.n());
    }

    private void checkAll(long now, boolean isDisorderly, SplittableRandom random) {
        model.forEach((n, kept) -> {
            assertThat(log.has(n)).isTrue();
            assertThat(log.madeAt(n)).isEqualTo(kept.madeAt());
            assertThat(log.get(n)).isEqualTo(kept.message);
            assertThat(log.has(n + 1)).isEqualTo(model.containsKey(n + 1));
            assertThat(log.numberFrom(n)).isEqualTo(n);
            assertThat(log.numberFrom(n + 1)).isEqualTo(model.ceilingKey(n + 1));
        });
        assertThat(log.numberFrom(1)).isEqualTo(model.ceilingKey(1L));
        long moment = now - random.nextInt(2000);
        if (isDisorderly) {
            assertThat(numbers(log.cameSince(moment)))
                    .containsAll(numbers(moment, false))
                    .isSubsetOf(numbers(moment - OUT_OF_ORDER_MILLIS, false));
            assertThat(numbers(log.madeSince(moment)))
                    .containsAll(numbers(moment, true))
                    .isSubsetOf(numbers(moment - OUT_OF_ORDER_MILLIS, true));
        } else {
            assertThat(numbers(log.cameSince(moment))).isEqualTo(numbers(moment, false));
            assertThat(numbers(log.madeSince(moment))).isEqualTo(numbers(moment, true));
        }
    }

    private List<Long> numbers(long moment, boolean byMaking) {
        return model.values().stream()
                .filter(kept -> (byMaking ? kept.madeAt() : kept.now) >= moment)
                .map(kept -> kept.message.n())
                .toList();
    }

    private static List<Long> numbers(Ranges ranges) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            for (long n = ranges.first(i); n <= ranges.last(i); n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    /** The one that came first stands just in the middle, where the search by time begins. */
    @Test
    void however_many_overtook_a_message_that_came_before_a_moment_they_came_since() {
        SplittableRandom random = new SplittableRandom(1);
        addAll(1, 10, 0, random);
        addAll(1011, 1011, 1000, random);
        addAll(11, 1010, 1050, random);
        addAll(1012, 2020, 1100, random);

        assertThat(numbers(log.cameSince(1001))).isEqualTo(numbers(1001, false));
        assertThat(numbers(log.madeSince(1001))).isEqualTo(numbers(1001, true));
    }

    private void addAll(long first, long last, long now, SplittableRandom random) {
        for (long n = first; n <= last; n++) {
            add(n, 0, 1, now, random);
        }
    }

    @Test
    void what_a_message_came_with_is_not_kept() {
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 1; n <= 100; n++) {
            add(n, 0, 100, n, random);
        }

        model.forEach((n, kept) -> assertThat(log.get(n).isAlone()).isTrue());
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

    private static Gossip message(long n, int bytes) {
        byte[] payload = new byte[bytes];
        new SplittableRandom(n).nextBytes(payload);
        return Gossip.of(ORIGIN, n, 1_700_000_000_000L + n, new byte[0], payload);
    }
}

package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counters;
import grapevine.peer.core.ground.Bundle;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameSinceTest {
    private static final long KEPT_MILLIS = 600_000;

    private record Came(Origin origin, long n, long at) {}

    /** Beside one that looks at each message. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void it_names_what_one_finds_who_looks_at_each(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Retained retained = new Retained(KEPT_MILLIS, 10_000_000, new Counters());
        List<Came> came = new ArrayList<>();
        long[] said = new long[4];
        long now = 1_000_000;
        for (int step = 0; step < 3000; step++) {
            now += random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(50);
            int who = random.nextInt(said.length);
            said[who] += 1 + (random.nextInt(100) == 0 ? 3 : 0);
            retained.keep(Gossip.of(origin(who), said[who], 1, new byte[0], new byte[40]), now);
            came.add(new Came(origin(who), said[who], now));
            if (step % 50 == 49) {
                long moment = now - random.nextInt(random.nextBoolean() ? 2000 : 200_000);
                long since = Math.max(moment, now - KEPT_MILLIS + 1);
                List<OriginRanges> names = retained.cameSince(moment).take();
                assertThat(flat(names)).isEqualTo(expected(came, since));
            }
        }
    }

    @Test
    void of_more_than_one_body_holds_it_names_the_latest_and_no_origin_without_a_number() {
        Retained retained = new Retained(KEPT_MILLIS, 10_000_000, new Counters());
        for (int i = 0; i < 2 * Bundle.MOST_RANGES; i++) {
            retained.keep(Gossip.of(origin(i), 1 + 2 * (i % 3), 1, new byte[0], new byte[40]), 1_000_000 + i);
        }

        List<OriginRanges> names = retained.cameSince(0).take();

        assertThat(names).hasSize(Bundle.MOST_RANGES);
        assertThat(names.get(0).origin()).isEqualTo(origin(2 * Bundle.MOST_RANGES - 1));
        assertThat(names).allSatisfy(each -> assertThat(each.ranges()).isNotEmpty());
    }

    private static List<Came> flat(List<OriginRanges> names) {
        List<Came> flat = new ArrayList<>();
        for (OriginRanges each : names) {
            each.ranges().forEach(range -> {
                for (long n = range.first(); n <= range.last(); n++) {
                    flat.add(new Came(each.origin(), n, 0));
                }
            });
        }
        return flat;
    }

    /** The origin that spoke last first, each one's numbers in their order. */
    private static List<Came> expected(List<Came> came, long since) {
        List<Origin> order = new ArrayList<>();
        for (int i = came.size() - 1; i >= 0 && came.get(i).at() >= since; i--) {
            if (!order.contains(came.get(i).origin())) {
                order.add(came.get(i).origin());
            }
        }
        List<Came> expected = new ArrayList<>();
        for (Origin origin : order) {
            came.stream()
                    .filter(each -> each.origin().equals(origin) && each.at() >= since)
                    .forEach(each -> expected.add(new Came(origin, each.n(), 0)));
        }
        return expected;
    }

    private static Origin origin(int number) {
        return new Origin(new Address(Ip.LOOPBACK, 7000 + number), 1_000 + number);
    }
}

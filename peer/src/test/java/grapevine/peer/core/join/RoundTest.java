package grapevine.peer.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Registered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the lists that seeds answer with. */
class RoundTest {
    private static final long LEASE = 60_000;

    private static final Address SEED = new Address(Ip.LOOPBACK, 5000);

    private final Round round = new Round(1, 64, LEASE);

    @Test
    void of_a_peer_named_twice_the_later_epoch_counts_and_in_one_epoch_the_higher_degree() {
        answer(entry(1, 3, 10), entry(2, 9, 10), entry(3, 4, 10));
        answer(entry(4, 1, 10), entry(2, 2, 11), entry(1, 5, 10), entry(3, 1, 10));

        assertThat(round.mergePeerLists())
                .containsExactly(entry(1, 5, 10), entry(2, 2, 11), entry(3, 4, 10), entry(4, 1, 10));
    }

    @Test
    void one_list_stays_as_it_is_and_none_is_empty() {
        assertThat(round.mergePeerLists()).isEmpty();

        answer(entry(2, 1, 10), entry(1, 1, 10));

        assertThat(round.mergePeerLists()).containsExactly(entry(2, 1, 10), entry(1, 1, 10));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void many_long_lists_give_what_a_map_of_the_best_gives(long seed) {
        Random random = new Random(seed);
        Map<Address, Entry> best = new LinkedHashMap<>();
        for (int list = 0; list < 33; list++) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(128); i++) {
                Entry entry = entry(random.nextInt(500), random.nextInt(5), 10 + random.nextInt(2));
                entries.add(entry);
                best.merge(entry.address(), entry, RoundTest::better);
            }
            answer(entries.toArray(Entry[]::new));
        }

        assertThat(round.mergePeerLists()).containsExactlyElementsOf(best.values());
    }

    private static Entry better(Entry one, Entry other) {
        if (one.epoch() != other.epoch()) {
            return one.epoch() > other.epoch() ? one : other;
        }
        return one.degree() >= other.degree() ? one : other;
    }

    private void answer(Entry... sample) {
        round.registered(SEED, new Registered(1, LEASE, sample.length, List.of(sample)));
    }

    private static Entry entry(int number, int degree, long epoch) {
        return new Entry(new Address(Ip.v4(0x0a00_0001 + number), 6000), degree, 1 + number, epoch);
    }
}

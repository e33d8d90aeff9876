package grapevine.seed.core.registry;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Registration.State;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which older peers a joining one hears of. */
class OlderSampleTest {
    @ParameterizedTest(name = "random seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void every_older_peer_but_the_next_ones_is_drawn_equally_often(long randomSeed) {
        AgeOrder order = orderOf(104);
        SplittableRandom random = new SplittableRandom(randomSeed);
        int[] drawn = new int[104];
        int draws = 20_000;

        for (int i = 0; i < draws; i++) {
            for (Entry entry : OlderSample.draw(order, 104, 14, Limits.LIST, random)) {
                drawn[(int) (entry.age() - WALL)]++;
            }
        }

        double expected = draws * 10 / 100.0;
        double chiSquare = IntStream.range(0, 100)
                .mapToDouble(rank -> (drawn[rank] - expected) * (drawn[rank] - expected) / expected)
                .sum();
        assertThat(chiSquare).as("99 degrees of freedom, p = 0.0001").isLessThan(160.1);
        assertThat(IntStream.range(100, 104).map(rank -> drawn[rank])).containsOnly(draws);
    }

    @ParameterizedTest(name = "{0} older, {1} wanted: {2}")
    @CsvSource({"0, 128, 0", "3, 128, 3", "4, 2, 2", "100, 0, 0", "100, 43, 43", "100, 128, 100", "1000, 128, 128"})
    void the_sample_has_as_many_as_are_wanted_known_and_allowed(int older, int want, int size) {
        AgeOrder order = orderOf(2_000);

        List<Entry> sample = OlderSample.draw(order, older, want, Limits.LIST, new SplittableRandom(1));

        assertThat(sample)
                .hasSize(size)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> Long.compare(a.age(), b.age()));
        assertThat(sample).allMatch(entry -> entry.age() < WALL + older);
    }

    @Test
    void long_entries_are_left_out_so_that_the_list_fits_but_never_the_next_older_ones() {
        AgeOrder order = new AgeOrder();
        for (int i = 0; i < 500; i++) {
            Address address = new Address(new Ip(0x2001_0db8_1111_2222L, 0x3333_4444_5555_0000L + i), 60_000);
            order.add(new Row(new Entry(address, 256, WALL + i, WALL), null, 1, State.ALIVE, true, 0, 0));
        }

        List<Entry> sample = OlderSample.draw(order, 500, 128, Limits.LIST, new SplittableRandom(1));

        assertThat(sample.stream().mapToInt(EncodedLength::of).sum()).isBetween(Limits.LIST - 100, Limits.LIST);
        assertThat(sample).hasSizeBetween(80, 127).extracting(Entry::age).contains(WALL + 496, WALL + 499);
    }

    @ParameterizedTest(name = "{0} of the first ip, then {1} others")
    @CsvSource({"400, 40, 56", "40, 900, 64", "10000, 300, 0", "1000, 0, 64", "30, 1, 17"})
    void of_one_ip_there_is_a_quarter_of_what_is_wanted_unless_there_is_no_other(int first, int others, int size) {
        AgeOrder order = new AgeOrder();
        for (int i = 0; i < others; i++) {
            Address address = new Address(Ip.v4(0x0b000000 + i), 6000);
            order.add(new Row(new Entry(address, 0, WALL + i, 1), null, 1, State.ALIVE, true, 0, 0));
        }
        for (int i = 0; i < first; i++) {
            Address address = new Address(Ip.LOOPBACK, 1 + i);
            order.add(new Row(new Entry(address, 0, WALL + others + i, 1), null, 1, State.ALIVE, true, 0, 0));
        }

        List<Entry> sample = OlderSample.draw(order, first + others, 64, Limits.LIST, new SplittableRandom(1));

        assertThat(sample).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(a.age(), b.age()));
        long ofTheFirst = sample.stream()
                .filter(entry -> entry.address().ip().isLoopback())
                .count();
        assertThat(ofTheFirst).isLessThanOrEqualTo(others == 0 ? 64 : 16);
        if (first <= 1000) {
            assertThat(sample).hasSize(size);
        }
        assertThat(sample).extracting(Entry::age).contains(WALL + first + others - 1, WALL + first + others - 4);
    }

    @ParameterizedTest(name = "{0} wanted")
    @CsvSource({"4, 4", "8, 8", "15, 15", "20, 20"})
    void the_four_next_older_ones_are_there_however_few_are_wanted_and_of_one_ip(int want, int size) {
        AgeOrder order = new AgeOrder();
        for (int i = 0; i < 100; i++) {
            Address address = i < 90 ? new Address(Ip.v4(0x0b000000 + i), 6000) : new Address(Ip.LOOPBACK, 1 + i);
            order.add(new Row(new Entry(address, 0, WALL + i, 1), null, 1, State.ALIVE, true, 0, 0));
        }

        List<Entry> sample = OlderSample.draw(order, 100, want, Limits.LIST, new SplittableRandom(1));

        assertThat(sample).hasSize(size).extracting(Entry::age).contains(WALL + 96, WALL + 97, WALL + 98, WALL + 99);
        assertThat(sample)
                .filteredOn(entry -> entry.address().ip().isLoopback())
                .hasSizeLessThanOrEqualTo(Math.max(4, want / 4));
    }

    private static AgeOrder orderOf(int peers) {
        AgeOrder order = new AgeOrder();
        for (int i = 0; i < peers; i++) {
            order.add(new Row(new Entry(peer(i), 0, WALL + i, 1), null, 1, State.ALIVE, true, 0, 0));
        }
        return order;
    }
}

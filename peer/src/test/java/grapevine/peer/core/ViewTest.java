package grapevine.peer.core;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a view keeps, sends and takes in. */
class ViewTest {
    private static final Address SELF = PeerScript.at(6500);

    private final View view = viewOf(1);

    @Test
    void one_hears_of_itself_never() {
        view.meet(entry(500));
        view.fill(List.of(entry(500), entry(1)));
        view.merge(List.of(new Sample(entry(500), 0), new Sample(entry(2), 0)), List.of());

        assertThat(addresses(view)).containsExactlyInAnyOrder(PeerScript.at(6001), PeerScript.at(6002));
    }

    @Test
    void it_sends_itself_with_no_hops_and_fourteen_others_without_the_three_oldest() {
        fill(0, 27, 1);
        fill(27, 30, 9);
        Sample self = new Sample(entry(500), 0);

        List<Sample> sent = view.toSend(self);

        assertThat(sent).hasSize(15).doesNotHaveDuplicates().first().isEqualTo(self);
        assertThat(sent.subList(1, 15)).allMatch(sample -> sample.hops() == 1);
    }

    @Test
    void it_sends_all_it_has_while_that_is_little() {
        fill(0, 3, 4);

        assertThat(view.toSend(null)).hasSize(3);
        assertThat(viewOf(2).toSend(null)).isEmpty();
    }

    @Test
    void each_exchange_makes_what_is_known_one_hop_older() {
        view.merge(List.of(new Sample(entry(1), 0), new Sample(entry(2), 7)), List.of());
        view.grow();
        view.grow();

        assertThat(hops(view)).isEqualTo(Map.of(PeerScript.at(6001), 2, PeerScript.at(6002), 9));
    }

    @Test
    void hops_that_no_longer_fit_are_not_told_apart() {
        view.merge(List.of(new Sample(entry(1), Sample.MOST_HOPS)), List.of());
        view.grow();

        assertThat(hops(view)).containsEntry(PeerScript.at(6001), (int) Byte.MAX_VALUE);
    }

    @Test
    void of_two_samples_of_one_peer_the_fewer_hops_win_and_a_later_epoch_wins_over_both() {
        view.merge(List.of(new Sample(entry(1), 5)), List.of());
        view.merge(List.of(new Sample(entry(1), 8)), List.of());
        assertThat(hops(view)).containsEntry(PeerScript.at(6001), 5);
        view.merge(List.of(new Sample(entry(1), 2)), List.of());
        assertThat(hops(view)).containsEntry(PeerScript.at(6001), 2);

        Entry reborn = new Entry(PeerScript.at(6001), 1, 77, 1000);
        view.merge(List.of(new Sample(reborn, 6)), List.of());
        view.merge(List.of(new Sample(entry(1), 0)), List.of());

        assertThat(view.entries()).containsExactly(reborn);
        assertThat(hops(view)).containsEntry(PeerScript.at(6001), 6);
    }

    @Test
    void the_three_oldest_give_way_first_then_those_that_were_sent_then_any() {
        fill(0, 27, 1);
        fill(27, 30, 50);
        List<Sample> sent = view.toSend(new Sample(entry(500), 0));
        List<Sample> received = samples(100, 115, 2);

        view.merge(received, sent);

        assertThat(view.size()).isEqualTo(30);
        List<Address> kept = addresses(view);
        assertThat(kept).doesNotContain(PeerScript.at(6027), PeerScript.at(6028), PeerScript.at(6029));
        assertThat(kept)
                .containsAll(received.stream()
                        .map(sample -> sample.entry().address())
                        .toList());
        List<Address> sentAway =
                sent.stream().map(sample -> sample.entry().address()).toList();
        assertThat(kept.stream().filter(sentAway::contains)).hasSize(2);
    }

    @Test
    void what_was_sent_stays_if_the_other_side_had_fresher_news_of_it() {
        fill(0, 30, 9);
        List<Sample> sent = view.toSend(null);
        List<Sample> received = new ArrayList<>(samples(100, 114, 2));
        Entry again = sent.get(0).entry();
        received.add(new Sample(again, 1));

        view.merge(received, sent);

        assertThat(hops(view)).containsEntry(again.address(), 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_comes_it_holds_thirty_at_most_each_once_and_never_itself(long seed) {
        View any = viewOf(seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 500; step++) {
            List<Sample> sent = any.toSend(new Sample(entry(500), 0));
            int from = random.nextInt(600);
            any.merge(samples(from, from + random.nextInt(16), random.nextInt(40)), sent);
            any.grow();
            any.meet(entry(random.nextInt(600)));
            any.remove(entry(random.nextInt(600)).address());
            any.fill(List.of(entry(random.nextInt(600)), entry(500)));

            assertThat(any.size()).isLessThanOrEqualTo(View.SIZE);
            assertThat(addresses(any))
                    .hasSize(any.size())
                    .doesNotHaveDuplicates()
                    .doesNotContain(SELF);
        }
    }

    @Test
    void one_that_is_met_is_fresh_and_takes_a_free_place_only() {
        fill(0, 29, 5);
        view.meet(entry(3));
        view.meet(entry(200));
        view.meet(entry(201));

        assertThat(hops(view)).containsEntry(PeerScript.at(6003), 0).containsEntry(PeerScript.at(6200), 0);
        assertThat(addresses(view)).hasSize(30).doesNotContain(PeerScript.at(6201));
    }

    @Test
    void of_a_long_list_a_random_part_fills_the_free_places() {
        Map<Address, Integer> times = new HashMap<>();
        for (int seed = 0; seed < 200; seed++) {
            View one = viewOf(seed);
            one.fill(IntStream.range(0, 128).mapToObj(ViewTest::entry).toList());
            assertThat(one.size()).isEqualTo(30);
            addresses(one).forEach(address -> times.merge(address, 1, Integer::sum));
        }

        assertThat(times)
                .hasSize(128)
                .allSatisfy((address, count) -> assertThat(count).isBetween(22, 75));
    }

    private void fill(int from, int to, int hops) {
        view.merge(samples(from, to, hops), List.of());
    }

    private static View viewOf(long seed) {
        return new View(new SplittableRandom(seed), entry -> !entry.address().equals(SELF));
    }

    private static Entry entry(int number) {
        return new Entry(PeerScript.at(6000 + number), 1, 1000 + number, 1);
    }

    private static List<Sample> samples(int from, int to, int hops) {
        return IntStream.range(from, to)
                .mapToObj(number -> new Sample(entry(number), hops))
                .toList();
    }

    private static List<Address> addresses(View view) {
        return view.entries().stream().map(Entry::address).toList();
    }

    /** As it says itself; the oldest are left out only while there are enough others. */
    private static Map<Address, Integer> hops(View view) {
        Map<Address, Integer> hops = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            view.toSend(null).forEach(sample -> hops.put(sample.entry().address(), sample.hops()));
        }
        return hops;
    }
}

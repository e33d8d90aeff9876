package grapevine.peer.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.PeerScript;
import grapevine.peer.core.gossip.Seen;
import grapevine.wire.Encoder;
import grapevine.wire.Known;
import grapevine.wire.Limits;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of what was seen: equal where the same was seen, however it came there; and pages of any amount of it. */
class SummaryTest {
    private static final long NOW = 1000;

    /** A message of one of a few origins. */
    private record Name(int origin, long n) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            return origin != other.origin ? Integer.compare(origin, other.origin) : Long.compare(n, other.n);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void the_hashes_are_equal_if_and_only_if_the_same_was_seen(long seed) {
        Random random = new Random(seed);
        int equal = 0;
        for (int pair = 0; pair < 500; pair++) {
            Set<Name> one = anySet(random);
            Set<Name> other = random.nextBoolean() ? anySet(random) : changed(one, random);

            Summary ours = summary(one, random);
            Summary theirs = summary(other, random);

            boolean isSame = one.equals(other);
            equal += isSame ? 1 : 0;
            assertThat(ours.digest().equals(theirs.digest()))
                    .as("%s and %s", one, other)
                    .isEqualTo(isSame);
            assertThat(ours.differing(theirs.sums())).isEqualTo(theirs.differing(ours.sums()));
            assertThat(originsIn(ours, theirs, random)).containsAll(originsThatDiffer(one, other));
        }
        assertThat(equal).as("pairs of equal sets").isBetween(50, 450);
    }

    @Test
    void what_fills_many_messages_is_paged_bucket_by_bucket_each_row_once() {
        Seen seen = nothingSeen();
        for (int i = 0; i < 10_000; i++) {
            seen.enter(origin(i), 1 + i % 7, NOW);
        }
        Summary summary = new Summary(seen, Map.of(), NOW, at -> false);

        Set<Origin> rows = new HashSet<>();
        long left = -1;
        int pages = 0;
        while (left != 0) {
            Summary.Page page = summary.page(left, new Random(1));
            assertThat(page.buckets() & ~left).isZero();
            assertThat(page.buckets()).isNotZero();
            assertThat(bytes(page)).isLessThanOrEqualTo(Limits.BODY + Limits.LINE);
            page.rows().forEach(row -> assertThat(rows.add(row.origin())).isTrue());
            left &= ~page.buckets();
            pages++;
        }

        assertThat(rows).hasSize(10_000);
        assertThat(pages).isGreaterThanOrEqualTo(4);
    }

    @Test
    void of_a_bucket_that_no_message_holds_another_part_is_said_each_time_until_all_was() {
        Seen seen = nothingSeen();
        Set<Origin> crowded = new HashSet<>();
        for (int i = 0; crowded.size() < 20; i++) {
            if (bucketsOf(origin(i)) == 1) {
                crowded.add(origin(i));
                for (int range = 0; range < 1000; range++) {
                    seen.enter(origin(i), 1_000_000 + 2L * range, NOW);
                }
            }
        }
        Summary summary = new Summary(seen, Map.of(), NOW, at -> false);
        Random random = new Random(1);

        Set<Origin> said = new HashSet<>();
        for (int turn = 0; turn < 50; turn++) {
            Summary.Page page = summary.page(-1, random);
            assertThat(page.buckets()).isEqualTo(1);
            assertThat(page.rows()).isNotEmpty();
            assertThat(bytes(page)).isLessThanOrEqualTo(Limits.BODY + Limits.LINE);
            page.rows().forEach(row -> said.add(row.origin()));
        }

        assertThat(said).isEqualTo(crowded);
    }

    private static int bytes(Summary.Page page) {
        return Encoder.encode(new SyncMessage.Seen(page.buckets(), true, page.rows())).length;
    }

    private static Seen nothingSeen() {
        return new Seen(65_536, origin -> {});
    }

    /** The one bucket of an origin, as a bit. */
    private static long bucketsOf(Origin origin) {
        Seen seen = nothingSeen();
        seen.enter(origin, 1, NOW);
        Summary nothing = new Summary(nothingSeen(), Map.of(), NOW, at -> false);
        return nothing.differing(new Summary(seen, Map.of(), NOW, at -> false).sums());
    }

    private static Set<Name> anySet(Random random) {
        Set<Name> set = new TreeSet<>();
        int size = random.nextInt(20);
        for (int i = 0; i < size; i++) {
            set.add(new Name(random.nextInt(5), 1 + random.nextInt(8)));
        }
        return set;
    }

    /** The same, or the same but for one. */
    private static Set<Name> changed(Set<Name> set, Random random) {
        Set<Name> changed = new TreeSet<>(set);
        Name one = new Name(random.nextInt(5), 1 + random.nextInt(8));
        if (random.nextBoolean() && !changed.remove(one)) {
            changed.add(one);
        }
        return changed;
    }

    /** Comes to this set in some order: each message received, or taken over; any may have been given up before. */
    private static Summary summary(Set<Name> set, Random random) {
        List<Name> order = new ArrayList<>(set);
        Collections.shuffle(order, random);
        Seen seen = nothingSeen();
        for (Name name : order) {
            Known known = new Known(OriginRanges.of(origin(name.origin()), new Range(name.n(), name.n())), 0);
            Known invented = new Known(OriginRanges.of(origin(random.nextInt(7)), new Range(1, 4)), 0);
            seen.giveUp(random.nextBoolean() ? known : invented, NOW, (origin, first, last) -> {});
            if (random.nextBoolean()) {
                seen.enter(origin(name.origin()), name.n(), NOW);
            } else {
                seen.learn(known, NOW);
            }
        }
        return new Summary(seen, Map.of(), NOW, at -> false);
    }

    private static Set<Origin> originsIn(Summary ours, Summary theirs, Random random) {
        long differing = ours.differing(theirs.sums());
        Set<Origin> origins = new HashSet<>();
        ours.page(differing, random).rows().forEach(row -> origins.add(row.origin()));
        theirs.page(differing, random).rows().forEach(row -> origins.add(row.origin()));
        return origins;
    }

    private static Set<Origin> originsThatDiffer(Set<Name> one, Set<Name> other) {
        Map<Name, Boolean> all = new LinkedHashMap<>();
        one.forEach(name -> all.put(name, !other.contains(name)));
        other.forEach(name -> all.put(name, !one.contains(name)));
        Set<Origin> differing = new HashSet<>();
        all.forEach((name, differs) -> {
            if (differs) {
                differing.add(origin(name.origin()));
            }
        });
        return differing;
    }

    private static Origin origin(int number) {
        return new Origin(PeerScript.at(1 + number % 60_000), 1 + number / 60_000);
    }
}

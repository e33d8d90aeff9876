package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Items are their own positions. */
class PendingTest {
    private final Pending<Long> pending = new Pending<>(item -> 1000, () -> Feed.BYTES);
    private final Queue<Long> taken = new ArrayDeque<>();
    private long handedIn;
    private long accountedFor;

    static int[] seeds() {
        int[] seeds = new int[100];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i + 1;
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothing_is_lost_or_told_twice_whatever_comes_first(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(5)) {
                case 0 -> add(random.nextInt(2000));
                case 1, 2 -> take(random.nextInt(600));
                case 3 -> haveAgain(random, 1 + random.nextInt(Trail.BATCH));
                default -> {
                    if (random.nextInt(20) == 0) {
                        pending.missBefore(handedIn - random.nextInt(5000));
                    }
                }
            }
            assertThat(pending.size()).isEqualTo(handedIn - accountedFor);
        }

        while (!pending.isOver()) {
            assertThat(pending.isEmpty() && !pending.wantsMore())
                    .as("what it is behind with is wanted when nothing else waits")
                    .isFalse();
            haveAgain(random, Trail.BATCH);
            take(Long.MAX_VALUE);
        }
        assertThat(accountedFor).isEqualTo(handedIn);
    }

    @Test
    void it_is_behind_from_the_first_that_finds_no_room_and_wants_more_when_half_is_taken() {
        add(Feed.ITEMS);
        assertThat(pending.next()).isEqualTo(Pending.NOT_BEHIND);
        add(3);
        assertThat(pending.next()).isEqualTo(Feed.ITEMS);

        while (accountedFor < Feed.ITEMS / 2 - 1) {
            take(1);
            assertThat(pending.wantsMore()).isFalse();
        }
        take(1);
        assertThat(pending.wantsMore()).isTrue();
    }

    @Test
    void one_that_is_alone_behind_needs_not_be_had_again() {
        add(Feed.ITEMS + 1);

        take(1);

        assertThat(pending.next()).isEqualTo(Pending.NOT_BEHIND);
        while (!pending.isOver()) {
            take(Long.MAX_VALUE);
        }
        assertThat(accountedFor).isEqualTo(handedIn);
    }

    private void add(int items) {
        for (int i = 0; i < items; i++) {
            pending.add(handedIn, handedIn);
            handedIn++;
        }
    }

    private void take(long demand) {
        accountedFor += pending.take(taken, demand);
        for (Long item = taken.poll(); item != null; item = taken.poll()) {
            assertThat(item).isEqualTo(accountedFor);
            accountedFor++;
        }
    }

    private void haveAgain(SplittableRandom random, int most) {
        if (pending.wantsMore()) {
            List<Long> items = new ArrayList<>();
            for (long at = pending.next(); at < pending.lastAt() && items.size() < most; at++) {
                items.add(random.nextInt(10) == 0 ? null : at);
            }
            pending.recalled(items);
        }
    }
}

package grapevine.peer.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames behind one another in chunks. */
class ChunksTest {
    private static final byte[] SMALL = new byte[100];
    private static final byte[] LONG = new byte[20_000];
    private static final int CHUNK = 64 * 1024;

    private final Chunks.FreeList free = new Chunks.FreeList();
    private final Chunks chunks = new Chunks(free);

    private record Kept(long place, byte[] frame) {}

    @ParameterizedTest(name = "the first chunk is number {0}")
    @ValueSource(ints = {0, Chunks.NUMBER_MASK - 40})
    void what_is_kept_is_had_again_also_where_the_numbers_begin_anew(int first) {
        Chunks numbered = new Chunks(free, first);
        SplittableRandom random = new SplittableRandom(first);
        Deque<Kept> model = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            byte[] frame = new byte[random.nextInt(20) == 0 ? 1 + random.nextInt(CHUNK) : 1 + random.nextInt(400)];
            random.nextBytes(frame);
            boolean isWhole = random.nextBoolean();
            model.add(new Kept(numbered.add(frame, 0, frame.length, isWhole), isWhole ? frame : frame.clone()));
            int gone = random.nextInt(100) == 0 ? model.size() : random.nextInt(step / 2000 % 2 == 0 ? 2 : 3);
            for (; gone > 0 && !model.isEmpty(); gone--) {
                Kept oldest = model.remove();
                assertThat(numbered.get(oldest.place())).isEqualTo(oldest.frame());
                numbered.remove(oldest.place());
            }
            if (!isWhole) {
                Arrays.fill(frame, (byte) 0);
            }
        }
        model.forEach(kept -> assertThat(numbered.get(kept.place())).isEqualTo(kept.frame()));
    }

    @Test
    void long_ones_behind_an_empty_chunk_do_not_make_the_ring_grow() {
        chunks.remove(add(SMALL, true));

        replaceAgainAndAgain(add(LONG, true));

        assertThat(chunks.chunks()).isLessThanOrEqualTo(1 + Chunks.MOST_BEHIND);
    }

    @Test
    void long_ones_behind_a_chunk_that_gets_empty_do_not_make_the_ring_grow() {
        long small = add(SMALL, true);
        long behind = add(LONG, true);
        chunks.remove(small);

        replaceAgainAndAgain(behind);

        assertThat(chunks.chunks()).isLessThanOrEqualTo(1 + Chunks.MOST_BEHIND);
    }

    /** In a chunk that is filled by one in a hundred there is always some frame. */
    @Test
    void a_short_one_now_and_then_among_long_ones_does_not_make_the_ring_grow() {
        Deque<Long> places = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            places.add(add(i % 100 == 0 ? SMALL : LONG, true));
            if (places.size() > 150) {
                chunks.remove(places.remove());
            }
        }

        assertThat(chunks.chunks()).isLessThanOrEqualTo(150 + Chunks.MOST_BEHIND);
    }

    private void replaceAgainAndAgain(long place) {
        long last = place;
        for (int i = 0; i < 1000; i++) {
            long next = add(LONG, true);
            chunks.remove(last);
            last = next;
        }
    }

    @Test
    void the_chunk_that_is_filled_stays_while_nothing_comes_behind_it() {
        long small = add(SMALL, true);
        chunks.remove(small);
        assertThat(chunks.chunks()).isEqualTo(1);

        add(SMALL, true);
        assertThat(chunks.chunks()).isEqualTo(1);
    }

    @Test
    void a_long_frame_takes_what_it_is_long_whether_it_is_whole_or_not() {
        for (int i = 0; i < 100; i++) {
            add(LONG, i % 2 == 0);
        }

        assertThat(chunks.chunks()).isEqualTo(100);
    }

    @Test
    void full_chunks_are_used_again_and_others_are_not() {
        long own = add(new byte[CHUNK], true);
        chunks.remove(own);
        assertThat(free.size()).isZero();

        Deque<Long> places = new ArrayDeque<>();
        for (int i = 0; i < 4000; i++) {
            places.add(add(SMALL, true));
        }
        places.forEach(chunks::remove);
        assertThat(free.size()).isGreaterThan(3);

        free.shrink(3 * CHUNK + 5);
        assertThat(free.size()).isEqualTo(3);
        free.shrink(CHUNK - 1);
        assertThat(free.size()).isZero();
    }

    private long add(byte[] frame, boolean isWhole) {
        return chunks.add(frame, 0, frame.length, isWhole);
    }
}

package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Feed.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Consumers that stop and go, a store that forgets, and jobs that run when they may: each counts what it gets. */
class FeedInterleavingTest extends FeedFixture {
    private static final int STEPS = 200;
    private static final int NAMES = 12_000;

    private int put;
    private long counted;

    FeedInterleavingTest() {
        super(NAMES);
    }

    static int[] seeds() {
        int[] seeds = new int[25];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i + 1;
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_each_gets_and_what_it_misses_are_all_that_was_handed_in(int seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(new Reader());
            feed.add(readers.get(i), Delivery::new);
        }

        for (int step = 0; step < STEPS; step++) {
            act(random, readers.get(random.nextInt(readers.size())));
        }
        putSome(1);
        for (Reader reader : readers) {
            reader.permits.release(put);
            store.runUntil(() -> reader.subscription != null);
            reader.subscription.request(Long.MAX_VALUE);
            store.runUntil(() -> reader.next == put);
        }
        counted += feed.handOver();

        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.outOfOrder).isEmpty();
            assertThat(reader.got + reader.missed).isEqualTo(put);
        });
        assertThat(readers.stream().mapToLong(reader -> reader.missed).sum()).isEqualTo(counted);
    }

    private void act(SplittableRandom random, Reader reader) {
        switch (random.nextInt(8)) {
            case 0 -> putSome(random.nextInt(4000));
            case 1, 2 -> putSome(random.nextInt(400));
            case 3 -> reader.permits.release(random.nextInt(6000));
            case 4 -> {
                if (reader.subscription != null) {
                    reader.subscription.request(1 + random.nextInt(5000));
                }
            }
            case 5 -> store.kept.headSet(put - random.nextInt(20_000)).clear();
            case 6 -> store.kept.remove(put - random.nextInt(5000));
            default -> store.runOne();
        }
    }

    private void putSome(int items) {
        for (int i = 0; i < items; i++) {
            store.kept.add(put);
            feed.put(put);
            put++;
        }
        counted += feed.handOver();
    }

    /** Takes one for each permit. */
    private static final class Reader implements Flow.Subscriber<Delivery<Integer>> {
        final Semaphore permits = new Semaphore(0);
        final List<String> outOfOrder = new ArrayList<>();
        volatile Flow.Subscription subscription;
        long got;
        long missed;

        /** Written last. */
        volatile int next;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Delivery<Integer> delivery) {
            permits.acquireUninterruptibly();
            if (delivery.item() != next + delivery.missedBefore()) {
                outOfOrder.add(shown(delivery) + " before " + next);
            }
            got++;
            missed += delivery.missedBefore();
            next = delivery.item() + 1;
        }

        @Override
        public void onError(Throwable failure) {
            outOfOrder.add(failure.toString());
        }

        @Override
        public void onComplete() {
            // The test is over.
        }
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final JobQueue jobs = JobQueue.start("lane-test", 2, 16);
    private final AtomicInteger turns = new AtomicInteger();
    private final List<Throwable> crashes = new CopyOnWriteArrayList<>();
    private final Lane lane = lane(jobs);

    @AfterEach
    void end() {
        jobs.close();
    }

    @Test
    void an_idle_lane_is_run_at_once_by_the_thread_that_offers() {
        List<Thread> ranOn = new ArrayList<>();

        lane.offer(turn -> ranOn.add(Thread.currentThread()));

        assertThat(ranOn).containsExactly(Thread.currentThread());
        assertThat(turns).hasValue(1);
        assertThat(lane.isMine()).isFalse();
    }

    @Test
    void what_is_offered_by_a_job_runs_after_it() {
        List<String> order = new CopyOnWriteArrayList<>();

        lane.offer(turn -> {
            lane.offer(inner -> order.add("inner"));
            assertThat(lane.isMine()).isTrue();
            return order.add("outer");
        });

        await().untilAsserted(() -> assertThat(order).containsExactly("outer", "inner"));
    }

    @Test
    void what_exceeds_the_offering_threads_share_is_finished_by_a_worker() {
        Counting batch = new Counting(5_000);

        lane.offer(batch);

        await().until(() -> batch.done == 5_000);
        assertThat(batch.byThread(Thread.currentThread().getName())).isBetween(1, Lane.INLINE_MESSAGES);
        assertThat(batch.threads)
                .allMatch(
                        name -> name.equals(Thread.currentThread().getName()) || name.startsWith("lane-test-worker-"));
        assertThat(turns.get()).isGreaterThanOrEqualTo(2 + (5_000 - Lane.INLINE_MESSAGES) / Lane.WORKER_MESSAGES);
    }

    @Test
    void a_frozen_lane_runs_nothing_until_it_is_thawed_and_then_all_in_order() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        lane.offer(turn -> {
            lane.freeze();
            return ran.add(0);
        });
        for (int i = 1; i <= 1_000; i++) {
            int number = i;
            lane.offer(turn -> ran.add(number));
        }
        assertThat(ran).containsExactly(0);

        lane.thaw();

        await().until(() -> ran.size() == 1_001);
        assertThat(ran).isSorted();
    }

    @Test
    void a_frozen_lane_ends_when_it_is_told_to() {
        List<String> told = new CopyOnWriteArrayList<>();
        lane.freeze();
        lane.insist(told(told, "waited"));

        assertThat(lane.stop()).succeedsWithin(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly("waited");
    }

    @Test
    void a_call_that_cannot_run_any_more_is_told_so_once_by_whoever_has_the_lane() {
        List<String> told = new CopyOnWriteArrayList<>();
        lane.offer(turn -> {
            lane.insist(told(told, "waited"));
            lane.stop();
            return true;
        });
        await().until(() -> lane.stop().isDone());

        lane.insist(told(told, "came later"));

        assertThat(told).containsExactly("waited", "came later");
        assertThat(crashes).isEmpty();
    }

    @Test
    void the_last_turn_ends_after_all_that_cannot_run_any_more_was_told_and_in_the_lane() {
        List<String> told = new ArrayList<>();
        AtomicReference<Lane> own = new AtomicReference<>();
        own.set(new Lane("test", jobs, new MonotonicClock(), () -> told.add("turn ended"), crashes::add));
        Lane.Job call = new Lane.Job() {
            @Override
            public boolean run(Lane.Turn turn) {
                throw new IllegalStateException("the lane has ended");
            }

            @Override
            public void dropped() {
                told.add("in the lane: " + own.get().isMine());
            }
        };

        own.get().offer(turn -> {
            own.get().insist(call);
            own.get().stop();
            return true;
        });
        own.get().insist(call);

        assertThat(told).containsExactly("in the lane: true", "turn ended", "in the lane: true");
    }

    private static Lane.Job told(List<String> told, String name) {
        return new Lane.Job() {
            @Override
            public boolean run(Lane.Turn turn) {
                throw new IllegalStateException("the lane has ended");
            }

            @Override
            public void dropped() {
                told.add(name);
            }
        };
    }

    @Test
    void a_long_batch_of_one_lane_does_not_keep_a_single_worker_from_another() {
        try (JobQueue one = JobQueue.start("single", 1, 16)) {
            Lane busy = lane(one);
            Lane other = lane(one);
            CompletableFuture<Boolean> wasStillBusy = new CompletableFuture<>();
            Counting endless = new Counting(Integer.MAX_VALUE);
            busy.offer(endless);

            other.offer(turn -> {
                other.offer(new Counting(Lane.INLINE_MESSAGES + 1));
                other.offer(late -> wasStillBusy.complete(endless.done < Integer.MAX_VALUE));
                return true;
            });

            assertThat(wasStillBusy).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
            assertThat(busy.stop()).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_million_jobs_of_eight_threads_run_one_at_a_time_and_in_each_threads_order() throws InterruptedException {
        int threads = 8;
        int each = 125_000;
        int[] nextOf = new int[threads];
        int[] entered = new int[1];
        AtomicInteger faults = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads * each);

        List<Thread> offering = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            offering.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    lane.offer(turn -> {
                        if (entered[0]++ != 0 || nextOf[thread]++ != number) {
                            faults.incrementAndGet();
                        }
                        entered[0]--;
                        done.countDown();
                        return true;
                    });
                }
            }));
        }
        offering.forEach(Thread::start);

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).hasValue(0);
        assertThat(nextOf).containsOnly(each);
    }

    @Test
    void calls_go_before_input_but_only_so_many_for_each_batch() {
        List<String> order = new CopyOnWriteArrayList<>();

        lane.offer(turn -> {
            lane.offer(input -> order.add("input"));
            for (int i = 0; i < Lane.CALLS_A_BATCH + 10; i++) {
                lane.call(call -> order.add("call"));
            }
            return true;
        });

        await().until(() -> order.size() == Lane.CALLS_A_BATCH + 11);
        assertThat(order.indexOf("input")).isEqualTo(Lane.CALLS_A_BATCH);
    }

    @Test
    void calls_beyond_the_bound_are_refused() {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();

        lane.offer(turn -> {
            for (int i = 0; i < Lane.CALLS + 5; i++) {
                if (!lane.call(call -> ran.incrementAndGet() > 0)) {
                    refused.incrementAndGet();
                }
            }
            return true;
        });

        await().untilAsserted(() -> assertThat(ran).hasValue(Lane.CALLS));
        assertThat(refused).hasValue(5);
        assertThat(lane.call(call -> true)).isTrue();
    }

    @Test
    void a_job_that_throws_is_told_once_and_nothing_runs_after_it() {
        RuntimeException bug = new IllegalStateException("planted");
        List<String> ran = new ArrayList<>();

        lane.offer(turn -> {
            lane.offer(next -> ran.add("next"));
            throw bug;
        });
        lane.offer(turn -> ran.add("later"));

        assertThat(crashes).containsExactly(bug);
        assertThat(ran).isEmpty();
        assertThat(lane.call(turn -> true)).isFalse();
        assertThat(lane.stop()).isCompleted();
    }

    @Test
    void it_ends_also_where_what_follows_a_turn_throws_and_what_is_told_of_that_too() {
        List<String> told = new ArrayList<>();
        Lane broken = new Lane(
                "test",
                jobs,
                new MonotonicClock(),
                () -> {
                    throw new IllegalStateException("planted after the turn");
                },
                bug -> {
                    throw new IllegalStateException("planted in what is told");
                });

        broken.offer(turn -> {
            broken.insist(told(told, "waited"));
            return turn.spend();
        });

        assertThat(broken.stop()).isCompleted();
        assertThat(broken.call(turn -> true)).isFalse();
        broken.insist(told(told, "came later"));
        assertThat(told).endsWith("came later");
    }

    @Test
    void a_full_queue_leaves_the_lane_with_the_thread_that_has_it() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        try (JobQueue full = JobQueue.start("full", 1, 1)) {
            full.offer(() -> {
                busy.countDown();
                awaitQuietly(release);
            });
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            full.offer(() -> {});
            Counting batch = new Counting(3_000);

            lane(full).offer(batch);

            assertThat(batch.done).isEqualTo(3_000);
            assertThat(batch.threads).containsOnly(Thread.currentThread().getName());
            assertThat(full.refused()).isPositive();
            release.countDown();
        }
    }

    @Test
    void a_lane_stopped_in_a_job_ends_after_it() {
        List<String> ran = new ArrayList<>();
        List<CompletableFuture<Void>> ends = new ArrayList<>();

        lane.offer(turn -> {
            ends.add(lane.stop());
            lane.offer(next -> ran.add("next"));
            assertThat(ends.get(0)).isNotDone();
            return true;
        });

        assertThat(ends.get(0)).isCompleted();
        assertThat(ran).isEmpty();
        assertThat(crashes).isEmpty();
    }

    private Lane lane(JobQueue queue) {
        return new Lane("test", queue, new MonotonicClock(), turns::incrementAndGet, crashes::add);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A batch of so many messages, which notes who handled each. */
    private static final class Counting implements Lane.Job {
        private final int size;
        private final List<String> threads = new ArrayList<>();
        private volatile int done;

        Counting(int size) {
            this.size = size;
        }

        @Override
        public boolean run(Lane.Turn turn) {
            while (done < size) {
                if (!turn.spend()) {
                    return false;
                }
                if (threads.size() < 10_000) {
                    threads.add(Thread.currentThread().getName());
                }
                done = done + 1;
            }
            return true;
        }

        int byThread(String name) {
            return (int) threads.stream().filter(name::equals).count();
        }
    }
}

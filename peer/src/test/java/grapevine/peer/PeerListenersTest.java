package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners come and go, are told of everybody, and run where the application says. */
class PeerListenersTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Peer> peers = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        peers.forEach(Peer::close);
    }

    @Test
    void a_listener_that_was_taken_back_hears_nothing_more_and_makes_room_for_others() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        BlockingQueue<String> before = new LinkedBlockingQueue<>();
        BlockingQueue<String> after = new LinkedBlockingQueue<>();
        for (int i = 0; i < 1000; i++) {
            first.messages(message -> {}).close();
            first.events(event -> {}).close();
        }
        ListenerHandle handle = first.messages(message -> before.add(message.text()));
        assertThat(second.publish("one", LONG).join().isAccepted()).isTrue();
        assertThat(before.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");

        handle.close();
        handle.close();
        ListenerHandle unused = first.messages(message -> after.add(message.text()));
        second.publish("two", LONG).join();

        assertThat(after.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(before).isEmpty();
        unused.close();
    }

    @Test
    void whoever_watches_late_is_told_of_those_who_are_there() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        BlockingQueue<PeerEvent> told = new LinkedBlockingQueue<>();
        BlockingQueue<PeerEvent> published = new LinkedBlockingQueue<>();

        ListenerHandle handle = second.events(told::add);
        second.events().subscribe(new OneAtATime<>(published));
        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Joined(first.self()));
        assertThat(published.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Joined(first.self()));
        first.close();
        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Left(first.self()));
        assertThat(published.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Left(first.self()));
        handle.close();
    }

    @Test
    void listeners_given_at_the_join_know_their_peer_and_miss_nothing() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder());
        Peer second = Peer.join(
                PeerConfig.builder().connect(first.self().toString()).build(),
                (self, message) -> told.add(self.self() + " hears " + message.text()),
                (self, event) -> {
                    if (event instanceof PeerEvent.Joined joined) {
                        told.add(self.self() + " sees " + joined.member());
                    }
                });
        peers.add(second);

        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(second.self() + " sees " + first.self());
        assertThat(first.publish("hello", LONG).join().isAccepted()).isTrue();
        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(second.self() + " hears hello");
    }

    @Test
    void who_has_left_is_no_member_any_more() throws Exception {
        Peer first = join(PeerConfig.builder());
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ListenerHandle unused = first.messages(message -> heard.add(message.text()));
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.publish("hello", LONG).join();
        assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(first.members()).containsExactly(second.self());

        second.close();

        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(first.members()).isEmpty());
        unused.close();
    }

    @Test
    void a_blocked_common_pool_holds_nothing_up() throws Exception {
        int threads = ForkJoinPool.getCommonPoolParallelism();
        assertThat(threads).as("with one Java uses no pool").isGreaterThan(1);
        CountDownLatch blocked = new CountDownLatch(threads);
        for (int i = 0; i < 2 * threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                blocked.countDown();
                awaitRelease();
            });
        }
        assertThat(blocked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));

        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(second.state()).isEqualTo(PeerState.READY);
        assertThat(second.publish("x", LONG)
                        .get(LONG.toSeconds(), TimeUnit.SECONDS)
                        .isAccepted())
                .isTrue();
        assertThat(second.leave()).succeedsWithin(LONG);
        assertThat(second.ended()).succeedsWithin(LONG);
    }

    @Test
    void listeners_and_steps_run_where_the_application_says() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder().executor(executor));
        ListenerHandle unused = first.messages(message -> threads.add("heard on " + thread()));
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));

        second.publish("x", LONG).join();
        assertThat(threads.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("heard on mine");
        executor.execute(this::awaitRelease);
        CompletableFuture<Void> published =
                first.publish("y", LONG).thenRun(() -> threads.add("published on " + thread()));
        CompletableFuture<Void> ended = first.ended().thenRun(() -> threads.add("ended on " + thread()));
        release.countDown();
        assertThat(threads.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("published on mine");
        executor.shutdown();
        first.close();
        assertThat(threads.poll(LONG.toSeconds(), TimeUnit.SECONDS))
                .matches("ended on (" + thread() + "|grapevine-.*)");
        assertThat(CompletableFuture.allOf(published, ended)).succeedsWithin(LONG);
        unused.close();
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void on_an_executor_that_runs_in_the_calling_thread_a_listener_may_wait_for_what_it_publishes() throws Exception {
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        Peer first = join(PeerConfig.builder().executor(Runnable::run));
        ListenerHandle unused = first.messages(
                message -> outcomes.add(first.publish("answer", LONG).join().outcome()));
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));

        second.publish("question", LONG).join();

        assertThat(outcomes.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
        unused.close();
    }

    @Test
    void what_an_executor_dropped_as_it_was_shut_down_is_told_when_the_peer_is_closed() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CountDownLatch blocked = new CountDownLatch(1);
        Peer first = join(PeerConfig.builder().executor(executor));
        ListenerHandle unused = first.messages(message -> {
            blocked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.publish("x", LONG).join();
        assertThat(blocked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture<String> told = new CompletableFuture<>();
        first.messages().subscribe(new OneAtATime<>(new LinkedBlockingQueue<>()) {
            @Override
            public void onComplete() {
                told.complete("completed");
            }
        });
        CompletableFuture<Published> published = first.publish("y", LONG);

        executor.shutdownNow();
        first.close();

        assertThat(told).succeedsWithin(LONG).isEqualTo("completed");
        assertThat(published)
                .succeedsWithin(LONG)
                .extracting(Published::isAccepted)
                .isEqualTo(true);
        unused.close();
    }

    @Test
    void how_it_is_can_be_asked_as_values() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        second.publish("x", LONG).join();

        assertThat(second.health()).isEqualTo(new Health(PeerState.READY, 1, 1, 0, 0, true));
        assertThat(second.health().isUp()).isTrue();
        assertThat(second.counters()).containsEntry("messages_made", 1L);
        second.close();
        assertThat(second.health()).isEqualTo(new Health(PeerState.CLOSED, 0, 0, 0, 0, false));
        assertThat(second.health().isUp()).isFalse();
        assertThat(second.counters()).as("afterwards").containsEntry("messages_made", 1L);
        assertThatThrownBy(() -> second.counters().clear()).isInstanceOf(UnsupportedOperationException.class);
        Map<String, Long> counters = first.counters();
        assertThat(counters).containsKey("connections_accepted");
    }

    @Test
    void without_seeds_who_was_told_of_others_is_up_with_a_link_alone_and_who_was_told_of_nobody_always()
            throws Exception {
        Peer first = join(PeerConfig.builder());
        assertThat(first.health().isUp()).isTrue();
        Peer second = join(PeerConfig.builder().connect(first.self().toString()));
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);

        first.close();
        Awaitility.await().atMost(LONG).until(() -> second.health().neighbours() == 0);

        assertThat(second.health()).isEqualTo(new Health(PeerState.READY, 0, 0, 0, 0, true));
        assertThat(second.health().isUp()).isFalse();
    }

    private Peer join(PeerConfig.Builder config) throws Exception {
        Peer peer = Peer.join(config.build());
        peers.add(peer);
        return peer;
    }

    /** Asks for one event after the other. */
    private static class OneAtATime<T> implements Flow.Subscriber<T> {
        private final BlockingQueue<T> heard;
        private Flow.Subscription subscription;

        OneAtATime(BlockingQueue<T> heard) {
            this.heard = heard;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscription.request(1);
        }

        @Override
        public void onNext(T event) {
            heard.add(event);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
    }
}

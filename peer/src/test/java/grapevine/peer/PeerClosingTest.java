package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.hosting.PeerHosting;
import grapevine.runtime.LoneNode;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was accepted is with others when a peer has left. */
class PeerClosingTest {
    private static final int OTHERS = 10;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** With it, and without seeds, a peer links with its contacts alone. */
    private static final SamplingRule FIXED =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.RANDOM);

    private final List<Peer> peers = new ArrayList<>();
    private final Map<Integer, AtomicInteger> heard = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::leave);
        peers.forEach(Peer::close);
    }

    @ParameterizedTest
    @CsvSource({"10, 65536", "100, 60000", "1000, 8192"})
    void what_was_accepted_reaches_everybody_though_its_maker_leaves_at_once(int messages, int bytes) throws Exception {
        Peer last = network();
        List<CompletableFuture<Published>> published = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            published.add(last.publish(new byte[bytes], LONG));
        }
        for (CompletableFuture<Published> each : published) {
            assertThat(each.get(LONG.toSeconds(), TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);
        }

        List<MessageRange> unheld = last.close(LONG);

        assertThat(unheld).isEmpty();
        Awaitility.await().atMost(LONG).untilAsserted(() -> {
            for (int i = 0; i < OTHERS; i++) {
                assertThat(heard.get(i)).as("at %s", i).hasValue(messages);
            }
        });
    }

    @Test
    void along_a_chain_that_is_stopped_from_one_end_it_reaches_the_other_end() throws Exception {
        int last = 3;
        join(0).ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        for (int i = 1; i <= last; i++) {
            String before = peers.get(i - 1).self().toString();
            join(i, config -> config.connect(before).sampling(FIXED)).ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(peers.get(last).neighbours()).as("at the end of the chain").hasSize(1);
        for (int i = 0; i < 20; i++) {
            number(peers.get(0).publish(new byte[60_000], LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));
        }

        for (int i = 0; i < last; i++) {
            assertThat(peers.get(i).close(LONG)).as("of peer %s", i).isEmpty();
        }

        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(heard.get(last)).hasValue(20));
    }

    @Test
    void what_nobody_took_in_time_is_returned() throws Exception {
        Peer first = join(0);
        Peer second = join(1);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        long number = number(second.publish("to one that leaves too").join());
        assertThat(first.close(LONG)).isEmpty();

        MessageRange unheld = new MessageRange(second.self(), number, number);
        assertThat(second.close(Duration.ZERO))
                .as("nobody is left who could hold it")
                .containsExactly(unheld);
        assertThat(second.close(LONG)).as("again").containsExactly(unheld);
        assertThatThrownBy(() -> second.close(Duration.ofMillis(-1)))
                .hasMessage("patience of PT-0.001S is outside 0..PT1H");
    }

    @Test
    void a_listener_has_the_time_that_is_left_to_take_what_waits() throws Exception {
        Peer first = join(0);
        Peer second = join(1);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        ListenerHandle unused = first.messages(message -> {
            told.add(message.text());
            try {
                release.await();
            } catch (InterruptedException e) {
                told.add("interrupted");
            }
        });
        number(second.publish("one", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));
        number(second.publish("two", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));
        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");
        Awaitility.await().atMost(LONG).until(() -> heard.get(0).get() == 2);

        CompletableFuture<List<MessageRange>> closed = CompletableFuture.supplyAsync(() -> first.close(LONG));
        assertThat(first.ended()).succeedsWithin(LONG);
        assertThat(told.poll(1, TimeUnit.SECONDS)).as("it has a minute").isNull();
        release.countDown();

        assertThat(closed).succeedsWithin(LONG.dividedBy(2));
        assertThat(told).as("before the close returned").containsExactly("two");
        unused.close();
    }

    @Test
    void a_listener_that_closes_too_is_not_waited_for() throws Exception {
        Peer first = join(0);
        Peer second = join(1);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<String> told = new CompletableFuture<>();
        CountDownLatch release = new CountDownLatch(1);
        ListenerHandle unused = first.messages(message -> {
            told.complete(message.text());
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            first.close(LONG);
        });
        number(second.publish("stop", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));
        assertThat(told).succeedsWithin(LONG);

        CompletableFuture<List<MessageRange>> closed = CompletableFuture.supplyAsync(() -> first.close(LONG));
        assertThat(first.ended()).succeedsWithin(LONG);
        release.countDown();

        assertThat(closed).succeedsWithin(LONG.dividedBy(2));
        unused.close();
    }

    @Test
    void one_that_has_not_taken_it_by_then_is_interrupted() throws Exception {
        Peer first = join(0);
        Peer second = join(1);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        ListenerHandle unused = first.messages(message -> {
            told.add(message.text());
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                told.add("interrupted");
            }
        });
        number(second.publish("one", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));
        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");

        first.close(Duration.ZERO);

        assertThat(told.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("interrupted");
        unused.close();
    }

    @Test
    void of_one_that_does_not_come_to_leaving_nothing_is_known_to_be_held() throws Exception {
        Peer first = join(0);
        AtomicReference<LoneNode> standing = new AtomicReference<>();
        Peer second = PeerHosting.join(
                PeerConfig.builder().connect(first.self().toString()).build(), null, null, (plan, application) -> {
                    standing.set(LoneNode.listen(plan, application));
                    return standing.get();
                });
        peers.add(second);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            numbers.add(number(second.publish("message " + i).join()));
        }

        standing.get().freeze();

        assertThat(second.close(Duration.ZERO))
                .containsExactly(new MessageRange(second.self(), numbers.get(0), numbers.get(2)));
    }

    @Test
    void what_was_accepted_before_the_last_link_was_lost_is_returned_at_once() throws Exception {
        AtomicReference<LoneNode> standing = new AtomicReference<>();
        Peer second = besideOneThatStands(standing);
        long number = number(second.publish("one").join());
        peers.get(0).close(Duration.ZERO);
        Awaitility.await().atMost(LONG).until(() -> second.neighbours().isEmpty());

        assertThat(second.close(LONG)).containsExactly(new MessageRange(second.self(), number, number));
    }

    @Test
    void of_one_that_never_had_a_neighbour_nothing_was_accepted_and_nothing_is_returned() throws Exception {
        Peer alone = join(0);
        alone.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(alone.publish("to nobody").join().outcome()).isEqualTo(Outcome.NO_PEERS_YET);

        assertThat(alone.close(LONG)).isEmpty();
    }

    @Test
    void what_neighbours_that_stand_still_did_not_take_is_returned() throws Exception {
        AtomicReference<LoneNode> standing = new AtomicReference<>();
        Peer second = besideOneThatStands(standing);
        long number = number(second.publish("one").join());

        List<MessageRange> unheld = second.close(Duration.ofSeconds(1));

        standing.get().thaw();
        assertThat(unheld).containsExactly(new MessageRange(second.self(), number, number));
    }

    @Test
    void whoever_closes_it_again_waits_for_whoever_was_first() throws Exception {
        AtomicReference<LoneNode> standing = new AtomicReference<>();
        Peer second = besideOneThatStands(standing);
        long number = number(second.publish("one").join());

        CompletableFuture<List<MessageRange>> first =
                CompletableFuture.supplyAsync(() -> second.close(Duration.ofSeconds(3)));
        Awaitility.await().until(() -> second.state() == PeerState.LEAVING);
        List<MessageRange> again = second.close(LONG);

        standing.get().thaw();
        assertThat(first.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(again);
        assertThat(again).containsExactly(new MessageRange(second.self(), number, number));
    }

    @Test
    void how_long_it_waits_by_default_is_a_setting() throws Exception {
        AtomicReference<LoneNode> standing = new AtomicReference<>();
        Peer second = besideOneThatStands(standing, config -> config.leaveTime(Duration.ofSeconds(4)));
        long number = number(second.publish("one").join());

        long begun = System.nanoTime();
        List<MessageRange> unheld = second.leave().get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        standing.get().thaw();
        assertThat(unheld).containsExactly(new MessageRange(second.self(), number, number));
    }

    /** The step runs in the thread that closes: it would wait for itself. */
    @Test
    void a_step_of_closing_that_closes_again_waits_for_nothing() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder()
                .connect("127.0.0.1:1")
                .executor(Runnable::run)
                .build());
        peers.add(peer);
        AtomicReference<Thread> stepped = new AtomicReference<>();
        CompletableFuture<List<MessageRange>> again = new CompletableFuture<>();
        CompletableFuture<Void> unused = peer.ready().handle((ready, cancelled) -> {
            stepped.set(Thread.currentThread());
            again.complete(peer.close(LONG));
            return null;
        });
        Thread closing = new Thread(peer::close, "closes");

        closing.start();

        assertThat(again.get(LONG.toSeconds() / 2, TimeUnit.SECONDS)).isEmpty();
        assertThat(stepped).hasValue(closing);
        assertThat(unused).succeedsWithin(LONG);
        closing.join(LONG.toMillis());
        assertThat(peer.state()).isEqualTo(PeerState.CLOSED);
    }

    @Test
    void a_step_of_the_end_may_close_wherever_it_runs() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder().executor(Runnable::run).build());
        peers.add(peer);
        CompletableFuture<List<MessageRange>> again = peer.ended().thenApply(ended -> peer.close(LONG));

        CompletableFuture<Void> closed = CompletableFuture.runAsync(peer::close, task -> new Thread(task).start());

        assertThat(closed).succeedsWithin(LONG.dividedBy(2));
        assertThat(again).succeedsWithin(LONG.dividedBy(2));
    }

    @Test
    void whoever_closes_on_the_only_thread_of_the_executor_does_not_wait_for_it() throws Exception {
        ExecutorService only = Executors.newSingleThreadExecutor();
        try {
            Peer peer = join(0, config -> config.executor(only));
            peer.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
            CompletableFuture<Void> completed = new CompletableFuture<>();
            peer.messages().subscribe(new Completed(completed));

            assertThat(CompletableFuture.supplyAsync(() -> peer.close(LONG), only))
                    .succeedsWithin(LONG.dividedBy(4));

            assertThat(completed).as("as soon as the thread has time").succeedsWithin(LONG);
        } finally {
            only.shutdownNow();
        }
    }

    @Test
    void a_listener_that_waits_for_its_peer_to_be_ready_is_freed_by_closing() throws Exception {
        Peer alone = Peer.join(PeerConfig.builder().connect("127.0.0.1:1").build());
        peers.add(alone);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Void> freed = new CompletableFuture<>();
        alone.messages().subscribe(new Completed(new CompletableFuture<>()) {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                waits.countDown();
                alone.ready().whenComplete((ready, cancelled) -> freed.complete(null));
                try {
                    alone.ready().join();
                } catch (CancellationException closed) {
                    subscription.request(Long.MAX_VALUE);
                }
            }
        });
        assertThat(waits.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(CompletableFuture.supplyAsync(() -> alone.close(LONG))).succeedsWithin(LONG.dividedBy(4));
        assertThat(freed).isDone();
    }

    /** Is told that it was all. */
    private static class Completed implements Flow.Subscriber<Received> {
        private final CompletableFuture<Void> end;

        Completed(CompletableFuture<Void> end) {
            this.end = end;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Received message) {
            // Not what this is about.
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    /** Linked with one peer alone, which stands still by now. */
    private Peer besideOneThatStands(AtomicReference<LoneNode> standing) throws Exception {
        return besideOneThatStands(standing, config -> config);
    }

    private Peer besideOneThatStands(AtomicReference<LoneNode> standing, UnaryOperator<PeerConfig.Builder> setting)
            throws Exception {
        peers.add(PeerHosting.join(PeerConfig.builder().build(), null, null, (plan, application) -> {
            standing.set(LoneNode.listen(plan, application));
            return standing.get();
        }));
        Peer second = join(1, setting);
        second.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        standing.get().freeze();
        return second;
    }

    private static long number(Published published) {
        assertThat(published.isAccepted()).isTrue();
        return published.id().orElseThrow().number();
    }

    private Peer network() throws Exception {
        for (int i = 0; i <= OTHERS; i++) {
            join(i).ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        return peers.get(OTHERS);
    }

    private Peer join(int number) throws Exception {
        return join(number, config -> config);
    }

    private Peer join(int number, UnaryOperator<PeerConfig.Builder> setting) throws Exception {
        AtomicInteger count = new AtomicInteger();
        heard.put(number, count);
        PeerConfig.Builder config = PeerConfig.builder();
        if (!peers.isEmpty()) {
            config.connect(peers.get(0).self().toString());
        }
        Peer peer = Peer.join(
                setting.apply(config).build(), (self, message) -> count.addAndGet(1 + (int) message.missedBefore()));
        peers.add(peer);
        return peer;
    }
}

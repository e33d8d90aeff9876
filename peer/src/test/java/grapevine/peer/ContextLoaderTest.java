package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the application gives to be called is called with the context class loader that it was given under. */
class ContextLoaderTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ClassLoader first = new URLClassLoader("first", new URL[0], null);
    private final ClassLoader second = new URLClassLoader("second", new URL[0], null);
    private final BlockingQueue<String> called = new LinkedBlockingQueue<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(job -> {
        Thread thread = new Thread(job, "of the application");
        thread.setContextClassLoader(null);
        return thread;
    });
    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
        executor.shutdown();
    }

    @Test
    void a_listener_has_that_of_the_thread_that_added_it_whoever_publishes() throws Exception {
        Peer hears = join(PeerConfig.builder());
        Peer says = join(PeerConfig.builder().connect(hears.self().toString()));
        under(first, () -> hears.messages(message -> called.add("first has " + name())));
        under(second, () -> hears.messages(message -> called.add("second has " + name())));
        under(null, () -> hears.messages(message -> called.add("third has " + name())));

        under(null, () -> says.publish("x", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS));

        assertThat(List.of(next(), next(), next()))
                .containsExactlyInAnyOrder("first has first", "second has second", "third has none");
    }

    @Test
    void so_it_is_on_an_executor_of_the_application_which_has_its_own_back() throws Exception {
        Peer hears = under(
                first,
                () -> Peer.join(
                        PeerConfig.builder().executor(executor).build(),
                        (self, message) -> called.add("message has " + name()),
                        (self, event) -> called.add("event has " + name())));
        peers.add(hears);
        ListenerHandle handle = under(second, () -> hears.events(event -> called.add("late has " + name())));
        Peer says = join(PeerConfig.builder().connect(hears.self().toString()));

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("event has first", "late has second");
        says.publish("x", LONG).get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(next()).isEqualTo("message has first");
        executor.execute(() -> called.add("the thread has " + name()));
        assertThat(next()).isEqualTo("the thread has none");
        handle.close();
    }

    @Test
    void a_step_has_that_of_the_thread_that_asked_for_the_result() throws Exception {
        Peer alone = join(PeerConfig.builder());

        CompletableFuture<Published> published = under(first, () -> alone.publish("x", LONG));
        under(second, () -> published.thenRun(() -> called.add("step has " + name())));
        join(PeerConfig.builder().connect(alone.self().toString()));

        assertThat(next()).isEqualTo("step has first");
    }

    @Test
    void so_has_a_step_at_the_end_whoever_closes_the_peer() throws Exception {
        Peer leaves = under(first, () -> join(PeerConfig.builder()));
        leaves.ended().thenRun(() -> called.add("ended has " + name()));
        CompletableFuture<List<MessageRange>> left = under(second, leaves::leave);
        under(null, () -> left.thenRun(() -> called.add("left has " + name())));
        Peer closed = under(first, () -> join(PeerConfig.builder()));
        closed.ended().thenRun(() -> called.add("closed has " + name()));

        under(second, () -> closed.close(Duration.ZERO));

        assertThat(List.of(next(), next(), next())).contains("ended has first", "closed has first");
    }

    private Peer join(PeerConfig.Builder config) throws Exception {
        Peer peer = Peer.join(config.build());
        peers.add(peer);
        return peer;
    }

    private static <T> T under(ClassLoader loader, Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String name() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? "none" : loader.getName();
    }

    private String next() throws InterruptedException {
        return String.valueOf(called.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }
}

package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads of ours that are started by a thread of some program. */
class OwnThreadTest {
    /** What a thread hands on to those it starts. */
    private static final InheritableThreadLocal<String> HANDED_ON = new InheritableThreadLocal<>();

    /** What a thread of ours has of it. */
    private record Has(ClassLoader loader, String handedOn, boolean isDaemon, int priority, String group) {
        static final Has NOTHING =
                new Has(OwnThread.class.getClassLoader(), null, true, Thread.NORM_PRIORITY, "system");

        static Has now() {
            Thread thread = Thread.currentThread();
            return new Has(
                    thread.getContextClassLoader(),
                    HANDED_ON.get(),
                    thread.isDaemon(),
                    thread.getPriority(),
                    thread.getThreadGroup().getName());
        }
    }

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void beAProgram() {
        Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[0], null));
        HANDED_ON.set("of the program");
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
    }

    @AfterEach
    void beATest() {
        HANDED_ON.remove();
        Thread.currentThread().setPriority(Thread.NORM_PRIORITY);
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void a_thread_of_its_own_takes_over_nothing_of_whoever_starts_it() {
        seesNothing(job -> OwnThread.of("own", job).start());
    }

    @Test
    void a_consumers_thread_takes_over_nothing_of_whoever_offers() {
        try (ConsumerThreads threads = new ConsumerThreads("neutral", 1, task -> {})) {
            seesNothing(threads);
        }
    }

    @Test
    void a_worker_takes_over_nothing_of_whoever_starts_the_queue() {
        try (JobQueue queue = JobQueue.start("neutral", 1, 1)) {
            seesNothing(queue::offer);
        }
    }

    @Test
    void a_loop_takes_over_nothing_of_whoever_uses_it_first() {
        try (EventLoops loops = EventLoops.startNio("neutral", 1)) {
            seesNothing(loops.next());
        }
    }

    private static void seesNothing(Executor threads) {
        CompletableFuture<Has> has = new CompletableFuture<>();

        threads.execute(() -> has.complete(Has.now()));

        assertThat(has).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(Has.NOTHING);
    }
}

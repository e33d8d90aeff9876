package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A thousand threads of a program, virtual ones where Java has them: each publishes and waits for what came of it. */
class PeerThousandThreadsTest {
    private static final int THREADS = 1_000;
    private static final int EACH = 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void nothing_is_lost_each_hears_its_own_in_order_and_none_is_left_waiting() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        PeerConfig config = PeerConfig.builder().build();
        ExecutorService threads = threads();
        try (Peer listener = Peer.join(config, (self, message) -> heard.add(message.text()), (self, event) -> {});
                Peer publisher = Peer.join(
                        config.toBuilder().connect(listener.self().toString()).build())) {
            List<Future<Outcome>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String name = "thread " + i + ", ";
                done.add(threads.submit(() -> publishAll(publisher, name)));
            }

            for (Future<Outcome> each : done) {
                assertThat(each.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
            }
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(heard).hasSize(THREADS * EACH));
            assertThat(heard).doesNotHaveDuplicates();
            for (int i = 0; i < THREADS; i++) {
                String name = "thread " + i + ", ";
                assertThat(heard.stream().filter(text -> text.startsWith(name)).toList())
                        .isEqualTo(messages(name));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The first outcome that is none of the best; the best if all are. */
    private static Outcome publishAll(Peer publisher, String name) {
        for (String message : messages(name)) {
            Outcome outcome = publisher.publish(message, LONG).join().outcome();
            if (outcome != Outcome.ACCEPTED) {
                return outcome;
            }
        }
        return Outcome.ACCEPTED;
    }

    private static List<String> messages(String name) {
        List<String> messages = new ArrayList<>();
        for (int i = 1; i <= EACH; i++) {
            messages.add(name + i);
        }
        return messages;
    }

    /** Java 17, which the tests are compiled for, has no name for virtual threads. */
    private static ExecutorService threads() throws ReflectiveOperationException {
        return Runtime.version().feature() < 21
                ? Executors.newFixedThreadPool(THREADS)
                : (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
    }
}

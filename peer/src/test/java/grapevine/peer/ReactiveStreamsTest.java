package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.runtime.ConsumerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The publishers of a peer keep the rules of Reactive Streams, as their own test kit says. */
@Isolated("the kit waits for each word for a time that other tests would take from it")
class ReactiveStreamsTest {
    /** For what has to come, and for what must not (ms). */
    private static final long WAIT = 2000;

    private static final long SILENCE = 50;

    /** How long what was let go of may be held, at most (ms). */
    private static final long COLLECTED = 5000;

    /** What only a stream shows that ends; those of a peer end with it. */
    private static final String OF_AN_END =
            "required_createPublisher.*|required_spec(102_may|105|107|317_mustSupport).*|stochastic_.*";

    /** What only a stream shows that fails, or goes on for ever. */
    private static final String OF_NO_END = "required_spec(109_mayReject|317_mustNotSignal).*";

    /** What may be so or not, and what no test can show. */
    private static final String FREE = "optional_.*|untested_.*";

    @Test
    void the_publisher_of_messages_keeps_the_rules() {
        keepsTheRules(Messages.class, OF_AN_END + "|" + FREE);
    }

    @Test
    void the_publisher_of_events_keeps_the_rules() {
        keepsTheRules(Events.class, OF_AN_END + "|" + FREE);
    }

    @Test
    void the_publisher_of_copies_keeps_the_rules() {
        keepsTheRules(Copies.class, OF_AN_END + "|" + FREE);
    }

    @Test
    void what_all_are_made_of_keeps_the_rules_of_an_end() {
        keepsTheRules(Ending.class, OF_NO_END + "|" + FREE);
    }

    private static void keepsTheRules(Class<?> rules, String mayBeSkipped) {
        TestListenerAdapter seen = new TestListenerAdapter();
        TestNG kit = new TestNG(false);
        kit.setTestClasses(new Class<?>[] {rules});
        kit.addListener(seen);
        kit.setVerbose(0);

        kit.run();

        assertThat(seen.getConfigurationFailures()).isEmpty();
        assertThat(seen.getFailedTests())
                .extracting(failed -> failed.getName() + ": " + failed.getThrowable())
                .isEmpty();
        assertThat(seen.getSkippedTests())
                .extracting(ITestResult::getName)
                .allSatisfy(name -> assertThat(name).matches(mayBeSkipped));
        assertThat(seen.getPassedTests())
                .extracting(ITestResult::getName)
                .hasSizeGreaterThanOrEqualTo(18)
                .anyMatch(name -> name.startsWith("required_spec313_"));
    }

    /** Two peers, one that publishes and one that is listened to, and a third that nobody more may listen to. */
    abstract static class Rules<T> extends FlowPublisherVerification<T> {
        final List<Peer> peers = new ArrayList<>();

        Rules() {
            super(new TestEnvironment(WAIT, SILENCE), COLLECTED);
        }

        @BeforeClass
        void join() throws Exception {
            Peer heard = Peer.join(PeerConfig.builder().build());
            peers.add(heard);
            peers.add(Peer.join(
                    PeerConfig.builder().connect(heard.self().toString()).build()));
            Peer full = Peer.join(PeerConfig.builder().build());
            peers.add(full);
            for (Peer peer : peers) {
                peer.ready().get(WAIT, TimeUnit.MILLISECONDS);
            }
            IntStream.range(0, Feed.CONSUMERS).forEach(unused -> {
                full.messages(message -> {});
                full.events(event -> {});
                full.copies(copy -> {});
            });
        }

        @AfterClass
        void leave() {
            peers.forEach(Peer::close);
        }

        /** Nothing ends but with its peer. */
        @Override
        public long maxElementsFromPublisher() {
            return publisherUnableToSignalOnComplete();
        }
    }

    /** Those of {@link Peer#messages()}. */
    public static final class Messages extends Rules<Received> {
        @Override
        public Flow.Publisher<Received> createFlowPublisher(long elements) {
            return subscriber -> {
                peers.get(0).messages().subscribe(subscriber);
                for (int i = 0; i < Math.min(elements, 100); i++) {
                    peers.get(1).publish("x").join();
                }
            };
        }

        @Override
        public Flow.Publisher<Received> createFailedFlowPublisher() {
            return peers.get(2).messages();
        }
    }

    /** Those of {@link Peer#events()}. */
    public static final class Events extends Rules<PeerEvent> {
        @Override
        public Flow.Publisher<PeerEvent> createFlowPublisher(long elements) {
            return subscriber -> {
                peers.get(0).events().subscribe(subscriber);
                for (int i = 0; i < Math.min(elements, 100); i++) {
                    call(peers.get(0));
                }
            };
        }

        @Override
        public Flow.Publisher<PeerEvent> createFailedFlowPublisher() {
            return peers.get(2).events();
        }

        /** Somebody links with it and leaves again. */
        private static void call(Peer peer) {
            InetAddress here = InetAddress.getLoopbackAddress();
            try (Socket link = new Socket(here, peer.address().getPort())) {
                long now = System.currentTimeMillis();
                String words = "Hello grapevine/1 peer default 127.0.0.1:9 " + now + " " + (now + 60_000)
                        + "\nLink request 0 0 join\nBye leaving 0\n\n";
                link.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                link.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Those of {@link Peer#copies()}: of what a third peer sends on to whoever has it already. */
    public static final class Copies extends Rules<CopyArrived> {
        @BeforeClass(dependsOnMethods = "join")
        void closeTheTriangle() throws Exception {
            String[] both =
                    peers.stream().limit(2).map(peer -> peer.self().toString()).toArray(String[]::new);
            peers.add(Peer.join(PeerConfig.builder().connect(both).build()));
            await().until(() ->
                    peers.stream().filter(peer -> peer.neighbours().size() == 2).count() == 3);
        }

        @Override
        public Flow.Publisher<CopyArrived> createFlowPublisher(long elements) {
            return subscriber -> {
                peers.get(0).copies().subscribe(subscriber);
                for (int i = 0; i < Math.min(elements, 100); i++) {
                    await().pollDelay(Duration.ZERO).until(() -> flood(peers.get(1)));
                }
            };
        }

        /** Not while too many are under way. */
        private static boolean flood(Peer peer) {
            return peer.publish("x", new Flood(2)).join().isAccepted();
        }

        @Override
        public Flow.Publisher<CopyArrived> createFailedFlowPublisher() {
            return peers.get(2).copies();
        }
    }

    /** Those of a feed that is closed after its last item. */
    public static final class Ending extends FlowPublisherVerification<Integer> {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final ConsumerThreads threads =
                new ConsumerThreads("reactive-under-test", 2, task -> clock.schedule(task, 10, TimeUnit.MILLISECONDS));

        public Ending() {
            super(new TestEnvironment(WAIT, SILENCE), COLLECTED);
        }

        @AfterClass
        void stop() {
            threads.close();
            clock.shutdownNow();
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            int last = (int) Math.min(elements, maxElementsFromPublisher());
            return subscriber -> {
                Objects.requireNonNull(subscriber);
                Feed<Integer> feed =
                        new Feed<>(threads, LogManager.getLogger("reactive-under-test"), fact -> {}, item -> 0, null);
                feed.add(subscriber, (item, missed) -> {
                    if (item == last) {
                        clock.execute(feed::close);
                    }
                    return item;
                });
                IntStream.rangeClosed(1, last).forEach(feed::offer);
                if (last == 0) {
                    feed.close();
                }
            };
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return null;
        }

        @Override
        public long maxElementsFromPublisher() {
            return 1000;
        }
    }

    @Test
    void a_subscriber_that_asks_for_nothing_hears_of_the_end() throws Exception {
        Peer peer = Peer.join(PeerConfig.builder().build());
        CountDownLatch ends = new CountDownLatch(3);
        peer.messages().subscribe(asksForNothing(ends));
        peer.events().subscribe(asksForNothing(ends));
        peer.copies().subscribe(asksForNothing(ends));

        peer.close();

        assertThat(ends.await(WAIT, TimeUnit.MILLISECONDS)).isTrue();
    }

    private static <T> Flow.Subscriber<T> asksForNothing(CountDownLatch end) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {}

            @Override
            public void onNext(T item) {
                throw new AssertionError("was not asked for");
            }

            @Override
            public void onError(Throwable failure) {
                end.countDown();
            }

            @Override
            public void onComplete() {
                end.countDown();
            }
        };
    }
}

package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.Flood;
import grapevine.peer.ListenerHandle;
import grapevine.peer.Peer;
import grapevine.peer.PeerState;
import grapevine.peer.Received;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener throws does not pass unnoticed. */
class FailingListenersTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestNetwork network = TestNetwork.of(2);
    private final Peer speaker = network.peer(0);
    private final Peer hearer = network.peer(1);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void an_assertion_that_fails_in_a_listener_is_thrown_once_by_whatever_lets_time_pass() {
        hearer.messages(message -> assertThat(message.text()).isEqualTo("one thing"));

        speaker.publish("another");
        assertThatItThrows(() -> network.run(SOON), "another");
        speaker.publish("a third");
        assertThatItThrows(() -> network.runUntil(() -> false, SOON), "a third");
        speaker.publish("a fourth");
        assertThatItThrows(() -> network.await(new CompletableFuture<>()), "a fourth");

        network.run(SOON);
    }

    private static void assertThatItThrows(ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("a listener threw ")
                .cause()
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void time_stops_at_the_failure() {
        hearer.messages(FailingListenersTest::fail);
        Duration begin = network.time();

        speaker.publish("hello");

        assertThatThrownBy(() -> network.run(Duration.ofHours(1))).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(network.time().minus(begin)).isLessThan(SOON);
    }

    @Test
    void what_is_thrown_when_no_more_time_passes_is_thrown_at_the_end() {
        TestNetwork brief = TestNetwork.of(1);
        brief.join(brief.config().receiveOwn(true).build(), (self, message) -> fail(message), null);
        brief.run(SOON);
        brief.peer(1).publish("to oneself");

        assertThatThrownBy(brief::close)
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(IllegalStateException.class);

        assertThat(brief.peers()).allMatch(peer -> peer.state() == PeerState.CLOSED);
        brief.close();
    }

    @Test
    void so_it_is_with_events_copies_and_subscribers() {
        ListenerHandle events = hearer.events(FailingListenersTest::fail);
        assertThatThrownBy(() -> network.run(SOON)).hasCauseInstanceOf(IllegalStateException.class);
        events.close();

        hearer.messages().subscribe(new Failing());
        speaker.publish("hello");
        assertThatThrownBy(() -> network.run(SOON)).hasCauseInstanceOf(IllegalStateException.class);

        Peer third = network.join();
        network.await(third.ready());
        network.run(Duration.ofMinutes(1));
        hearer.copies(FailingListenersTest::fail);
        third.publish("see", new Flood(1));
        assertThatThrownBy(() -> network.run(SOON)).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void several_are_thrown_together() {
        hearer.messages(FailingListenersTest::fail);
        hearer.messages(FailingListenersTest::fail);

        speaker.publish("hello");

        assertThatThrownBy(() -> network.run(SOON))
                .hasCauseInstanceOf(IllegalStateException.class)
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
    }

    @Test
    void a_test_of_such_ones_is_told_them_and_goes_on() {
        hearer.messages(FailingListenersTest::fail);

        List<Throwable> thrown = network.failures(() -> {
            speaker.publish("hello");
            speaker.publish("hello again");
            network.run(SOON);
        });

        assertThat(thrown).hasSize(2).allMatch(IllegalStateException.class::isInstance);
        network.run(SOON);
        assertThat(network.failures(() -> network.run(SOON))).isEmpty();
    }

    @Test
    void what_was_expected_is_done_with_also_where_the_test_itself_throws_meanwhile() {
        hearer.messages(FailingListenersTest::fail);

        assertThatThrownBy(() -> network.failures(() -> {
                    speaker.publish("hello");
                    network.run(SOON);
                    throw new IllegalArgumentException("of the test");
                }))
                .hasMessage("of the test");

        network.run(SOON);
        assertThat(network.failures(() -> network.run(SOON))).isEmpty();
    }

    @Test
    void one_call_within_another_takes_only_what_was_thrown_in_it() {
        hearer.messages(FailingListenersTest::fail);

        List<Throwable> thrown = network.failures(() -> {
            speaker.publish("hello");
            network.run(SOON);
            assertThat(network.failures(() -> network.run(SOON))).isEmpty();
        });

        assertThat(thrown).hasSize(1);
    }

    private static void fail(Object what) {
        throw new IllegalStateException("thrown by the test's listener for " + what);
    }

    private static final class Failing implements Flow.Subscriber<Received> {
        private final Consumer<Received> next = FailingListenersTest::fail;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Received message) {
            next.accept(message);
        }

        @Override
        public void onError(Throwable failure) {
            // It was thrown by this.
        }

        @Override
        public void onComplete() {
            // The peer is closed.
        }
    }
}

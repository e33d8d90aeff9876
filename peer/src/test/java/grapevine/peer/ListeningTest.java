package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Test;

class ListeningTest {
    private static final RuntimeException BUG = new IllegalStateException("thrown by the test's listener");

    private static final PeerEvent EVENT = new PeerEvent.Left(new Member(new InetSocketAddress("127.0.0.1", 6001), 1));

    private final Logger logger = mock(Logger.class);
    private final List<PeerEvent> heard = new ArrayList<>();
    private long now = -5;
    private final Listening<PeerEvent> throwing = new Listening<>(
            item -> {
                heard.add(item);
                throw BUG;
            },
            ListeningTest.class,
            logger,
            () -> now);

    @Test
    void it_asks_for_everything() {
        Flow.Subscription subscription = mock(Flow.Subscription.class);

        throwing.onSubscribe(subscription);

        verify(subscription).request(Long.MAX_VALUE);
    }

    @Test
    void what_a_listener_throws_is_logged_once_a_second_with_how_often_it_was_not() {
        throwing.onNext(EVENT);
        throwing.onNext(EVENT);
        throwing.onNext(EVENT);
        now += TimeUnit.SECONDS.toNanos(1);
        throwing.onNext(EVENT);

        assertThat(heard).containsExactly(EVENT, EVENT, EVENT, EVENT);
        verify(logger).error("event=listener_failed failures_unsaid={}", 0L, BUG);
        verify(logger).error("event=listener_failed failures_unsaid={}", 2L, BUG);
        verifyNoMoreInteractions(logger);
    }

    /** Kotlin and Scala know no checked exceptions, so their listeners throw them like any other. */
    @Test
    void an_exception_that_java_would_have_declared_is_logged_like_any_other() {
        IOException undeclared = new IOException("thrown by the test's listener");
        Listening<PeerEvent> listening = new Listening<>(
                item -> ListeningTest.<RuntimeException>raise(undeclared), ListeningTest.class, logger, () -> now);

        listening.onNext(EVENT);

        verify(logger).error("event=listener_failed failures_unsaid={}", 0L, undeclared);
    }

    @Test
    void a_consumer_is_named_by_the_class_of_what_the_application_gave() {
        Consumer<PeerEvent> lambda = event -> {};

        assertThat(Listening.nameOf(new Listening<>(lambda, lambda.getClass(), logger, () -> now)))
                .isEqualTo("grapevine.peer.ListeningTest");
        assertThat(Listening.nameOf(new Subscriber())).isEqualTo(Subscriber.class.getName());
    }

    @Test
    void that_it_is_cut_short_is_logged() {
        throwing.onError(new IllegalStateException("closed before 2 more were handed over"));
        throwing.onComplete();

        verify(logger).warn("event=listener_lost why={}", "\"closed before 2 more were handed over\"");
        verifyNoMoreInteractions(logger);
    }

    @Test
    void whoever_missed_events_gets_how_many_in_place_of_the_next() {
        assertThat(RunningPeer.after(EVENT, 3)).isEqualTo(new PeerEvent.EventsMissed(4));
        assertThat(RunningPeer.after(EVENT, 0)).isSameAs(EVENT);
    }

    private static final class Subscriber implements Flow.Subscriber<PeerEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(PeerEvent item) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @SuppressWarnings("unchecked") // the cast is none: that is how it goes undeclared
    private static <E extends Exception> void raise(Exception undeclared) throws E {
        throw (E) undeclared;
    }
}

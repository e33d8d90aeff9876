package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that wait until they can go out. */
class PeerWaitingTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Peer> peers = new ArrayList<>();
    private final BlockingQueue<Received> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @Test
    void what_was_published_before_anybody_came_goes_to_the_first_in_order() throws Exception {
        Peer alone = join(PeerConfig.builder());
        List<CompletableFuture<Published>> published = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            published.add(alone.publish("message " + i, LONG));
        }
        assertThat(alone.publish("now").join()).isEqualTo(Published.refused(Outcome.NO_PEERS_YET));

        join(PeerConfig.builder().connect(alone.self().toString()));

        for (int i = 1; i <= 100; i++) {
            Published each = published.get(i - 1).get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(each.id())
                    .contains(
                            new MessageId(alone.self().toString(), alone.self().epoch(), i));
        }
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(heard).hasSize(100));
        assertThat(heard).extracting(Received::text).doesNotHaveDuplicates();
    }

    @Test
    void who_waits_in_vain_is_told_for_what_and_who_waits_at_the_end_that_it_is_the_end() throws Exception {
        Peer alone = join(PeerConfig.builder());

        assertThat(alone.publish("soon", Duration.ofMillis(50)).get(LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(Published.refused(Outcome.NO_PEERS_YET));
        CompletableFuture<Published> late = alone.publish("late", LONG);
        alone.close();

        assertThat(late.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Published.refused(Outcome.CLOSED));
        assertThatThrownBy(() -> alone.publish("x", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("patience of PT0S is not more than 0 and at most 30 days");
    }

    @Test
    void more_than_may_wait_is_refused_at_once() throws Exception {
        Peer alone = join(PeerConfig.builder());
        List<CompletableFuture<Published>> published = new ArrayList<>();

        for (int i = 0; i <= Publications.MOST; i++) {
            published.add(alone.publish("x", LONG));
        }

        assertThat(published.get(Publications.MOST).get(LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(Published.refused(Outcome.THROTTLED));
        assertThat(published.get(0)).isNotDone();
    }

    @Test
    void whose_result_is_cancelled_or_out_of_time_is_taken_back_and_makes_room() throws Exception {
        Peer alone = join(PeerConfig.builder());
        CompletableFuture<Published> first = alone.publish("kept 1", LONG);
        for (int i = 0; i < 2 * Publications.MOST; i++) {
            CompletableFuture<Published> cancelled = alone.publish("x", LONG);
            cancelled.cancel(false);
            alone.counters(); // by then it is out
        }
        CompletableFuture<Published> late = alone.publish("late", LONG).orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(late).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
        CompletableFuture<Published> last = alone.publish("kept 2", LONG);

        join(PeerConfig.builder().connect(alone.self().toString()));

        assertThat(first.get(LONG.toSeconds(), TimeUnit.SECONDS)
                        .id()
                        .orElseThrow()
                        .number())
                .isEqualTo(1);
        assertThat(last.get(LONG.toSeconds(), TimeUnit.SECONDS)
                        .id()
                        .orElseThrow()
                        .number())
                .isEqualTo(2);
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(
                        () -> assertThat(heard).extracting(Received::text).containsExactly("kept 1", "kept 2"));
    }

    @Test
    void each_that_waits_has_its_own_time_whatever_waits_before_it() throws Exception {
        Peer alone = join(PeerConfig.builder());

        CompletableFuture<Published> longest = alone.publish("longest", LONG);
        CompletableFuture<Published> middle = alone.publish("middle", Duration.ofMillis(400));
        CompletableFuture<Published> shortest = alone.publish("shortest", Duration.ofMillis(20));

        assertThat(shortest.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Published.refused(Outcome.NO_PEERS_YET));
        assertThat(middle.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Published.refused(Outcome.NO_PEERS_YET));
        assertThat(longest).isNotDone();
    }

    @Test
    void a_closed_peer_says_so_however_often_it_is_asked() throws Exception {
        Peer alone = join(PeerConfig.builder());
        alone.close();

        for (int i = 0; i <= 2 * Publications.MOST; i++) {
            assertThat(alone.publish("x", LONG)).isCompletedWithValue(Published.refused(Outcome.CLOSED));
        }
    }

    @Test
    void a_thousand_threads_that_publish_and_wait_lose_nothing_and_all_get_on() throws Exception {
        Peer publisher = join(PeerConfig.builder());
        join(PeerConfig.builder().connect(publisher.self().toString())).ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
        CountDownLatch done = new CountDownLatch(1000);
        Set<MessageId> accepted = java.util.concurrent.ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1000; i++) {
            Thread thread = new Thread(() -> {
                for (int k = 0; k < 5; k++) {
                    publisher.publish(new byte[2_000], LONG).join().id().ifPresent(accepted::add);
                }
                done.countDown();
            });
            thread.start();
        }

        assertThat(done.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(accepted).hasSize(5000);
        Set<MessageId> received = new HashSet<>();
        Awaitility.await().atMost(LONG).until(() -> {
            List<Received> some = new ArrayList<>();
            heard.drainTo(some);
            some.forEach(message -> received.add(message.id()));
            return received.size() == 5000;
        });
        assertThat(received).isEqualTo(accepted);
    }

    private Peer join(PeerConfig.Builder config) throws Exception {
        Peer peer = Peer.join(config.build(), (self, message) -> heard.add(message));
        peers.add(peer);
        return peer;
    }
}

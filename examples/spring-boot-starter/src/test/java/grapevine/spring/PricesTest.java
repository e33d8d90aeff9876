package grapevine.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import grapevine.clock.HybridTime;
import grapevine.clock.MessageId;
import grapevine.clock.Stamp;
import grapevine.clock.VectorClock;
import grapevine.peer.Member;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Published;
import grapevine.peer.Received;
import grapevine.policy.Clocks;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

/** What the guide shows answers as it should when others cannot be told, and keeps the price that is the latest. */
class PricesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int OURS = 6001;
    private static final int ANOTHER = 6002;

    private final Peer peer = mock(Peer.class);
    private final Prices prices = new Prices(peer);

    @Test
    void a_price_that_nobody_was_told_is_refused_and_not_kept() {
        publishing(CompletableFuture.completedFuture(new Published(Outcome.NO_PEERS_YET, Optional.empty())));

        assertThat(prices.put("apples", "3").join().getStatusCode().value()).isEqualTo(503);

        assertThat(prices.get("apples")).isEqualTo("unknown");
    }

    @Test
    void one_that_is_on_its_way_to_all_is_accepted_and_kept_when_it_is_heard_here() {
        publishing(CompletableFuture.completedFuture(accepted()));

        assertThat(prices.put("apples", "3").join().getStatusCode().value()).isEqualTo(202);
        prices.onMessage(message(OURS, 1, "apples=3", 100));

        assertThat(prices.get("apples")).isEqualTo("3");
    }

    @Test
    void a_later_one_of_another_stays_though_ours_is_accepted_or_heard_after_it() {
        CompletableFuture<Published> published = new CompletableFuture<>();
        publishing(published);
        CompletableFuture<ResponseEntity<Void>> answer = prices.put("apples", "3");

        prices.onMessage(message(ANOTHER, 1, "apples=5", 101));
        published.complete(accepted());
        assertThat(answer.join().getStatusCode().value()).isEqualTo(202);
        prices.onMessage(message(OURS, 1, "apples=3", 100));

        assertThat(prices.get("apples")).isEqualTo("5");
    }

    @Test
    void of_two_of_one_time_all_keep_the_same_whichever_comes_first() {
        Prices others = new Prices(peer);
        Received one = message(OURS, 1, "apples=3", 100);
        Received another = message(ANOTHER, 1, "apples=5", 100);

        prices.onMessage(one);
        prices.onMessage(another);
        others.onMessage(another);
        others.onMessage(one);

        assertThat(prices.get("apples")).isEqualTo("5").isEqualTo(others.get("apples"));
    }

    @Test
    void what_is_no_price_or_has_no_time_is_passed_over() {
        prices.onMessage(message(OURS, 1, "apples", 100));
        prices.onMessage(message(OURS, 2, "apples=3=4", 101));
        prices.onMessage(received(OURS, 3, "apples=5"));

        assertThat(prices.get("apples")).isEqualTo("3=4");
    }

    @Test
    void two_that_are_told_prices_at_the_same_time_know_the_same_afterwards() throws Exception {
        try (Peer one = Peer.join(config().build());
                Peer two = Peer.join(config().connect(one.self().toString()).build())) {
            two.ready().get(LONG.toSeconds(), TimeUnit.SECONDS);
            List<Prices> both = List.of(new Prices(one), new Prices(two));
            Heard heardByOne = new Heard(both.get(0));
            Heard heardByTwo = new Heard(both.get(1));
            one.messages(heardByOne::take);
            two.messages(heardByTwo::take);
            List<CompletableFuture<ResponseEntity<Void>>> answers = new ArrayList<>();

            for (int i = 0; i < 1000; i++) {
                answers.add(both.get(i % 2).put("fruit " + i / 2 % 10, "" + i));
            }

            for (CompletableFuture<ResponseEntity<Void>> answer : answers) {
                assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS)
                                .getStatusCode()
                                .value())
                        .isEqualTo(202);
            }
            await().atMost(LONG).until(() -> heardByOne.messages == 1000 && heardByTwo.messages == 1000);
            for (int fruit = 0; fruit < 10; fruit++) {
                assertThat(both.get(0).get("fruit " + fruit))
                        .isNotEqualTo("unknown")
                        .isEqualTo(both.get(1).get("fruit " + fruit));
            }
        }
    }

    private static PeerConfig.Builder config() {
        return PeerConfig.builder().clocks(Clocks.ON).receiveOwn(true);
    }

    /** Counts what it passes on. */
    private static final class Heard {
        private final Prices prices;
        volatile int messages;

        Heard(Prices prices) {
            this.prices = prices;
        }

        void take(Received message) {
            prices.onMessage(message);
            messages = messages + 1;
        }
    }

    private void publishing(CompletableFuture<Published> published) {
        when(peer.publish(anyString(), any(Duration.class))).thenReturn(published);
    }

    private static Published accepted() {
        return new Published(Outcome.ACCEPTED, Optional.of(new MessageId("127.0.0.1:" + OURS, 5, 1)));
    }

    private static Received message(int port, long number, String text, long millis) {
        Received received = received(port, number, text);
        return received.withStamp(new Stamp(received.id(), new HybridTime(millis, 0), VectorClock.empty()));
    }

    private static Received received(int port, long number, String text) {
        Member origin = new Member(new InetSocketAddress("127.0.0.1", port), 5);
        return Received.of(origin, number, Instant.EPOCH, text.getBytes(StandardCharsets.UTF_8));
    }
}

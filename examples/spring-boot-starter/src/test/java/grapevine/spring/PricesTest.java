package grapevine.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import grapevine.clock.MessageId;
import grapevine.peer.Member;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.Published;
import grapevine.peer.Received;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the guide shows answers as it should when others cannot be told, and when they say what it does not know. */
class PricesTest {
    private final Peer peer = mock(Peer.class);
    private final Prices prices = new Prices(peer);

    @Test
    void a_price_that_nobody_was_told_is_refused_and_not_kept() {
        publishing(new Published(Outcome.NO_PEERS_YET, Optional.empty()));

        assertThat(prices.put("apples", "3").join().getStatusCode().value()).isEqualTo(503);

        assertThat(prices.get("apples")).isEqualTo("unknown");
    }

    @Test
    void one_that_is_on_its_way_to_all_is_accepted_and_kept() {
        publishing(new Published(Outcome.ACCEPTED, Optional.of(new MessageId("127.0.0.1:6001", 5, 1))));

        assertThat(prices.put("apples", "3").join().getStatusCode().value()).isEqualTo(202);

        assertThat(prices.get("apples")).isEqualTo("3");
    }

    @Test
    void what_is_no_price_is_passed_over() {
        prices.onMessage(message("apples"));
        prices.onMessage(message("apples=3=4"));

        assertThat(prices.get("apples")).isEqualTo("3=4");
    }

    private void publishing(Published published) {
        when(peer.publish(eq("apples=3"), any(Duration.class)))
                .thenReturn(CompletableFuture.completedFuture(published));
    }

    private static Received message(String text) {
        Member origin = new Member(new InetSocketAddress("127.0.0.1", 6001), 5);
        return Received.of(origin, 1, Instant.EPOCH, text.getBytes(StandardCharsets.UTF_8));
    }
}

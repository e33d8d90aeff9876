package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that show their way, in a network of given links alone, on real sockets. */
class PeerPathsTest {
    private static final long SECONDS = 20;
    private static final SamplingRule NOBODY_ELSE =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.RANDOM);

    private final List<Peer> peers = new ArrayList<>();
    private final BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<CopyArrived> copies = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @Test
    void a_message_comes_with_its_way_and_each_further_copy_is_told_with_another() throws Exception {
        Peer origin = join();
        Peer left = join(origin);
        Peer right = join(origin);
        Peer far = join(left, right);
        links(Map.of(origin, 2, left, 2, right, 2, far, 2));
        far.messages(heard::add);
        far.copies(copies::add);
        BlockingQueue<CopyArrived> subscribed = new LinkedBlockingQueue<>();
        far.copies().subscribe(new One<>(subscribed));
        Instant before = Instant.now().minusMillis(1);

        Published published = origin.publish("hello", new Flood(2)).get(SECONDS, TimeUnit.SECONDS);

        Received message = heard.poll(SECONDS, TimeUnit.SECONDS);
        CopyArrived copy = copies.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(published.id()).contains(message.id());
        assertThat(message.text()).isEqualTo("hello");
        assertThat(List.of(message.path(), copy.path()))
                .containsExactlyInAnyOrder(way(origin, left), way(origin, right));
        assertThat(message.onward())
                .containsExactlyElementsOf(message.path().contains(left.address()) ? way(right) : way(left));
        assertThat(copy.id()).isEqualTo(message.id());
        assertThat(subscribed.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(copy);
        assertThat(copy.at()).isBetween(before, Instant.now().plusMillis(1));
    }

    @Test
    void a_message_of_its_own_says_whom_it_goes_to_and_one_without_relays_goes_nowhere() throws Exception {
        Peer origin = join(config().receiveOwn(true));
        Peer other = join(origin);
        links(Map.of(origin, 1, other, 1));
        origin.messages(heard::add);
        BlockingQueue<Received> there = new LinkedBlockingQueue<>();
        other.messages(there::add);

        Published kept = origin.publish("kept", new Flood(0)).get(SECONDS, TimeUnit.SECONDS);
        Published sent = origin.publish("sent", new Flood(2)).get(SECONDS, TimeUnit.SECONDS);

        Received own = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(kept.isAccepted()).isTrue();
        assertThat(own.text()).isEqualTo("kept");
        assertThat(kept.id()).contains(own.id());
        assertThat(own.onward()).isEmpty();
        Received next = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next.text()).isEqualTo("sent");
        assertThat(next.path()).isEmpty();
        assertThat(next.onward()).isEqualTo(way(other));
        Received came = there.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(came.text()).isEqualTo("sent");
        assertThat(sent.id()).contains(came.id());
        assertThat(came.id().number()).isEqualTo(1);
        assertThat(came.gapBefore()).isFalse();
    }

    @Test
    void an_ordinary_message_shows_no_way() throws Exception {
        Peer origin = join();
        Peer other = join(origin);
        links(Map.of(origin, 1, other, 1));
        other.messages(heard::add);

        origin.publish("x").get(SECONDS, TimeUnit.SECONDS);

        Received message = heard.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message.path()).isEmpty();
        assertThat(message.onward()).isEmpty();
    }

    @Test
    void one_that_waits_before_each_hop_comes_so_much_later() throws Exception {
        Peer origin = join();
        Peer middle = join(origin);
        Peer far = join(middle);
        links(Map.of(origin, 1, middle, 2, far, 1));
        far.messages(heard::add);
        long begin = System.nanoTime();

        origin.publish("slow", new Flood(1, Duration.ofMillis(200))).get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS).path()).isEqualTo(way(origin, middle));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(595));
    }

    @Test
    void a_link_that_was_given_can_be_taken_back() throws Exception {
        Peer first = join();
        Peer second = join(first);
        Peer third = join(first, second);
        links(Map.of(first, 2, second, 2, third, 2));
        BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
        first.events(events::add);
        events.clear();

        third.disconnect(first.self().toString());

        links(Map.of(first, 1, second, 2, third, 1));
        third.connect(first.self().toString());
        links(Map.of(first, 2, second, 2, third, 2));
        assertThat(events).noneMatch(event -> event instanceof PeerEvent.Dead || event instanceof PeerEvent.Suspected);
        third.disconnect("127.0.0.1:9");
        assertThatThrownBy(() -> third.disconnect("nowhere:0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("disconnect");
    }

    @Test
    void what_is_out_of_range_is_refused() throws Exception {
        Peer alone = join();

        assertThatThrownBy(() -> new Flood(17)).hasMessage("relays=17 is outside 0..16");
        assertThatThrownBy(() -> new Flood(-1)).hasMessage("relays=-1 is outside 0..16");
        assertThatThrownBy(() -> new Flood(1, Duration.ofMillis(10_001)))
                .hasMessage("hopDelay=PT10.001S is outside 0..10000 ms");
        assertThatThrownBy(() -> alone.publish(new byte[Flood.MAX_PAYLOAD + 1], new Flood(1)))
                .hasMessage("payload of 16385 bytes is outside 1..16384");
        assertThat(alone.publish("x", new Flood(1))
                        .get(SECONDS, TimeUnit.SECONDS)
                        .outcome())
                .isEqualTo(Outcome.NO_PEERS_YET);
        assertThat(alone.publish("x", new Flood(0))
                        .get(SECONDS, TimeUnit.SECONDS)
                        .outcome())
                .isEqualTo(Outcome.ACCEPTED);
    }

    private static List<InetSocketAddress> way(Peer... peers) {
        return Stream.of(peers).map(Peer::address).toList();
    }

    /** Each holds so many links. */
    private static void links(Map<Peer, Integer> expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .untilAsserted(() -> expected.forEach((peer, links) ->
                        assertThat(peer.neighbours()).as(peer.toString()).hasSize(links)));
    }

    private static PeerConfig.Builder config() {
        return PeerConfig.builder().sampling(NOBODY_ELSE);
    }

    private Peer join(Peer... neighbours) throws IOException {
        String[] given =
                Stream.of(neighbours).map(each -> each.self().toString()).toArray(String[]::new);
        return join(config().connect(given));
    }

    private Peer join(PeerConfig.Builder config) throws IOException {
        Peer peer = Peer.join(config.build());
        peers.add(peer);
        return peer;
    }

    /** Takes one. */
    private record One<T>(BlockingQueue<T> taken) implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(T item) {
            taken.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
    }
}

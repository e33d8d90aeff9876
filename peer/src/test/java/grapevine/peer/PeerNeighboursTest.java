package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a peer tells of those around it, on real sockets and without seeds. */
class PeerNeighboursTest {
    private static final long SECONDS = 20;

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @Test
    void a_peer_names_its_neighbours_its_view_and_whom_it_heard_of() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().connect(at(first)));
        second.ready().get(SECONDS, TimeUnit.SECONDS);
        Peer third = join(PeerConfig.builder().connect(at(second)));
        third.ready().get(SECONDS, TimeUnit.SECONDS);

        assertThat(first.publish("x").get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);

        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .untilAsserted(() -> assertThat(third.members())
                        .extracting(Member::address)
                        .contains(first.address(), second.address())
                        .doesNotContain(third.address()));
        assertThat(second.neighbours())
                .extracting(neighbour -> neighbour.member().address(), Neighbour::older)
                .contains(tuple(first.address(), true), tuple(third.address(), false));
        assertThat(second.currentView())
                .extracting(entry -> entry.member().address())
                .doesNotHaveDuplicates()
                .contains(first.address())
                .doesNotContain(second.address());
        assertThat(second.currentView())
                .allSatisfy(entry -> assertThat(entry.hops()).isNotNegative());
    }

    @Test
    void peers_that_listen_everywhere_form_a_network_without_seeds() throws Exception {
        Peer first = join(everywhere());
        first.ready().get(SECONDS, TimeUnit.SECONDS);
        Peer second = join(everywhere().connect(first.self().toString()));
        second.ready().get(SECONDS, TimeUnit.SECONDS);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Peer third = join(everywhere().connect(second.self().toString()));
        third.messages(message -> heard.add(message.origin() + " says " + message.text()));
        third.ready().get(SECONDS, TimeUnit.SECONDS);

        first.publish("here I am").get(SECONDS, TimeUnit.SECONDS);

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(first.self() + " says here I am");
        assertThat(first.self().address()).isEqualTo(first.address());
        assertThat(List.of(first, second, third))
                .allSatisfy(peer -> assertThat(peer.address().getAddress().isLoopbackAddress())
                        .isTrue());
    }

    private static PeerConfig.Builder everywhere() {
        return PeerConfig.builder().bind("0.0.0.0").open();
    }

    @Test
    void peers_that_come_and_go_are_told() throws Exception {
        Peer first = join(PeerConfig.builder());
        BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
        first.events(events::add);

        Peer second = join(PeerConfig.builder().connect(at(first)));
        PeerEvent joined = events.poll(SECONDS, TimeUnit.SECONDS);
        CompletableFuture<List<MessageRange>> left = second.leave();

        assertThat(joined)
                .isInstanceOfSatisfying(
                        PeerEvent.Joined.class,
                        event -> assertThat(event.member().address()).isEqualTo(second.address()));
        Member member = ((PeerEvent.Joined) joined).member();
        assertThat(events.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Left(member));
        assertThat(left).succeedsWithin(Duration.ofSeconds(SECONDS));
        assertThat(second.leave()).as("again").isCompleted();
    }

    @Test
    void one_closed_by_a_thread_that_was_interrupted_still_says_that_it_goes() throws Exception {
        Peer first = join(PeerConfig.builder());
        BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
        first.events(events::add);
        Peer second = join(PeerConfig.builder().connect(at(first)));
        PeerEvent.Joined joined = (PeerEvent.Joined) events.poll(SECONDS, TimeUnit.SECONDS);

        Thread.currentThread().interrupt();
        second.close();

        assertThat(Thread.interrupted()).as("stays interrupted").isTrue();
        assertThat(second.ended()).isCompleted();
        assertThat(events.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new PeerEvent.Left(joined.member()));
    }

    @Test
    void a_peer_that_is_added_is_linked_with_and_found_again_after_it_was_away() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder());
        assertThat(second.publish("x").get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.NO_PEERS_YET);

        second.connect(at(first), at(first), at(second));

        awaitNeighbour(second, first.address());
        int port = first.address().getPort();
        first.close();
        Peer again = join(PeerConfig.builder().port(port));
        awaitNeighbour(again, second.address());
    }

    @Test
    void a_peer_that_is_added_while_no_seed_answers_lets_it_begin() throws Exception {
        Peer first = join(PeerConfig.builder());
        Peer second = join(PeerConfig.builder().seeds("127.0.0.1:1"));

        second.connect(at(first));

        awaitNeighbour(second, first.address());
    }

    @Test
    void a_static_membership_is_whom_it_was_told_of_and_who_comes() throws Exception {
        SamplingRule nothing = SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.RANDOM);
        Peer first = join(PeerConfig.builder().sampling(nothing));
        Peer second = join(PeerConfig.builder().sampling(nothing).connect(at(first)));
        Peer third = join(PeerConfig.builder().sampling(nothing).connect(at(second)));
        awaitNeighbour(third, second.address());
        awaitNeighbour(second, first.address());
        awaitNeighbour(second, third.address());

        assertThat(third.publish("x").get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);

        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .untilAsserted(() ->
                        assertThat(first.members()).extracting(Member::address).contains(third.address()));
        assertThat(third.neighbours()).hasSize(1);
        assertThat(third.currentView()).hasSize(1);
        assertThat(first.neighbours()).hasSize(1);
    }

    @Test
    void what_cannot_be_added_is_refused_as_a_whole() throws Exception {
        Peer peer = join(PeerConfig.builder());
        String[] many =
                IntStream.rangeClosed(1, 257).mapToObj(n -> "127.0.0.1:" + n).toArray(String[]::new);

        assertThatThrownBy(() -> peer.connect("127.0.0.1:6001", "somewhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("somewhere");
        assertThatThrownBy(() -> peer.connect(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connect: 257 peers would make more than 256 static neighbours");
        assertThatThrownBy(() -> peer.connect((String[]) null)).hasMessage("peers");
        assertThatThrownBy(() -> peer.connect((String) null)).hasMessage("peers[0]");
    }

    @Test
    void a_subscriber_gets_what_it_asks_for_when_it_asks() throws Exception {
        Peer first = join(PeerConfig.builder());
        Slow slow = new Slow();
        first.messages().subscribe(slow);
        Peer second = join(PeerConfig.builder().connect(at(first)));
        second.ready().get(SECONDS, TimeUnit.SECONDS);
        for (String text : List.of("one", "two", "three")) {
            second.publish(text).get(SECONDS, TimeUnit.SECONDS);
        }

        Flow.Subscription subscription = slow.subscribed.get(SECONDS, TimeUnit.SECONDS);
        subscription.request(1);
        assertThat(slow.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("one");
        subscription.request(1);
        assertThat(slow.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("two");
        subscription.request(2);
        assertThat(slow.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("three");
        first.close();

        assertThat(slow.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void a_closed_peer_answers_everything_it_is_asked() throws Exception {
        Peer peer = join(PeerConfig.builder());
        peer.close();

        assertThat(peer.publish("x")).isCompletedWithValue(Published.refused(Outcome.CLOSED));
        peer.connect("127.0.0.1:6001");
        assertThat(peer.neighbours()).isEmpty();
        assertThat(peer.currentView()).isEmpty();
        assertThat(peer.members()).isEmpty();
        peer.messages(message -> {});
        peer.events(event -> {});
        Slow slow = new Slow();
        peer.messages().subscribe(slow);
        assertThat(slow.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("completed");
        assertThat(peer.leave()).succeedsWithin(Duration.ofSeconds(SECONDS));
        peer.close();
    }

    @Test
    void nothing_is_refused_as_what_it_is() throws Exception {
        Peer peer = join(PeerConfig.builder());

        assertThatThrownBy(() -> peer.publish((String) null)).hasMessage("text");
        assertThatThrownBy(() -> peer.publish((byte[]) null)).hasMessage("payload");
        assertThatThrownBy(() -> peer.messages(null)).hasMessage("listener");
        assertThatThrownBy(() -> peer.events(null)).hasMessage("listener");
        assertThatThrownBy(() -> peer.messages().subscribe(null)).hasMessage("subscriber");
    }

    @Test
    void the_sixty_fifth_consumer_is_one_too_many() throws Exception {
        Peer peer = join(PeerConfig.builder());
        for (int i = 0; i < 64; i++) {
            peer.messages(message -> {});
        }
        Slow late = new Slow();

        peer.messages().subscribe(late);

        assertThat(late.heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("there are 64 consumers already");
        assertThatThrownBy(() -> peer.messages(message -> {})).isInstanceOf(IllegalStateException.class);
    }

    private static void awaitNeighbour(Peer peer, InetSocketAddress address) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .untilAsserted(() -> assertThat(peer.neighbours())
                        .extracting(neighbour -> neighbour.member().address())
                        .contains(address));
    }

    private Peer join(PeerConfig.Builder config) throws IOException {
        Peer peer = Peer.join(config.build());
        peers.add(peer);
        return peer;
    }

    private static String at(Peer peer) {
        return "127.0.0.1:" + peer.address().getPort();
    }

    /** Asks for nothing by itself. */
    private static final class Slow implements Flow.Subscriber<Received> {
        final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.complete(subscription);
        }

        @Override
        public void onNext(Received message) {
            heard.add(message.text());
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onComplete() {
            heard.add("completed");
        }
    }
}

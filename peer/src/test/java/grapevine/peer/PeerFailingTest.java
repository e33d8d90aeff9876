package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import grapevine.peer.core.PeerLook;
import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A bug of ours, at the beginning and in the midst. */
class PeerFailingTest {
    private final AtomicReference<NodeHost> host = new AtomicReference<>();
    private final IllegalStateException bug = new IllegalStateException("the bug of the test");

    @Test
    void whatever_goes_wrong_while_it_starts_its_port_is_free_again() throws Exception {
        assertThatThrownBy(() -> JoinedPeer.join(PeerConfig.builder().build(), null, null, (plan, application) -> {
                    NodeHost made = spy(LoneNode.listen(plan, application));
                    doThrow(bug).when(made).run(any());
                    host.set(made);
                    return made;
                }))
                .isSameAs(bug);

        assertItsPortIsFree();
    }

    @Test
    void whatever_goes_wrong_before_it_could_start_its_port_is_free_again() throws Exception {
        assertThatThrownBy(() -> JoinedPeer.join(PeerConfig.builder().build(), null, null, (plan, application) -> {
                    NodeHost made = spy(LoneNode.listen(plan, application));
                    doThrow(bug).when(made).budget();
                    host.set(made);
                    return made;
                }))
                .isSameAs(bug);

        assertItsPortIsFree();
    }

    private void assertItsPortIsFree() throws Exception {
        int port = host.get().localAddress().port();
        try (Peer again = Peer.join(PeerConfig.builder().port(port).build())) {
            assertThat(again.address().getPort()).isEqualTo(port);
        }
    }

    @Test
    void whoever_asks_what_fails_in_the_lane_is_told_and_does_not_wait_for_ever() throws Exception {
        PeerConfig config = PeerConfig.builder().build();
        try (RunningPeer peer = RunningPeer.listen(config, LoneNode::listen)) {
            peer.start(config);

            CompletableFuture<Object> asked = CompletableFuture.supplyAsync(() -> peer.look(look -> {
                throw bug;
            }));

            assertThat(asked)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingRootCause()
                    .isSameAs(bug);
            int links = peer.look(PeerLook::degree);
            assertThat(links).as("it goes on").isZero();
        }
    }

    @Test
    void one_that_a_bug_ended_says_so_though_its_executor_is_held_up() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CountDownLatch release = new CountDownLatch(1);
        executor.execute(() -> Awaitility.await().until(() -> release.getCount() == 0));
        PeerConfig config = PeerConfig.builder().executor(executor).build();
        try (Peer peer = JoinedPeer.join(config, null, null, (plan, application) -> {
            host.set(LoneNode.listen(plan, application));
            return host.get();
        })) {
            host.get().insist(now -> {
                throw bug;
            });

            assertThat(host.get().ended()).failsWithin(Duration.ofSeconds(20));
            assertThat(peer.state()).isEqualTo(PeerState.FAILED);
        } finally {
            release.countDown();
            executor.shutdownNow();
        }
    }
}

package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a peer tells all who ask is theirs to read, and costs it nothing. */
class MilestoneTest {
    private final Milestone<String> milestone = new Milestone<>();

    @Test
    void asking_a_peer_again_and_again_leaves_nothing_behind() throws Exception {
        try (Peer peer = Peer.join(PeerConfig.builder().connect("127.0.0.1:1").build())) {
            CompletableFuture<Void> ready = peer.ready();
            CompletableFuture<Void> ended = peer.ended();
            for (int i = 0; i < 1000; i++) {
                assertThat(peer.ready()).isSameAs(ready).isNotDone();
                assertThat(peer.ended()).isSameAs(ended).isNotDone();
            }
            assertThat(ready.getNumberOfDependents()).isZero();
            assertThat(ended.getNumberOfDependents()).isZero();
            assertThat(peer.leave()).isSameAs(peer.leave());
        }
    }

    @Test
    void nobody_but_the_peer_reaches_it() {
        assertThat(milestone.complete("mine")).isFalse();
        assertThat(milestone.completeExceptionally(new IllegalStateException("mine")))
                .isFalse();
        assertThat(milestone.cancel(true)).isFalse();
        assertThat(milestone.completeAsync(() -> "mine").join()).isEqualTo("mine");
        assertThatThrownBy(() -> milestone.obtrudeValue("mine")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> milestone.obtrudeException(new IllegalStateException("mine")))
                .isInstanceOf(UnsupportedOperationException.class);

        assertThat(milestone).isNotDone();
        milestone.reach("the peer's");
        assertThat(milestone).isCompletedWithValue("the peer's");
    }

    @Test
    void a_limit_of_time_is_that_of_whoever_sets_it() throws Exception {
        CompletableFuture<String> limited = milestone.orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<String> otherwise = milestone.completeOnTimeout("late", 1, TimeUnit.MILLISECONDS);
        CompletableFuture<String> patient = milestone.orTimeout(1, TimeUnit.HOURS);

        assertThatThrownBy(() -> limited.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(otherwise.get(10, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(milestone).isNotDone();
        milestone.reach("in time");
        assertThat(patient.get(10, TimeUnit.SECONDS)).isEqualTo("in time");
    }

    @Test
    void what_is_missed_is_missed_by_its_copies_too() {
        CompletableFuture<String> copy = milestone.copy();

        milestone.miss(new CancellationException("closed"));

        assertThat(milestone).isCancelled();
        assertThat(copy).isCancelled();
    }
}

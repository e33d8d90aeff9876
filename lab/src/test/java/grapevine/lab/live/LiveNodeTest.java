package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveNodeTest {
    @Test
    void all_are_asked_before_any_is_waited_for() {
        Thinking first = new Thinking(1);
        Thinking last = new Thinking(2) {
            @Override
            protected CompletableFuture<Optional<Look>> askLook() {
                first.answer.complete(Optional.of(new Look(Map.of(7002, true), Map.of("pings", 3L))));
                return super.askLook();
            }
        };

        Map<LiveNode, LiveNode.Look> looks = LiveNode.looks(List.of(first, last));

        assertThat(looks.keySet()).containsExactly(first, last);
        assertThat(looks.get(first).links()).containsOnlyKeys(7002);
        assertThat(looks.get(last).links()).isEmpty();
        assertThat(first.counted()).isEqualTo(Map.of("pings", 3L));
    }

    /** One that takes its time, and answers nothing after a while. */
    private static class Thinking extends IdleNode {
        final CompletableFuture<Optional<Look>> answer = new CompletableFuture<>();

        Thinking(int number) {
            super(number, 7000 + number);
        }

        @Override
        protected CompletableFuture<Optional<Look>> askLook() {
            return answer.completeOnTimeout(Optional.empty(), 1, TimeUnit.SECONDS);
        }
    }
}

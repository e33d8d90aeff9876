package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {
    @Test
    void all_are_done_and_what_came_of_each_is_in_their_order() throws Exception {
        AtomicInteger counted = new AtomicInteger();
        Callable<Integer> each = counted::incrementAndGet;

        assertThat(Together.run(Collections.nCopies(20, each), done -> {})).hasSize(20);
        assertThat(counted).hasValue(20);
        assertThat(Together.run(List.of(() -> 1, () -> 2, () -> 3), done -> {})).containsExactly(1, 2, 3);
    }

    @Test
    void a_bug_is_thrown_as_it_is() {
        RuntimeException bug = new IllegalStateException("bug");
        Error error = new AssertionError("error");

        assertThatThrownBy(() -> Together.run(
                        List.of(() -> {
                            throw bug;
                        }),
                        done -> {}))
                .isSameAs(bug);
        assertThatThrownBy(() -> Together.run(
                        List.of(() -> {
                            throw error;
                        }),
                        done -> {}))
                .isSameAs(error);
    }

    @Test
    void whoever_is_interrupted_waits_for_what_is_under_way() {
        Thread caller = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean hasEnded = new AtomicBoolean();
        Callable<Boolean> slow = () -> {
            caller.interrupt();
            try {
                never.await();
            } catch (InterruptedException e) {
                caller.interrupt(); // once more, while it waits
                hasEnded.set(!end.await(50, TimeUnit.MILLISECONDS));
            }
            return true;
        };

        assertThatThrownBy(() -> Together.run(List.of(slow), done -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(hasEnded).isTrue();
    }
}

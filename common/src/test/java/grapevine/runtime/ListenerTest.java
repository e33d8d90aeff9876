package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final Listener listener = new Listener(failures::add);
    private final EmbeddedChannel channel = new EmbeddedChannel(listener);

    @Test
    void nothing_is_accepted_before_the_node_runs() {
        listener.update();
        assertThat(channel.config().isAutoRead()).isFalse();

        listener.run();

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void nobody_is_told_of_a_failure_before_the_node_runs() {
        channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));

        assertThat(failures).isEmpty();
    }

    @Test
    void a_failure_to_accept_rests_the_listener_and_does_not_end_it() {
        IOException noDescriptor = new IOException("Too many open files");
        channel.freezeTime();
        listener.run();

        channel.pipeline().fireExceptionCaught(noDescriptor);
        channel.pipeline().fireExceptionCaught(noDescriptor);

        assertThat(failures).containsExactly(noDescriptor, noDescriptor);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(Listener.REST_MS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void connections_stay_in_the_kernel_while_too_many_wait_for_the_node() {
        listener.run();
        for (int i = 0; i < Listener.WAITING; i++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            listener.offered();
        }
        assertThat(channel.config().isAutoRead()).isFalse();

        int taken = 1;
        while (!listener.taken()) {
            taken++;
        }
        listener.update();

        assertThat(taken).isEqualTo(Listener.WAITING / 2);
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}

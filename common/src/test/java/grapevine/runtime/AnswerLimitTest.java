package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much TLS may answer by itself to whoever does not read. */
class AnswerLimitTest {
    private final AtomicInteger told = new AtomicInteger();
    private final EmbeddedChannel channel = new EmbeddedChannel(new AnswerLimit(told::incrementAndGet));

    @Test
    void what_a_link_has_under_way_is_no_matter() {
        unwritten(AnswerLimit.MOST - 1000);

        channel.pipeline().fireChannelReadComplete();

        assertThat(channel.isOpen()).isTrue();
        assertThat(told).hasValue(0);
    }

    @Test
    void a_connection_before_which_more_piles_up_ends_and_that_is_told_once() {
        unwritten(AnswerLimit.MOST + 1);

        channel.pipeline().fireChannelReadComplete();
        channel.pipeline().fireChannelReadComplete();

        assertThat(channel.isOpen()).isFalse();
        assertThat(told).hasValue(1);
    }

    /** So much was handed to the channel, and its socket took nothing. */
    private void unwritten(long bytes) {
        channel.write(Unpooled.wrappedBuffer(new byte[Math.toIntExact(bytes)]));
    }
}

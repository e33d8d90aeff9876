package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
    private final Room room = new Room(8 * ReadSizes.LARGEST);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ExtendedHandle link = new ReadSizes(room).newHandle();

    /** Reads all that fits, a few times. */
    private void readMuch() {
        for (int i = 0; i < 20; i++) {
            read();
        }
    }

    private int read() {
        link.reset(channel.config());
        ByteBuf buffer = link.allocate(UnpooledByteBufAllocator.DEFAULT);
        int size = buffer.writableBytes();
        buffer.release();
        link.attemptedBytesRead(size);
        link.lastBytesRead(size);
        link.incMessagesRead(1);
        link.readComplete();
        return size;
    }

    @Test
    void a_link_with_much_to_say_is_read_in_large_pieces() {
        readMuch();

        assertThat(read()).isEqualTo(ReadSizes.LARGEST);
    }

    @Test
    void the_fuller_the_room_is_the_less_is_read() {
        readMuch();
        room.force(6 * ReadSizes.LARGEST);

        assertThat(read()).isEqualTo(ReadSizes.LARGEST / 4);
    }

    @Test
    void a_room_that_is_more_than_full_leaves_each_link_a_small_read() {
        readMuch();
        room.force(20 * ReadSizes.LARGEST);

        assertThat(read()).isEqualTo(ReadSizes.SMALLEST);
    }

    @Test
    void when_the_room_is_free_again_reads_are_large_again() {
        room.force(20 * ReadSizes.LARGEST);
        readMuch();
        room.give(20 * ReadSizes.LARGEST);
        readMuch();

        assertThat(read()).isEqualTo(ReadSizes.LARGEST);
    }
}

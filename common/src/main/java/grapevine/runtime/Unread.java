package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What came on a link while reading was off, in its order and as it came: decoded it would take some times as much.
 * By epoll Netty reads all that the kernel holds once the other side has ended, whether it is to read or not; by TLS
 * one read may bring several records, the first of which was enough. On the event loop only.
 */
final class Unread {
    private @Nullable Deque<ByteBuf> reads;
    private int size;

    void add(ByteBuf more) {
        Deque<ByteBuf> all = reads == null ? new ArrayDeque<>() : reads;
        all.add(Unpooled.copiedBuffer(more));
        reads = all;
        size += more.readableBytes();
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How much it is, bytes. */
    int size() {
        return size;
    }

    /** The first of it, at most so many bytes; nothing if there is none. */
    ByteBuf take(int most) {
        Deque<ByteBuf> all = reads;
        if (all == null || all.isEmpty()) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf oldest = all.element();
        ByteBuf first = oldest.readSlice(Math.min(most, oldest.readableBytes()));
        if (!oldest.isReadable()) {
            all.remove();
        }
        size -= first.readableBytes();
        return first;
    }

    void drop() {
        reads = null;
        size = 0;
    }
}

package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What came on a link while reading was off, in its order and as it came: decoded it would take some times as much.
 * By epoll Netty reads all that the kernel holds once the other side has ended, whether it is to read or not; by TLS
 * one read may bring several records, the first of which was enough. On the event loop only.
 */
final class Unread {
    private @Nullable ByteBuf bytes;

    void add(ByteBuf more) {
        if (bytes == null) {
            bytes = Unpooled.buffer(more.readableBytes());
        }
        bytes.writeBytes(more);
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /** How much it is, bytes. */
    int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** The first of it, at most so many bytes; nothing if there is none. */
    ByteBuf take(int most) {
        ByteBuf from = bytes;
        if (from == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf first = from.readSlice(Math.min(most, from.readableBytes()));
        if (!from.isReadable()) {
            bytes = null;
        }
        return first;
    }

    void drop() {
        bytes = null;
    }
}

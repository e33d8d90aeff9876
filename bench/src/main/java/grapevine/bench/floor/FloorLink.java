package grapevine.bench.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One end of a link: what waits to be written, and the part of a frame that came last. Of its loop's thread. */
final class FloorLink {
    private static final int FIRST_BYTES = 16 * 1024;

    final FloorNode node;
    final SocketChannel channel;
    private final SelectionKey key;

    private ByteBuffer out = ByteBuffer.allocateDirect(FIRST_BYTES);
    private boolean isDirty;

    /** The beginning of a frame whose rest has not come yet. */
    byte[] rest = new byte[256];

    int restLength;

    FloorLink(FloorNode node, SocketChannel channel, Selector selector) throws IOException {
        this.node = node;
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Adds frames to what waits; true if nothing had waited, so that the caller has a write to do. */
    boolean append(byte[] bytes, int offset, int length) {
        if (out.remaining() < length) {
            ByteBuffer larger = ByteBuffer.allocateDirect(
                    Math.max(2 * out.capacity(), Integer.highestOneBit(out.position() + length) * 2));
            out = larger.put(out.flip());
        }
        out.put(bytes, offset, length);
        boolean isFirst = !isDirty;
        isDirty = true;
        return isFirst;
    }

    /** Writes as much as the socket takes; the loop calls again when it takes more. */
    void write() throws IOException {
        out.flip();
        channel.write(out);
        out.compact();
        isDirty = out.position() > 0;
        key.interestOps(isDirty ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    void keep(byte[] bytes, int offset, int length) {
        if (rest.length < length) {
            rest = new byte[Integer.highestOneBit(length) * 2];
        }
        System.arraycopy(bytes, offset, rest, 0, length);
        restLength = length;
    }
}

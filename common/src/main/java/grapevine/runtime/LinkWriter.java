package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits in a link's {@link Outbox}, as much as the socket takes, one buffer at a time; at the end shuts our
 * direction. On the event loop only, but for {@link #unwritten}.
 */
final class LinkWriter {
    /** The most that is copied into one buffer, unless a single frame is longer. */
    private static final int CHUNK = 64 * 1024;

    private final Outbox outbox;
    private final boolean isSecured;
    private volatile @Nullable Channel channel;
    private boolean isOpen;
    private boolean isFinishing;
    private boolean isShutting;
    private boolean isShut;

    /** @param isSecured whether TLS is between it and the socket */
    LinkWriter(Outbox outbox, boolean isSecured) {
        this.outbox = outbox;
        this.isSecured = isSecured;
    }

    void attach(Channel to) {
        channel = to;
    }

    /** The link is open: with TLS, when both ends have shown who they are. */
    void open() {
        isOpen = true;
    }

    /** Writes what is there. Nothing happens before the link is open; then it is to be called again. */
    void write() {
        Channel open = channel;
        if (open == null || !isOpen || !open.isActive()) {
            return;
        }
        boolean isDirty = false;
        while (open.isWritable()) {
            ByteBuf buffer = take(open);
            if (buffer == null) {
                break;
            }
            open.write(buffer, open.voidPromise());
            isDirty = true;
        }
        if (isDirty) {
            open.flush();
        }
        if (isFinishing && !isShutting && outbox.bytes() == 0) {
            isShutting = true;
            // An empty buffer is written when all before it was: only then may the direction be shut.
            open.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    shut(open);
                }
            });
        }
    }

    /** Where there is no memory to write from, this link goes: what waits for it is what fills the memory. */
    private @Nullable ByteBuf take(Channel open) {
        try {
            return outbox.take(open.alloc(), CHUNK);
        } catch (OutOfMemoryError e) {
            open.pipeline().fireExceptionCaught(e);
            return null;
        }
    }

    /** Nothing more will be sent: shuts our direction after what waits. */
    void finish() {
        isFinishing = true;
        write();
    }

    /** The connection is gone: what waits is let go of. */
    void end() {
        outbox.end();
    }

    /** Whether nothing more will be sent. */
    boolean isFinishing() {
        return isFinishing;
    }

    /** Whether our direction is shut, everything written. */
    boolean isShut() {
        return isShut;
    }

    /** Bytes that were taken from the outbox and not yet taken by the socket; from any thread. */
    long unwritten() {
        Channel open = channel;
        ChannelOutboundBuffer buffer = open == null ? null : open.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void shut(Channel open) {
        isShut = true;
        if (isSecured) {
            TlsHandshake.end(open).addListener(told -> shutSocket(open));
        } else {
            shutSocket(open);
        }
    }

    /** Now, whatever waits to be written. */
    void close(Channel open) {
        if (isSecured) {
            TlsHandshake.closeBeneath(open);
        } else {
            open.close();
        }
    }

    private static void shutSocket(Channel open) {
        DuplexChannel duplex = (DuplexChannel) open;
        if (duplex.isInputShutdown()) {
            open.close();
        } else {
            duplex.shutdownOutput();
        }
    }
}

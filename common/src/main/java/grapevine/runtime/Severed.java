package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a dialled connection whose network drops every packet: what is written waits, nothing is read, and
 * neither end hears that the other has ended, until it is mended. What the socket had taken before still goes. On the
 * event loop only.
 */
final class Severed extends ChannelDuplexHandler {
    private final Channel channel;

    /** Read all the same, since the other end has ended; at most what the kernel held. */
    private final List<ByteBuf> arrived = new ArrayList<>();

    private final boolean wasReading;
    private boolean hasOpened;
    private boolean hasEnded;
    private @Nullable Throwable failure;
    private boolean isGone;
    private @Nullable ChannelPromise closing;
    private @Nullable ChannelHandlerContext context;

    Severed(Channel channel) {
        this.channel = channel;
        this.wasReading = channel.config().isAutoRead();
        channel.config().setAutoRead(false);
        channel.pipeline().addFirst(this);
    }

    /** All goes on where it stood; what happened meanwhile happens now. */
    void mend() throws Exception {
        ChannelHandlerContext from = Objects.requireNonNull(context);
        if (!from.isRemoved()) {
            channel.pipeline().remove(this);
        }
        if (closing != null) {
            arrived.forEach(ByteBuf::release);
            channel.close(closing);
        } else if (failure != null || !channel.isOpen()) {
            arrived.forEach(ByteBuf::release);
            lose(from);
        } else {
            goOn(from);
        }
    }

    /**
     * Who comes behind is told, as if by the socket: TLS, if there is any, and the link. If nobody is told here that
     * the connection has gone, they are about to be by the connection.
     */
    private void lose(ChannelHandlerContext from) {
        if (failure != null) {
            from.fireExceptionCaught(failure);
        }
        if (isGone) {
            from.fireChannelInactive();
        }
    }

    private void goOn(ChannelHandlerContext from) {
        if (wasReading || channel.config().isAutoRead()) {
            channel.config().setAutoRead(false); // it may be on by name only, as nothing was read
            LinkSocket.readOn(channel);
        }
        if (hasOpened) {
            from.fireChannelActive();
        }
        arrived.forEach(from::fireChannelRead);
        if (hasEnded) {
            from.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        channel.flush();
        from.fireChannelWritabilityChanged();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // What the socket tells

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        hasOpened = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        arrived.add((ByteBuf) received);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        hasEnded |= event == ChannelInputShutdownEvent.INSTANCE;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // It is only by name: nothing goes out.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = cause;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isGone = true;
    }

    // What the link wants

    @Override
    public void read(ChannelHandlerContext ctx) {
        // Later.
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        // Later.
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing == null) {
            closing = promise;
        }
    }
}

package grapevine.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides when connections are accepted: once the node runs, while not more than {@value #WAITING} of them wait for it,
 * and not for {@value #REST_MS} ms after accepting failed (mostly for want of descriptors). Meanwhile they wait in the
 * kernel; nothing ends the listening but closing the host.
 */
final class Listener extends ChannelInboundHandlerAdapter {
    static final int WAITING = 256;
    static final long REST_MS = 1_000;

    private final Consumer<Throwable> onFailure;
    private final AtomicInteger waiting = new AtomicInteger();

    // Of the event loop alone.
    private @Nullable Channel channel;
    private boolean isRunning;
    private boolean isResting;

    /** @param onFailure told on the event loop why a connection could not be accepted; not before the node is there */
    Listener(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    /** On the event loop: the node is there. */
    void run() {
        isRunning = true;
        update();
    }

    /** On the event loop: a connection was offered to the lane. */
    void offered() {
        if (waiting.incrementAndGet() == WAITING) {
            update();
        }
    }

    /** In the lane: the node has taken a connection. True if {@link #update} is due on the event loop. */
    boolean taken() {
        return waiting.decrementAndGet() == WAITING / 2;
    }

    /** On the event loop: accepts or rests, as things are. */
    void update() {
        if (channel != null) {
            channel.config().setAutoRead(isRunning && !isResting && waiting.get() < WAITING);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isRunning) {
            onFailure.accept(cause);
        }
        if (!isResting) {
            isResting = true;
            update();
            ctx.channel()
                    .eventLoop()
                    .schedule(
                            () -> {
                                isResting = false;
                                update();
                            },
                            REST_MS,
                            TimeUnit.MILLISECONDS);
        }
    }
}

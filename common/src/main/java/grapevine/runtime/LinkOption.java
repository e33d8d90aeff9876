package grapevine.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How every link's socket is set, dialled or accepted. Buffers are small enough that a ping never waits behind much,
 * and how much one read takes {@link ReadSizes} says. A direction that ends leaves the other one open.
 */
record LinkOption<T>(ChannelOption<T> name, T value) {
    private static final Logger LOG = LogManager.getLogger(LinkOption.class);

    static final int SOCKET_BUFFER = 256 * 1024;

    /** Where little is to be on its way. */
    static final int SMALL_SOCKET_BUFFER = 64 * 1024;

    private static final int LOW_WATER = 64 * 1024;
    private static final int HIGH_WATER = 128 * 1024;

    /** By the name that Netty 4.1 has too. */
    @SuppressWarnings("deprecation")
    private static final ChannelOption<RecvByteBufAllocator> READING = ChannelOption.RCVBUF_ALLOCATOR;

    private static final List<LinkOption<?>> ALL = List.of(
            new LinkOption<>(ChannelOption.TCP_NODELAY, true),
            new LinkOption<>(ChannelOption.SO_KEEPALIVE, false),
            new LinkOption<>(ChannelOption.SO_SNDBUF, SOCKET_BUFFER),
            new LinkOption<>(ChannelOption.SO_RCVBUF, SOCKET_BUFFER),
            new LinkOption<>(ChannelOption.ALLOW_HALF_CLOSURE, true),
            new LinkOption<>(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER)));

    /** @param input what all links of the node may have waiting together */
    static Bootstrap setAll(Bootstrap dialling, Room input) {
        ALL.forEach(option -> option.set(dialling));
        return dialling.option(READING, new ReadSizes(input));
    }

    /** @param input what all links of the node may have waiting together */
    static ServerBootstrap setAll(ServerBootstrap accepting, Room input) {
        ALL.forEach(option -> option.set(accepting));
        return accepting.childOption(READING, new ReadSizes(input));
    }

    /** Of a link that is open. One that has just been lost has no buffers any more, and some systems say so. */
    static void holdLittle(Channel channel, boolean isLittle) {
        int bytes = isLittle ? SMALL_SOCKET_BUFFER : SOCKET_BUFFER;
        try {
            channel.config().setOption(ChannelOption.SO_SNDBUF, bytes);
            channel.config().setOption(ChannelOption.SO_RCVBUF, bytes);
        } catch (ChannelException e) {
            LOG.debug("a link that is lost keeps its buffers: {}", e.getMessage());
        }
    }

    private void set(Bootstrap dialling) {
        dialling.option(name, value);
    }

    private void set(ServerBootstrap accepting) {
        accepting.childOption(name, value);
    }
}

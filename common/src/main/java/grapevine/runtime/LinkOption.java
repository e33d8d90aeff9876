package grapevine.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;

/**
 * How every link's socket is set, dialled or accepted. Buffers are small enough that a ping never waits behind much,
 * and one read is at most 64 KiB. A direction that ends leaves the other one open.
 */
record LinkOption<T>(ChannelOption<T> name, T value) {
    static final int SOCKET_BUFFER = 256 * 1024;

    private static final int LOW_WATER = 64 * 1024;
    private static final int HIGH_WATER = 128 * 1024;
    private static final int SMALLEST_READ = 512;
    private static final int FIRST_READ = 4 * 1024;
    private static final int LARGEST_READ = 64 * 1024;
    private static final int READS_IN_A_ROW = 4;

    /** By the name that Netty 4.1 has too. */
    @SuppressWarnings("deprecation")
    private static final ChannelOption<RecvByteBufAllocator> READING = ChannelOption.RCVBUF_ALLOCATOR;

    private static final List<LinkOption<?>> ALL = List.of(
            new LinkOption<>(ChannelOption.TCP_NODELAY, true),
            new LinkOption<>(ChannelOption.SO_KEEPALIVE, false),
            new LinkOption<>(ChannelOption.SO_SNDBUF, SOCKET_BUFFER),
            new LinkOption<>(ChannelOption.SO_RCVBUF, SOCKET_BUFFER),
            new LinkOption<>(ChannelOption.ALLOW_HALF_CLOSURE, true),
            new LinkOption<>(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER)),
            new LinkOption<>(
                    READING,
                    new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ)
                            .maxMessagesPerRead(READS_IN_A_ROW)));

    static Bootstrap setAll(Bootstrap dialling) {
        ALL.forEach(option -> option.set(dialling));
        return dialling;
    }

    static ServerBootstrap setAll(ServerBootstrap accepting) {
        ALL.forEach(option -> option.set(accepting));
        return accepting;
    }

    private void set(Bootstrap dialling) {
        dialling.option(name, value);
    }

    private void set(ServerBootstrap accepting) {
        accepting.childOption(name, value);
    }
}

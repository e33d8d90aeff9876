package grapevine.runtime;

import grapevine.node.Conversation.DialFailure;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Makes connections, and tells why one could not be made. */
final class Dialler {
    /** TCP_MAXSEG, which Netty has no name for: it bounds both directions if it is set before the connect. */
    private static final ChannelOption<Integer> MOST_SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    /** With its headers a segment is then below 1,280 bytes, the least that any path of IPv6 carries. */
    static final int SMALL_SEGMENT = 1_200;

    private final HostSettings settings;
    private final Bootstrap bootstrap;
    private final @Nullable TlsHandshakes handshakes;

    /** @param handshakes for a node that has keys */
    Dialler(HostSettings settings, EventLoop loop, @Nullable TlsHandshakes handshakes) {
        this.settings = settings;
        this.handshakes = handshakes;
        this.bootstrap = LinkOption.setAll(new Bootstrap(), settings.rooms().input)
                .group(loop)
                .channel(settings.loops().socketType())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis());
        if (settings.loops().isEpoll()) {
            // The source ip is bound, the source port is left to connect: else each dial holds a port of its own.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
    }

    /**
     * On the event loop: starts to connect; the socket hears what becomes of it.
     *
     * @param isSmall whether segments are to be small, which only the native transport can have
     */
    void connect(LinkSocket socket, Address to, boolean isSmall) {
        boolean hasSmall = isSmall || (handshakes != null && handshakes.isSmall(to));
        ChannelHandler handler = handshakes == null ? socket : handshakes.dialling(socket, to, hasSmall);
        dial(handler, to, hasSmall).addListener(done -> {
            if (!done.isSuccess()) {
                socket.dialFailed(failure(done.cause()));
            }
        });
    }

    ChannelFuture dial(ChannelHandler handler, Address to, boolean isSmall) {
        InetSocketAddress remote = new InetSocketAddress(to.ip().toInetAddress(), to.port());
        Bootstrap dialling = bootstrap.clone().handler(handler);
        if (isSmall && settings.loops().isEpoll()) {
            dialling.option(MOST_SEGMENT, SMALL_SEGMENT);
        }
        return dialling.connect(remote, source(to.ip()));
    }

    /** Others should see the ip that this node is bound to, where it can be a source for that destination. */
    private @Nullable InetSocketAddress source(Ip to) {
        Ip bind = settings.bind();
        if (bind.isUnspecified() || bind.isV4() != to.isV4() || bind.isLoopback() != to.isLoopback()) {
            return null;
        }
        return new InetSocketAddress(bind.toInetAddress(), 0);
    }

    /** The native transport names the error by its number, the JDK by its words. */
    static DialFailure failure(@Nullable Throwable cause) {
        String text = cause == null ? "" : String.valueOf(cause.getMessage());
        if (cause instanceof ConnectTimeoutException || text.contains("(-110)") || text.contains("timed out")) {
            return DialFailure.TIMED_OUT;
        }
        if (text.contains("(-104)") || text.contains("onnection reset")) {
            return DialFailure.RESET;
        }
        if (cause instanceof BindException || isNoRoute(text)) {
            return DialFailure.UNREACHABLE;
        }
        return cause instanceof ConnectException ? DialFailure.REFUSED : DialFailure.UNREACHABLE;
    }

    private static boolean isNoRoute(String text) {
        boolean hasOtherNumber = text.contains("error(-") && !text.contains("error(-111)");
        return hasOtherNumber || text.contains("nreachable") || text.contains("No route");
    }
}

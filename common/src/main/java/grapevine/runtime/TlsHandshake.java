package grapevine.runtime;

import grapevine.keys.NodeKeys;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.wire.Encoder;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Stands between TLS and a link, which hears nothing before both ends have shown a certificate of the network.
 * Afterwards the end of the other side's direction is what TLS says it is (close_notify); an end without that is a
 * broken connection, as somebody on the way may have cut it short. On the event loop only.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter {
    /** Who has not answered for so long may be one whose answers are lost, whoever gave up then. */
    private static final long UNANSWERED_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * TlsHandshakes.PATIENCE_MS / 5);

    private static final String REFUSAL = "Received fatal alert: ";

    private static final String ASKS_TOO_MUCH = "asks for new keys again and again and reads none of the answers";

    /** What TLS has one say who does not accept a certificate: nodes do so of those of another network. */
    private static final String UNKNOWN = "certificate_unknown";

    private final TlsHandshakes all;
    private final NodeKeys begunWith;
    private final LinkSocket link;
    private final TlsHandshakes.@Nullable Dialled dialled;

    /** Since when the other end has been asked (ns); null while there is no connection. */
    private @Nullable Long askedSince;

    private boolean isOpen;
    private boolean isOver;
    private boolean hasEnded;
    private @Nullable Channel channel;

    /** @param dialled null for one that was accepted */
    TlsHandshake(TlsHandshakes all, NodeKeys begunWith, LinkSocket link, TlsHandshakes.@Nullable Dialled dialled) {
        this.all = all;
        this.begunWith = begunWith;
        this.link = link;
        this.dialled = dialled;
    }

    /** Our direction ends: TLS says so, after all that was written. */
    static ChannelFuture end(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? channel.newFailedFuture(new ClosedChannelException()) : tls.closeOutbound();
    }

    /** Closes the socket now: TLS would first have it take what waits, and its own goodbye. */
    static void closeBeneath(Channel channel) {
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close();
        }
    }

    Ip remoteIp() {
        return link.link().remoteIp();
    }

    /** Too many are under way. */
    void giveWay() {
        isOver = true;
        if (channel != null) {
            closeBeneath(channel);
        }
    }

    /** What came first was no TLS. */
    void metPlain() {
        fail(
                Counter.DROPPED_PLAIN,
                "speaks plain, where both ends have to show a certificate",
                DialFailure.UNREACHABLE);
    }

    /** It has TLS answer, and reads nothing of that. */
    void asksTooMuch() {
        if (isOpen) {
            all.failed(remoteIp(), Counter.TLS_FAILED, ASKS_TOO_MUCH);
        } else {
            fail(Counter.TLS_FAILED, ASKS_TOO_MUCH, DialFailure.UNREACHABLE);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    /** The link is told when the handshake is done. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        askedSince = System.nanoTime();
        if (LinkSocket.hasMetItself(ctx.channel())) {
            ctx.fireChannelActive(); // for the link to find out
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                if (dialled != null) {
                    all.ended(dialled, true);
                }
                met(ctx, shown(ctx));
            } else {
                fail(completion.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent completion) {
            if (completion.isSuccess() && isOpen) {
                hasEnded = true;
                ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            socketEnded(ctx);
        }
    }

    private static List<X509Certificate> shown(ChannelHandlerContext ctx) {
        try {
            Certificate[] chain =
                    ctx.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates();
            return List.of(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("a handshake without a certificate", e); // the engine wants one
        }
    }

    private void met(ChannelHandlerContext ctx, List<X509Certificate> shown) {
        NodeKeys now = all.keys();
        String refusal = begunWith.trustsAs(now) || now.isOfNetwork(shown)
                ? all.refusal(now, shown.get(0))
                : "its certificate is of a former authority";
        if (refusal == null) {
            link.link().certified(shown, now);
            all.met(link.link(), now);
            isOpen = true;
            all.over(this);
            ctx.fireChannelActive();
        } else {
            refuse(ctx, refusal);
        }
    }

    /** It is told why, and counts as under way until the connection has ended: it takes room as long. */
    private void refuse(ChannelHandlerContext ctx, String why) {
        isOver = true;
        if (!link.isOver()) {
            all.failed(remoteIp(), Counter.TLS_FAILED, why);
        }
        if (dialled != null) {
            link.dialFailed(DialFailure.UNREACHABLE);
        }
        byte[] line = Encoder.encode(new Message.Failure(ProtocolException.Reason.NOT_CERTIFIED.word(), why));
        ctx.writeAndFlush(Unpooled.wrappedBuffer(line));
        end(ctx.channel());
        ctx.executor().schedule(() -> closeBeneath(ctx.channel()), LinkSocket.LINGER_MS, TimeUnit.MILLISECONDS);
    }

    /** What somebody sends who is refused is of no use to anybody. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (isOver) {
            ReferenceCountUtil.release(received);
        } else {
            ctx.fireChannelRead(received);
        }
    }

    private void socketEnded(ChannelHandlerContext ctx) {
        if (!isOpen) {
            fail(new ClosedChannelException());
            closeBeneath(ctx.channel());
        } else if (hasEnded) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            ctx.fireExceptionCaught(new EOFException("ended without close_notify"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable caught) {
        Throwable cause =
                caught instanceof DecoderException && caught.getCause() instanceof IOException io ? io : caught;
        if (isOpen && cause instanceof SSLException) {
            all.failed(remoteIp(), Counter.TLS_FAILED, reason(cause)); // only now it tells what it has against us
        }
        if (isOpen) {
            ctx.fireExceptionCaught(cause);
        } else {
            fail(cause);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isOpen) {
            fail(new ClosedChannelException());
        }
        if (isOpen || dialled != null) {
            ctx.fireChannelInactive();
        }
    }

    private void fail(Throwable cause) {
        boolean isLate = cause instanceof SslHandshakeTimeoutException;
        fail(Counter.TLS_FAILED, reason(cause), isLate ? DialFailure.TIMED_OUT : DialFailure.UNREACHABLE);
    }

    /** Once; what comes after it follows from it. */
    private void fail(Counter counter, String reason, DialFailure failure) {
        all.over(this);
        if (isOver || isOpen) {
            return;
        }
        isOver = true;
        if (!link.isOver()) {
            all.failed(remoteIp(), counter, reason);
        }
        if (dialled != null) {
            if (askedSince != null && System.nanoTime() - askedSince >= UNANSWERED_NANOS) {
                all.ended(dialled, false);
            }
            link.dialFailed(failure);
        }
    }

    /** In our words where it is about certificates, else in those of the JDK. */
    private static String reason(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateException) {
                return String.valueOf(each.getMessage());
            }
        }
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof SslHandshakeTimeoutException) {
            return "no handshake within " + TlsHandshakes.PATIENCE_MS + " ms";
        } else if (cause instanceof IOException && !(cause instanceof SSLException)) {
            return "the connection ended before its handshake did";
        } else if (text.startsWith(REFUSAL)) {
            String alert = text.substring(REFUSAL.length());
            return "it refuses this node"
                    + (alert.equals(UNKNOWN)
                            ? ", whose certificate is not of its network (" + alert + ")"
                            : ": " + alert);
        } else if (text.equals("Empty client certificate chain")) {
            return "it shows no certificate";
        }
        return cause instanceof SSLException ? text : cause.toString();
    }
}

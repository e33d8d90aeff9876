package grapevine.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Ends a connection before which TLS piles up answers of its own: to each request for new keys (KeyUpdate, RFC 8446,
 * section 4.6.3) it gives one, whether or not the other end reads. A link itself has far less written at a time. On the
 * event loop only.
 */
final class AnswerLimit extends ChannelInboundHandlerAdapter {
    /** More than a link ever has under way to its socket, bytes: two frames of the largest kind. */
    static final long MOST = 1024 * 1024;

    private final Runnable over;

    /** @param over told once, before the connection ends */
    AnswerLimit(Runnable over) {
        this.over = over;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        ChannelOutboundBuffer unwritten = channel.unsafe().outboundBuffer();
        if (unwritten != null && unwritten.totalPendingWriteBytes() > MOST) {
            ctx.pipeline().remove(this);
            over.run();
            TlsHandshake.closeBeneath(channel);
            return;
        }
        ctx.fireChannelReadComplete();
    }
}

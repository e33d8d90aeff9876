package grapevine.runtime;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Stands before TLS, which asks for more whenever a round of reading brought it no whole record, also while reading is
 * off: it would be told again and again that there is something, of which nothing may be read.
 */
@ChannelHandler.Sharable
final class HeldReads extends ChannelOutboundHandlerAdapter {
    static final HeldReads ALL = new HeldReads();

    private HeldReads() {}

    @Override
    @SuppressWarnings("deprecation")
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().config().isAutoRead()) {
            super.read(ctx);
        }
    }
}

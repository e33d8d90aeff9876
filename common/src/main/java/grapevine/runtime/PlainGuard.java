package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before TLS until the first byte has come: whoever speaks plain is answered by nothing. TLS itself would wait
 * for five bytes, and tell of what it got.
 */
final class PlainGuard extends ChannelInboundHandlerAdapter {
    // The kinds of records that there are, of which any may come first from whoever is dialled.
    private static final int FIRST_KIND = 20;
    private static final int LAST_KIND = 23;

    private final TlsHandshake handshake;
    private boolean hasMetPlain;

    PlainGuard(TlsHandshake handshake) {
        this.handshake = handshake;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf bytes = (ByteBuf) received;
        if (hasMetPlain) {
            bytes.release();
            return;
        }
        int first = bytes.isReadable() ? bytes.getByte(bytes.readerIndex()) : FIRST_KIND;
        if (first < FIRST_KIND || first > LAST_KIND) {
            bytes.release();
            hasMetPlain = true;
            handshake.metPlain();
            ctx.close(); // from here it passes by TLS, which would say goodbye
            return;
        }
        if (bytes.isReadable()) {
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(received);
    }
}

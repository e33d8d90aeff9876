package grapevine.runtime;

import grapevine.node.Conversation;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.wire.Address;
import grapevine.wire.Decoder;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The half of a connection that lives on the event loop: it reads, decodes and ends, and has a {@link LinkWriter}
 * write. What it finds out goes to its {@link TcpLink} as jobs of the lane, in order; the last one is that the dial
 * failed, that the other side broke the protocol or that the link is lost.
 *
 * <p>The channel closes when both directions have ended, or {@value #LINGER_MS} ms after one has.
 */
final class LinkSocket extends ChannelInboundHandlerAdapter {
    /** How long one direction may stay open when the other has ended. */
    static final long LINGER_MS = 3_000;

    private static final Logger LOG = LogManager.getLogger(LinkSocket.class);

    private final Sockets sockets;
    private final TcpLink link;
    private final @Nullable Address dialled;
    private final LinkWriter writer;
    private final Decoder decoder;
    private final ReadCredit credit;
    private final Unread unread = new Unread();
    private final AtomicBoolean flushAsked = new AtomicBoolean();

    // Of the event loop alone.
    private @Nullable Channel channel;
    private List<Message> decoded = new ArrayList<>();
    private boolean isOpen;
    private boolean isOver;

    /** The other side has ended its direction, which the lane is told once it has what is {@link #unread}. */
    private boolean hasEnded;

    private @Nullable Future<?> linger;

    /** One that is accepted, and gets its conversation from the node. */
    static LinkSocket accepted(Sockets sockets, long number, Ip remote) {
        return new LinkSocket(sockets, number, remote, null, null);
    }

    /** One that is to be dialled. */
    static LinkSocket dialled(Sockets sockets, long number, Address to, Conversation conversation) {
        return new LinkSocket(sockets, number, to.ip(), to, conversation);
    }

    private LinkSocket(
            Sockets sockets, long number, Ip remote, @Nullable Address dialled, @Nullable Conversation conversation) {
        HostSettings settings = sockets.settings();
        Outbox outbox = new Outbox(settings.controlBacklog(), settings.gossipBacklog(), settings.rooms());
        this.credit = new ReadCredit(settings.rooms().input);
        this.sockets = sockets;
        this.dialled = dialled;
        this.writer = new LinkWriter(outbox, settings.keys() != null);
        this.decoder = new Decoder(settings.maxPayload());
        this.link = new TcpLink(number, remote, this, outbox, sockets.revoking(), conversation);
    }

    TcpLink link() {
        return link;
    }

    // From the lane

    /** Has what was sent written once the event loop has read what is ready. */
    void flushSoon() {
        if (!flushAsked.get() && flushAsked.compareAndSet(false, true)) {
            sockets.flushSoon(this);
        }
    }

    void finish() {
        sockets.post(() -> {
            startLinger();
            writer.finish();
        });
    }

    void abort() {
        sockets.post(() -> {
            over();
            closeNow();
        });
    }

    /** Our own backlog is full of messages that must not be dropped: as good as a broken connection. */
    void breakOff() {
        sockets.post(() -> {
            if (isOpen) {
                giveUp(Loss.RESET);
            } else {
                dialFailed(DialFailure.UNREACHABLE);
                closeNow();
            }
        });
    }

    /** Input was handled, and more may be read. */
    void handled(int bytes, int messages) {
        if (credit.giveBack(bytes, messages)) {
            sockets.post(() -> {
                if (channel != null && credit.resume()) {
                    goOn();
                }
            });
        }
    }

    /** With what is {@link #unread}, as far as it fits; then the socket is read again. */
    private void goOn() {
        try {
            while (!isOver && !credit.isSpent() && !unread.isEmpty()) {
                decode(unread.take(ReadSizes.most(sockets.settings().rooms().input)));
            }
        } catch (OutOfMemoryError e) { // of which nobody else would tell
            endForWantOfRoom();
        }
        if (isOver || credit.isSpent()) {
            return;
        }
        if (hasEnded) {
            loseNow(Loss.ENDED);
        } else {
            readOn(Objects.requireNonNull(channel));
        }
    }

    /**
     * Turns reading on again. By epoll the end of the other side's direction is read even while reading is off, and to
     * turn it on afterwards would fail and close the channel, with all that was still to be written.
     */
    static void readOn(Channel channel) {
        if (!((DuplexChannel) channel).isInputShutdown()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Bytes taken over from the outbox and not yet taken by the socket; from any thread. */
    long unwritten() {
        return writer.unwritten();
    }

    // On the event loop

    /** Whether nothing more is to be told to the lane; a link that is closed before it is dialled is not dialled. */
    boolean isOver() {
        return isOver;
    }

    /** Whether this end dialled one of these addresses. */
    boolean leadsTo(Predicate<Address> addresses) {
        return dialled != null && addresses.test(dialled);
    }

    /** See {@link grapevine.node.Effects#holdLittle}. */
    void holdLittle(boolean isLittle) {
        LinkOption.holdLittle(Objects.requireNonNull(channel), isLittle);
    }

    /** Has nothing pass on a connection that there is, until it is mended. */
    Severed sever() {
        return new Severed(Objects.requireNonNull(channel));
    }

    void dialFailed(DialFailure failure) {
        if (!isOver) {
            isOver = true;
            tell(now -> link.dialFailed(now, failure));
        }
        writer.end();
    }

    void flushNow() {
        flushAsked.set(false);
        writer.write();
    }

    /** The host closes: what the socket takes at once still goes out. */
    void closeAfterWrite() {
        writer.write();
        over();
        writer.end();
        if (channel != null) {
            channel.close(); // TLS says that it is the end, if the socket takes it at once
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        writer.attach(channel);
        sockets.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        sockets.remove(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        isOpen = true;
        writer.open();
        if (isOver) {
            closeNow();
        } else if (dialled == null) {
            sockets.offerAccepted(link);
        } else if (hasMetItself(ctx.channel())) {
            dialFailed(DialFailure.REFUSED);
            closeNow();
        } else {
            tell(link::opened);
            if (writer.isFinishing()) {
                startLinger(); // finished before it was open
            }
            writer.write();
        }
    }

    /** Nobody listens there and the kernel chose that very port as our own. */
    static boolean hasMetItself(Channel channel) {
        return channel.localAddress().equals(channel.remoteAddress());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf bytes = (ByteBuf) received;
        try {
            if (!isOver && (credit.isSpent() || !unread.isEmpty())) {
                unread.add(bytes);
                sockets.halves().holds(this, held(), false);
            } else if (!isOver) {
                decode(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    /** What came and is no whole message yet, or was not looked at (bytes). */
    private int held() {
        return decoder.held() + unread.size();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writer.write();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            lose(Loss.ENDED);
            startLinger();
            if (writer.isShut()) {
                closeNow();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(Loss.RESET);
        writer.end();
        if (linger != null) {
            linger.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            endForWantOfRoom();
        } else if (!(cause instanceof IOException || cause instanceof UncheckedIOException)) {
            LOG.error("event=link_failed node={} link={}", sockets.settings().name(), link, cause);
        }
        lose(Loss.RESET);
        closeNow();
    }

    private void decode(ByteBuf bytes) {
        int size = bytes.readableBytes();
        ProtocolException violation = null;
        try {
            decoder.decode(bytes.nioBuffer(), decoded::add);
        } catch (ProtocolException broken) {
            violation = broken;
            over();
            startLinger();
        }
        sockets.halves().holds(this, held(), !decoded.isEmpty());
        if (decoded.isEmpty() && violation == null) {
            return;
        }
        InputBatch batch = new InputBatch(link, this, decoded, violation, size);
        boolean isEnough = credit.take(size, decoded.size());
        decoded = new ArrayList<>(decoded.size()); // mostly as many come next
        if (isEnough && channel != null) {
            channel.config().setAutoRead(false);
        }
        sockets.lane().offer(batch);
    }

    /** Too much came in part on all connections together, and what came here began first; or the heap is full. */
    void endForWantOfRoom() {
        sockets.overloaded();
        giveUp(Loss.RESET);
    }

    /** Now, whatever was said before and not read. */
    private void giveUp(Loss loss) {
        if (!isOver) {
            loseNow(loss);
        }
        closeNow();
    }

    /** What was said before the other side ended its direction is told first, also if it breaks off afterwards. */
    private void lose(Loss loss) {
        hasEnded |= loss == Loss.ENDED;
        boolean isLater = hasEnded && !unread.isEmpty();
        if (!isOver && !isLater) {
            loseNow(loss);
        }
    }

    private void loseNow(Loss loss) {
        over();
        tell(now -> link.lost(now, loss));
    }

    /** Nothing more is to be told to the lane, which may hear of the end only much later. */
    private void over() {
        isOver = true;
        decoder.drop();
        unread.drop();
        sockets.halves().forget(this);
    }

    private void tell(LongConsumer event) {
        sockets.lane().offer(turn -> {
            event.accept(turn.now());
            return true;
        });
    }

    /** One direction has ended, or is about to: the other has a while, then the link is cut. */
    private void startLinger() {
        if (linger == null && isOpen && channel != null && channel.isActive()) {
            linger = channel.eventLoop()
                    .schedule(
                            () -> {
                                lose(Loss.RESET);
                                closeNow();
                            },
                            LINGER_MS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void closeNow() {
        if (!hasEnded || unread.isEmpty()) {
            over();
        }
        writer.end();
        if (channel != null) {
            writer.close(channel);
        }
    }
}

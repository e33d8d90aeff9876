package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.node.Conversation;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one host, which all live on one event loop: the one that listens and those of the links. What is sent
 * in the lane is written at the end of the loop's round, so that several reads of one round make one write a link.
 */
final class Sockets {
    private static final int ACCEPT_BACKLOG = 1_024;

    /** What happens on the listening socket; told on the event loop. */
    interface Accepting {
        void accepted(TcpLink link);

        void failed(Throwable cause);

        /** There is no room for all that the connections want; one was ended. */
        void overloaded();

        /** There is no connection with somebody, for want of TLS. */
        void tlsFailed(Ip with, Counter counter, String why);

        /** What the operator is to hear. */
        void told(Fact fact);
    }

    private final HostSettings settings;
    private final EventLoop loop;
    private final Lane lane;
    private final Accepting accepting;
    private final Listener listener;
    private final Dialler dialler;
    private final @Nullable TlsHandshakes handshakes;
    private final @Nullable Revoking revoking;
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<LinkSocket> toFlush = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isFlushPosted = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Channel server;

    // Of the event loop alone.
    private final Set<LinkSocket> open = new LinkedHashSet<>();
    private final Cut cut = new Cut();
    private final Halves halves;
    private boolean holdsLittle;
    private boolean isClosing;

    /**
     * Listens; nothing is accepted before {@link #run}.
     *
     * @param keyClock null without keys, and so is {@code revoking}
     * @throws ListenException if it cannot
     */
    Sockets(
            HostSettings settings,
            EventLoop loop,
            Lane lane,
            @Nullable KeyClock keyClock,
            @Nullable Revoking revoking,
            Accepting accepting)
            throws ListenException {
        this.revoking = revoking;
        this.settings = settings;
        this.loop = loop;
        this.lane = lane;
        this.accepting = accepting;
        this.halves = new Halves(settings.rooms());
        this.listener = new Listener(accepting::failed);
        LiveKeys keys = settings.keys();
        this.handshakes = keys == null || keyClock == null
                ? null
                : new TlsHandshakes(keys, keyClock, settings.proofs(), new Failures());
        this.dialler = new Dialler(settings, loop, handshakes);
        this.server = listen();
    }

    /** What comes to nothing before it is a link. */
    private final class Failures implements TlsHandshakes.Failures {
        @Override
        public void failed(Ip with, Counter counter, String reason) {
            accepting.tlsFailed(with, counter, reason);
        }

        @Override
        public void overloaded() {
            accepting.overloaded();
        }

        @Override
        public void told(Fact fact) {
            accepting.told(fact);
        }
    }

    HostSettings settings() {
        return settings;
    }

    Lane lane() {
        return lane;
    }

    /** Null without keys. */
    @Nullable
    Revoking revoking() {
        return revoking;
    }

    Address localAddress() {
        InetSocketAddress local = (InetSocketAddress) server.localAddress();
        return new Address(Ip.of(local.getAddress()), local.getPort());
    }

    boolean inEventLoop() {
        return loop.inEventLoop();
    }

    /** Accepts from now on. */
    void run() {
        post(listener::run);
    }

    /** Runs it on the event loop, later; not at all when the loops have ended. */
    void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            closed.complete(null); // the loops were closed before the host: there is no socket any more
        }
    }

    // From the lane

    /** @param isSmall whether full segments may be lost on the way there */
    TcpLink dial(Address to, Conversation conversation, boolean isSmall) {
        LinkSocket socket = LinkSocket.dialled(this, numbers.incrementAndGet(), to, conversation);
        post(() -> {
            if (!socket.isOver() && !isClosing) {
                connect(socket, to, isSmall);
            }
        });
        return socket.link();
    }

    private void connect(LinkSocket socket, Address to, boolean isSmall) {
        if (cut.isBeyond(to)) {
            long patience = settings.connectTimeout().toMillis();
            loop.schedule(() -> socket.dialFailed(DialFailure.TIMED_OUT), patience, TimeUnit.MILLISECONDS);
        } else {
            dialler.connect(socket, to, isSmall);
        }
    }

    /** See {@link grapevine.node.Effects#holdLittle}. */
    void holdLittle(boolean isLittle) {
        post(() -> {
            holdsLittle = isLittle;
            open.forEach(socket -> socket.holdLittle(isLittle));
        });
    }

    void taken() {
        if (listener.taken()) {
            post(listener::update);
        }
    }

    void flushSoon(LinkSocket socket) {
        toFlush.add(socket);
    }

    /** At the end of a turn: what was sent in it is written when the event loop gets there. */
    void flushWhatWasSent() {
        if (!toFlush.isEmpty() && isFlushPosted.compareAndSet(false, true)) {
            post(this::flush);
        }
    }

    // On the event loop

    void add(LinkSocket socket) {
        open.add(socket);
        if (holdsLittle) {
            socket.holdLittle(true);
        }
    }

    void remove(LinkSocket socket) {
        open.remove(socket);
    }

    Halves halves() {
        return halves;
    }

    void overloaded() {
        accepting.overloaded();
    }

    void offerAccepted(TcpLink link) {
        listener.offered();
        accepting.accepted(link);
    }

    /** See {@link TcpHost#cutOff}; from any thread. */
    CompletableFuture<Void> cutOff(Predicate<Address> beyond) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        closed.thenRun(() -> done.complete(null)); // the loop may end before this has its turn
        post(() -> {
            try {
                cut.move(beyond, List.copyOf(open));
                done.complete(null);
            } catch (Exception bug) {
                done.completeExceptionally(bug);
            }
        });
        return done;
    }

    /** Closes everything, from any thread, as often as one likes; the result is complete when it is done. */
    CompletableFuture<Void> close() {
        post(() -> {
            if (!isClosing) {
                isClosing = true;
                server.close();
                new ArrayList<>(open).forEach(LinkSocket::closeAfterWrite);
                if (settings.loops().isEpoll()) {
                    closed.complete(null);
                } else {
                    afterNextSelect(() -> closed.complete(null));
                }
            }
        });
        return closed;
    }

    /** Not before that do the JDK's selectors let go of a socket that was closed, and the system of its port. */
    private void afterNextSelect(Runnable job) {
        loop.schedule(job, 1, TimeUnit.MILLISECONDS).addListener(done -> {
            if (done.isCancelled()) {
                job.run(); // the loops end, and with them all that was open
            }
        });
    }

    private void flush() {
        isFlushPosted.set(false);
        for (LinkSocket socket = toFlush.poll(); socket != null; socket = toFlush.poll()) {
            socket.flushNow();
        }
    }

    private Channel listen() throws ListenException {
        InetSocketAddress where = new InetSocketAddress(settings.bind().toInetAddress(), settings.port());
        ChannelFuture bound = LinkOption.setAll(new ServerBootstrap(), settings.rooms().input)
                .group(loop, loop)
                .channel(settings.loops().serverSocketType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_RCVBUF, LinkOption.SOCKET_BUFFER)
                .option(ChannelOption.AUTO_READ, false)
                .handler(listener)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(where)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw ListenException.of(settings.bind() + ":" + settings.port(), bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        if (!isClosing && channel.remoteAddress() instanceof InetSocketAddress remote) {
            Ip ip = Ip.of(remote.getAddress());
            LinkSocket socket = LinkSocket.accepted(this, numbers.incrementAndGet(), ip);
            if (handshakes == null) {
                channel.pipeline().addLast(socket);
            } else {
                handshakes.accept(channel, socket);
            }
        } else {
            channel.close();
        }
    }
}

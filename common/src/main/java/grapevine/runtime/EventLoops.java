package grapevine.runtime;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read and write sockets, shared by the hosts of one process. Each host lives on one of them, in turn.
 * Uses epoll where it is there and may be loaded without a warning, else the JDK's selectors.
 */
public final class EventLoops implements AutoCloseable {
    private static final long CLOSE_MS = 2_000;

    private final EventLoopGroup group;
    private final boolean isEpoll;

    private EventLoops(String name, int threads, boolean isEpoll) {
        this.group = group(new Threads(name + "-loop"), threads, isEpoll);
        this.isEpoll = isEpoll;
    }

    /** By names that Netty 4.1 has too, which many platforms give a program; in 4.2 they are the same loops. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup group(ThreadFactory names, int threads, boolean isEpoll) {
        return isEpoll ? new EpollEventLoopGroup(threads, names) : new NioEventLoopGroup(threads, names);
    }

    /**
     * Starts the loops: daemon threads whose names begin with {@code <name>-loop}.
     *
     * @param threads how many, >= 1
     */
    public static EventLoops start(String name, int threads) {
        return new EventLoops(name, threads, NativeCode.isWelcome() && Epoll.isAvailable());
    }

    /** The same on the JDK's selectors, wherever it runs. */
    static EventLoops startNio(String name, int threads) {
        return new EventLoops(name, threads, false);
    }

    EventLoop next() {
        return group.next();
    }

    /** Runs a short task so many milliseconds later, on a loop; always the same one. */
    void schedule(Runnable task, long millis) {
        group.iterator().next().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    boolean isEpoll() {
        return isEpoll;
    }

    Class<? extends SocketChannel> socketType() {
        return isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends ServerSocketChannel> serverSocketType() {
        return isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Of Netty's own kind, which hand on what threads hand on: so they are made by one that has nothing of that. */
    private static final class Threads extends DefaultThreadFactory {
        Threads(String name) {
            super(name, true);
        }

        @Override
        protected Thread newThread(Runnable job, String name) {
            return CompletableFuture.supplyAsync(
                            () -> OwnThread.neutral(() -> super.newThread(job, name)),
                            making -> OwnThread.of(name + "-maker", making).start())
                    .join();
        }
    }

    /** Ends the loops, and with them every socket that is still open; waits up to 2 s. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_MS, TimeUnit.MILLISECONDS);
        Deadline.in(CLOSE_MS).await(nanos -> group.awaitTermination(nanos, TimeUnit.NANOSECONDS));
    }
}

#!/bin/sh
# OpenJDK 17 and Netty 4.2.18: a port can stay taken after its listening socket was closed.
#
# Closing a listening socket was taken to free its port before close() returns, and before the future of Netty's close()
# is done, so that listening there again on the same thread cannot fail. Seen instead on Linux:
# - While another thread starts programs by ProcessBuilder, some of these binds fail with "address already in use": the
#   child has every socket of its parent until it runs its own program, and holds the port meanwhile. So it is with
#   java.net.ServerSocket, with Netty's NIO transport, and, though its sockets are made to be closed on exec, with its
#   native epoll transport.
# - By Netty's NIO transport it happens without that, too: the JDK lets go of a socket that is registered with a selector
#   only when that selects again, which may be after the future of close() is done.
#
# So a free port is better looked for by a call than by listening and closing, and whoever listens again at a port right
# after closing it has to try for a moment.
#
# Needs a JDK 17 or newer, Maven, and Linux on x86-64. Prints what it saw; status 1 if that is something else.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.netty</groupId>
      <artifactId>netty-transport-native-epoll</artifactId>
      <version>4.2.18.Final</version>
      <classifier>linux-x86_64</classifier>
    </dependency>
  </dependencies>
</project>
POM

cat >Finding.java <<'JAVA'
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

class Finding {
    /** Held by whoever starts a program, or wants none started. */
    static final ReentrantLock STARTING = new ReentrantLock(true);

    static volatile boolean isOver;

    interface Listening {
        void andClosing(InetSocketAddress at) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Thread starter = new Thread(Finding::startPrograms);
        starter.start();
        boolean asSeen = compare("java.net.ServerSocket", false, at -> {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(at);
            }
        });
        asSeen &= compare("Netty, nio", true, NioIoHandler.newFactory(), NioServerSocketChannel.class);
        asSeen &= compare("Netty, epoll", false, EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
        isOver = true;
        starter.join();
        System.exit(asSeen ? 0 : 1);
    }

    static boolean compare(
            String name, boolean isTakenAlone, IoHandlerFactory io, Class<? extends ServerSocketChannel> type)
            throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
        ServerBootstrap server = new ServerBootstrap().group(group).channel(type)
                .childHandler(new ChannelInboundHandlerAdapter());
        try {
            return compare(name, isTakenAlone, at -> server.bind(at).sync().channel().close().sync());
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Whether it was taken now and then while programs started, and without as it should be. */
    static boolean compare(String name, boolean isTakenAlone, Listening listening) throws Exception {
        STARTING.lock();
        int alone = taken(listening, 3);
        STARTING.unlock();
        int beside = taken(listening, 20);
        System.out.println(name + ": address already in use right after close: " + (alone == 0 ? "never" : "now and then")
                + "; while programs start: " + (beside == 0 ? "never" : "now and then"));
        return alone > 0 == isTakenAlone && beside > 0;
    }

    static int taken(Listening listening, int seconds) throws Exception {
        int taken = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; taken < 3 && System.nanoTime() < end; i++) {
            try {
                listening.andClosing(new InetSocketAddress(InetAddress.getLoopbackAddress(), 21_000 + i / 2 % 1_000));
            } catch (Exception e) {
                if (!(e instanceof BindException) && !String.valueOf(e.getMessage()).contains("in use")) {
                    throw e;
                }
                taken++;
            }
        }
        return taken;
    }

    static void startPrograms() {
        while (!isOver) {
            STARTING.lock();
            try {
                new ProcessBuilder("true").start().waitFor();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                STARTING.unlock();
            }
        }
    }
}
JAVA

mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=classpath
java -cp "$(cat classpath)" Finding.java 2>errors || { cat errors >&2; exit 1; }

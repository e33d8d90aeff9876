#!/bin/sh
# Netty 4.2.18: with the native epoll transport "do not read" ends when the other side ends its direction.
#
# A channel with AUTO_READ off was taken to read nothing until it is asked, on every transport, and AUTO_READ to be
# something that can be set again at any time. Seen instead, where the other side writes 64 KiB and then shuts its
# output down, and half closure is allowed: by NIO nothing is read until AUTO_READ is on, then all. By epoll all is read
# at once, and the input is said to be shut, though reading is off; and AUTO_READ set on afterwards fails (epoll_ctl, no
# such file or directory) and closes the channel, so that what was still to be written is lost. So back-pressure by
# AUTO_READ has to bear what the kernel holds besides, and reading must not be turned on once the input is shut.
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
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class Finding {
    static final int BYTES = 64 * 1024;

    public static void main(String[] args) throws Exception {
        boolean asSeen = run("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class)
                        .equals("not reading: 0 []; reading again: 65536 [shut], open")
                & run("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                        .equals("not reading: 65536 [shut]; reading again: 65536 [shut, failed], closed");
        System.exit(asSeen ? 0 : 1);
    }

    static String run(String name, IoHandlerFactory io, Class<? extends ServerSocketChannel> type) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
        AtomicInteger read = new AtomicInteger();
        List<String> told = new CopyOnWriteArrayList<>();
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server = new ServerBootstrap().group(group).channel(type)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        accepted.complete(context.channel());
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object bytes) {
                        read.addAndGet(((ByteBuf) bytes).readableBytes());
                        ((ByteBuf) bytes).release();
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        if (event == ChannelInputShutdownEvent.INSTANCE) {
                            told.add("shut");
                        }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        System.out.println(name + ": " + cause.getMessage());
                        told.add("failed");
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
        try (Socket client = new Socket()) {
            client.connect(server.localAddress());
            Channel channel = accepted.get(10, TimeUnit.SECONDS);
            client.getOutputStream().write(new byte[BYTES]);
            client.shutdownOutput();
            Thread.sleep(1_000);
            String before = "not reading: " + read + " " + told;
            channel.config().setAutoRead(true);
            Thread.sleep(1_000);
            String all = before + "; reading again: " + read + " " + told + ", " + (channel.isOpen() ? "open" : "closed");
            System.out.println(name + ": " + all);
            return all;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
JAVA

mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=classpath
java -cp "$(cat classpath)" Finding.java 2>errors || { cat errors >&2; exit 1; }

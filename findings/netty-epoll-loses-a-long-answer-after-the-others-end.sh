#!/bin/sh
# Netty 4.2.18: with the native epoll transport a long answer is cut off when the asker has ended its direction before.
#
# Somebody asks, ends his direction (half closure is allowed) and reads all that comes, a second later. An answer was
# taken to arrive whole, on every transport, whenever it is written and however long it is. Seen instead, with 32 MiB:
# by NIO all of it comes. By epoll too where it is written as soon as the end was heard; where it is written a quarter
# of a second later the write fails ("Channel output shutdown") and the asker gets about what the kernels hold, then the
# end, as if that were all. Nothing turns reading on or off here. Once all was read the event loop has nothing to watch
# for and takes the socket out of its epoll set; as the answer does not fit, it wants to watch for room again, and there
# is no such entry. So a server by epoll that answers at length after a while must not rely on half closure, or has to
# register anew.
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
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class Finding {
    static final int ANSWER = 32 * 1024 * 1024;

    public static void main(String[] args) throws Exception {
        boolean asGuessed = ask("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, 0)
                & ask("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, 250)
                & ask("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class, 0);
        boolean asSeen = !ask("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class, 250);
        System.exit(asGuessed && asSeen ? 0 : 1);
    }

    /** Whether all of the answer came. */
    static boolean ask(String name, IoHandlerFactory io, Class<? extends ServerSocketChannel> type, int afterMs)
            throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
        CompletableFuture<String> written = new CompletableFuture<>();
        Channel server = new ServerBootstrap().group(group).channel(type)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object question) {
                        ReferenceCountUtil.release(question);
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        if (event != ChannelInputShutdownEvent.INSTANCE) {
                            return;
                        }
                        if (afterMs == 0) {
                            answer(context);
                        } else {
                            context.executor().schedule(() -> answer(context), afterMs, TimeUnit.MILLISECONDS);
                        }
                    }

                    private void answer(ChannelHandlerContext context) {
                        ChannelFuture all = context.writeAndFlush(Unpooled.wrappedBuffer(new byte[ANSWER]));
                        all.addListener(done -> {
                            written.complete(done.isSuccess() ? "written" : "failed: " + done.cause().getMessage());
                            context.close();
                        });
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
        try (Socket client = new Socket()) {
            client.connect(server.localAddress());
            client.getOutputStream().write("question".getBytes());
            client.shutdownOutput();
            Thread.sleep(1_000); // not as fast as the answer
            long came = countAll(client.getInputStream());
            System.out.println(name + ", answered after " + afterMs + " ms: " + written.get(10, TimeUnit.SECONDS)
                    + "; came: " + (came == ANSWER ? "all" : "a part"));
            return came == ANSWER;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    static long countAll(InputStream in) throws IOException {
        byte[] buffer = new byte[65_536];
        long came = 0;
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            came += n;
        }
        return came;
    }
}
JAVA

mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=classpath
java -cp "$(cat classpath)" Finding.java 2>errors || { cat errors >&2; exit 1; }

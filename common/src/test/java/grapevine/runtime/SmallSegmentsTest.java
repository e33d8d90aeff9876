package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large the segments are that the kernel makes, each way, of a connection that was dialled with small ones. */
class SmallSegmentsTest {
    private static final long MOST = Dialler.SMALL_SEGMENT;

    /** The options of TCP take some of it. */
    private static final long LEAST = MOST - 40;

    private final Stage stage = Stage.withEpoll();
    private final Accepted accepted = new Accepted();

    @BeforeEach
    void onlyWhereTheTransportCan() {
        assumeThat(stage.loops.isEpoll()).isTrue();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void neither_end_of_a_connection_dialled_with_small_ones_sends_larger_ones() throws Exception {
        Address server = listen();

        Channel dialled = dial(server, true);

        assertThat(mostSent(dialled)).isBetween(LEAST, MOST);
        assertThat(mostSent(accepted.take())).isBetween(LEAST, MOST);
    }

    @Test
    void any_other_has_as_large_ones_as_the_way_carries() throws Exception {
        Address server = listen();

        Channel dialled = dial(server, false);

        assertThat(mostSent(dialled)).isGreaterThan(MOST);
        assertThat(mostSent(accepted.take())).isGreaterThan(MOST);
    }

    @Test
    void a_node_that_asks_for_small_ones_gets_them_and_for_that_connection_alone() throws Exception {
        Address server = listen();
        Stage.Actor node = stage.actor();

        node.tell(probe -> probe.effects.dialSmall(server, probe.new Talk()));
        long small = mostSent(accepted.take());
        node.dial(server);
        long usual = mostSent(accepted.take());

        assertThat(small).isBetween(LEAST, MOST);
        assertThat(usual).isGreaterThan(MOST);
    }

    private Channel dial(Address to, boolean isSmall) throws Exception {
        HostSettings settings = HostSettings.builder("node", stage.jobs, stage.loops)
                .listenOn(Ip.LOOPBACK, 0)
                .build();
        Dialler dialler = new Dialler(settings, stage.loops.next(), null);
        return dialler.dial(new ChannelInboundHandlerAdapter(), to, isSmall)
                .sync()
                .channel();
    }

    /** What the kernel has as the largest segment that it may send, bytes. */
    private static long mostSent(Channel channel) {
        return ((EpollSocketChannel) channel).tcpInfo().sndMss();
    }

    private Address listen() throws Exception {
        Channel listening = new ServerBootstrap()
                .group(stage.loops.next())
                .channel(stage.loops.serverSocketType())
                .childHandler(accepted)
                .bind(Ip.LOOPBACK.toInetAddress(), 0)
                .sync()
                .channel();
        return new Address(Ip.LOOPBACK, ((InetSocketAddress) listening.localAddress()).getPort());
    }

    /** Keeps each connection that came in. */
    @Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channels.add(ctx.channel());
        }

        Channel take() throws InterruptedException {
            Channel next = channels.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a connection comes in").isNotNull();
            return next;
        }
    }
}

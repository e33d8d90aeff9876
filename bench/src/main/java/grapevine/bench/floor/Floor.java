package grapevine.bench.floor;

import grapevine.bench.system.Contender;
import grapevine.bench.system.Deadline;
import grapevine.bench.system.Deliveries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Bare {@code java.nio} over a fixed graph, with a thread a processor. */
public final class Floor implements Contender {
    private final IntFunction<Graph> shape;
    private final List<FloorLoop> loops = new ArrayList<>();
    private final List<FloorNode> nodes = new ArrayList<>();
    private final List<SocketChannel> channels = new ArrayList<>();

    /** @param shape the graph for so many nodes */
    public Floor(IntFunction<Graph> shape) {
        this.shape = shape;
    }

    @Override
    public void form(int count, Deliveries deliveries, Deadline deadline) throws IOException {
        int threads = Math.min(count, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < threads; i++) {
            loops.add(new FloorLoop("floor-" + i));
        }
        for (int i = 0; i < count; i++) {
            nodes.add(new FloorNode(i, count, loops.get(i % threads), deliveries));
        }
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (Graph.Edge edge : shape.apply(count).edges()) {
                attach(nodes.get(edge.one()), SocketChannel.open(server.getLocalAddress()));
                attach(nodes.get(edge.other()), server.accept());
            }
        }
        loops.forEach(FloorLoop::start);
    }

    private void attach(FloorNode node, SocketChannel channel) throws IOException {
        channels.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        node.add(new FloorLink(node, channel, node.loop().selector()));
    }

    @Override
    public boolean publish(int node, byte[] payload) {
        return nodes.get(node).publish(payload);
    }

    @Override
    public void close() throws IOException {
        for (FloorLoop loop : loops) {
            loop.close();
        }
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}

package grapevine.bench.system;

import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * JeroMQ: each node publishes to all others, a TCP connection each. Its queues are made unbounded, since a bounded one
 * throws away what does not fit.
 */
public final class JeroMq implements Contender {
    private static final int UNBOUNDED = 0;
    private static final int IO_THREADS = 1;
    private static final int SUBSCRIBE = 1;

    private final ZContext context = new ZContext(IO_THREADS);
    private final List<Node> nodes = new ArrayList<>();

    @Override
    public void form(int count, Deliveries deliveries, Deadline deadline) throws Exception {
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(i, context, deliveries));
        }
        for (Node node : nodes) {
            node.listen(nodes);
        }
        for (Node node : nodes) {
            deadline.await("all subscriptions at node " + node.id, () -> node.hasSubscribers(count - 1));
        }
    }

    @Override
    public boolean publish(int node, byte[] payload) {
        return nodes.get(node).out.send(payload);
    }

    @Override
    public void close() {
        context.close();
    }

    /** A node with its own threads: one that reads and writes the sockets, one that takes what came. */
    private static final class Node {
        final int id;
        final ZContext context;

        /** Publishes, and is told of each subscription: what it sends before it comes would be lost. */
        final ZMQ.Socket out;

        private final String address;
        private final Deliveries deliveries;
        private int subscribers;

        Node(int id, ZContext context, Deliveries deliveries) {
            this.id = id;
            this.context = context;
            this.deliveries = deliveries;
            this.out = context.createSocket(SocketType.XPUB);
            out.setHWM(UNBOUNDED);
            out.setLinger(0);
            out.setXpubVerbose(true);
            address = "tcp://127.0.0.1:" + out.bindToRandomPort("tcp://127.0.0.1", 20_000, 31_000);
        }

        void listen(List<Node> all) {
            ZMQ.Socket in = context.createSocket(SocketType.SUB);
            in.setHWM(UNBOUNDED);
            in.setLinger(0);
            in.subscribe(ZMQ.SUBSCRIPTION_ALL);
            all.stream().filter(node -> node != this).forEach(node -> in.connect(node.address));
            Thread thread = new Thread(() -> take(in), "jeromq-" + id);
            thread.setDaemon(true);
            thread.start();
        }

        boolean hasSubscribers(int count) {
            byte[] word;
            while ((word = out.recv(ZMQ.DONTWAIT)) != null) {
                subscribers += word[0] == SUBSCRIBE ? 1 : 0;
            }
            return subscribers >= count;
        }

        private void take(ZMQ.Socket in) {
            try (in) {
                byte[] payload;
                while ((payload = in.recv()) != null) {
                    deliveries.received(id, payload);
                }
            } catch (ZMQException ended) {
                // The context is closed: nothing comes any more.
            }
        }
    }
}

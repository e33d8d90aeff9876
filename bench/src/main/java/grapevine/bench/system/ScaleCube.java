package grapevine.bench.system;

import io.scalecube.cluster.Cluster;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.transport.netty.tcp.TcpTransportFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** ScaleCube's gossip, with its settings for a local network. */
public final class ScaleCube implements Contender {
    /** It says when a gossip has ceased to be spread, some seconds after the last member has it. */
    private static final int MOST_SPREADING = 256;

    private final AtomicInteger spreading = new AtomicInteger();
    private final List<Cluster> members = new ArrayList<>();

    @Override
    public void form(int nodes, Deliveries deliveries, Deadline deadline) throws Exception {
        List<String> first = List.of();
        for (int i = 0; i < nodes; i++) {
            Cluster member = start(first, handler(i, deliveries));
            members.add(member);
            first = List.of(members.get(0).address());
        }
        deadline.await(
                "a cluster of " + nodes + " members at all",
                () -> members.stream().allMatch(member -> member.members().size() == nodes));
    }

    private static Cluster start(List<String> seeds, ClusterMessageHandler handler) {
        return new ClusterImpl(ClusterConfig.defaultLanConfig())
                .config(config -> config.externalHost("127.0.0.1"))
                .membership(membership -> membership.seedMembers(seeds))
                .transportFactory(TcpTransportFactory::new)
                .handler(cluster -> handler)
                .startAwait();
    }

    private static ClusterMessageHandler handler(int node, Deliveries deliveries) {
        return new ClusterMessageHandler() {
            @Override
            public void onGossip(Message gossip) {
                deliveries.received(node, gossip.data());
            }
        };
    }

    @Override
    public boolean publish(int node, byte[] payload) {
        if (spreading.incrementAndGet() > MOST_SPREADING) {
            spreading.decrementAndGet();
            return false;
        }
        members.get(node)
                .spreadGossip(Message.fromData(payload))
                .doFinally(end -> spreading.decrementAndGet())
                .subscribe();
        return true;
    }

    @Override
    public void close() {
        members.forEach(Cluster::shutdown);
    }
}

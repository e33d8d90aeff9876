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

/**
 * ScaleCube's gossip. In each period a member sends every gossip that is new to it to three others, one by one, for
 * some periods more than it takes to reach all; so a gossip costs each member some twenty messages, and what is
 * under way at once slows all of it. Its settings for a local network, but with short periods, few repetitions and
 * few gossips at once: of those tried the ones with which it delivers most and loses least.
 */
public final class ScaleCube implements Contender {
    private static final int PERIOD_MILLIS = 20;
    private static final int REPETITIONS = 1;

    /** It says when a gossip has ceased to be spread, some periods after the last member has it. */
    private static final int MOST_SPREADING = 32;

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
        return new ClusterImpl(ClusterConfig.defaultLocalConfig())
                .gossip(gossip -> gossip.gossipInterval(PERIOD_MILLIS).gossipRepeatMult(REPETITIONS))
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

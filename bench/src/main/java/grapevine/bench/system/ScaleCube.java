package grapevine.bench.system;

import io.scalecube.cluster.Cluster;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.transport.netty.tcp.TcpTransportFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * ScaleCube's gossip, which is made for rare news: in every period each member sends all that it learned in the last
 * few to some others, without knowing who has it already. So each of 32 members sends a broadcast up to 14 times, for
 * 31 deliveries in all, and each of these copies is serialized, written and read back alone. That work, and not the
 * period, bounds its rate, so that these settings ask for as few copies as still reach everybody.
 *
 * <p>Nothing holds its publishers back. It does say when it has ceased to spread a gossip, but that goes by periods
 * and not by who got it: whoever waits for that publishes no faster than these pass.
 */
public final class ScaleCube implements Contender {
    /** Half of that for a local network. Below capacity, the latency is a few of these. */
    private static final int PERIOD_MILLIS = 50;

    /** To how many others in each period: one less than usual. With one, a delivery in some thousand would not come. */
    private static final int FANOUT = 2;

    /** Periods in which a member sends a gossip, by the binary logarithm of the members: a third of the usual. */
    private static final int REPEATED = 1;

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

    /**
     * With the patience meant for a wide network: under load pings are late, and with less of it every member soon
     * suspects others and gossips of that, which costs several times what the broadcasts do, until they part.
     */
    private static Cluster start(List<String> seeds, ClusterMessageHandler handler) {
        return new ClusterImpl(ClusterConfig.defaultWanConfig())
                .config(config -> config.externalHost("127.0.0.1"))
                .gossip(gossip -> gossip.gossipInterval(PERIOD_MILLIS)
                        .gossipFanout(FANOUT)
                        .gossipRepeatMult(REPEATED))
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
        members.get(node).spreadGossip(Message.fromData(payload)).subscribe();
        return true;
    }

    @Override
    public void close() {
        members.forEach(Cluster::shutdown);
    }
}

package grapevine.bench.system;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import java.util.ArrayList;
import java.util.List;

/** Hazelcast with a topic: members found by address. */
public final class HazelcastTopic implements Contender {
    private static final String TOPIC = "bench";

    private final List<HazelcastInstance> members = new ArrayList<>();
    private final List<ITopic<byte[]>> topics = new ArrayList<>();

    @Override
    public void form(int nodes, Deliveries deliveries, Deadline deadline) throws Exception {
        int port = FreePort.next();
        for (int i = 0; i < nodes; i++) {
            int node = i;
            HazelcastInstance member = Hazelcast.newHazelcastInstance(config(port, nodes));
            members.add(member);
            ITopic<byte[]> topic = member.getTopic(TOPIC);
            topic.addMessageListener(message -> deliveries.received(node, message.getMessageObject()));
            topics.add(topic);
        }
        deadline.await(
                "a cluster of " + nodes + " members at all",
                () -> members.stream()
                        .allMatch(member -> member.getCluster().getMembers().size() == nodes));
    }

    private static Config config(int port, int nodes) {
        Config config = new Config();
        config.setClusterName("bench-" + port);
        config.setProperty("hazelcast.logging.type", "log4j2");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig()
                .setPort(port)
                .setPortCount(10 * nodes)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port);
        return config;
    }

    @Override
    public boolean publish(int node, byte[] payload) {
        topics.get(node).publish(payload);
        return true;
    }

    @Override
    public void close() {
        members.forEach(member -> member.getLifecycleService().terminate());
    }
}

package grapevine.bench.system;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;

/** JGroups with the TCP stack it comes with: members found by address, reliable and flow-controlled. */
public final class JGroups implements Contender {
    private static final String STACK = "tcp.xml";

    private final List<JChannel> channels = new ArrayList<>();

    @Override
    public void form(int nodes, Deliveries deliveries, Deadline deadline) throws Exception {
        int port = FreePort.next();
        System.setProperty("jgroups.tcpping.initial_hosts", "127.0.0.1[" + port + "]");
        for (int i = 0; i < nodes; i++) {
            JChannel channel = new JChannel(STACK).name("node-" + i).setDiscardOwnMessages(true);
            channel.getProtocolStack()
                    .getTransport()
                    .setBindAddress(InetAddress.getLoopbackAddress())
                    .setBindPort(port)
                    .setPortRange(10 * nodes);
            channels.add(channel);
            channel.setReceiver(receiver(i, deliveries));
            channel.connect("bench");
        }
        deadline.await(
                "a view of " + nodes + " members at all",
                () -> channels.stream().allMatch(channel -> channel.getView().size() == nodes));
    }

    private static Receiver receiver(int node, Deliveries deliveries) {
        return new Receiver() {
            @Override
            public void receive(Message message) {
                deliveries.received(node, message.getArray(), message.getOffset(), message.getLength());
            }
        };
    }

    @Override
    public boolean publish(int node, byte[] payload) throws Exception {
        channels.get(node).send(new BytesMessage(null, payload));
        return true;
    }

    /** The last to come go first: whoever goes tells the rest. */
    @Override
    public void close() {
        for (int i = channels.size() - 1; i >= 0; i--) {
            channels.get(i).close();
        }
    }
}

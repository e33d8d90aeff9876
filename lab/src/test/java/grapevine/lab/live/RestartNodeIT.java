package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node begins anew, whatever has become of it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    private final OwnPorts ports = new OwnPorts();

    /** What is done to it before. */
    enum Before {
        NOTHING,
        FROZEN,
        KILLED
    }

    @ParameterizedTest
    @EnumSource
    void it_has_its_messages_and_its_links_and_gets_what_is_sent_then(Before before) throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR)) {
            LiveNode node = node(network, 2);
            MessageId first = publish(network, "first");
            Arrivals.await(node, List.of(first));
            node.inbox().read(Inbox.Which.ALL);
            switch (before) {
                case NOTHING -> {}
                case FROZEN -> network.freeze(node);
                case KILLED -> network.kill(node);
            }

            LiveNode anew = restarted(network, node);

            assertThat(node(network, 2)).isSameAs(anew).isNotSameAs(node);
            assertThat(anew.state()).isEqualTo("ready");
            assertThat(anew.inbox().look(Inbox.Which.READ))
                    .extracting(Inbox.Letter::id)
                    .containsExactly(first);
            awaitNeighbours(network, 2, 1, 3);
            MessageId second = publish(network, "second");
            Arrivals.await(anew, List.of(second));
            assertThat(anew.inbox().unread()).isEqualTo(1);
            assertThatThrownBy(() -> network.restart(node))
                    .hasMessage("Gossip-Node-2 was restarted meanwhile; try again");
        }
    }

    @Test
    void in_a_network_that_joins_it_finds_neighbours_by_itself() throws Exception {
        try (LiveNetwork network = start(Kind.JOIN)) {
            network.kill(node(network, 2));

            LiveNode anew = restarted(network, node(network, 2));

            assertThat(network.neighbours(anew)).isNotEmpty();
            Arrivals.await(anew, List.of(publish(network, "apple")));
        }
    }

    @Test
    void one_whose_port_was_taken_meanwhile_stays_killed_and_can_be_tried_again() throws Exception {
        try (LiveNetwork network = start(Kind.CIRCULAR)) {
            LiveNode node = node(network, 2);
            network.kill(node);
            try (ServerSocket taken = new ServerSocket(node.port(), 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> network.restart(node))
                        .isInstanceOf(LabException.class)
                        .hasMessageContaining("Gossip-Node-2 cannot start")
                        .hasMessageContaining("" + taken.getLocalPort());
            }
            assertThat(node(network, 2).state()).isEqualTo("killed");

            assertThat(restarted(network, node).state()).isEqualTo("ready");
        }
    }

    /** How a node fails that cannot have its port: one of this process at once, one with a process of its own later. */
    enum Failure {
        AT_ONCE,
        LATER;

        LiveNode of(NodePlan plan) throws LabException {
            LabException taken = new LabException("its port is taken");
            if (this == AT_ONCE) {
                throw taken;
            }
            return new IdleNode(plan.number(), plan.port()) {
                @Override
                public CompletableFuture<?> listening() {
                    return CompletableFuture.failedFuture(taken);
                }

                @Override
                public String state() {
                    return "killed";
                }

                @Override
                public boolean isAnswering() {
                    return false;
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_that_said_goodbye_and_cannot_begin_anew_leaves_no_gap(Failure failure) throws Exception {
        AtomicBoolean isTaken = new AtomicBoolean();
        NodeStarter starter =
                (plan, inbox, listener) -> isTaken.get() ? failure.of(plan) : HostedNode.start(plan, inbox, listener);
        try (LiveNetwork network = LiveNetwork.start(plan(Kind.CIRCULAR), starter, ready -> {})) {
            isTaken.set(true);
            assertThatThrownBy(() -> network.restart(node(network, 2))).hasMessage("its port is taken");

            awaitNeighbours(network, 1, 3, 4);
            Arrivals.await(node(network, 3), List.of(publish(network, "apple")));

            isTaken.set(false);
            restarted(network, node(network, 2));
            awaitNeighbours(network, 1, 2, 4);
        }
    }

    /** Perhaps not at once: a process that another test starts just now may have the former socket for a moment. */
    private static LiveNode restarted(LiveNetwork network, LiveNode node) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(taken ->
                        taken instanceof LabException && taken.getMessage().contains("address already in use"))
                .until(() -> network.restart(node), Objects::nonNull);
    }

    private LiveNetwork start(Kind kind) throws Exception {
        return LiveNetwork.start(plan(kind), ready -> {});
    }

    private NetworkPlan plan(Kind kind) {
        return new NetworkPlan("anew", kind, 4, 2, null, ports.first(), 1, null, false, null);
    }

    private static void awaitNeighbours(LiveNetwork network, int of, Integer... neighbours) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(network.neighbours(node(network, of))).containsExactly(neighbours));
    }

    private static LiveNode node(LiveNetwork network, int number) {
        return network.node(number).orElseThrow();
    }

    private static MessageId publish(LiveNetwork network, String text) throws Exception {
        return node(network, 1).publish(text.getBytes(StandardCharsets.UTF_8), null);
    }
}

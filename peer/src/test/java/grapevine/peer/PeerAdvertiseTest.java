package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import grapevine.wire.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Peers that others reach elsewhere than where they listen. */
class PeerAdvertiseTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicReference<NodeHost> host = new AtomicReference<>();

    @Test
    void whoever_listens_behind_a_port_that_is_mapped_is_dialled_there_and_goes_by_that() throws Exception {
        try (Mapped mapped = new Mapped();
                Peer first = Peer.join(PeerConfig.builder()
                        .port(mapped.inside)
                        .advertise("127.0.0.1:" + mapped.outside())
                        .build());
                Peer second = Peer.join(PeerConfig.builder()
                        .connect("127.0.0.1:" + mapped.outside())
                        .build())) {
            assertThat(second.ready()).succeedsWithin(LONG);

            assertThat(first.address().getPort()).isEqualTo(mapped.outside());
            assertThat(first.toString()).startsWith("Peer[127.0.0.1:" + mapped.outside() + " ");
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(second.neighbours())
                            .extracting(Neighbour::member)
                            .containsExactly(first.self()));
        }
    }

    @Test
    void a_name_is_looked_up_once_as_it_joins() throws Exception {
        try (Peer peer = joinAs("peer1.test:7001", List.of(Ip.parse("10.0.0.8")))) {
            assertThat(peer.self()).hasToString("10.0.0.8:7001");
        }
    }

    @Test
    void one_whose_name_leads_nowhere_does_not_join_and_leaves_nothing_behind() throws Exception {
        assertThatThrownBy(() -> joinAs("peer1.test", List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("advertise: the name peer1.test leads nowhere");

        int port = host.get().localAddress().port();
        try (Peer again = Peer.join(PeerConfig.builder().port(port).build())) {
            assertThat(again.address().getPort()).isEqualTo(port);
        }
    }

    private Peer joinAs(String name, List<Ip> found) throws IOException {
        PeerConfig config = PeerConfig.builder().advertise(name).build();
        return JoinedPeer.join(config, null, null, (plan, application) -> {
            NodeHost made = spy(LoneNode.listen(plan, application));
            try {
                doAnswer(asked -> {
                            if (found.isEmpty()) {
                                throw new UnknownHostException("nowhere");
                            }
                            return found;
                        })
                        .when(made)
                        .resolve("peer1.test");
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            host.set(made);
            return made;
        });
    }

    /** A port that leads to another one, as that of a container does. */
    private static final class Mapped implements AutoCloseable {
        final int inside;
        private final ServerSocket outside;

        Mapped() throws IOException {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                inside = free.getLocalPort();
            }
            outside = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            start(() -> {
                while (true) {
                    Socket dialled = outside.accept();
                    Socket further = new Socket(InetAddress.getLoopbackAddress(), inside);
                    start(() -> pour(dialled, further));
                    start(() -> pour(further, dialled));
                }
            });
        }

        int outside() {
            return outside.getLocalPort();
        }

        private static void pour(Socket from, Socket to) throws IOException {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException over) {
                    // The test is over, or one end is.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            outside.close();
        }
    }
}

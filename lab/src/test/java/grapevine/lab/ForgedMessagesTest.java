package grapevine.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.keys.MessageKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Proofs;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.Received;
import grapevine.wire.Address;
import grapevine.wire.Decoder;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import grapevine.wire.Proof.Hash;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import grapevine.wire.TreeMessage.Graft;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers with keys on real sockets, and a member that speaks as it likes. */
class ForgedMessagesTest {
    private static final long SECONDS = 30;
    private static final long EPOCH = 1_795_000_000_000L;

    @TempDir
    private Path folder;

    private NetworkKeys network;
    private final BlockingQueue<Received> heardByBob = new LinkedBlockingQueue<>();
    private final BlockingQueue<Received> heardByCarol = new LinkedBlockingQueue<>();
    private Peer alice;
    private Peer bob;
    private Peer carol;

    @BeforeEach
    void aliceAndCarolAreLinkedToBobAlone() throws Exception {
        network = NetworkKeys.make(folder.resolve("mine"));
        bob = join("bob", heardByBob);
        alice = join("alice", new LinkedBlockingQueue<>(), at(bob));
        carol = join("carol", heardByCarol, at(bob));
        alice.ready().get(SECONDS, TimeUnit.SECONDS);
        carol.ready().get(SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() {
        List.of(alice, carol, bob).forEach(Peer::close);
    }

    private Peer join(String name, BlockingQueue<Received> heard, String... contacts) throws Exception {
        PeerConfig config =
                PeerConfig.builder().keys(node(name)).connect(contacts).build();
        return Peer.join(config, (self, message) -> heard.add(message));
    }

    private Path node(String name) throws KeysException {
        return network.makeNode(new Holder(name, KeyRole.PEER, List.of(), List.of()), 30);
    }

    private static String at(Peer peer) {
        return "127.0.0.1:" + peer.address().getPort();
    }

    private static String heard(BlockingQueue<Received> by) throws InterruptedException {
        Received message = by.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message.text();
    }

    private void publish(Peer by, String text) throws Exception {
        assertThat(by.publish(text).get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(heard(heardByBob)).isEqualTo(text);
        assertThat(heard(heardByCarol)).isEqualTo(text);
    }

    @Test
    void what_a_member_makes_in_its_own_name_comes_and_what_it_makes_in_anothers_does_not() throws Exception {
        publish(alice, "apple");

        try (Mallory mallory = new Mallory(bob)) {
            publish(alice, "banana");
            Gossip banana = mallory.await(Gossip.class);
            assertThat(banana.proof()).isNotNull();

            // whom it is linked to has seen its certificate, and shows it to the others
            mallory.say(mallory.signed(mallory.origin(), 1, "cherry"));
            assertThat(heard(heardByBob)).isEqualTo("cherry");
            assertThat(heard(heardByCarol)).isEqualTo("cherry");

            mallory.say(mallory.signed(banana.origin(), banana.n() + 1, "signed by mallory"), banana);
            // of two keys, which are looked at side by side: the forgery would end the other's turn
            await().atMost(SECONDS, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(bob.counters()).containsEntry("dropped_foreign", 1L));
            mallory.say(altered(banana));
            assertThat(mallory.await(Failure.class).text())
                    .isEqualTo("message " + (banana.n() + 1) + " of "
                            + banana.origin().address() + ": its proof does not hold");
            mallory.awaitEnd();
        }

        publish(alice, "damson");
        assertThat(heardByBob).isEmpty();
        assertThat(heardByCarol).isEmpty();
        assertThat(bob.counters())
                .containsEntry("dropped_forged", 1L)
                .containsEntry("dropped_foreign", 1L)
                .containsEntry("dropped_not_certified", 1L);
        assertThat(carol.counters()).doesNotContainKeys("dropped_forged", "dropped_foreign", "dropped_not_certified");
        assertThat(bob.neighbours())
                .extracting(neighbour -> neighbour.member().address())
                .containsExactlyInAnyOrder(alice.address(), carol.address());
    }

    @Test
    void a_message_without_a_proof_ends_the_link_of_who_says_that_he_checks() throws Exception {
        publish(alice, "apple");
        try (Mallory mallory = new Mallory(bob)) {
            Origin self = mallory.origin();
            mallory.say(Gossip.of(self, 1, 1, new byte[0], "plain".getBytes(UTF_8)));

            assertThat(mallory.await(Failure.class).text())
                    .isEqualTo("message 1 of " + self.address() + ": it has no proof");
        }
        assertThat(bob.counters()).containsEntry("dropped_unproven", 1L);
    }

    /** A large message comes piece by piece, and is looked at when it is whole. */
    @Test
    void a_large_message_is_proven_too() throws Exception {
        publish(alice, "x".repeat(60_000));
        assertThat(bob.counters()).containsEntry("large_taken", 1L).containsEntry("batches_checked", 1L);
    }

    private static Gossip altered(Gossip message) {
        return Gossip.of(message.origin(), message.n() + 1, 1, new byte[0], "altered".getBytes(UTF_8))
                .proven(message.proof());
    }

    /** A member of the network that is linked to somebody, and says what it is told to. */
    private final class Mallory implements AutoCloseable {
        final MessageKeys keys;
        private final Socket socket;
        private final Decoder decoder = new Decoder(Limits.PAYLOAD);
        private final Queue<Message> came = new ArrayDeque<>();
        private final Address self;

        Mallory(Peer linked) throws Exception {
            Path directory = node("mallory");
            LiveKeys live = LiveKeys.read(directory, KeyRole.PEER);
            keys = new MessageKeys(live);
            socket = live.now().socket();
            socket.connect(new InetSocketAddress("127.0.0.1", linked.address().getPort()));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            self = Address.parse("127.0.0.1:" + socket.getLocalPort());
            say(
                    new Hello(Role.PEER, "default", self, EPOCH, Long.MAX_VALUE).checkingProofs(),
                    new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));
            await(LinkAccepted.class);
            say(new Graft(List.of()));
        }

        Origin origin() {
            return new Origin(self, EPOCH);
        }

        Gossip signed(Origin of, long n, String text) {
            Gossip message = Gossip.of(of, n, 1, new byte[0], text.getBytes(UTF_8));
            Proofs.Signer signer = keys.signer();
            Hash leaf = new Proof.Hashing("default").leaf(message, signer.key());
            return message.proven(Proof.of(signer.key(), 0, List.of(List.of(leaf)), signer.sign(leaf)));
        }

        void say(Message... messages) throws IOException {
            for (Message message : messages) {
                socket.getOutputStream().write(Encoder.encode(message));
            }
            socket.getOutputStream().flush();
        }

        /** The next of this kind; others are passed over. */
        <M extends Message> M await(Class<M> kind) throws Exception {
            while (true) {
                Message next = came.poll();
                if (kind.isInstance(next)) {
                    return kind.cast(next);
                }
                if (next == null && !read()) {
                    throw new AssertionError("the connection ended before a " + kind.getSimpleName());
                }
            }
        }

        private boolean read() throws IOException, ProtocolException {
            byte[] bytes = new byte[65_536];
            int length = socket.getInputStream().read(bytes);
            if (length > 0) {
                decoder.decode(ByteBuffer.wrap(bytes, 0, length), came::add);
            }
            return length > 0;
        }

        void awaitEnd() throws Exception {
            while (read()) {
                came.clear();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.PATIENCE;
import static grapevine.lab.network.RealNetwork.awaitLine;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.control.ListPeers;
import grapevine.lab.control.SendMessage;
import grapevine.lab.control.Status;
import grapevine.lab.control.WhyDead;
import grapevine.wire.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network with keys, of the jars as built, and who comes to it without. */
class KeysIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void a_network_with_keys_works_and_whoever_has_none_of_it_is_turned_away_and_counted() throws Exception {
        NetworkKeys mine = NetworkKeys.make(folder.resolve("mine"));
        NetworkKeys other = NetworkKeys.make(folder.resolve("other"));
        try (RealNetwork network = RealNetwork.withSeeds(1)) {
            NodeProcess seed = network.launchSeed(1, "--keys", node(mine, "seed1", KeyRole.SEED));
            awaitLine(seed, "event=ready");
            for (String name : List.of("alice", "bob")) {
                network.startPeer("--keys", node(mine, name, KeyRole.PEER));
            }
            network.startPeer("--keys", node(mine, "carol", KeyRole.PEER), "--crypto", "jdk");
            List<NodeProcess> peers = network.peers();
            assertThat(provider(peers.get(0))).isEqualTo(isFast() ? "AmazonCorrettoCryptoProvider" : "SunEC");
            assertThat(provider(peers.get(2))).isEqualTo("SunEC");
            typedComes(peers, "apple");
            commandsAsk(peers.get(2), peers.get(0), node(mine, "ops", KeyRole.OPERATOR));

            membersLie(network, mine);

            NodeProcess eve = network.launchPeer("--keys", node(other, "eve", KeyRole.PEER));
            awaitLine(eve, "event=tls_failed ip=127.0.0.1 why=\"its certificate is of another network\"");
            awaitLine(
                    seed,
                    "event=tls_failed ip=127.0.0.1 why=\"it refuses this node, whose certificate is not of its network"
                            + " (certificate_unknown)\"");

            network.tellJvms("-Djdk.tls.namedGroups=ffdhe8192");
            NodeProcess costly = network.launchPeer("--keys", node(mine, "costly", KeyRole.PEER));
            awaitLine(costly, "event=tls_failed ip=127.0.0.1 why=\"it refuses this node");
            network.tellJvms();

            Address stranger = peers.get(1).address();
            assertThat(answerToPlain(seed.address())).isZero();
            assertThat(answerToPlain(stranger)).isZero();
            refusesTls(stranger, "TLSv1.2");
            refusesTls(stranger, "TLSv1.3");
            NodeProcess plain = network.launchPeer();
            awaitLine(plain, "event=seed_unreachable");

            typedComes(peers, "banana");
            assertThat(facts(eve, "ready")).isEmpty();
            assertThat(facts(costly, "ready")).isEmpty();
            assertThat(facts(plain, "ready")).isEmpty();
            network.kill(eve);
            network.kill(costly);
            network.kill(plain);

            assertThat(counters(peers.get(1)))
                    .containsEntry("dropped_plain", "1")
                    .containsEntry("tls_failed", "2");
            Map<String, String> ofSeed = counters(seed);
            assertThat(Long.parseLong(ofSeed.get("tls_failed"))).isPositive();
            assertThat(Long.parseLong(ofSeed.get("dropped_plain"))).isGreaterThan(1);
            assertThat(facts(seed, "tls_failed"))
                    .as("one line an ip and minute")
                    .hasSizeBetween(1, 2);
        }
    }

    @Test
    void a_daemon_whose_keys_cannot_be_used_says_why_in_one_line_and_ends() throws Exception {
        NetworkKeys mine = NetworkKeys.make(folder.resolve("mine"));
        Path config = Files.writeString(folder.resolve("config.txt"), "127.0.0.1:5999\n");
        String alice = node(mine, "alice", KeyRole.PEER);

        Jar asSeed = Jar.run("seed.jar", folder, "5999", "--config", config.toString(), "--keys", alice);
        assertThat(asSeed.err())
                .isEqualTo("keys: " + alice + " has the certificate of a peer, alice, and this is a seed\n");
        assertThat(asSeed.status()).isEqualTo(1);

        Path store = Path.of(alice).resolve("node.p12");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r--r--"));
        Jar readable = Jar.run("peer.jar", folder, "5998", "--config", config.toString(), "--keys", alice);
        assertThat(readable.err())
                .isEqualTo("keys: " + store + " has mode 0644, so that others may use it: it has to be 0600\n");
        assertThat(readable.status()).isEqualTo(1);
    }

    /** Whoever belongs has a role and addresses, and speaks for nobody else. */
    private void membersLie(RealNetwork network, NetworkKeys mine) throws Exception {
        NodeProcess seed = network.seed(1);
        Address alice = network.peers().get(0).address();
        Path mallory = Path.of(node(mine, "mallory", KeyRole.PEER));
        String epoch = facts(network.peers().get(0), "started").get(0).values().get("epoch");
        String asAlice = "Hello grapevine/1 peer default " + alice + " " + epoch + " 1 proofs=1\n";

        assertThat(answer(mallory, seed, "Hello grapevine/1 seed default " + seed.address() + " 1 0\nStatus\n"))
                .isEqualTo("Error not-certified mallory is certified as peer, and not as seed\n");
        assertThat(answer(mallory, seed, asAlice + "Leave 1000000\n"))
                .endsWith("\nError not-certified " + alice + " is held by alice\n");
        assertThat(answer(mallory, seed, asAlice + "Register 1000000 1 9 0\n"))
                .endsWith("\nError bad-field " + alice + " was dialled and answered by alice\n");
        assertThat(answer(mallory, network.peers().get(1), asAlice))
                .endsWith("\nError not-certified " + alice + " is held by alice\n");

        String elsewhere = mine.makeNode(new Holder("dave", KeyRole.PEER, List.of("10.9.9.9"), List.of()), 30)
                .toString();
        NodeProcess dave = network.launchPeer("--keys", elsewhere);
        awaitLine(dave, "dave is certified for 10.9.9.9, and not for " + dave.address());
        awaitLine(seed, "reason=not-certified");
        assertThat(facts(dave, "ready")).isEmpty();
        network.kill(dave);
        assertThat(said("list-peers", seed.address().toString(), "--keys", node(mine, "ops2", KeyRole.OPERATOR)))
                .contains(alice.toString());
    }

    private static String answer(Path keys, NodeProcess node, String lines) throws Exception {
        try (Socket socket = NodeKeys.read(keys).socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), node.address().port()));
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private void commandsAsk(NodeProcess node, NodeProcess other, String keys) throws Exception {
        String address = node.address().toString();
        assertThat(said("status", address, "--keys", keys)).startsWith("role                             peer\n");
        assertThat(said("list-peers", address, "--keys", keys)).contains("127.0.0.1:");
        assertThat(said("why-dead", address, "--keys", keys)).startsWith("nobody saw " + address + " die: it is alive");
        assertThat(said("send-message", address, "cherry", "--keys", keys))
                .isEqualTo("Message sent to " + address + "\n");
        awaitLine(other, "text=\"cherry\"");

        String hint = " ends the connection without an answer; one that has keys is asked with --keys\n";
        for (String command : List.of("status", "list-peers", "why-dead")) {
            assertThat(run(command, address)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(address + hint.stripTrailing());
        }
        assertThat(run("status", "--keys", keys)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("--keys: only the address of a daemon is asked with keys");
        assertThat(run("status", address, "--keys", folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("keys: " + folder.resolve("none") + " cannot be read: there is no such file\n");
    }

    private String said(String... command) {
        assertThat(run(command)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... command) {
        out.reset();
        err.reset();
        return new Commands(List.of(new Status(), new ListPeers(), new WhyDead(), new SendMessage()))
                .run(
                        List.of(command),
                        new Output(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    private static String node(NetworkKeys network, String name, KeyRole role) throws Exception {
        return network.makeNode(new Holder(name, role, List.of(), List.of()), 30)
                .toString();
    }

    private static void typedComes(List<NodeProcess> peers, String text) throws Exception {
        peers.get(0).type(text);
        for (NodeProcess peer : peers.subList(1, peers.size())) {
            awaitLine(peer, "text=\"" + text + "\"");
        }
    }

    /** By whom its signatures are made. */
    private static String provider(NodeProcess node) {
        return facts(node, "keys_in_use").get(0).values().get("by");
    }

    /** Whether the jars have the faster provider for this platform. */
    private static boolean isFast() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** How many bytes come back. */
    private static int answerToPlain(Address to) throws IOException {
        try (Socket socket = connected(to)) {
            socket.getOutputStream().write("Status\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes().length;
        }
    }

    /** Of somebody without a certificate. */
    private static void refusesTls(Address to, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Everybody()}, null);
        try (Socket below = connected(to);
                SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(below, "node", to.port(), true)) {
            socket.setEnabledProtocols(new String[] {protocol});
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static Socket connected(Address to) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** What it counted, which it says last. */
    private static Map<String, String> counters(NodeProcess node) throws Exception {
        node.terminate();
        assertThat(node.awaitEnd(PATIENCE)).isTrue();
        return facts(node, "counters").get(0).values();
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes with a heap of 48 MB bear what there is to bear, from friends and from others. */
class SmallHeapIT {
    private static final String HEAP = "-Xmx48m";
    private static final long EPOCH = 1_795_000_000_000L;

    /** For so long each attack goes on, at most. */
    private static final long ATTACK_SECONDS = 6;

    /** What somebody does on some connections; it ends by an {@link IOException} when they are closed. */
    @FunctionalInterface
    private interface Attack {
        void on(List<Stranger> connections) throws IOException;
    }

    @Test
    void a_hundred_thousand_lines_at_full_speed_are_at_every_peer() throws Exception {
        bear(100_000);
    }

    @Test
    @Tag("slow")
    void and_a_million() throws Exception {
        bear(1_000_000);
    }

    private static void bear(int lines) throws Exception {
        try (RealNetwork network =
                RealNetwork.withSeeds(1).tellJvms(HEAP).startSeeds().startPeers(4)) {
            network.awaitWhole();
            NodeProcess speaker = network.peers().get(0);
            try (OutputStream typed = new BufferedOutputStream(speaker.process().getOutputStream())) {
                for (int i = 0; i < lines; i++) {
                    typed.write(String.format("message %08d with some sixty bytes of text in it, for life%n", i)
                            .getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (NodeProcess peer : network.peers().subList(1, 4)) {
                RealNetwork.within(
                        RealNetwork.PATIENCE.multipliedBy(1 + lines / 100_000),
                        () -> assertThat(network.count(peer, "messages_delivered"))
                                .as("delivered at %s", peer)
                                .isEqualTo(lines));
            }
            assertAllWell(network);
        }
    }

    @Test
    void everything_at_once_at_one_peer_and_its_seed_ends_neither() throws Exception {
        try (RealNetwork network =
                RealNetwork.withSeeds(1).tellJvms(HEAP).startSeeds().startPeers(3)) {
            network.awaitWhole();
            Address peer = network.peers().get(0).address();
            Address seed = network.seed(1).address();
            List<Stranger> open = new ArrayList<>();
            ExecutorService attackers = Executors.newCachedThreadPool();
            try {
                List<Runnable> attacks = new ArrayList<>();
                prepare(attacks, links(peer, 40, open), SmallHeapIT::neverRead);
                prepare(attacks, links(peer, 20, open), SmallHeapIT::halfFrames);
                prepare(attacks, strangers(peer, 400, open), SmallHeapIT::halfFrames);
                prepare(attacks, strangers(seed, 400, open), SmallHeapIT::halfFrames);
                prepare(attacks, links(peer, 3, open), SmallHeapIT::announceWithGaps);
                prepare(attacks, links(peer, 3, open), SmallHeapIT::largestPayloads);
                prepare(attacks, links(peer, 2, open), SmallHeapIT::inventOrigins);
                prepare(attacks, links(peer, 2, open), SmallHeapIT::burst);
                prepare(attacks, links(peer, 3, open), SmallHeapIT::compare);
                prepare(attacks, links(peer, 2, open), SmallHeapIT::introduceStrangers);
                attacks.forEach(attackers::execute);
                attackers.shutdown();
                attackers.awaitTermination(ATTACK_SECONDS, TimeUnit.SECONDS);
            } finally {
                for (Stranger each : open) {
                    each.close();
                }
                attackers.shutdownNow();
            }

            assertHeard(network.peers().get(1), network.peers().get(0), "after all of that");
            assertHeard(network.startPeer(), network.peers().get(0), "somebody new");
            assertAllWell(network);
        }
    }

    /** Said again and again, since of very many messages the log shows only some. */
    static void assertHeard(NodeProcess speaker, NodeProcess hearer, String text) {
        eventually(() -> {
            speaker.type(text);
            assertThat(hearer.lines()).as("lines of %s", hearer.name()).anyMatch(line -> line.contains(text));
        });
    }

    static void assertAllWell(RealNetwork network) {
        List<NodeProcess> all = new ArrayList<>(network.peers());
        all.addAll(network.seeds());
        eventually(() -> assertThat(all).allMatch(NodeProcess::isAlive));
        for (NodeProcess each : all) {
            assertThat(each.errors()).as("errors of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
            assertThat(each.lines()).as("lines of %s", each).noneMatch(line -> line.contains("OutOfMemory"));
        }
    }

    private static void prepare(List<Runnable> attacks, List<Stranger> connections, Attack attack) {
        attacks.add(() -> {
            try {
                attack.on(connections);
            } catch (IOException e) {
                // The victim ended one of these: that is what it may do.
            }
        });
    }

    private static List<Stranger> links(Address to, int count, List<Stranger> open) throws Exception {
        List<Stranger> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Stranger link = Stranger.asNeighbour(to, 1024 + open.size());
            links.add(link);
            open.add(link);
        }
        return links;
    }

    private static List<Stranger> strangers(Address to, int count, List<Stranger> open) throws Exception {
        List<Stranger> strangers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Stranger stranger = new Stranger(to);
            stranger.say(Stranger.hello("default", 1024 + open.size(), 0));
            strangers.add(stranger);
            open.add(stranger);
        }
        return strangers;
    }

    // What is done to them

    /** Asks for all there is, again and again, and reads nothing. */
    private static void neverRead(List<Stranger> links) throws IOException {
        String wanted = body("Want", "10.0.0.1:7000:" + EPOCH + ":1-9223372036854775807");
        for (int round = 0; round < 2_000; round++) {
            for (Stranger link : links) {
                link.say(wanted + "Announce off\nAnnounce on\n");
            }
        }
    }

    /** Nearly all of a message of the largest size, and never the rest. */
    private static void halfFrames(List<Stranger> connections) throws IOException {
        byte[] most = (body("Seen ffffffffffffffff answer", "9".repeat(65_000))).getBytes(StandardCharsets.US_ASCII);
        for (Stranger each : connections) {
            try {
                each.say(Arrays.copyOf(most, 64_000));
            } catch (IOException e) {
                // It was ended: there is the next.
            }
        }
    }

    /** Every other number of many origins that nobody knows. */
    private static void announceWithGaps(List<Stranger> links) throws IOException {
        for (int round = 0; round < 300; round++) {
            StringBuilder numbers = new StringBuilder("10.0." + round % 256 + ".2:7000:" + (EPOCH + round) + ":1");
            for (long n = 3; numbers.length() < 60_000; n += 2) {
                numbers.append(',').append(n);
            }
            for (Stranger link : links) {
                link.say(body("Have", numbers.toString()));
            }
        }
    }

    private static void largestPayloads(List<Stranger> links) throws IOException {
        byte[] payload = new byte[65_536];
        for (int n = 1; n <= 400; n++) {
            for (int i = 0; i < links.size(); i++) {
                Origin origin = new Origin(new Address(Ip.parse("10.0.0.1"), 7000 + i), EPOCH);
                links.get(i)
                        .say(Gossip.of(origin, n, EPOCH, new byte[0], payload).frame());
            }
        }
    }

    private static void inventOrigins(List<Stranger> links) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            StringBuilder hundred = new StringBuilder();
            for (int j = 0; j < 100; j++) {
                hundred.append(message(i * 100 + j, 1));
            }
            for (Stranger link : links) {
                link.say(hundred.toString());
            }
        }
    }

    private static void burst(List<Stranger> links) throws IOException {
        for (int i = 0; i < 2_000; i++) {
            StringBuilder hundred = new StringBuilder();
            for (int j = 1; j <= 100; j++) {
                hundred.append(message(1 << 24, i * 100 + j));
            }
            for (Stranger link : links) {
                link.say(hundred.toString());
            }
        }
    }

    private static String message(int origin, int n) {
        return "Gossip " + EPOCH + ":11." + (origin >> 16) + "." + (origin >> 8 & 255) + "." + (origin & 255) + ":" + n
                + " 7000 " + EPOCH + " 0 2\nhi\n";
    }

    /** A thousand origins with the largest numbers there are, on and on. */
    private static void compare(List<Stranger> links) throws IOException {
        for (int round = 0; round < 300; round++) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; rows.length() < 60_000; i++) {
                rows.append(rows.isEmpty() ? "" : ";")
                        .append("12." + round % 256 + "." + (i >> 8) + "." + (i & 255) + ":7000:" + EPOCH
                                + ":0:1,5-9223372036854775807");
            }
            for (Stranger link : links) {
                link.say("Digest " + "0".repeat(32) + "\n" + body("Seen ffffffffffffffff answer", rows.toString()));
            }
        }
    }

    private static void introduceStrangers(List<Stranger> links) throws IOException {
        for (int round = 0; round < 500; round++) {
            StringBuilder samples = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                samples.append(samples.isEmpty() ? "" : ";")
                        .append("13.0." + round % 256 + "." + i + ":7000:4:" + EPOCH + ":" + EPOCH + ":1");
            }
            for (Stranger link : links) {
                link.say(body("Shuffle", samples.toString()));
            }
        }
    }

    private static String body(String line, String body) {
        return line + " " + body.length() + "\n" + body + "\n";
    }
}

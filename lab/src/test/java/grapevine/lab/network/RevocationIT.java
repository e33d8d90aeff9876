package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.awaitLine;
import static grapevine.lab.network.RealNetwork.facts;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.keys.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose nodes run on while one of them is revoked, and while its authority is replaced. */
class RevocationIT {
    private static final List<String> FILES = List.of("node.p12", "password", "network.pem", "revoked.crl");

    private static final int LINES_A_SECOND = 1_000;

    /** A node prints one for each, and of what it prints so many and half as many more are kept. */
    private static final int MOST_LINES = 60_000;

    private static final Pattern LINE = Pattern.compile("event=message_received .*text=\"line (\\d+)\"");

    @TempDir
    private Path folder;

    private String mine;

    @BeforeEach
    void make() {
        mine = folder.resolve("mine").toString();
        keys("network", mine);
    }

    /** The commands as an operator gives them. */
    private void keys(String... words) {
        List<String> line = new ArrayList<>(List.of("keys"));
        line.addAll(List.of(words));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(new Commands(List.of(new Keys())).run(line, new Output(out, out)))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    /** Makes a node's keys and copies them to where it runs. */
    private String node(String name, String role) throws IOException {
        keys("node", mine, name, "--role", role);
        Files.createDirectory(
                at(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        copy(name);
        return at(name).toString();
    }

    private Path at(String name) {
        return folder.resolve("of-" + name);
    }

    private void copy(String name) throws IOException {
        for (String file : FILES) {
            Path from = Path.of(mine, name, file);
            if (Files.exists(from)) {
                Files.copy(
                        from,
                        at(name).resolve(file),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void a_revoked_node_is_out_everywhere_once_the_list_is_at_one_seed() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(2)) {
            NodeProcess seed = network.launchSeed(1, "--keys", node("seed1", "seed"));
            NodeProcess other = network.launchSeed(2, "--keys", node("seed2", "seed"));
            awaitLine(seed, "event=ready");
            awaitLine(other, "event=ready");
            for (String name : List.of("alice", "bob", "carol")) {
                network.startPeer("--keys", node(name, "peer"));
            }
            NodeProcess mallory = network.startPeer("--keys", node("mallory", "peer"));
            mallory.type("before");
            List<NodeProcess> honest = new ArrayList<>(network.peers());
            honest.remove(mallory);
            for (NodeProcess each : honest) {
                awaitLine(each, "text=\"before\"");
            }

            keys("revoke", mine, "mallory");
            copy("seed1");

            honest.add(other);
            for (NodeProcess each : honest) {
                awaitLine(each, "event=revoked_list_taken certificates=1");
            }
            awaitLine(mallory, "the certificate of mallory is revoked");
            mallory.type("after");
            honest.remove(other);
            honest.get(0).type("among us");
            for (NodeProcess each : honest.subList(1, honest.size())) {
                awaitLine(each, "text=\"among us\"");
            }
            NodeProcess again = network.launchPeer("--keys", at("mallory").toString());
            awaitLine(again, "the certificate of mallory is revoked");
            assertThat(facts(again, "ready")).isEmpty();
            for (NodeProcess each : honest) {
                assertThat(facts(each, "message_received"))
                        .noneMatch(line -> "after".equals(line.values().get("text")));
            }
        }
    }

    @Test
    void a_new_authority_takes_over_while_messages_go_on_and_none_is_lost() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1)) {
            List<String> names = List.of("seed1", "alice", "bob", "carol");
            awaitLine(network.launchSeed(1, "--keys", node("seed1", "seed")), "event=ready");
            for (String name : names.subList(1, names.size())) {
                network.startPeer("--keys", node(name, "peer"));
            }
            List<NodeProcess> nodes = new ArrayList<>(List.of(network.seed(1)));
            nodes.addAll(network.peers());

            try (Typing typing = new Typing(network.peers())) {
                keys("rotate", mine);
                for (int i = 0; i < names.size(); i++) {
                    copy(names.get(i));
                    awaitLine(nodes.get(i), "event=keys_changed"); // so that those who have and have not meet
                }
                keys("rotate", mine, "--finish");
                for (String name : names) {
                    copy(name);
                }
                for (NodeProcess each : nodes) {
                    RealNetwork.eventually(
                            () -> assertThat(lines(each, "event=keys_changed")).isEqualTo(2));
                }
                RealNetwork.eventually(() -> assertThat(network.peers())
                        .anyMatch(each -> each.lines().stream()
                                .anyMatch(line ->
                                        line.contains("event=connection_ended") && line.contains("former authority"))));
                int typed = typing.end();
                assertThat(typed).isGreaterThan(LINES_A_SECOND);
                for (int i = 0; i < network.peers().size(); i++) {
                    NodeProcess peer = network.peers().get(i);
                    List<Integer> owed = typing.linesOfOthers(i);
                    RealNetwork.eventually(() ->
                            assertThat(lines(peer, "event=message_received")).isGreaterThanOrEqualTo(owed.size()));
                    assertThat(received(peer)).as("what %s received", peer).containsExactlyInAnyOrderElementsOf(owed);
                }
                for (NodeProcess each : nodes) {
                    assertThat(lines(each, "event=ready"))
                            .as("starts of %s", each)
                            .isOne();
                }
            }
        }
    }

    /** How many lines have this text; {@link RealNetwork#facts} reads each of very many whole. */
    private static long lines(NodeProcess node, String text) {
        return node.lines().stream().filter(line -> line.contains(text)).count();
    }

    /** The numbers of the lines that a peer received, each as often as it did. */
    private static List<Integer> received(NodeProcess peer) {
        return peer.lines().stream()
                .map(LINE::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    /** Types so many lines a second at several peers in turn, or as many as these take. */
    private static final class Typing implements AutoCloseable {
        private final ScheduledExecutorService typist = Executors.newSingleThreadScheduledExecutor();
        private final AtomicInteger typed = new AtomicInteger();
        private final List<NodeProcess> peers;

        Typing(List<NodeProcess> peers) {
            this.peers = List.copyOf(peers);
            typist.scheduleAtFixedRate(this::type, 0, 1_000_000 / LINES_A_SECOND, TimeUnit.MICROSECONDS);
        }

        private void type() {
            if (typed.get() == MOST_LINES) {
                return; // the machine is so slow that the rest goes on without
            }
            int number = typed.incrementAndGet();
            try {
                peers.get(number % peers.size()).type("line " + number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** How many lines there were. */
        int end() {
            typist.shutdown();
            RealNetwork.eventually(() -> assertThat(typist.isTerminated()).isTrue());
            return typed.get();
        }

        /** The numbers of those that were typed at others than this one. */
        List<Integer> linesOfOthers(int peer) {
            return IntStream.rangeClosed(1, typed.get())
                    .filter(number -> number % peers.size() != peer)
                    .boxed()
                    .toList();
        }

        @Override
        public void close() {
            typist.shutdownNow();
        }
    }
}

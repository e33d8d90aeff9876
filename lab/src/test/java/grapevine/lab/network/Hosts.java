package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Hosts as network namespaces: {@code left} (10.77.1.2) and {@code right} (10.77.3.2), each behind a router of its own,
 * with a way between the routers that a test makes worse. Their cables carry frames of 9,000 bytes, and send each
 * packet as it is: what is lost is lost one by one. The seed is on the left. Closing it ends the processes and removes
 * everything.
 */
final class Hosts implements AutoCloseable {
    static final String LEFT = "10.77.1.2";
    static final String RIGHT = "10.77.3.2";

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int SEED_PORT = 5000;
    private static final int OTHER_SEED_PORT = 5100;
    private static final int FIRST_PORT = 6001;

    final String left;
    final String leftRouter;
    final String rightRouter;
    final String right;
    private final Path folder;
    private final List<String> namespaces = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();

    private Hosts(Path folder) {
        this.folder = folder;
        String name = "gv" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
        left = name + "a";
        leftRouter = name + "b";
        rightRouter = name + "c";
        right = name + "d";
    }

    /**
     * Makes them; the test is skipped where it may not or cannot.
     *
     * @param mtu of the way between the routers
     */
    static Hosts with(int mtu) throws Exception {
        return with(mtu, "--open");
    }

    /** The same with a seed that has these options. */
    static Hosts with(int mtu, String... options) throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root makes network namespaces");
        for (String tool : List.of("ip", "nft", "sysctl", "ss")) {
            Assumptions.assumeTrue(isThere(tool), tool + " is not installed");
        }
        Hosts hosts = new Hosts(Files.createTempDirectory("grapevine-hosts"));
        try {
            hosts.make(mtu);
            Files.writeString(hosts.folder.resolve("config.txt"), LEFT + ":" + SEED_PORT + "\n");
            List<String> all = new ArrayList<>(List.of("--bind", LEFT));
            all.addAll(List.of(options));
            hosts.start(hosts.left, "seed", LEFT, SEED_PORT, all);
        } catch (Exception | AssertionError e) {
            hosts.close();
            throw e;
        }
        return hosts;
    }

    private void make(int mtu) throws Exception {
        for (String namespace : List.of(left, leftRouter, rightRouter, right)) {
            addNamespace(namespace);
        }
        connect(left, LEFT, leftRouter, "10.77.1.1", 9000);
        connect(leftRouter, "10.77.2.1", rightRouter, "10.77.2.2", mtu);
        connect(right, RIGHT, rightRouter, "10.77.3.1", 9000);
        for (String router : List.of(leftRouter, rightRouter)) {
            in(router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        }
        run("ip", "-n", left, "route", "add", "default", "via", "10.77.1.1");
        run("ip", "-n", right, "route", "add", "default", "via", "10.77.3.1");
        run("ip", "-n", leftRouter, "route", "add", "10.77.3.0/24", "via", "10.77.2.2");
        run("ip", "-n", rightRouter, "route", "add", "10.77.1.0/24", "via", "10.77.2.1");
    }

    private void addNamespace(String namespace) throws Exception {
        run("ip", "netns", "add", namespace);
        namespaces.add(namespace);
        run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    private static void connect(String one, String ip, String another, String itsIp, int mtu) throws Exception {
        String cable = "e" + ip.charAt(6);
        run("ip", "link", "add", cable, "netns", one, "type", "veth", "peer", "name", cable, "netns", another);
        for (List<String> end : List.of(List.of(one, ip), List.of(another, itsIp))) {
            run("ip", "-n", end.get(0), "addr", "add", end.get(1) + "/24", "dev", cable);
            run("ip", "-n", end.get(0), "link", "set", cable, "mtu", "" + mtu, "gso_max_segs", "1", "up");
        }
    }

    /** The right host vanishes without a word, and another one has its address; returns that one. */
    String replaceRight() throws Exception {
        String other = right + "2";
        run("ip", "-n", right, "link", "del", "e3");
        addNamespace(other);
        connect(other, RIGHT, rightRouter, "10.77.3.1", 9000);
        run("ip", "-n", other, "route", "add", "default", "via", "10.77.3.1");
        return other;
    }

    /** The right host has another address from now on. */
    void moveRight(String ip) throws Exception {
        run("ip", "-n", right, "addr", "del", RIGHT + "/24", "dev", "e3");
        run("ip", "-n", right, "addr", "add", ip + "/24", "dev", "e3");
        run("ip", "-n", right, "route", "replace", "default", "via", "10.77.3.1");
    }

    /** Peers that start from now on have no config.txt. */
    void forgetSeeds() throws IOException {
        Files.delete(folder.resolve("config.txt"));
    }

    /** Starts a seed that the first knows nothing of; returns the options of a peer of that network. */
    String[] startAnotherNetwork() throws Exception {
        Path config = Files.writeString(folder.resolve("other.txt"), LEFT + ":" + OTHER_SEED_PORT + "\n");
        String[] options = {"--config", config.toString()};
        start(left, "seed", LEFT, OTHER_SEED_PORT, List.of("--bind", LEFT, "--open", options[0], options[1]));
        return options;
    }

    // What goes on there

    /** Starts a peer that listens at this ip of the host, with a ping period of 1 s, and waits until it is ready. */
    NodeProcess peer(String host, String ip, String... options) throws Exception {
        return peerAt(host, ip, FIRST_PORT + nodes.size(), options);
    }

    /** The same at this port. */
    NodeProcess peerAt(String host, String ip, int port, String... options) throws Exception {
        NodeProcess peer = launchPeerAt(host, ip, port, options);
        RealNetwork.awaitLine(peer, "event=ready");
        return peer;
    }

    /** The same without waiting. */
    NodeProcess launchPeer(String host, String ip, String... options) throws Exception {
        return launchPeerAt(host, ip, FIRST_PORT + nodes.size(), options);
    }

    private NodeProcess launchPeerAt(String host, String ip, int port, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--gossip-count", "0"));
        all.addAll(Arrays.asList(options));
        if (!all.contains("--bind")) {
            all.addAll(List.of("--bind", ip));
        }
        if (!all.contains("--open") && !all.contains("--keys")) {
            all.add("--open");
        }
        if (!all.contains("--ping-period")) {
            all.addAll(List.of("--ping-period", "1s"));
        }
        return launch(host, "peer", ip, port, all);
    }

    NodeProcess seed() {
        return nodes.get(0);
    }

    private void start(String host, String role, String ip, int port, List<String> options) throws Exception {
        RealNetwork.awaitLine(launch(host, role, ip, port, options), "event=ready");
    }

    private NodeProcess launch(String host, String role, String ip, int port, List<String> options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(port)));
        arguments.addAll(options);
        Path log = folder.resolve("outputfile-" + role + "-" + port + ".log");
        Address address = new Address(Ip.parse(ip), port);
        Path jar = RealNetwork.ROOT.resolve(role + ".jar");
        NodeProcess node = NodeProcess.start(
                List.of("ip", "netns", "exec", host),
                new Launch(role + port, List.of(), jar, address, folder, log, arguments),
                (from, line) -> {});
        nodes.add(node);
        return node;
    }

    /** Filters what a router forwards by these rules, and no others. */
    void filter(String router, String... rules) throws Exception {
        table(router, "filter", "type filter hook forward priority 0;", rules);
    }

    /** Filters what a router says itself, such as that a packet is too large. */
    void filterOwn(String router, String... rules) throws Exception {
        table(router, "own", "type filter hook output priority 0;", rules);
    }

    /** So many of a hundred packets are lost: those among the processes of this host, and those that leave it. */
    void lose(String host, String router, int percent) throws Exception {
        String some = "numgen random mod 100 < " + percent + " drop";
        table(host, "loss", "type filter hook input priority 0;", "iifname \"lo\" " + some);
        filter(router, "oifname \"e2\" " + some);
    }

    /** The way between the hosts carries so much each way, such as {@code 64kbit}, with a queue of eight seconds. */
    void thin(String rate) throws Exception {
        Assumptions.assumeTrue(isThere("tc"), "tc is not installed");
        for (String router : List.of(leftRouter, rightRouter)) {
            in(router, "tc", "qdisc", "add", "dev", "e2", "root", "tbf", "rate", rate, "burst", "5kb", "limit", "60kb");
        }
    }

    /** Everybody whom this router forwards seems to be the router itself. */
    void masquerade(String router) throws Exception {
        table(router, "nat", "type nat hook postrouting priority 100;", "oifname \"e2\" masquerade");
    }

    private static void table(String router, String name, String hook, String... rules) throws Exception {
        String text = "table ip " + name + "\ndelete table ip " + name + "\ntable ip " + name + " {\n chain c {\n  "
                + hook + "\n  " + String.join("\n  ", rules) + "\n }\n}\n";
        Process nft = new ProcessBuilder("ip", "netns", "exec", router, "nft", "-f", "-")
                .redirectErrorStream(true)
                .start();
        nft.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        nft.getOutputStream().close();
        String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(nft.waitFor()).as("nft: %s in %s", said, text).isZero();
    }

    /** The rules that drop each connection there is between the two hosts, and none made later. */
    String[] forgetConnections() throws Exception {
        return in(left, "ss", "-Htn", "state", "established")
                .lines()
                .map(line -> line.trim().split(" +"))
                .filter(fields -> fields[3].contains(RIGHT))
                .flatMap(fields -> {
                    String ours = fields[2].substring(fields[2].lastIndexOf(':') + 1);
                    String theirs = fields[3].substring(fields[3].lastIndexOf(':') + 1);
                    return Stream.of(
                            "tcp sport " + ours + " tcp dport " + theirs + " drop",
                            "tcp sport " + theirs + " tcp dport " + ours + " drop");
                })
                .toArray(String[]::new);
    }

    /** Runs a command on a host; what it printed. */
    static String in(String host, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", host));
        all.addAll(Arrays.asList(command));
        return run(all.toArray(String[]::new));
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
        return said;
    }

    private static boolean isThere(String tool) {
        return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    @Override
    public void close() {
        try {
            nodes.forEach(NodeProcess::kill);
            for (NodeProcess node : nodes) {
                node.awaitEnd(Duration.ofSeconds(10));
            }
            for (String namespace : namespaces) {
                run("ip", "netns", "del", namespace);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("hosts are left over: " + namespaces, e);
        }
    }
}

package grapevine.peer;

import grapevine.daemon.Arguments;
import grapevine.daemon.Daemon;
import grapevine.daemon.Flag;
import grapevine.daemon.Flags;
import grapevine.daemon.LogFile;
import grapevine.daemon.SeedFile;
import grapevine.daemon.StartException;
import grapevine.daemon.StopSignal;
import grapevine.daemon.Syntax;
import grapevine.daemon.Terminal;
import grapevine.node.Quoted;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.join.Departure;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import grapevine.policy.Topology;
import grapevine.runtime.Place;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.Level;

/** Entry point of {@code peer.jar}: a {@link Peer} with a command line, a log file and a keyboard. */
public final class PeerMain {
    private static final Flag<List<Place>> CONNECT = new Flag<>(
            "connect",
            "HOST:PORT,...",
            "Peers to link with, whatever the seeds say. With it config.txt may be missing. Default: none.",
            Flags.several(Place::parse));

    private static final Flag<Path> DATA = new Flag<>(
            "data",
            "DIR",
            "Where the addresses known last are kept, to find back while all seeds are gone; made if it is missing."
                    + " Default: not kept.",
            Flags::path);

    private static final Flag<Duration> GOSSIP_PERIOD = new Flag<>(
            "gossip-period",
            "TIME",
            "Between two messages of its own making. Default: 5s, lowest: 10ms.",
            Flags.duration(Duration.ofMillis(10)));

    private static final Flag<Integer> GOSSIP_COUNT = new Flag<>(
            "gossip-count",
            "N",
            "How many messages it makes by itself; lines typed come on top. Default: 10, lowest: 0.",
            Flags.count(0, Integer.MAX_VALUE));

    private static final Flag<Duration> PING_PERIOD = new Flag<>(
            "ping-period",
            "TIME",
            "Between two pings on a link. Default: 13s, lowest: 100ms.",
            Flags.duration(Duration.ofMillis(100)));

    private static final Flag<Integer> PING_MISSES = new Flag<>(
            "ping-misses",
            "N",
            "Rounds of pings a neighbour misses in a row until it is dead, 1 to 10. Default: 3.",
            Flags.count(1, 10));

    private static final Flag<Duration> LEASE =
            Flags.lease("How long the seeds keep a peer that says nothing; the same at every node.");

    private static final Flag<Integer> LINKS = new Flag<>(
            "links",
            "N",
            "Older peers it links with, 1 to 64, but at most half of --degree-cap. Default: by the size of the network, 2 below"
                    + " 32 peers, 3 below 128, then 4; without seeds 4.",
            Flags.count(1, 64));

    private static final Flag<Integer> DEGREE_CAP =
            new Flag<>("degree-cap", "N", "The most links it holds, 3 to 4096. Default: 256.", Flags.count(3, 4096));

    private static final Flag<Duration> RETAIN_TIME = new Flag<>(
            "retain-time",
            "TIME",
            "How long it keeps a message for peers that lack it. Default: 10m, lowest: 1s, highest: 10m.",
            Flags.duration(Duration.ofSeconds(1), PeerSettings.MOST_RETAIN_TIME));

    private static final Flag<Long> RETAIN_BYTES = new Flag<>(
            "retain-bytes",
            "SIZE",
            "How much it keeps for them. Default: as the heap allows, at most 64MiB; lowest: 256KiB, highest: 16GiB.",
            Flags.size(PeerSettings.LEAST_RETAIN_BYTES, PeerSettings.MOST_RETAIN_BYTES));

    private static final Flag<Duration> LEAVE_TIME = new Flag<>(
            "leave-time",
            "TIME",
            "How long it waits, told to end, until others hold what it sent; then it says what they do not. Default: 2s,"
                    + " lowest: 0s, highest: 1h.",
            Flags.duration(Duration.ZERO, PeerSettings.MOST_LEAVE_TIME));

    private static final Flag<Topology> TOPOLOGY = new Flag<>(
            "topology",
            "RULE",
            "How it chooses neighbours: sibuya (few hubs, many small peers), or to compare: top-half (the upper half by"
                    + " degree), preferential (in proportion to degree). Default: sibuya.",
            Topology::of);

    private static final Flag<Dissemination> DISSEMINATION = new Flag<>(
            "dissemination",
            "WAY",
            "How messages go: tree (one copy to each peer), or to compare: flood (a copy on every link). Default: tree.",
            Dissemination::of);

    private static final Flag<Boolean> PROOF = new Flag<>(
            "proof",
            "on|off",
            "Whether each message carries a proof of its origin, made with the key of --keys, which every peer checks; all"
                    + " peers of a network have the same. Default: on with --keys, off without.",
            text -> Flags.oneOf(text, "on", "off"));

    private static final Flag<SamplingRule> SAMPLING = new Flag<>(
            "sampling",
            "RULE",
            "How it keeps its partial view, as PEER/PROPAGATION/VIEW. PEER: random, head, tail. PROPAGATION: none, push, pull,"
                    + " push-pull. VIEW: random, head, tail, healer-swapper. Default: "
                    + SamplingRule.DEFAULT.words() + ".",
            SamplingRule::of);

    private static final Flag<Duration> SAMPLING_PERIOD = new Flag<>(
            "sampling-period",
            "TIME",
            "Between two exchanges of views that it begins. Default: 30s, lowest: 10ms, highest: 24h.",
            Flags.duration(Duration.ofMillis(10), Duration.ofDays(1)));

    private static final Flag<Integer> VIEW_SIZE = new Flag<>(
            "view-size",
            "N",
            "The most peers in its view, 8 to 128; from 2 by a rule without healer-swapper. Default: 30.",
            Flags.count(2, SamplingRule.MOST_VIEW_SIZE));

    private static final Flag<Clocks> CLOCKS = new Flag<>(
            "clocks",
            "USE",
            "Which message came before which: off, on (its messages say what they come after), causal (and it shows each"
                    + " message after those it comes after). Default: off.",
            Clocks::of);

    private static final Flag<Order> ORDER = new Flag<>(
            "order",
            "ORDER",
            "In which order it shows the messages of one peer: by-origin (as they were made; what comes after a gap waits up to"
                    + " 1 s for it), strict (and waits for large ones, too), unordered (as they come). Default: by-origin.",
            Order::of);

    private static final Flag<Show> SHOW = new Flag<>(
            "show",
            "all|N/s",
            "Which messages it tells of in its log and at its terminal: all, or at most N a second, and how many more"
                    + " there were. Default: all.",
            Show::of);

    private static final Flag<Boolean> EXIT_AT_EOF = Flag.toggle(
            "exit-at-eof",
            "Ends when the input has, as soon as others hold what it sent: status 0, or 1 if after 30 s it does not know of"
                    + " two neighbours, or of the only one, that they do. Default: the end of input ends nothing.");

    /** Between the end of input and the end, with --exit-at-eof: as much to find a neighbour, and to be taken from. */
    private static final Duration EOF_PATIENCE = Duration.ofSeconds(30);

    private static final Syntax SYNTAX = new Syntax(
            "peer.jar",
            "Joins the network of the seeds in config.txt, gossips, and watches its neighbours. A line typed at its terminal"
                    + " is sent to every peer. It logs to outputfile-peer-PORT.log and to the terminal.",
            6001,
            List.of(
                    new Syntax.Group(
                            "Where and with whom",
                            List.of(
                                    Flags.CONFIG,
                                    CONNECT,
                                    Flags.BIND,
                                    Flags.OPEN,
                                    Flags.KEYS,
                                    PROOF,
                                    Flags.CRYPTO,
                                    Flags.ADVERTISE,
                                    Flags.NETWORK)),
                    new Syntax.Group("Files and the terminal", List.of(Flags.LOG_DIR, DATA, SHOW, EXIT_AT_EOF)),
                    new Syntax.Group(
                            "Gossip",
                            List.of(
                                    GOSSIP_PERIOD,
                                    GOSSIP_COUNT,
                                    DISSEMINATION,
                                    CLOCKS,
                                    ORDER,
                                    RETAIN_TIME,
                                    RETAIN_BYTES,
                                    LEAVE_TIME)),
                    new Syntax.Group("Watching", List.of(PING_PERIOD, PING_MISSES, LEASE)),
                    new Syntax.Group("Overlay", List.of(LINKS, DEGREE_CAP, TOPOLOGY)),
                    new Syntax.Group("Rarely", List.of(SAMPLING, SAMPLING_PERIOD, VIEW_SIZE, Flags.WORKERS))));

    private PeerMain() {}

    public static void main(String[] args) {
        Daemon.takeProcess();
        System.exit(run(List.of(args), Terminal.ofProcess(), StopSignal.ofProcess()));
    }

    /** Runs a peer to its end; returns the exit status. */
    static int run(List<String> args, Terminal terminal, StopSignal stop) {
        return new Daemon(SYNTAX, "grapevine peer " + JoinedPeer.version(), PeerMain::start).run(args, terminal, stop);
    }

    private static Daemon.Running start(Arguments arguments, Terminal terminal) throws StartException {
        boolean isReachable = arguments.get(Flags.OPEN).isPresent();
        SeedFile file =
                SeedFile.of(arguments, isReachable || arguments.get(CONNECT).isPresent());
        PeerConfig config = config(arguments, file);
        LogFile.name(arguments.get(Flags.LOG_DIR).orElse(Path.of("")), "peer", arguments.port());
        try {
            JoinedPeer peer = JoinedPeer.join(config, null, null);
            boolean isUntilEof = arguments.get(EXIT_AT_EOF).isPresent();
            Duration atEnd = isUntilEof ? EOF_PATIENCE : null;
            new Keyboard(terminal.in(), terminal.isTyped(), terminal.out(), peer.log(), peer, atEnd).start();
            return new Running(peer, isUntilEof);
        } catch (IOException e) {
            throw StartException.failure(String.valueOf(e.getMessage()));
        }
    }

    private static PeerConfig config(Arguments arguments, SeedFile file) throws StartException {
        Ip bind = arguments.get(Flags.BIND).orElse(Ip.LOOPBACK);
        Optional<Address> seed = file.seedAt(bind, arguments.port());
        if (seed.isPresent()) {
            throw StartException.wrongPort(seed.get() + " is the address of a seed; a peer needs a port of its own");
        }
        for (Place contact : arguments.get(CONNECT).orElse(List.of())) {
            Address address = contact.address();
            if (address != null && SeedFile.isHere(address, bind, arguments.port())) {
                throw Syntax.wrong("--connect " + Quoted.of(contact.toString()) + ": is this very peer");
            }
        }
        PeerConfig.Builder config = PeerConfig.builder()
                .port(arguments.port())
                .bind(bind)
                .seeds(file.lines())
                .doubts(file.doubts())
                .gossipCount(10)
                .takesMessages()
                .messageLevel(Level.INFO);
        arguments.get(Flags.OPEN).ifPresent(isOpen -> config.open());
        arguments.get(Flags.KEYS).ifPresent(config::keys);
        arguments.get(PROOF).ifPresent(config::proofs);
        arguments.get(Flags.ADVERTISE).ifPresent(config::advertise);
        arguments.get(Flags.NETWORK).ifPresent(config::network);
        arguments.get(Flags.WORKERS).ifPresent(config::workers);
        arguments.get(CONNECT).ifPresent(config::connect);
        arguments.get(DATA).ifPresent(config::data);
        arguments.get(SHOW).ifPresent(config::show);
        arguments.get(GOSSIP_PERIOD).ifPresent(config::gossipPeriod);
        arguments.get(GOSSIP_COUNT).ifPresent(config::gossipCount);
        arguments.get(PING_PERIOD).ifPresent(config::pingPeriod);
        arguments.get(PING_MISSES).ifPresent(config::pingMisses);
        arguments.get(LEASE).ifPresent(config::lease);
        arguments.get(LINKS).ifPresent(config::links);
        arguments.get(RETAIN_TIME).ifPresent(config::retainTime);
        arguments.get(RETAIN_BYTES).ifPresent(config::retainBytes);
        arguments.get(LEAVE_TIME).ifPresent(config::leaveTime);
        arguments.get(DEGREE_CAP).ifPresent(config::degreeCap);
        arguments.get(DISSEMINATION).ifPresent(config::dissemination);
        arguments.get(CLOCKS).ifPresent(config::clocks);
        arguments.get(ORDER).ifPresent(config::order);
        arguments.get(TOPOLOGY).ifPresent(config::topology);
        try {
            config.sampling(sampling(arguments));
            return config.build();
        } catch (IllegalArgumentException e) {
            throw Syntax.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static SamplingRule sampling(Arguments arguments) {
        SamplingRule rule = arguments.get(SAMPLING).orElse(SamplingRule.DEFAULT);
        return rule.withPeriod(arguments.get(SAMPLING_PERIOD).orElse(rule.period()), rule.jitter())
                .withViewSize(arguments.get(VIEW_SIZE).orElse(rule.viewSize()));
    }

    /** A peer as the daemon sees it. */
    private record Running(JoinedPeer peer, boolean isUntilEof) implements Daemon.Running {
        /** One that ends with its input writes what it has to tell first, as long as nobody asks it to end at once. */
        @Override
        public CompletableFuture<Void> ended() {
            CompletableFuture<Void> ended = peer.ended();
            return isUntilEof
                    ? ended.thenCompose(left -> peer.told(EOF_PATIENCE)).thenRun(this::judge)
                    : ended;
        }

        private void judge() {
            if (peer.unheld() > 0) {
                throw new IllegalStateException(peer.unheld() + " messages are not known to be held by others");
            }
        }

        @Override
        public Duration leaveTime() {
            long millis = Math.max(peer.leaveTime().toMillis(), Departure.SEED_MILLIS); // seeds may be silent
            return Duration.ofMillis(millis);
        }

        @Override
        public void close() {
            peer.close();
        }
    }
}

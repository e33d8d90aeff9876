package grapevine.peer;

import grapevine.peer.core.Clocks;
import grapevine.peer.core.Dissemination;
import grapevine.peer.core.PeerSettings;
import grapevine.peer.core.Topology;
import grapevine.runtime.HostPort;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;

/**
 * How a peer joins. Made by {@link #builder}, immutable, and usable for several peers if the port is 0.
 *
 * <p>Addresses are numeric, {@code 10.0.0.7:5000} or {@code [fd00::7]:5000}, or {@code localhost:5000}; names are not
 * looked up.
 */
public final class PeerConfig {
    private final Builder values;

    private PeerConfig(Builder values) {
        this.values = values;
    }

    /** Starts from the defaults: a free port on 127.0.0.1, no seeds, no messages of its own making. */
    public static Builder builder() {
        return new Builder();
    }

    Ip bind() {
        return values.bind;
    }

    int port() {
        return values.port;
    }

    int workers() {
        return values.workers;
    }

    @Nullable
    Path data() {
        return values.data;
    }

    boolean receivesOwn() {
        return values.receivesOwn;
    }

    Level messageLevel() {
        return values.messageLevel;
    }

    List<String> doubts() {
        return values.doubts;
    }

    /** What the node is told, once it is known where it listens. */
    PeerSettings settings(Address listening, long epoch, String version, List<Address> known) {
        Ip ip = values.advertise != null ? values.advertise : listening.ip();
        return values.settings(new Address(ip, listening.port()), epoch, version, known);
    }

    /**
     * Collects a configuration. Texts are read at once: what is no address or none of the words named is refused with an
     * {@link IllegalArgumentException}. Numbers and times are checked by {@link #build}. Not for sharing between threads.
     */
    public static final class Builder {
        private Ip bind = Ip.LOOPBACK;
        private int port;
        private @Nullable Ip advertise;
        private String network = "default";
        private List<Address> seeds = List.of();
        private List<Address> contacts = List.of();
        private @Nullable Path data;
        private int workers = 2;
        private Duration gossipPeriod = Duration.ofSeconds(5);
        private int gossipCount;
        private Duration pingPeriod = Duration.ofSeconds(13);
        private int pingMisses = 3;
        private Duration lease = Duration.ofSeconds(60);
        private int links = 4;
        private int degreeCap = 256;
        private Topology topology = Topology.SIBUYA;
        private Dissemination dissemination = Dissemination.TREE;
        private Clocks clocks = Clocks.OFF;
        private SamplingRule sampling = SamplingRule.DEFAULT;
        private boolean receivesOwn;
        private Level messageLevel = Level.DEBUG;
        private List<String> doubts = List.of();

        private Builder() {}

        private Builder(Builder other) {
            bind = other.bind;
            port = other.port;
            advertise = other.advertise;
            network = other.network;
            seeds = other.seeds;
            contacts = other.contacts;
            data = other.data;
            workers = other.workers;
            gossipPeriod = other.gossipPeriod;
            gossipCount = other.gossipCount;
            pingPeriod = other.pingPeriod;
            pingMisses = other.pingMisses;
            lease = other.lease;
            links = other.links;
            degreeCap = other.degreeCap;
            topology = other.topology;
            dissemination = other.dissemination;
            clocks = other.clocks;
            sampling = other.sampling;
            receivesOwn = other.receivesOwn;
            messageLevel = other.messageLevel;
            doubts = other.doubts;
        }

        /**
         * The address to listen on, 127.0.0.1 by default. Nobody is asked who he is: whoever reaches the port can speak.
         *
         * @param ip numeric; {@code 0.0.0.0} for every address of this machine
         */
        public Builder bind(String ip) {
            bind = HostPort.parseIp(ip);
            return this;
        }

        /** The port to listen on, 0..65535; 0, the default, takes a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * The address that others dial, if it is not the one listened on.
         *
         * @param ip numeric; the port is the one listened on
         */
        public Builder advertise(String ip) {
            advertise = HostPort.parseIp(ip);
            return this;
        }

        /** The network to join, {@code default} by default: 1..64 of A-Z a-z 0-9 . _ -. */
        public Builder network(String name) {
            network = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The seeds of the network, {@code ip:port} each; every peer should be given the same ones. */
        public Builder seeds(String... addresses) {
            return seeds(addresses(addresses));
        }

        /** Peers to link with whatever the seeds say, {@code ip:port} each, at most 256; with or without seeds. */
        public Builder connect(String... addresses) {
            return connect(addresses(addresses));
        }

        /**
         * A directory in which the peer keeps the addresses it knew last, so that it finds back while all seeds are gone.
         * Without it nothing is kept.
         */
        public Builder data(Path directory) {
            data = Objects.requireNonNull(directory, "directory");
            return this;
        }

        /** Worker threads, 1..64; 2 by default. */
        public Builder workers(int threads) {
            workers = threads;
            return this;
        }

        /** Time between two messages of the peer's own making, at least 10 ms; 5 s by default. */
        public Builder gossipPeriod(Duration period) {
            gossipPeriod = Objects.requireNonNull(period, "period");
            return this;
        }

        /** How many messages of its own the peer makes, >= 0; 0, the default, for none. */
        public Builder gossipCount(int count) {
            gossipCount = count;
            return this;
        }

        /** How long a neighbour may be silent before it is pinged, at least 100 ms; 13 s by default. */
        public Builder pingPeriod(Duration period) {
            pingPeriod = Objects.requireNonNull(period, "period");
            return this;
        }

        /** How many rounds of pings in a row a neighbour misses until it is held for dead, 1..10; 3 by default. */
        public Builder pingMisses(int rounds) {
            pingMisses = rounds;
            return this;
        }

        /** How long the seeds are expected to keep a peer that says nothing, at least 1 s; 60 s by default. */
        public Builder lease(Duration duration) {
            lease = Objects.requireNonNull(duration, "duration");
            return this;
        }

        /** How many older peers to link with, 1..64; 4 by default. */
        public Builder links(int count) {
            links = count;
            return this;
        }

        /** The most links the peer holds, 2..4096; 256 by default. */
        public Builder degreeCap(int most) {
            degreeCap = most;
            return this;
        }

        /**
         * How neighbours are chosen.
         *
         * @param word {@code sibuya}, the default, for a power law of degrees; {@code top-half} or {@code preferential} to
         *     compare with
         */
        public Builder topology(String word) {
            topology = Topology.of(word);
            return this;
        }

        /**
         * How messages go.
         *
         * @param word {@code tree}, the default, for one copy to each peer; {@code flood} for a copy on every link
         */
        public Builder dissemination(String word) {
            dissemination = Dissemination.of(word);
            return this;
        }

        /**
         * Whether messages tell which came before which.
         *
         * @param word {@code off}, the default; {@code on}: each message of this peer bears a {@link grapevine.clock.Stamp},
         *     up to 4 KiB longer with that; {@code causal}: and each message received is given to the listeners after those it
         *     comes after; what did not come within 5 s is not waited for; then it is {@link Received#isEarly}
         */
        public Builder clocks(String word) {
            clocks = Clocks.of(word);
            return this;
        }

        /**
         * How the partial view is kept. Without seeds, and with a rule that exchanges nothing ({@code NONE}), the membership is
         * static: the peer links with those it was told of and with those who ask for a link, and looks for nobody else.
         */
        public Builder sampling(SamplingRule rule) {
            sampling = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /** Whether this peer's consumers get its own messages too, as they went out; not by default. */
        public Builder receiveOwn(boolean own) {
            receivesOwn = own;
            return this;
        }

        Builder bind(Ip ip) {
            bind = ip;
            return this;
        }

        Builder advertise(Ip ip) {
            advertise = ip;
            return this;
        }

        Builder seeds(List<Address> addresses) {
            seeds = List.copyOf(addresses);
            return this;
        }

        Builder connect(List<Address> addresses) {
            contacts = List.copyOf(addresses);
            return this;
        }

        /** How loud the log is about each message: inside another program quiet, in the daemon what it is for. */
        Builder messageLevel(Level level) {
            messageLevel = level;
            return this;
        }

        /** What is odd about the configuration, for the log. */
        Builder doubts(List<String> sentences) {
            doubts = List.copyOf(sentences);
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException naming the setting, its value and the rule it breaks
         */
        public PeerConfig build() {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port=" + port + " is outside 0..65535");
            }
            if (workers < 1 || workers > 64) {
                throw new IllegalArgumentException("workers=" + workers + " is outside 1..64");
            }
            settings(new Address(advertise != null ? advertise : bind, port == 0 ? unused() : port), 1, "", List.of());
            return new PeerConfig(new Builder(this));
        }

        /** A free port is not known yet; to check the rest, any will do that nobody else is said to have. */
        private int unused() {
            return IntStream.rangeClosed(1, 65_535)
                    .filter(any ->
                            Stream.concat(seeds.stream(), contacts.stream()).noneMatch(other -> other.port() == any))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("the seeds and peers named have every port there is"));
        }

        private PeerSettings settings(Address self, long epoch, String version, List<Address> known) {
            return PeerSettings.at(self, epoch)
                    .network(network)
                    .version(version)
                    .seeds(seeds)
                    .contacts(contacts)
                    .known(known)
                    .links(links)
                    .degreeCap(degreeCap)
                    .topology(topology)
                    .dissemination(dissemination)
                    .clocks(clocks)
                    .sampling(sampling)
                    .gossipPeriod(gossipPeriod)
                    .gossipCount(gossipCount)
                    .pingPeriod(pingPeriod)
                    .pingMisses(pingMisses)
                    .lease(lease)
                    .build();
        }

        private static List<Address> addresses(String... texts) {
            return Arrays.stream(texts).map(HostPort::parse).toList();
        }
    }
}

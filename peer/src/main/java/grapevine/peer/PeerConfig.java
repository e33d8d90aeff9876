package grapevine.peer;

import grapevine.node.FactLine;
import grapevine.node.Quoted;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.hosting.PeerHosting;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import grapevine.policy.Topology;
import grapevine.runtime.Advertised;
import grapevine.runtime.HostPort;
import grapevine.runtime.LoneNode;
import grapevine.runtime.Names;
import grapevine.runtime.Place;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;

/**
 * How a peer joins. Made by {@link #builder}, immutable, and usable for several peers if the port is 0.
 *
 * <p>Seeds and peers are addresses, {@code 10.0.0.7:5000} or {@code [fd00::7]:5000}, or names, {@code seed1:5000}. A
 * name is one seed, or one peer, whatever it leads to; it is looked up anew every 10 s and when nobody answers there.
 * {@code localhost} is 127.0.0.1.
 */
public final class PeerConfig {
    static {
        PeerHosting.opened(JoinedPeer::join, config -> config.set.keySet());
    }

    private final Ip bind;
    private final int port;
    private final @Nullable Advertised advertise;
    private final int workers;
    private final @Nullable Path data;
    private final boolean receivesOwn;
    private final Level messageLevel;
    private final Show show;
    private final List<String> doubts;
    private final SamplingRule sampling;
    private final Duration leaveTime;
    private final boolean isOpen;
    private final @Nullable Path keys;
    private final @Nullable Boolean proofs;
    private final @Nullable Executor executor;
    private final List<Place> seeds;
    private final List<Place> contacts;

    /** What the node is told, one after the other. */
    private final List<Consumer<PeerSettings.Builder>> told;

    /** What was set, by the names of the builder's methods. */
    private final Map<String, Object> set;

    private PeerConfig(Builder builder) {
        bind = builder.bind;
        port = builder.port;
        advertise = builder.advertise;
        workers = builder.workers;
        data = builder.data;
        receivesOwn = builder.receivesOwn;
        messageLevel = builder.messageLevel;
        show = builder.show;
        doubts = builder.doubts;
        sampling = builder.sampling;
        leaveTime = builder.leaveTime;
        isOpen = builder.isOpen;
        keys = builder.keys;
        proofs = builder.proofs;
        executor = builder.executor;
        seeds = builder.seeds;
        contacts = builder.contacts;
        told = List.copyOf(builder.told);
        set = new LinkedHashMap<>(builder.set);
    }

    /** Starts from the defaults: a free port on 127.0.0.1, no seeds. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from those settings of the program whose names begin with {@code grapevine.}: {@code grapevine.seeds},
     * {@code grapevine.ping-period} and so on, by the names of the builder's methods, besides {@code
     * sampling-period} and {@code view-size} for parts of {@code sampling}; several addresses are separated
     * by commas, times are {@code 500ms}, {@code 13s}, {@code 2m}, sizes {@code 64MiB}, choices the words of the
     * daemon's options. Others are passed over.
     *
     * @throws IllegalArgumentException naming the property, its value and the rule it breaks, also if it is none
     */
    public static Builder fromProperties(Map<?, ?> properties) {
        return PeerProperties.read(properties);
    }

    /**
     * The same from the environment of this process: {@code GRAPEVINE_SEEDS}, {@code GRAPEVINE_PING_PERIOD} and so
     * on. Passed over is what Kubernetes says of a Service named {@code grapevine}, and what is said to the programs of
     * this project: {@code GRAPEVINE_JAVA_OPTIONS}, {@code GRAPEVINE_LAB} and {@code GRAPEVINE_VERIFYING}.
     *
     * @throws IllegalArgumentException naming the variable, its value and the rule it breaks, also if it is none
     */
    public static Builder fromEnvironment() {
        return PeerProperties.readEnvironment(System.getenv());
    }

    /** Starts from what is set here. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    Ip bind() {
        return bind;
    }

    boolean isOpen() {
        return isOpen;
    }

    @Nullable
    Path keys() {
        return keys;
    }

    boolean hasProofs() {
        return proofs == null ? keys != null : proofs;
    }

    /** How long it waits for others when it leaves. */
    Duration leaveTime() {
        return leaveTime;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    int port() {
        return port;
    }

    int workers() {
        return workers;
    }

    @Nullable
    Path data() {
        return data;
    }

    boolean receivesOwn() {
        return receivesOwn;
    }

    Level messageLevel() {
        return messageLevel;
    }

    Show show() {
        return show;
    }

    List<String> doubts() {
        return doubts;
    }

    /** Where the seeds are. */
    List<Place> seeds() {
        return seeds;
    }

    /** Where the peers are to link with in any case. */
    List<Place> contacts() {
        return contacts;
    }

    /**
     * Where others dial a peer that listens there. A name is looked up for it, which may take 3 s.
     *
     * @throws IOException if that leads nowhere, with one line
     */
    Address self(Address listening, Names.Resolver resolver) throws IOException {
        return advertise == null ? listening : advertise.at(listening.port(), resolver);
    }

    /** What the node is told, once it is known where it is. */
    PeerSettings settings(Address self, long epoch, String version, List<Address> known) {
        return settings(PeerSettings.at(self, epoch).version(version).known(known));
    }

    private PeerSettings settings(PeerSettings.Builder node) {
        node.gossipCount(0).seeds(numeric(seeds)).contacts(numeric(contacts)).lines(seeds.size(), contacts.size());
        told.forEach(setting -> setting.accept(node));
        return node.build();
    }

    private static List<Address> numeric(List<Place> places) {
        return places.stream().map(Place::address).filter(Objects::nonNull).toList();
    }

    /** Neither a free port nor where a name leads is known yet: 0.0.0.0 will do, which nobody else is said to have. */
    private void check() {
        String fault = LoneNode.Plan.fault(bind, isOpen, keys != null);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (hasProofs() && keys == null) {
            throw new IllegalArgumentException("proofs=on wants keys, with which they are made");
        }
        if (data != null && port == 0) {
            throw new IllegalArgumentException("data=" + Quoted.of(data.toString())
                    + " wants a port: what is kept goes by it, and a free one is another each time");
        }
        settings(PeerSettings.at(knownSelf(), 1));
    }

    private Address knownSelf() {
        Address nobodys = new Address(Ip.UNSPECIFIED, 1);
        Address listening = port == 0 ? nobodys : new Address(bind, port);
        Address advertised = advertise == null ? listening : advertise.known(listening.port());
        return advertised == null ? nobodys : advertised;
    }

    /**
     * What was set, in one line, by the names of the builder's methods: {@code PeerConfig[port=6001,
     * seeds=127.0.0.1:5000]}; {@code PeerConfig[defaults]} if nothing was.
     */
    @Override
    public String toString() {
        return "PeerConfig" + shown(set);
    }

    private static String shown(Map<String, Object> set) {
        String text = set.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + text(setting.getValue()))
                .collect(Collectors.joining(", "));
        return "[" + (text.isEmpty() ? "defaults" : text) + "]";
    }

    private static String text(Object value) {
        if (value instanceof Duration time) {
            return time.toMillis() + " ms";
        } else if (value instanceof Path path) {
            return Quoted.of(path.toString());
        } else if (value instanceof List<?> several) {
            return FactLine.of(several);
        }
        return value.toString();
    }

    /**
     * Reads addresses and names.
     *
     * @param setting what they are for, named where one is none
     * @param argument what the caller calls them, named where there is nothing
     * @param reader of one
     */
    static List<Place> places(String setting, String argument, Function<String, Place> reader, String... texts) {
        Objects.requireNonNull(texts, argument);
        List<Place> all = new ArrayList<>(texts.length);
        for (int i = 0; i < texts.length; i++) {
            all.add(read(setting, reader, Objects.requireNonNull(texts[i], argument + "[" + i + "]")));
        }
        return all;
    }

    private static <T> T read(String setting, Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
    }

    /**
     * Collects a configuration. Texts are read at once: what is no address or none of the words named is refused with
     * an {@link IllegalArgumentException}. Numbers and times are checked by {@link #build}. Not for sharing between
     * threads.
     */
    public static final class Builder {
        private Ip bind = Ip.LOOPBACK;
        private int port;
        private @Nullable Advertised advertise;
        private int workers = 2;
        private @Nullable Path data;
        private boolean receivesOwn;
        private Level messageLevel = Level.DEBUG;
        private Show show = Show.ALL;
        private List<String> doubts = List.of();
        private final List<Consumer<PeerSettings.Builder>> told = new ArrayList<>();
        private final Map<String, Object> set = new LinkedHashMap<>();

        private SamplingRule sampling = SamplingRule.DEFAULT;
        private Duration leaveTime = PeerSettings.LEAVE_TIME;
        private boolean isOpen;
        private @Nullable Path keys;
        private @Nullable Boolean proofs;
        private @Nullable Executor executor;
        private List<Place> seeds = List.of();
        private List<Place> contacts = List.of();

        private Builder() {}

        private Builder(PeerConfig from) {
            bind = from.bind;
            port = from.port;
            advertise = from.advertise;
            workers = from.workers;
            data = from.data;
            receivesOwn = from.receivesOwn;
            messageLevel = from.messageLevel;
            show = from.show;
            doubts = from.doubts;
            sampling = from.sampling;
            leaveTime = from.leaveTime;
            isOpen = from.isOpen;
            keys = from.keys;
            proofs = from.proofs;
            executor = from.executor;
            seeds = from.seeds;
            contacts = from.contacts;
            told.addAll(from.told);
            set.putAll(from.set);
        }

        /** What was set so far, as {@link PeerConfig#toString} says it. */
        @Override
        public String toString() {
            return "PeerConfig.Builder" + shown(set);
        }

        private Builder set(String name, Object value) {
            set.put(name, value);
            return this;
        }

        private Builder tell(String name, Object value, Consumer<PeerSettings.Builder> setting) {
            told.add(setting);
            return set(name, value);
        }

        /**
         * The address to listen on, 127.0.0.1 by default. Without {@link #keys} nobody is asked who he is: whoever
         * reaches the port can speak, so that another address than those of loopback wants {@link #open}.
         *
         * @param ip numeric; {@code 0.0.0.0} for every address of this machine
         */
        public Builder bind(String ip) {
            return bind(read("bind", HostPort::parseIp, Objects.requireNonNull(ip, "ip")));
        }

        /** The port to listen on, 0..65535; 0, the default, takes a free one. */
        public Builder port(int number) {
            port = number;
            return set("port", number);
        }

        /**
         * Where others dial the peer, if that is not where it listens: in a container whose port is mapped to another
         * one, or behind a NAT.
         *
         * @param host an ip or a name, alone or with a port: {@code 10.0.0.7}, {@code [fd00::7]:7001}, {@code
         *     peer1.example.org:7001}; without one it is the port listened on. A name is looked up once, by
         *     {@link Peer#join}, which fails with an {@link IOException} of one line if it leads nowhere
         */
        public Builder advertise(String host) {
            return advertise(read("advertise", Advertised::parse, Objects.requireNonNull(host, "host")));
        }

        /** The network to join, {@code default} by default: 1..64 of A-Z a-z 0-9 . _ -. */
        public Builder network(String name) {
            Objects.requireNonNull(name, "name");
            return tell("network", name, node -> node.network(name));
        }

        /**
         * The seeds of the network, {@code ip:port} or {@code name:port} each, or {@code name:port*} for all to which
         * the name leads; every peer should be given the same ones.
         */
        public Builder seeds(String... addresses) {
            return seeds(places("seeds", "addresses", Place::parseSeed, addresses));
        }

        /**
         * Peers to link with whatever the seeds say, {@code ip:port} or {@code name:port} each, at most 256; with or
         * without seeds.
         */
        public Builder connect(String... addresses) {
            return connect(places("connect", "addresses", Place::parse, addresses));
        }

        /**
         * A directory in which the peer keeps the addresses it knew last, so that it finds back while all seeds are
         * gone; made if it is missing, and for several peers if they like, each with a file that is named by its port.
         * Without it nothing is kept. {@link #build} refuses it without a {@link #port}.
         */
        public Builder data(Path directory) {
            data = Objects.requireNonNull(directory, "directory");
            return set("data", directory);
        }

        /**
         * Worker threads, 1..64; 2 by default. The peers of a process share them: there are as many as the one wants
         * that wants most.
         */
        public Builder workers(int threads) {
            workers = threads;
            return set("workers", threads);
        }

        /** How long a neighbour may be silent before it is pinged, 100 ms..30 days; 13 s by default. */
        public Builder pingPeriod(Duration period) {
            Objects.requireNonNull(period, "period");
            return tell("pingPeriod", period, node -> node.pingPeriod(period));
        }

        /** How many rounds of pings in a row a neighbour misses until it is held for dead, 1..10; 3 by default. */
        public Builder pingMisses(int rounds) {
            return tell("pingMisses", rounds, node -> node.pingMisses(rounds));
        }

        /** How long the seeds are expected to keep a peer that says nothing, 1 s..1 day; 60 s by default. */
        public Builder lease(Duration duration) {
            Objects.requireNonNull(duration, "duration");
            return tell("lease", duration, node -> node.lease(duration));
        }

        /**
         * How many older peers to link with, 1..64, but at most half of the degree cap. By default, and with 0, by the
         * size of the network: 2 below 32 peers, 3 below 128, 4 from there, and where no seed says how many there are.
         */
        public Builder links(int count) {
            return tell("links", count, node -> node.links(count));
        }

        /** The most links the peer holds, 3..4096; 256 by default. */
        public Builder degreeCap(int most) {
            return tell("degreeCap", most, node -> node.degreeCap(most));
        }

        /**
         * How long the peer keeps a message for those who lack it, counted from its making, 1 s..10 min, the default.
         * That it was seen is remembered 20 minutes in any case.
         */
        public Builder retainTime(Duration duration) {
            Objects.requireNonNull(duration, "duration");
            return tell("retainTime", duration, node -> node.retainTime(duration));
        }

        /**
         * How much the peer keeps for those who lack it, and for consumers that are behind, bytes of memory, 256
         * KiB..16 GiB, as far as that is no more than 23 % of the heap, divided by the peers of the process; by default
         * what the heap allows, divided so as well, at most 64 MiB. Where that is not enough for {@link #retainTime},
         * messages go earlier: first those of an origin that takes more than its share.
         */
        public Builder retainBytes(long most) {
            return tell("retainBytes", most, node -> node.retainBytes(most));
        }

        /**
         * How long {@link Peer#close()} and {@link Peer#leave} wait at most until others hold what was accepted here,
         * and until the listeners have taken what waits for them, 0 to 1 hour; 2 s by default. Seeds that do not answer
         * are waited for up to 1.5 s in any case.
         */
        public Builder leaveTime(Duration most) {
            leaveTime = Objects.requireNonNull(most, "most");
            return tell("leaveTime", most, node -> node.leaveTime(most));
        }

        /** How neighbours are chosen; {@link Topology#SIBUYA} by default. */
        public Builder topology(Topology rule) {
            Objects.requireNonNull(rule, "rule");
            return tell("topology", rule.word(), node -> node.topology(rule));
        }

        /** How messages go; {@link Dissemination#TREE} by default. */
        public Builder dissemination(Dissemination way) {
            Objects.requireNonNull(way, "way");
            return tell("dissemination", way.word(), node -> node.dissemination(way));
        }

        /**
         * Whether messages tell which came before which; {@link Clocks#OFF} by default. With {@link Clocks#ON} each
         * message of this peer bears a {@link grapevine.clock.Stamp}, up to 4 KiB longer with that; with
         * {@link Clocks#CAUSAL} each message received is given to the listeners after those it comes after, too; what
         * did not come within 5 s is not waited for; then it is {@link Received#isEarly}.
         */
        public Builder clocks(Clocks use) {
            Objects.requireNonNull(use, "use");
            return tell("clocks", use.word(), node -> node.clocks(use));
        }

        /**
         * In which order the messages of one origin are given to consumers; {@link Order#BY_ORIGIN} by default: that in
         * which they were made. What comes after a gap waits at most 1 s for it; what comes after all the same is
         * {@link Received#gapBefore}, and what comes later {@link Received#isLate}. Where latency matters more,
         * {@link Order#UNORDERED} lets nothing wait. Clocks {@link Clocks#CAUSAL} go further than each of them.
         */
        public Builder order(Order order) {
            Objects.requireNonNull(order, "order");
            return tell("order", order.word(), node -> node.order(order));
        }

        /**
         * How the partial view is kept. Without seeds, and with a rule that exchanges nothing ({@code NONE}), the
         * membership is static: the peer links with those it was told of and with those who ask for a link, and looks
         * for nobody else.
         */
        public Builder sampling(SamplingRule rule) {
            sampling = Objects.requireNonNull(rule, "rule");
            return tell("sampling", rule, node -> node.sampling(rule));
        }

        /** Whether this peer's consumers get its own messages too, as they went out; not by default. */
        public Builder receiveOwn(boolean own) {
            receivesOwn = own;
            return set("receiveOwn", own);
        }

        /**
         * Says that whoever reaches the port may speak. A peer that listens on more than loopback has to be told this,
         * or to have {@link #keys}.
         */
        public Builder open() {
            isOpen = true;
            return set("open", true);
        }

        /**
         * The directory that {@code ./grapevine keys node} made for this peer, with its key and certificate. With it
         * every connection is TLS 1.3, and only with nodes that have a certificate of the same network; read once, by
         * {@link Peer#join}, which fails with an {@link java.io.IOException} of one line if the keys cannot be used.
         * Without it nothing is encrypted.
         */
        public Builder keys(Path directory) {
            keys = Objects.requireNonNull(directory, "directory");
            return set("keys", directory);
        }

        /**
         * Whether each message carries a proof of its origin that every peer checks before it hands the message over or
         * sends it on: a signature by this peer's key, one for many messages where many come. By default with
         * {@link #keys}, and never without. To be the same for all peers of a network: those that check drop what is
         * not proven, and give no link to one that does not check.
         *
         * <p>{@link #build} refuses {@code true} without keys.
         */
        public Builder proofs(boolean on) {
            proofs = on;
            return set("proofs", on);
        }

        /**
         * Where listeners, and steps attached to results, are called: each runs there one call at a time. By default on
         * threads that all peers of the process have in common, which grow in number while listeners block; with this,
         * a listener that blocks holds up whatever this executor has no other thread for: a listener that waits for a
         * result of the peer, where no other thread is free, waits for ever.
         *
         * @param runs must neither block whoever gives it something, who may be the network, nor drop it. Where it
         *     refuses, as once it is shut down, or would run it within the call, the peer's own threads do; what it
         *     dropped by being shut down runs there as soon as it refuses something else, at the latest on close
         */
        public Builder executor(Executor runs) {
            executor = Objects.requireNonNull(runs, "runs");
            return set("executor", runs.getClass().getSimpleName());
        }

        Builder bind(Ip ip) {
            bind = ip;
            return set("bind", ip);
        }

        Builder advertise(Advertised place) {
            advertise = place;
            return set("advertise", place);
        }

        /** What {@link #sampling} was set to. */
        SamplingRule sampling() {
            return sampling;
        }

        Builder seeds(List<Place> places) {
            seeds = places.stream().distinct().toList();
            return set("seeds", places);
        }

        Builder connect(List<Place> places) {
            contacts = places.stream().distinct().toList();
            return set("connect", places);
        }

        /** How loud the log is about each message: inside another program quiet, in the daemon what it is for. */
        Builder messageLevel(Level level) {
            messageLevel = level;
            return this;
        }

        /** How many of them it tells one by one. */
        Builder show(Show messages) {
            show = messages;
            return this;
        }

        /** Time between two messages of the daemon's own making, 10 ms..30 days; 5 s by default. */
        Builder gossipPeriod(Duration period) {
            return tell("gossipPeriod", period, node -> node.gossipPeriod(period));
        }

        /** How many of these it makes, >= 0; 0, the default, for none. */
        Builder gossipCount(int count) {
            return tell("gossipCount", count, node -> node.gossipCount(count));
        }

        /** Whoever asks it on its own machine may have it publish, as if it were typed at its terminal. */
        Builder takesMessages() {
            told.add(PeerSettings.Builder::takesMessages);
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
            PeerConfig config = new PeerConfig(this);
            config.check();
            return config;
        }
    }
}

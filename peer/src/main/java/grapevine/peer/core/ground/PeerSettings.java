package grapevine.peer.core.ground;

import grapevine.node.Budget;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import grapevine.policy.Topology;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.NetworkName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a peer is told at its start. Made by {@link #at}, then changed by the {@code with} methods of {@link Builder}.
 *
 * @param self where the peer listens; ip 0.0.0.0 when the seeds are to say it
 * @param network name of the network, 1..64 of letters, digits, dot, dash, underscore
 * @param epoch start of the process, ms since 1970, > 0
 * @param version shown in the log
 * @param seeds the seeds of the configuration, in its order, without duplicates
 * @param seedCount how many seeds there are, with those that are named and not looked up yet
 * @param contacts static neighbours to dial ({@code --connect}), at most {@link #MOST_CONTACTS}
 * @param contactLines how many there are, with those that are named and not looked up yet
 * @param known addresses remembered from an earlier run, used when no seed answers
 * @param links m, the older links aimed at, 1..64; empty: by the size of the network, see {@link Ground#aim}
 * @param degreeCap the most links it holds, 3..4096; with 2 a hundred peers did not become one network
 * @param topology how it chooses its neighbours
 * @param dissemination which links carry a message
 * @param clocks whether it tells, and heeds, which message came before which
 * @param order in which order the messages of one origin are handed over
 * @param sampling how the partial view is kept
 * @param gossipPeriod between two messages of its own, 10 ms..30 days
 * @param gossipCount how many it makes, 0 for none
 * @param pingPeriod silence before a liveness round, 100 ms..30 days
 * @param pingMisses rounds missed in a row until a neighbour is dead, 1..10
 * @param lease what the seeds are expected to grant, 1 s..1 day; the peer renews after a third of what they do
 *     grant
 * @param retainTime how long a message is kept for those who lack it, counted from its making, 1 s..10 min; that it was
 *     seen is remembered twice as long
 * @param retainBytes how much is kept for them, 256 KiB..16 GiB; empty: what the budget has for it; what would go next
 *     goes first
 * @param leaveTime how long it waits, once it leaves, until others hold what it made, 0..1 hour
 * @param takesMessages whether whoever asks it on its own machine may have it publish, as a daemon does
 * @param budget what memory it may fill with what others send
 */
public record PeerSettings(
        Address self,
        String network,
        long epoch,
        String version,
        List<Address> seeds,
        int seedCount,
        List<Address> contacts,
        int contactLines,
        List<Address> known,
        OptionalInt links,
        int degreeCap,
        Topology topology,
        Dissemination dissemination,
        Clocks clocks,
        Order order,
        SamplingRule sampling,
        Duration gossipPeriod,
        int gossipCount,
        Duration pingPeriod,
        int pingMisses,
        Duration lease,
        Duration retainTime,
        OptionalLong retainBytes,
        Duration leaveTime,
        boolean takesMessages,
        Budget budget) {
    /**
     * The longest that any peer keeps a message for others. That a message was seen is remembered twice as long by all,
     * whatever they keep: those who remember differently would deliver twice, and never agree on what was seen.
     */
    public static final Duration MOST_RETAIN_TIME = Duration.ofMinutes(10);

    /** Room for a few messages of the largest size. */
    public static final long LEAST_RETAIN_BYTES = 256 * 1024;

    /** How long a peer that leaves waits at most, unless it is told otherwise. */
    public static final Duration LEAVE_TIME = Duration.ofSeconds(2);

    /** The longest that it can be told to wait. */
    public static final Duration MOST_LEAVE_TIME = Duration.ofHours(1);

    /** The most that is kept. */
    public static final long MOST_RETAIN_BYTES = 16L << 30;

    /** The most static neighbours. */
    public static final int MOST_CONTACTS = 256;

    /** The longest of the times below; the sum of a few and of what a clock shows is far from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(30);

    public PeerSettings {
        seeds = distinct(seeds);
        seedCount = Math.max(seedCount, seeds.size());
        contacts = distinct(contacts);
        contactLines = Math.max(contactLines, contacts.size());
        known = distinct(known);
        check(NetworkName.isValid(network), "network=\"" + network + "\" " + NetworkName.RULE);
        check(epoch > 0, "epoch=" + epoch + " must be > 0");
        links.ifPresent(m -> check(m >= 1 && m <= 64, "links=" + m + " is outside 1..64"));
        check(degreeCap >= 3 && degreeCap <= 4096, "degree-cap=" + degreeCap + " is outside 3..4096");
        checkTime("gossip-period", gossipPeriod, Duration.ofMillis(10), "10 ms");
        check(gossipCount >= 0, "gossip-count=" + gossipCount + " must be >= 0");
        checkTime("ping-period", pingPeriod, Duration.ofMillis(100), "100 ms");
        check(pingMisses >= 1 && pingMisses <= 10, "ping-misses=" + pingMisses + " is outside 1..10");
        check(lease.compareTo(Duration.ofSeconds(1)) >= 0, "lease=" + text(lease) + " is below 1 s");
        check(lease.compareTo(Duration.ofDays(1)) <= 0, "lease=" + text(lease) + " is above a day");
        check(retainTime.compareTo(Duration.ofSeconds(1)) >= 0, "retain-time=" + text(retainTime) + " is below 1 s");
        check(retainTime.compareTo(MOST_RETAIN_TIME) <= 0, "retain-time=" + text(retainTime) + " is above 10 min");
        check(!leaveTime.isNegative(), "leave-time=" + text(leaveTime) + " is below 0");
        check(leaveTime.compareTo(MOST_LEAVE_TIME) <= 0, "leave-time=" + text(leaveTime) + " is above an hour");
        retainBytes.ifPresent(most -> {
            check(most >= LEAST_RETAIN_BYTES, "retain-bytes=" + most + " is below 256 KiB");
            check(most <= MOST_RETAIN_BYTES, "retain-bytes=" + most + " is above 16 GiB");
        });
        check(!seeds.contains(self), "self=" + self + " is the address of a seed");
        check(contactLines <= MOST_CONTACTS, "connect: " + contactLines + " peers are more than " + MOST_CONTACTS);
        check(!contacts.contains(self), "connect=" + self + " is this very peer");
    }

    /** The defaults of a peer at this address. */
    public static Builder at(Address self, long epoch) {
        return new Builder(self, epoch);
    }

    /** The same with another budget. */
    public PeerSettings with(Budget other) {
        return with(seeds, seedCount, other);
    }

    /** The same, with so many seeds, and these at other addresses. */
    public PeerSettings withSeeds(List<Address> others, int count) {
        return with(others, count, budget);
    }

    private PeerSettings with(List<Address> theirSeeds, int count, Budget other) {
        return new PeerSettings(
                self,
                network,
                epoch,
                version,
                theirSeeds,
                count,
                contacts,
                contactLines,
                known,
                links,
                degreeCap,
                topology,
                dissemination,
                clocks,
                order,
                sampling,
                gossipPeriod,
                gossipCount,
                pingPeriod,
                pingMisses,
                lease,
                retainTime,
                retainBytes,
                leaveTime,
                takesMessages,
                other);
    }

    /** How much is kept for others, bytes: what was said, as far as the budget allows, or else what it has for it. */
    public long mostRetained() {
        return retainBytes.isPresent() ? Math.min(retainBytes.getAsLong(), budget.mostRetained()) : budget.retained();
    }

    /** floor(n/2)+1 of the n seeds, 0 without any. */
    public int quorum() {
        return hasSeeds() ? seedCount / 2 + 1 : 0;
    }

    /** Whether there are seeds, looked up or not. */
    public boolean hasSeeds() {
        return seedCount > 0;
    }

    /** Whether some are named that were not looked up yet. */
    public boolean hasNames() {
        return seedCount > seeds.size() || contactLines > contacts.size();
    }

    /** Whether the members are those it was told of, and nobody else is ever looked for. */
    public boolean isStatic() {
        return !hasSeeds() && sampling.propagation() == Propagation.NONE;
    }

    /** How long a liveness round waits for an answer (ms): 2 s, or half of a short period. */
    public long roundMillis() {
        return Math.min(2000, pingPeriod.toMillis() / 2);
    }

    /** Each once. A list that can be kept as it is is kept: a million peers share it. */
    private static List<Address> distinct(List<Address> addresses) {
        if (addresses.size() < 2) {
            return List.copyOf(addresses);
        }
        Set<Address> each = new LinkedHashSet<>(addresses);
        return List.copyOf(each.size() == addresses.size() ? addresses : each);
    }

    private static void checkTime(String name, Duration time, Duration lowest, String lowestText) {
        check(time.compareTo(lowest) >= 0, name + "=" + text(time) + " is below " + lowestText);
        check(time.compareTo(LONGEST) <= 0, name + "=" + text(time) + " is above 30 days");
    }

    /** In ms as long as that is a number to read, and says all. */
    private static String text(Duration time) {
        boolean isPlain =
                time.equals(time.truncatedTo(ChronoUnit.MILLIS)) && Math.abs(time.toDays()) <= LONGEST.toDays();
        return isPlain ? time.toMillis() + " ms" : time.toString();
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Collects settings, starting from the defaults; {@link #build} checks them. Not for sharing between threads. */
    public static final class Builder {
        private static final Duration GOSSIP_PERIOD = Duration.ofSeconds(5);
        private static final Duration PING_PERIOD = Duration.ofSeconds(13);
        private static final Duration LEASE = Duration.ofSeconds(60);

        private final Address self;
        private final long epoch;
        private String network = "default";
        private String version = "development";
        private List<Address> seeds = List.of();
        private List<Address> contacts = List.of();
        private int seedCount;
        private int contactLines;
        private List<Address> known = List.of();
        private OptionalInt links = OptionalInt.empty();
        private int degreeCap = 256;
        private Topology topology = Topology.SIBUYA;
        private Dissemination dissemination = Dissemination.TREE;
        private Clocks clocks = Clocks.OFF;
        private Order order = Order.BY_ORIGIN;
        private SamplingRule sampling = SamplingRule.DEFAULT;
        private Duration gossipPeriod = GOSSIP_PERIOD;
        private int gossipCount = 10;
        private Duration pingPeriod = PING_PERIOD;
        private int pingMisses = 3;
        private Duration lease = LEASE;
        private Duration retainTime = MOST_RETAIN_TIME;
        private OptionalLong retainBytes = OptionalLong.empty();
        private Duration leaveTime = LEAVE_TIME;
        private boolean takesMessages;
        private Budget budget = Budget.PLENTY;

        private Builder(Address self, long epoch) {
            this.self = self;
            this.epoch = epoch;
        }

        public Builder network(String name) {
            network = name;
            return this;
        }

        public Builder version(String text) {
            version = text;
            return this;
        }

        public Builder seeds(List<Address> addresses) {
            seeds = List.copyOf(addresses);
            return this;
        }

        public Builder contacts(List<Address> addresses) {
            contacts = List.copyOf(addresses);
            return this;
        }

        /** So many seeds and contacts there are, with those that are named and not looked up yet. */
        public Builder lines(int ofSeeds, int ofContacts) {
            seedCount = ofSeeds;
            contactLines = ofContacts;
            return this;
        }

        public Builder known(List<Address> addresses) {
            known = List.copyOf(addresses);
            return this;
        }

        public Builder links(int m) {
            links = OptionalInt.of(m);
            return this;
        }

        public Builder degreeCap(int most) {
            degreeCap = most;
            return this;
        }

        public Builder topology(Topology rule) {
            topology = rule;
            return this;
        }

        public Builder dissemination(Dissemination way) {
            dissemination = way;
            return this;
        }

        public Builder clocks(Clocks use) {
            clocks = use;
            return this;
        }

        public Builder order(Order policy) {
            order = policy;
            return this;
        }

        public Builder sampling(SamplingRule rule) {
            sampling = rule;
            return this;
        }

        public Builder gossipPeriod(Duration period) {
            gossipPeriod = period;
            return this;
        }

        public Builder gossipCount(int count) {
            gossipCount = count;
            return this;
        }

        public Builder pingPeriod(Duration period) {
            pingPeriod = period;
            return this;
        }

        public Builder pingMisses(int rounds) {
            pingMisses = rounds;
            return this;
        }

        public Builder lease(Duration duration) {
            lease = duration;
            return this;
        }

        public Builder retainTime(Duration duration) {
            retainTime = duration;
            return this;
        }

        public Builder retainBytes(long most) {
            retainBytes = OptionalLong.of(most);
            return this;
        }

        public Builder leaveTime(Duration most) {
            leaveTime = most;
            return this;
        }

        /** Whoever asks it on its own machine may have it publish. */
        public Builder takesMessages() {
            takesMessages = true;
            return this;
        }

        public Builder budget(Budget part) {
            budget = part;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the setting, its value and the rule it breaks
         */
        public PeerSettings build() {
            return new PeerSettings(
                    self,
                    network,
                    epoch,
                    version,
                    seeds,
                    seedCount,
                    contacts,
                    contactLines,
                    known,
                    links,
                    degreeCap,
                    topology,
                    dissemination,
                    clocks,
                    order,
                    sampling,
                    gossipPeriod,
                    gossipCount,
                    pingPeriod,
                    pingMisses,
                    lease,
                    retainTime,
                    retainBytes,
                    leaveTime,
                    takesMessages,
                    budget);
        }
    }
}

package grapevine.sim.scenario;

import grapevine.policy.Dissemination;
import grapevine.policy.Topology;
import grapevine.sampling.SamplingRule;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.LinkFaults;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of the simulator: all that decides what happens. Times count from the moment the network has formed:
 * {@link #formed} after its beginning. Checked when made; an IllegalArgumentException names the value and the rule.
 *
 * @param seedNumber what all chance comes from
 * @param peers 1..2,000,000 that join
 * @param seeds 1..64
 * @param topology how peers choose their neighbours
 * @param dissemination which links carry a message
 * @param sampling how peers keep their partial views
 * @param looksAtViews whether to look at what these views are like, which costs much where there are very many peers
 * @param links older links aimed at, 1..64; empty: by the size of the network
 * @param heap bytes of memory that each node may use as a process of its own, 4 MiB..64 GiB; empty: plenty
 * @param degreeCap the most links a peer holds, 3..4096
 * @param latencyLow the least time from one node to another
 * @param latencyHigh the most time from one node to another, when nothing goes wrong
 * @param joinTime within which all peers are started, evenly; zero starts all at once
 * @param settleTime from the last start to the moment from which times count: the network has formed
 * @param messages 0..100,000 messages that are published in all
 * @param senders peers that publish them in turn, 1..peers
 * @param messageEvery from one message to the next
 * @param payload bytes in a message, 1..65,536
 * @param largeEvery every so many-th message, 1..100,000, is one of {@link #LEAST_LARGE} to {@link #MOST_LARGE} bytes
 *     instead; empty: none is
 * @param churn share of the peers replaced each minute: half of them leave, half are killed, and as many new ones join;
 *     0..10; until {@link #AFTERMATH} before the end
 * @param faults in the order of their times
 * @param linkFaults what goes wrong on every connection, from the start until {@link #AFTERMATH} before the end
 * @param runTime how long it goes on once it has formed
 * @param throughWire whether each message is taken through its bytes
 * @param crypto what signatures are; empty: the network has no keys
 */
public record Scenario(
        long seedNumber,
        int peers,
        int seeds,
        Topology topology,
        Dissemination dissemination,
        SamplingRule sampling,
        boolean looksAtViews,
        OptionalInt links,
        OptionalLong heap,
        int degreeCap,
        Duration latencyLow,
        Duration latencyHigh,
        Duration joinTime,
        Duration settleTime,
        int messages,
        int senders,
        Duration messageEvery,
        int payload,
        OptionalInt largeEvery,
        double churn,
        List<TimedFault> faults,
        LinkFaults linkFaults,
        Duration runTime,
        boolean throughWire,
        Optional<Crypto> crypto) {
    /** How long before the end churn and link faults cease, so that what they did can heal. */
    public static final Duration AFTERMATH = Duration.ofSeconds(60);

    /** The fewest bytes in one of the large messages. */
    public static final int LEAST_LARGE = 20_000;

    /** The most. */
    public static final int MOST_LARGE = 60_000;

    /** Seeds and links among them come up before the first peer. */
    public static final Duration HEAD_START = Duration.ofSeconds(1);

    public Scenario {
        faults = faults.stream().sorted(Comparator.comparing(TimedFault::at)).toList();
        ScenarioRules.PEERS.check(peers);
        ScenarioRules.SEEDS.check(seeds);
        links.ifPresent(ScenarioRules.LINKS::check);
        heap.ifPresent(ScenarioRules::checkHeap);
        ScenarioRules.DEGREE_CAP.check(degreeCap);
        ScenarioRules.checkLatency(latencyLow, latencyHigh);
        ScenarioRules.checkMessages(messages, senders, peers);
        ScenarioRules.PAYLOAD.check(payload);
        largeEvery.ifPresent(ScenarioRules.LARGE_EVERY::check);
        ScenarioRules.checkTroubles(churn, linkFaults, runTime);
        ScenarioRules.checkFaults(faults, peers, seeds, runTime);
        ScenarioRules.checkKeys(faults, crypto);
    }

    /** The defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** From the beginning of the run to the moment from which times count. */
    public Duration formed() {
        return HEAD_START.plus(joinTime).plus(settleTime);
    }

    /** When the last fault is over, or zero; churn is no fault in this sense. */
    public Duration lastFault() {
        return faults.stream()
                .map(TimedFault::end)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** When the last seed goes down for good, if that is among the faults; otherwise the end. */
    public Duration seedsUntil() {
        return faults.stream()
                .filter(timed -> timed.fault() instanceof Fault.SeedsDown down
                        && down.seeds() == seeds
                        && down.lasts().isZero())
                .map(TimedFault::at)
                .findFirst()
                .orElse(runTime);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private long seedNumber = 1;
        private int peers = 100;
        private int seeds = 3;
        private Topology topology = Topology.SIBUYA;
        private Dissemination dissemination = Dissemination.TREE;
        private SamplingRule sampling = SamplingRule.DEFAULT;
        private boolean looksAtViews = false;
        private OptionalInt links = OptionalInt.empty();
        private OptionalLong heap = OptionalLong.empty();
        private int degreeCap = 256;
        private Duration latencyLow = Duration.ofMillis(50);
        private Duration latencyHigh = Duration.ofMillis(50);
        private @Nullable Duration joinTime;
        private Duration settleTime = Duration.ofSeconds(20);
        private int messages = 10;
        private int senders = 1;
        private Duration messageEvery = Duration.ofSeconds(1);
        private int payload = 64;
        private OptionalInt largeEvery = OptionalInt.empty();
        private double churn = 0;
        private List<TimedFault> faults = List.of();
        private LinkFaults linkFaults = LinkFaults.NONE;
        private @Nullable Duration runTime;
        private boolean throughWire = false;
        private Optional<Crypto> crypto = Optional.empty();

        private Builder() {}

        public Builder seedNumber(long value) {
            seedNumber = value;
            return this;
        }

        public Builder peers(int value) {
            peers = value;
            return this;
        }

        public Builder seeds(int value) {
            seeds = value;
            return this;
        }

        public Builder topology(Topology value) {
            topology = value;
            return this;
        }

        public Builder dissemination(Dissemination value) {
            dissemination = value;
            return this;
        }

        public Builder sampling(SamplingRule value) {
            sampling = value;
            return this;
        }

        public Builder looksAtViews(boolean value) {
            looksAtViews = value;
            return this;
        }

        public Builder links(int value) {
            links = OptionalInt.of(value);
            return this;
        }

        public Builder heap(long bytes) {
            heap = OptionalLong.of(bytes);
            return this;
        }

        public Builder degreeCap(int value) {
            degreeCap = value;
            return this;
        }

        public Builder latencyLow(Duration value) {
            latencyLow = value;
            return this;
        }

        public Builder latencyHigh(Duration value) {
            latencyHigh = value;
            return this;
        }

        public Builder joinTime(Duration value) {
            joinTime = value;
            return this;
        }

        public Builder settleTime(Duration value) {
            settleTime = value;
            return this;
        }

        public Builder messages(int value) {
            messages = value;
            return this;
        }

        public Builder senders(int value) {
            senders = value;
            return this;
        }

        public Builder messageEvery(Duration value) {
            messageEvery = value;
            return this;
        }

        public Builder payload(int value) {
            payload = value;
            return this;
        }

        public Builder largeEvery(int value) {
            largeEvery = OptionalInt.of(value);
            return this;
        }

        public Builder churn(double value) {
            churn = value;
            return this;
        }

        public Builder faults(List<TimedFault> value) {
            faults = value;
            return this;
        }

        public Builder linkFaults(LinkFaults value) {
            linkFaults = value;
            return this;
        }

        public Builder runTime(Duration value) {
            runTime = value;
            return this;
        }

        public Builder throughWire(boolean value) {
            throughWire = value;
            return this;
        }

        public Builder crypto(Crypto value) {
            crypto = Optional.of(value);
            return this;
        }

        /** All of it, checked. */
        public Scenario build() {
            return new Scenario(
                    seedNumber,
                    peers,
                    seeds,
                    topology,
                    dissemination,
                    sampling,
                    looksAtViews,
                    links,
                    heap,
                    degreeCap,
                    latencyLow,
                    latencyHigh,
                    joinTime != null ? joinTime : unhurried(),
                    settleTime,
                    messages,
                    senders,
                    messageEvery,
                    payload,
                    largeEvery,
                    churn,
                    faults,
                    linkFaults,
                    runTime != null ? runTime : longEnough(),
                    throughWire,
                    crypto);
        }

        /** 10 ms a peer, but 10 s at least and 100 s at most. */
        private Duration unhurried() {
            return Duration.ofMillis(Math.max(10_000, Math.min(100_000, 10L * peers)));
        }

        /** The last message and the last fault, and a minute; two more for churn. */
        private Duration longEnough() {
            Duration end = messageEvery.multipliedBy(messages);
            for (TimedFault fault : faults) {
                end = fault.end().compareTo(end) > 0 ? fault.end() : end;
            }
            return end.plus(churn > 0 ? AFTERMATH.multipliedBy(3) : AFTERMATH);
        }
    }
}

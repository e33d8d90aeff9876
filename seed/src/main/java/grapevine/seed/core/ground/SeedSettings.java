package grapevine.seed.core.ground;

import grapevine.wire.Address;
import grapevine.wire.NetworkName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a seed is told at its start. {@link #at} starts from the defaults; the record checks itself.
 *
 * @param self where the seed listens, as config.txt names it
 * @param network name of the network, 1..64 letters, digits, dots, dashes, underscores
 * @param epoch start of the process, ms since 1970, > 0
 * @param version shown in the log
 * @param seeds the seeds of the configuration in its order, without duplicates; the seed itself may be among them
 * @param seedCount how many there are, with those that are named and not looked up yet
 * @param lease how long a registration lasts unless renewed; at least 1 s, at most a day
 * @param probeTries how often an accused peer is tried, 1..10, spread evenly over the probe time
 * @param probeTime when a probe without an answer is over; 100 ms to a minute
 * @param maxPeers the most peers that are kept, 1..10,000,000, as far as there is memory for them; beyond, the oldest
 *     goes of those of which nobody was met yet, and without any, new ones are refused
 * @param maxUnconfirmed the most peers that are kept of which nobody was met at their address yet, 1..65,536; beyond,
 *     the oldest is forgotten
 * @param maxTombstones the most removals that are remembered, 1..10,000,000, as far as there is memory for them;
 *     beyond, the oldest is forgotten
 * @param maxWaiting the most connections before their hello, 1..65,536, as far as there is memory for them; beyond, the
 *     oldest is closed of the ip that has most
 * @param maxExchanges the most connections after their hello, 1..65,536, as far as there is memory for them; beyond,
 *     the longest idle one is closed of the ip that has most
 * @param maxProbes the most probes at a time, 1..65,536; beyond, a report is answered {@code busy}
 */
public record SeedSettings(
        Address self,
        String network,
        long epoch,
        String version,
        List<Address> seeds,
        int seedCount,
        Duration lease,
        int probeTries,
        Duration probeTime,
        int maxPeers,
        int maxUnconfirmed,
        int maxTombstones,
        int maxWaiting,
        int maxExchanges,
        int maxProbes) {
    private static final int ROWS = 10_000_000;
    private static final int CONNECTIONS = 65_536;

    public SeedSettings {
        seeds = List.copyOf(new LinkedHashSet<>(seeds));
        seedCount = Math.max(seedCount, seeds.size());
        check(NetworkName.isValid(network), "network=\"" + network + "\" " + NetworkName.RULE);
        check(epoch > 0, "epoch=" + epoch + " must be > 0");
        check(lease.toMillis() >= 1000, "lease=" + lease.toMillis() + " ms is below 1 s");
        check(lease.compareTo(Duration.ofDays(1)) <= 0, "lease=" + lease.toSeconds() + " s is above a day");
        inRange("probe-tries", probeTries, 10);
        check(probeTime.toMillis() >= 100, "probe-time=" + probeTime.toMillis() + " ms is below 100 ms");
        check(probeTime.toMillis() <= 60_000, "probe-time=" + probeTime.toMillis() + " ms is above a minute");
        inRange("max-peers", maxPeers, ROWS);
        inRange("max-unconfirmed", maxUnconfirmed, CONNECTIONS);
        inRange("max-tombstones", maxTombstones, ROWS);
        inRange("max-waiting", maxWaiting, CONNECTIONS);
        inRange("max-exchanges", maxExchanges, CONNECTIONS);
        inRange("max-probes", maxProbes, CONNECTIONS);
    }

    /** The defaults of a seed at this address. */
    public static Builder at(Address self, long epoch) {
        return new Builder(self, epoch);
    }

    /** The same with so many seeds, and these at other addresses. */
    public SeedSettings withSeeds(List<Address> others, int count) {
        return new SeedSettings(
                self,
                network,
                epoch,
                version,
                others,
                count,
                lease,
                probeTries,
                probeTime,
                maxPeers,
                maxUnconfirmed,
                maxTombstones,
                maxWaiting,
                maxExchanges,
                maxProbes);
    }

    /** The other seeds of the configuration. */
    public List<Address> others() {
        return seeds.stream().filter(seed -> !seed.equals(self)).toList();
    }

    /** Whether a seed of the configuration, this one included, listens there. */
    public boolean isSeed(Address address) {
        return address.equals(self) || seeds.contains(address);
    }

    /** Time from one comparison with another seed to the next (ms): 30 s, or half of a short lease. */
    public long comparePeriodMillis() {
        return Math.min(30_000, lease.toMillis() / 2);
    }

    /** Within this time (ms) each peer renews: a third of the lease. */
    public long renewalMillis() {
        return lease.toMillis() / 3;
    }

    /** Time from one try of a probe to the next (ms); the last one is left as long as the others. */
    public long probeGapMillis() {
        return probeTime.toMillis() / probeTries;
    }

    private static void inRange(String name, int value, int most) {
        check(value >= 1 && value <= most, name + "=" + value + " is outside 1.." + most);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Collects settings, starting from the defaults; {@link #build} checks them. Not for sharing between threads. */
    public static final class Builder {
        private final Address self;
        private final long epoch;
        private String network = "default";
        private String version = "development";
        private List<Address> seeds = List.of();
        private int seedCount;
        private Duration lease = Duration.ofSeconds(60);
        private int probeTries = 3;
        private Duration probeTime = Duration.ofSeconds(4);
        private int maxPeers = 1_000_000;
        private int maxUnconfirmed = 4096;
        private int maxTombstones = 1_000_000;
        private int maxWaiting = 1024;
        private int maxExchanges = 16_384;
        private int maxProbes = 256;

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
            seeds = new ArrayList<>(addresses);
            return this;
        }

        /** So many there are, with those that are named and not looked up yet. */
        public Builder seedCount(int count) {
            seedCount = count;
            return this;
        }

        public Builder lease(Duration duration) {
            lease = duration;
            return this;
        }

        public Builder probeTries(int tries) {
            probeTries = tries;
            return this;
        }

        public Builder probeTime(Duration duration) {
            probeTime = duration;
            return this;
        }

        public Builder maxPeers(int most) {
            maxPeers = most;
            return this;
        }

        public Builder maxUnconfirmed(int most) {
            maxUnconfirmed = most;
            return this;
        }

        public Builder maxTombstones(int most) {
            maxTombstones = most;
            return this;
        }

        public Builder maxWaiting(int most) {
            maxWaiting = most;
            return this;
        }

        public Builder maxExchanges(int most) {
            maxExchanges = most;
            return this;
        }

        public Builder maxProbes(int most) {
            maxProbes = most;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the setting, its value and the rule it breaks
         */
        public SeedSettings build() {
            return new SeedSettings(
                    self,
                    network,
                    epoch,
                    version,
                    seeds,
                    seedCount,
                    lease,
                    probeTries,
                    probeTime,
                    maxPeers,
                    maxUnconfirmed,
                    maxTombstones,
                    maxWaiting,
                    maxExchanges,
                    maxProbes);
        }
    }
}

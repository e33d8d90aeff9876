package grapevine.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that is done to a network at one moment. Its text is what a person types, and {@link FaultText} reads it.
 */
public sealed interface Fault {
    /** How many of the peers it strikes. */
    default int peers(int all) {
        return 0;
    }

    /** How many of the seeds it strikes. */
    default int seeds() {
        return 0;
    }

    /** How long it lasts; zero for what is done and not undone. */
    default Duration lasts() {
        return Duration.ZERO;
    }

    /** Whether it means something only where nodes have keys. */
    default boolean needsKeys() {
        return false;
    }

    /** One that strikes peers, so many or such a share of them. */
    sealed interface OfPeers extends Fault {
        Amount amount();

        /** Whether those it strikes are gone for good. */
        default boolean kills() {
            return false;
        }

        @Override
        default int peers(int all) {
            return amount().number() > 0 ? amount().number() : amount().of(all);
        }
    }

    /** Peers chosen at random are killed. */
    record Crash(Amount amount) implements OfPeers {
        @Override
        public boolean kills() {
            return true;
        }

        @Override
        public String toString() {
            return "crash=" + amount;
        }
    }

    /** The machines of peers chosen at random fall silent: nothing is answered, and no connection ends. */
    record PowerOff(Amount amount) implements OfPeers {
        @Override
        public boolean kills() {
            return true;
        }

        @Override
        public String toString() {
            return "power-off=" + amount;
        }
    }

    /** The peers with the most links are killed. */
    record KillHubs(Amount amount) implements OfPeers {
        @Override
        public boolean kills() {
            return true;
        }

        @Override
        public String toString() {
            return "kill-hubs=" + amount;
        }
    }

    /**
     * Nodes fall into parts that hear nothing of each other; seeds are dealt to the parts in turn.
     *
     * @param percents at least two, above 0, 100 together
     */
    record Partition(List<Integer> percents, Duration lasts) implements Fault {
        public Partition {
            percents = List.copyOf(percents);
            int sum = percents.stream().mapToInt(Integer::intValue).sum();
            if (percents.size() < 2 || sum != 100 || percents.stream().anyMatch(share -> share < 1)) {
                throw new IllegalArgumentException(
                        "shares of a partition are two or more, each at least 1, and 100 together, not " + sum);
            }
            positive(lasts);
        }

        @Override
        public int peers(int all) {
            return percents.size();
        }

        @Override
        public String toString() {
            return "partition=" + percents.stream().map(String::valueOf).collect(Collectors.joining("/")) + ":"
                    + Times.text(lasts);
        }
    }

    /** Peers chosen at random stand still, and then go on. */
    record Freeze(Amount amount, Duration lasts) implements OfPeers {
        public Freeze {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "freeze=" + amount + ":" + Times.text(lasts);
        }
    }

    /** Peers chosen at random stand still and their clocks with them, as on a machine that sleeps; then they go on. */
    record Sleep(Amount amount, Duration lasts) implements OfPeers {
        public Sleep {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "sleep=" + amount + ":" + Times.text(lasts);
        }
    }

    /** Peers chosen at random report each of their live neighbours dead, to every seed. */
    record Liars(Amount amount) implements OfPeers {
        @Override
        public String toString() {
            return "liars=" + amount;
        }
    }

    /** The first so many seeds are killed, and started again later; with a duration of zero they stay down. */
    record SeedsDown(int seeds, Duration lasts) implements Fault {
        @Override
        public String toString() {
            return "seeds-down=" + seeds + (lasts.isZero() ? "" : ":" + Times.text(lasts));
        }
    }

    /** The first so many seeds are killed and started again at once, knowing nobody. */
    record SeedsWiped(int seeds) implements Fault {
        @Override
        public String toString() {
            return "seeds-wiped=" + seeds;
        }
    }

    /**
     * The wall clocks of nodes chosen at random, peers and seeds alike, are set wrong: each by this much, ahead or
     * behind.
     *
     * @param amount of all nodes
     */
    record WrongClocks(Amount amount, Duration by) implements OfPeers {
        public WrongClocks {
            positive(by);
        }

        @Override
        public String toString() {
            return "wrong-clocks=" + amount + ":" + Times.text(by);
        }
    }

    /**
     * The wall clocks of nodes chosen at random, peers and seeds alike, begin this year anew, as one does whose battery
     * is empty.
     *
     * @param amount of all nodes
     * @param year 1970..2106
     */
    record ClockYear(Amount amount, int year) implements OfPeers {
        public ClockYear {
            ScenarioRules.YEARS.check(year);
        }

        @Override
        public String toString() {
            return "clock-year=" + amount + ":" + year;
        }
    }

    /** No full segment passes between the machines of peers chosen at random and all others. */
    record Narrow(Amount amount, Duration lasts) implements OfPeers {
        public Narrow {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "narrow=" + amount + ":" + Times.text(lasts);
        }
    }

    /**
     * Whatever goes between the machines of peers chosen at random and all others passes a thin pipe of their own.
     *
     * @param kbits thousands of bits a second, each way, > 0
     */
    record Thin(Amount amount, int kbits, Duration lasts) implements OfPeers {
        public Thin {
            if (kbits < 1) {
                throw new IllegalArgumentException(kbits + "kbit is below 1kbit");
            }
            positive(lasts);
        }

        @Override
        public String toString() {
            return "thin=" + amount + ":" + kbits + "kbit:" + Times.text(lasts);
        }
    }

    /** A stranger registers so many peers that are not there, some in the place of peers that are, within 9 s. */
    record FalseRegistrations(int count) implements Fault {
        @Override
        public Duration lasts() {
            return Duration.ofSeconds(9);
        }

        @Override
        public String toString() {
            return "false-registrations=" + count;
        }
    }

    /** So many strangers link to a peer each, chosen at random, and say ten times a second that they are slow. */
    record Brakes(Amount amount, Duration lasts) implements OfPeers {
        public Brakes {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "brakes=" + amount + ":" + Times.text(lasts);
        }
    }

    /**
     * A stranger links to a peer chosen at random and says so many messages, spread evenly over this time, each of an
     * origin of its own invention: by turns at an address where nobody is, and at that of a live peer in a run that
     * never was.
     */
    record InventedOrigins(int count, Duration lasts) implements Fault {
        public InventedOrigins {
            ScenarioRules.ORIGINS.check(count);
            positive(lasts);
        }

        @Override
        public String toString() {
            return "invented-origins=" + count + ":" + Times.text(lasts);
        }
    }

    /**
     * Peers chosen at random make so many messages a second each, and heed nobody who asks them to wait.
     *
     * @param perSecond 1..100,000
     */
    record Floods(Amount amount, int perSecond, Duration lasts) implements OfPeers {
        public Floods {
            ScenarioRules.FLOODS.check(perSecond);
            positive(lasts);
        }

        @Override
        public String toString() {
            return "floods=" + amount + ":" + perSecond + "/s:" + Times.text(lasts);
        }
    }

    /** The certificates of peers chosen at random are revoked, of which a seed chosen at random hears first. */
    record Revoke(Amount amount) implements OfPeers {
        @Override
        public boolean kills() {
            return true;
        }

        @Override
        public boolean needsKeys() {
            return true;
        }

        @Override
        public String toString() {
            return "revoke=" + amount;
        }
    }

    /** What members do to a network whose nodes have keys, for some time. */
    sealed interface ByMembers extends OfPeers {
        @Override
        default boolean needsKeys() {
            return true;
        }
    }

    /** So many members link to one peer after the other and bring messages of others that these did not make. */
    record ForgedMessages(Amount amount, Duration lasts) implements ByMembers {
        public ForgedMessages {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "forged-messages=" + amount + ":" + Times.text(lasts);
        }
    }

    /** So many members link to one peer after the other and bring messages once more that were there before. */
    record Replays(Amount amount, Duration lasts) implements ByMembers {
        public Replays {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "replays=" + amount + ":" + Times.text(lasts);
        }
    }

    /** So many members speak to seeds and peers in the names of the addresses of others. */
    record StolenAddresses(Amount amount, Duration lasts) implements ByMembers {
        public StolenAddresses {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "stolen-addresses=" + amount + ":" + Times.text(lasts);
        }
    }

    /** So many link to a peer each, name every message to it before others do, and give none of them. */
    record Withheld(Amount amount, Duration lasts) implements OfPeers {
        public Withheld {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "withheld=" + amount + ":" + Times.text(lasts);
        }
    }

    /** In the place of the first so many seeds others of the same names lie to the peers; then the seeds are back. */
    record LyingSeeds(int seeds, Duration lasts) implements Fault {
        public LyingSeeds {
            positive(lasts);
        }

        @Override
        public String toString() {
            return "lying-seeds=" + seeds + ":" + Times.text(lasts);
        }
    }

    private static void positive(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("\"" + Times.text(duration) + "\" is no time here: it is above 0s");
        }
    }
}

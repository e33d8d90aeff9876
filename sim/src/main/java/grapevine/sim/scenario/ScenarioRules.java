package grapevine.sim.scenario;

import grapevine.sim.keys.Crypto;
import grapevine.sim.net.LinkFaults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario may ask for: each number alone, and what has to fit together. Whatever breaks a rule gets an
 * IllegalArgumentException that names the value and the rule.
 */
public final class ScenarioRules {
    public static final Range PEERS = new Range("peers", 1, 2_000_000);
    public static final Range SEEDS = new Range("seeds", 1, 64);
    public static final Range REGISTRATIONS = new Range("false-registrations", 1, 100_000);
    public static final Range LINKS = new Range("links", 1, 64);
    public static final Range DEGREE_CAP = new Range("degree-cap", 3, 4096);
    public static final Range MESSAGES = new Range("messages", 0, 100_000);
    public static final Range PAYLOAD = new Range("payload", 1, 65_536);
    public static final Range LARGE_EVERY = new Range("large-every", 1, 100_000);
    public static final Range ORIGINS = new Range("invented-origins", 1, 1_000_000);
    public static final Range FLOODS = new Range("floods", 1, 100_000);
    public static final Range YEARS = new Range("clock-year", 1970, 2106);

    /** Heaps, bytes. */
    private static final long LEAST_HEAP = 4L << 20;

    private static final long MOST_HEAP = 64L << 30;

    private static final Duration SLOWEST = Duration.ofMinutes(1);

    /** Ten times all peers in a minute. */
    private static final int MOST_CHURN = 10;

    private ScenarioRules() {}

    static void checkHeap(long bytes) {
        check(bytes >= LEAST_HEAP && bytes <= MOST_HEAP, "heap=" + bytes + " bytes is outside 4 MiB..64 GiB");
    }

    static void checkMessages(int messages, int senders, int peers) {
        MESSAGES.check(messages);
        check(senders >= 1 && senders <= peers, "senders=" + senders + " is outside 1.." + peers + ", the peers");
        check(messages == 0 || peers > 1, "messages=" + messages + " have nobody to go to: of 1 peer it is messages=0");
    }

    static void checkTroubles(double churn, LinkFaults faults, Duration runTime) {
        check(
                churn >= 0 && churn <= MOST_CHURN,
                "churn=" + churn * 100 + " % a minute is outside 0.." + MOST_CHURN * 100 + " %");
        check(
                (churn == 0 && faults.isNone()) || runTime.compareTo(Scenario.AFTERMATH) > 0,
                "for=" + Times.text(runTime) + " leaves no time for churn and link faults, which cease "
                        + Times.text(Scenario.AFTERMATH) + " before the end");
    }

    static void checkFaults(List<TimedFault> faults, int peers, int seeds, Duration runTime) {
        checkPartitions(faults);
        checkSurvivors(faults, peers);
        for (TimedFault timed : faults) {
            int struck = timed.fault().peers(peers);
            int down = timed.fault().seeds();
            check(struck <= peers, "\"" + timed + "\" strikes " + struck + " peers, and there are " + peers);
            check(down <= seeds, "\"" + timed + "\" strikes " + down + " seeds, and there are " + seeds);
            check(
                    !(timed.fault() instanceof Fault.LyingSeeds) || 2 * down < seeds,
                    "\"" + timed + "\" leaves no majority of honest seeds: there are " + seeds);
            check(
                    timed.end().compareTo(runTime) <= 0,
                    "\"" + timed + "\" is over at " + Times.text(timed.end()) + ", and the run at "
                            + Times.text(runTime));
        }
    }

    /** Whoever was killed cannot be killed again, and a network of nobody has nothing to show. Churn replaces. */
    private static void checkSurvivors(List<TimedFault> faults, int peers) {
        int left = peers;
        for (TimedFault timed : faults) {
            if (timed.fault() instanceof Fault.OfPeers fault && fault.kills()) {
                int struck = fault.peers(left);
                check(
                        struck < left || struck > peers,
                        "\"" + timed + "\" strikes " + struck + " peers and leaves nobody: there are " + left
                                + " left");
                left -= struck;
            }
        }
    }

    static void checkKeys(List<TimedFault> faults, Optional<Crypto> crypto) {
        for (TimedFault timed : faults) {
            check(
                    crypto.isPresent() || !timed.fault().needsKeys(),
                    "\"" + timed + "\" takes a network with keys, and without crypto it has none");
        }
    }

    static void checkLatency(Duration low, Duration high) {
        check(
                low.compareTo(high) <= 0,
                "latency=" + Times.text(low) + ".." + Times.text(high) + " ends before it begins");
        check(high.compareTo(SLOWEST) <= 0, "latency=" + Times.text(high) + " is above " + Times.text(SLOWEST));
    }

    private static void checkPartitions(List<TimedFault> faults) {
        TimedFault before = null;
        for (TimedFault timed : faults) {
            if (timed.fault() instanceof Fault.Partition) {
                check(
                        before == null || timed.at().compareTo(before.end()) >= 0,
                        "\"" + timed + "\" begins before \"" + before + "\" is over");
                before = timed;
            }
        }
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}

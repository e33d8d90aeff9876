package grapevine.lab.report;

import grapevine.policy.Dissemination;
import grapevine.policy.Topology;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.result.Results;
import grapevine.sim.result.Results.Spread;
import grapevine.sim.scenario.Fault;
import grapevine.sim.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is wanted of a network, put beside what a run showed. A goal that is wanted under other conditions is not
 * judged.
 */
final class Goals {
    private static final Map<Double, Double> AFTER_RANDOM = Map.of(0.3, 0.995, 0.5, 0.95, 0.8, 0.55);
    private static final Map<Double, Double> AFTER_HUBS = Map.of(0.01, 0.999, 0.05, 0.995, 0.1, 0.98, 0.2, 0.9);
    private static final int ENOUGH_FOR_A_LAW = 1_000;
    private static final String OF_A_LAW = "sibuya, 1,000 peers or more up at the end";
    private static final String USUALLY = "to 10,000 peers, links to 50 ms, nothing goes wrong";
    private static final String SILENCE = "up to 1 % of the peers fall silent and nothing else";
    private static final double LOWEST = 2.2;
    private static final double HIGHEST = 3.0;
    private static final double DISTANCE = 0.02;

    /**
     * The distance, times the root of the sample's size, that one in twenty samples exceeds which the fitted law itself
     * made: ln k of a power law is exponential with a mean fitted to it (H. Lilliefors, JASA 64, 1969).
     */
    private static final double LILLIEFORS = 1.06;

    /** To the seeds, and to the neighbours. */
    private static final int CONNECTIONS = 2;

    /** Twenty exchanges of views. */
    private static final Duration MIXED = Duration.ofMinutes(10);

    private final List<Goal> goals = new ArrayList<>();
    private final Scenario scenario;

    private Goals(Scenario scenario) {
        this.scenario = scenario;
    }

    static List<Goal> of(Results results, RunSummary.Overlay overlay, Fit law, List<RunSummary.Attack> attacks) {
        Goals goals = new Goals(results.scenario());
        goals.form(overlay);
        goals.law(law, overlay);
        goals.attacks(attacks);
        goals.messages(results.messages());
        goals.upkeep(results);
        goals.healing(results.healing());
        goals.deaths(results.liveness());
        goals.health(results);
        return List.copyOf(goals.goals);
    }

    private void form(RunSummary.Overlay overlay) {
        add("components at the end", "" + overlay.components(), "1", overlay.components() == 1);
        add(
                "largest degree",
                "" + overlay.largestDegree(),
                "at most the cap, " + scenario.degreeCap(),
                overlay.largestDegree() <= scenario.degreeCap());
    }

    private void law(Fit law, RunSummary.Overlay overlay) {
        boolean isAsked = scenario.topology() == Topology.SIBUYA && overlay.peers() >= ENOUGH_FOR_A_LAW;
        if (law instanceof PowerLawFit fit) {
            double beyond = Math.max(LOWEST - fit.exponent(), fit.exponent() - HIGHEST);
            add(
                    "exponent of the degree law",
                    number(fit.exponent()) + " ± " + String.format(Locale.ROOT, "%.2g", fit.standardError()),
                    "2.2..3.0, " + OF_A_LAW,
                    Mark.of(beyond <= 0, beyond <= 2 * fit.standardError()).when(isAsked));
            double chance = LILLIEFORS / Math.sqrt((double) fit.tail());
            add(
                    "distance of degrees and law (KS)",
                    number(fit.distance()) + ", chance alone up to " + number(chance),
                    "at most 0.02, " + OF_A_LAW,
                    Mark.of(fit.distance() <= DISTANCE, fit.distance() <= chance)
                            .when(isAsked));
            boolean isPower = fit.vuong() > 2;
            add(
                    "log-likelihood ratio against exponential, in standard deviations",
                    number(fit.vuong()),
                    "above +2, " + OF_A_LAW,
                    when(isAsked, isPower));
        } else if (law instanceof Fit.NoFit none) {
            add("degree law", none.reason(), "2.2..3.0, " + OF_A_LAW, when(isAsked, false));
        }
    }

    private void attacks(List<RunSummary.Attack> attacks) {
        boolean isAsked = scenario.topology() == Topology.SIBUYA && scenario.peers() >= ENOUGH_FOR_A_LAW;
        for (RunSummary.Attack attack : attacks) {
            boolean isRandom = attack.victims().equals("random");
            double reach = (isRandom ? AFTER_RANDOM : AFTER_HUBS).getOrDefault(attack.removed(), 0.0);
            String removed = percent(attack.removed());
            String victims =
                    isRandom ? removed + " at random (mean of 10 draws)" : "the " + removed + " with most links";
            add(
                    "survivors connected before any repair, without " + victims,
                    percent(attack.connected())
                            + (isRandom ? String.format(Locale.ROOT, " ± %.2g %%", 100 * attack.error()) : ""),
                    "at least " + percent(reach) + ", sibuya from 1,000 peers on",
                    Mark.of(attack.connected() >= reach, attack.connected() + 2 * attack.error() >= reach)
                            .when(isAsked));
        }
    }

    private void messages(List<Spread> messages) {
        if (messages.isEmpty()) {
            return;
        }
        long missed = messages.stream().mapToLong(Spread::survivorsMissed).sum();
        boolean isOver = messages.stream().allMatch(message -> message.underWay() == 0);
        add(
                "messages that a survivor neither got nor was told of as missed",
                "" + missed,
                "0, nothing under way at the end",
                when(isOver || missed > 0, missed == 0));
        boolean isTree = scenario.dissemination() != Dissemination.FLOOD;
        boolean isQuiet = isQuiet();
        double mean =
                messages.stream().mapToDouble(Spread::redundancy).average().orElse(0);
        add(
                "extra copies a delivery, mean of all messages",
                number(mean),
                "at most 0.1 over 100 messages, tree, nothing goes wrong",
                when(isTree && isQuiet && messages.size() >= 100, mean <= 0.1));
        if (messages.size() > 1) {
            double later = messages.stream()
                    .skip(1)
                    .mapToDouble(Spread::redundancy)
                    .max()
                    .orElse(0);
            add(
                    "extra copies a delivery, the most of any message after the first",
                    number(later),
                    "at most 0.01, tree, one sender, nothing goes wrong",
                    when(isTree && isQuiet && scenario.senders() == 1, later <= 0.01));
        }
        int hops = messages.stream().mapToInt(Spread::lastHop).max().orElse(0);
        boolean isUsual = isQuiet && scenario.latencyHigh().toMillis() <= 50 && scenario.peers() <= 10_000;
        add("most hops", "" + hops, "at most 12, " + USUALLY, when(isUsual, hops <= 12));
        long p99 = Spread.latencies(messages).getValueAtPercentile(99);
        add("p99 of the time to a peer", p99 + " ms", "at most 250 ms, " + USUALLY, when(isUsual, p99 <= 250));
    }

    private void upkeep(Results results) {
        Results.Figures bytes = results.joining().bytes();
        add(
                "bytes of a join, most",
                String.format(Locale.ROOT, "%,d (mean %s)", bytes.most(), number(bytes.mean())),
                "at most 8,192 for each, nothing goes wrong",
                when(isQuiet(), bytes.most() <= 8192));
        long roundTrip = scenario.latencyLow().plus(scenario.latencyHigh()).toMillis();
        if (roundTrip > 0) {
            Results.Figures millis = results.joining().millis();
            double most = (double) millis.most() / roundTrip - CONNECTIONS;
            add(
                    "round trips of a join beyond the two in which TCP connects, most",
                    number(most) + " (mean " + number(millis.mean() / roundTrip - CONNECTIONS) + ")",
                    "at most 3 for each, nothing goes wrong",
                    when(isQuiet(), most <= 3));
        }
        double deviation = results.views().deviation();
        boolean isMixed = isQuiet()
                && scenario.peers() >= ENOUGH_FOR_A_LAW
                && scenario.runTime().compareTo(MIXED) >= 0;
        add(
                "views that a peer is in, standard deviation",
                number(deviation),
                "at most 9, from 1,000 peers and 10 minutes on, nothing goes wrong",
                when(isMixed, deviation <= 9));
        boolean isIdle = isQuiet() && scenario.messages() == 0;
        Results.Pace pace = results.pace();
        double sent = pace.bytes().mean();
        add(
                "bytes/s that a peer sends",
                number(sent),
                "at most 250, no messages, nothing goes wrong",
                when(isIdle, sent <= 250));
        add(
                "bytes/s that the peer with " + pace.hubLinks() + " links sends",
                String.format(Locale.ROOT, "%,d", pace.hubBytes()),
                "at most 4,096, no messages, nothing goes wrong",
                when(isIdle, pace.hubBytes() <= 4096));
    }

    private void healing(Results.Healing healing) {
        if (healing.rounds().count() == 0) {
            return;
        }
        boolean isOne = scenario.faults().size() == 1;
        String fault = isOne ? scenario.faults().get(0).fault().toString() : "";
        boolean isHalf = fault.equals("crash=50%");
        boolean isMost = fault.equals("crash=80%");
        double mean = healing.rounds().mean();
        add(
                "rounds of dials to an older neighbour, mean",
                number(mean),
                "at most 1.5 after crash=50%, 4 after crash=80%, the only fault",
                when(isHalf || isMost, mean <= (isHalf ? 1.5 : 4)));
        long most = healing.rounds().most();
        add(
                "rounds of dials to an older neighbour, most",
                "" + most,
                "at most 8 after crash=50%, 12 after crash=80%, the only fault",
                when(isHalf || isMost, most <= (isHalf ? 8 : 12)));
    }

    private void deaths(Results.Liveness liveness) {
        if (liveness.died() == 0) {
            return;
        }
        boolean isFew = liveness.died() <= Math.max(1, scenario.peers() / 100)
                && scenario.churn() == 0
                && scenario.linkFaults().equals(LinkFaults.NONE);
        boolean isSilence =
                isFew && scenario.faults().stream().allMatch(timed -> timed.fault() instanceof Fault.PowerOff);
        boolean isKill = isFew && scenario.faults().stream().allMatch(timed -> timed.fault() instanceof Fault.Crash);
        Results.Figures first = liveness.firstReport();
        add(
                "a death noticed after, mean",
                number(first.mean() / 1000) + " s",
                "at most 32 s, " + SILENCE,
                when(isSilence, first.mean() <= 32_000));
        add(
                "a death noticed after, longest",
                number(first.most() / 1000.0) + " s",
                "at most 41 s, " + SILENCE,
                when(isSilence, first.most() <= 41_000 && first.count() == liveness.died()));
        Results.Figures off = liveness.offAllLists();
        boolean isOff = off.most() <= (isSilence ? 46_000 : 5_000) && off.count() == liveness.died();
        add(
                "off all lists after, longest",
                number(off.most() / 1000.0) + " s",
                "at most 46 s, " + SILENCE + "; 5 s where they are killed",
                when(isSilence || isKill, isOff));
    }

    private boolean isQuiet() {
        return scenario.faults().isEmpty()
                && scenario.churn() == 0
                && scenario.linkFaults().equals(LinkFaults.NONE);
    }

    private void health(Results results) {
        long wrongly = results.liveness().wronglyRemoved();
        add("live peers struck off as dead", "" + wrongly, "0", wrongly == 0);
        long broken =
                results.checks().stream().mapToLong(Results.Checked::broken).sum();
        add("invariants broken", "" + broken, "0", broken == 0);
    }

    private void add(String what, String seen, String reach, boolean isReached) {
        add(what, seen, reach, Mark.of(isReached));
    }

    private void add(String what, String seen, String reach, Mark mark) {
        goals.add(new Goal(what, seen, reach, mark));
    }

    private static Mark when(boolean isAsked, boolean isReached) {
        return Mark.of(isReached).when(isAsked);
    }

    static String number(double value) {
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g", share * 100)
                        .replaceAll("(\\.[0-9]*?)0+$", "$1")
                        .replaceAll("\\.$", "")
                + " %";
    }
}

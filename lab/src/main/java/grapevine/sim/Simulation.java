package grapevine.sim;

import grapevine.node.Counter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One run of a scenario: seeds come up, peers join, messages are published, faults strike, and what comes of it is
 * measured. The nodes are those of the daemons. For one thread; {@link #run} once.
 */
public final class Simulation {
    /** Looks on while a run goes on; must change nothing. */
    public interface Onlooker {
        /** So much of the run's virtual time has passed, ms; about a thousand times in a run. */
        default void passed(long virtualMillis, long of) {}

        /** All peers were started and have had time to settle; nothing was published yet. */
        default void formed(VirtualNetwork network) {}

        /** The first message has reached all who are owed it. */
        default void spread() {}
    }

    /** How often the components are looked at, at most. */
    private static final int LOOKS = 200;

    /** Peers looked at in a whole run, about: what keeps looking cheap beside running. */
    private static final int PEERS_LOOKED_AT = 1_000_000;

    private static final int STEPS = 1000;

    private final Scenario scenario;
    private final VirtualNetwork network;
    private final Agenda agenda = new Agenda();
    private final Population population;
    private final Saboteur saboteur;
    private final SpreadMeter spreads;
    private final TrafficMeter traffic = new TrafficMeter();
    private final DeathMeter deaths;
    private final JoinMeter joins;
    private final HealingMeter healing = new HealingMeter();
    private final Invariants invariants;
    private final ViewMeter views;
    private final List<Results.Wholeness> wholeness = new ArrayList<>();
    private final long formed;
    private final long end;

    public Simulation(Scenario scenario) {
        this.scenario = scenario;
        long low = scenario.latencyLow().toMillis();
        network = new VirtualNetwork(
                        scenario.seedNumber(), low, scenario.latencyHigh().toMillis() - low)
                .withoutDiaries()
                .trouble(scenario.linkFaults());
        if (scenario.throughWire()) {
            network.sendThrough(new WirePassage());
        }
        invariants = new Invariants(network);
        population = new Population(scenario, network);
        saboteur = new Saboteur(network, population, agenda);
        spreads = new SpreadMeter(scenario, network, population);
        deaths = new DeathMeter(network, scenario.seeds());
        joins = new JoinMeter(network, scenario.peers());
        network.watch(traffic).watch(spreads).watch(deaths).watch(joins).watch(healing);
        formed = scenario.formed().toMillis();
        views = new ViewMeter(scenario, network, population, agenda);
        end = formed + scenario.runTime().toMillis();
    }

    /** The network it runs in, to watch or to transcribe before the run begins. */
    public VirtualNetwork network() {
        return network;
    }

    /** Writes a line for each thing that happens; times count as in the results. */
    public Simulation transcribeTo(Consumer<String> lines) {
        network.transcribeTo(lines, formed);
        return this;
    }

    /** Runs it to its end. */
    public Results run(Onlooker onlooker) {
        population.seeds().forEach(population::startSeed);
        startPeers(0);
        agenda.at(formed, () -> {
            onlooker.formed(network);
            traffic.countSenders(network.hosts().size(), formed);
        });
        spreads.whenFirstIsEverywhere(onlooker::spread);
        for (int i = 0; i < scenario.messages(); i++) {
            int number = i + 1;
            agenda.at(formed + scenario.messageEvery().toMillis() * i, () -> spreads.publish(number));
        }
        for (TimedFault timed : scenario.faults()) {
            agenda.at(formed + timed.at().toMillis(), () -> strike(timed.fault()));
        }
        churn();
        agenda.at(end - Scenario.AFTERMATH.toMillis(), () -> network.trouble(LinkFaults.NONE));
        lookAtComponents();
        long lookEvery = Invariants.lookEvery(scenario.peers());
        agenda.every(lookEvery, lookEvery, end - 1, invariants::look);
        long step = Math.max(1, end / STEPS);
        agenda.every(step, step, end, () -> onlooker.passed(network.now(), end));
        agenda.run(network, end);
        invariants.finish();
        return results();
    }

    /** Each start enters the next one, so that a million of them need not wait in the agenda. */
    private void startPeers(int next) {
        if (next < scenario.peers()) {
            long at = Scenario.HEAD_START.toMillis() + scenario.joinTime().toMillis() * next / scenario.peers();
            agenda.at(at, () -> {
                population.startPeer();
                startPeers(next + 1);
            });
        }
    }

    private void strike(Fault fault) {
        saboteur.strike(fault);
        if (scenario.looksAtViews() && (fault instanceof Fault.Crash || fault instanceof Fault.KillHubs)) {
            views.crashed();
        }
        look(fault.toString());
    }

    private void churn() {
        double perMinute = scenario.churn() * scenario.peers();
        if (perMinute > 0) {
            long until = end - Scenario.AFTERMATH.toMillis();
            double gap = 60_000 / perMinute;
            replaceAt(formed, gap, 1, until);
        }
    }

    private void replaceAt(long from, double gap, long next, long until) {
        long at = from + Math.round(gap * next);
        if (at <= until) {
            agenda.at(at, () -> {
                saboteur.replaceOne();
                replaceAt(from, gap, next + 1, until);
            });
        }
    }

    private void lookAtComponents() {
        boolean isCalm = scenario.faults().isEmpty()
                && scenario.churn() == 0
                && scenario.linkFaults().isNone();
        int looks = isCalm ? 1 : Math.max(5, Math.min(LOOKS, PEERS_LOOKED_AT / scenario.peers()));
        long gap = Math.max(1000, (end - formed) / looks);
        agenda.every(formed, gap, end - 1, () -> look(""));
        agenda.at(end, () -> look(""));
    }

    private void look(String after) {
        wholeness.add(Components.of(network, population).wholeness(network.now() - formed, after));
    }

    private Results results() {
        long joined = joins.joined();
        List<VirtualHost> live = population.live().toList();
        return new Results(
                scenario,
                Components.form(network, population, joined),
                spreads.spreads(formed),
                wholeness,
                traffic.traffic(),
                deaths.liveness(),
                counters(),
                checks(),
                violations(),
                joins.joining(),
                healing.healing(invariants.repairMillis()),
                views.views(live),
                scenario.looksAtViews() ? views.graph(live) : null,
                traffic.pace(live, end),
                network.events(),
                end);
    }

    /** Without those that this scenario gives no occasion to look at. */
    private List<Results.Checked> checks() {
        long last = Math.max(0, scenario.lastFault().toMillis()) + DeliveryRules.OWED_MILLIS;
        boolean isAnythingOwed =
                scenario.messages() > 0 && last <= scenario.runTime().toMillis();
        long seedsUntil = Math.min(
                end - scenario.formed().toMillis(), scenario.seedsUntil().toMillis());
        return invariants.checks().stream()
                .filter(check -> check.evaluated() > 0
                        || switch (check.invariant()) {
                            case NO_DUPLICATE ->
                                scenario.messages() > 0 && scenario.runTime().compareTo(scenario.latencyHigh()) > 0;
                            case DELIVERY -> isAnythingOwed;
                            case NO_LIVE_REMOVED -> seedsUntil > ListRules.CALM_MILLIS;
                            case OLDER_LINK,
                                    ONE_COMPONENT,
                                    DEGREE_CAP,
                                    WITHIN_BOUNDS,
                                    REMOVED_FOR_GOOD,
                                    NO_SILENT_LOSS -> true;
                        })
                .toList();
    }

    private List<Results.Violation> violations() {
        return invariants.violations().stream()
                .map(violation -> violation.since(formed))
                .toList();
    }

    private Map<String, Long> counters() {
        Map<Counter, Long> sums = new EnumMap<>(Counter.class);
        for (VirtualHost host : network.hosts()) {
            for (Counter counter : Counter.values()) {
                sums.merge(counter, host.node().counters().get(counter), Long::sum);
            }
        }
        Map<String, Long> byKey = new LinkedHashMap<>();
        sums.forEach((counter, sum) -> {
            if (sum > 0) {
                byKey.put(counter.key(), sum);
            }
        });
        return byKey;
    }
}

package grapevine.sim.meter;

import grapevine.node.Counter;
import grapevine.sim.check.Invariants;
import grapevine.sim.crowd.Agenda;
import grapevine.sim.crowd.Population;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Fault;
import grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is measured of one run. Told by the network what happens, and by whoever runs it at which moments to
 * look and to publish; must be made before the first node is.
 */
public final class Meters {
    private final Scenario scenario;
    private final VirtualNetwork network;
    private final Population population;
    private final TrafficMeter traffic = new TrafficMeter();
    private final SpreadMeter spreads;
    private final DeathMeter deaths;
    private final JoinMeter joins;
    private final HealingMeter healing = new HealingMeter();
    private final ViewMeter views;
    private final List<Results.Wholeness> wholeness = new ArrayList<>();
    private final long formed;

    /** Looks on from now on; what has to be looked at again is entered in the agenda. */
    public Meters(Scenario scenario, VirtualNetwork network, Population population, Agenda agenda) {
        this.scenario = scenario;
        this.network = network;
        this.population = population;
        spreads = new SpreadMeter(scenario, network, population);
        deaths = new DeathMeter(network, scenario.seeds());
        joins = new JoinMeter(network, scenario.peers());
        network.watch(traffic).watch(spreads).watch(deaths).watch(joins).watch(healing);
        views = new ViewMeter(scenario, network, population, agenda);
        formed = scenario.formed().toMillis();
    }

    /** Calls this once, within the delivery that makes the first message known to all who are owed it. */
    public void whenFirstIsEverywhere(Runnable what) {
        spreads.whenFirstIsEverywhere(what);
    }

    /** The network has formed: from now on it is counted what each process sends. */
    public void formed() {
        traffic.countSenders(network.hosts().size(), formed);
    }

    /** Publishes the message of this number, from 1, and sees from now on how it spreads. */
    public void publish(int number) {
        spreads.publish(number);
    }

    /** This was just done to the network. */
    public void struck(Fault fault) {
        if (scenario.looksAtViews() && (fault instanceof Fault.Crash || fault instanceof Fault.KillHubs)) {
            views.crashed();
        }
        look(fault.toString());
    }

    /** Looks at what the network falls into, which costs as much as there are links. */
    public void look() {
        look("");
    }

    private void look(String after) {
        wholeness.add(Components.of(network, population).wholeness(network.now() - formed, after));
    }

    /** All of it, at the end of the run; {@code invariants} were checked in this very run. */
    public Results results(Invariants invariants) {
        long end = network.now();
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
                checks(invariants),
                violations(invariants),
                joins.joining(),
                healing.healing(invariants.repairMillis()),
                views.views(live),
                scenario.looksAtViews() ? views.graph(live) : null,
                traffic.pace(live, end),
                network.events(),
                end);
    }

    /** Without those that this scenario gives no occasion to look at. */
    private List<Results.Checked> checks(Invariants invariants) {
        long last = Math.max(0, scenario.lastFault().toMillis()) + Invariants.OWED_MILLIS;
        boolean isAnythingOwed =
                scenario.messages() > 0 && last <= scenario.runTime().toMillis();
        long seedsUntil = Math.min(network.now() - formed, scenario.seedsUntil().toMillis());
        return invariants.checks().stream()
                .filter(check -> check.evaluated() > 0
                        || switch (check.invariant()) {
                            case NO_FORGED ->
                                scenario.crypto().isPresent()
                                        && scenario.messages() > 0
                                        && scenario.runTime().compareTo(scenario.latencyHigh()) > 0;
                            case NO_HONEST_BANNED -> scenario.crypto().isPresent();
                            case NO_HONEST_BLAMED, REVOKED_OUT -> false;
                            case NO_DUPLICATE, ORDER ->
                                scenario.messages() > 0 && scenario.runTime().compareTo(scenario.latencyHigh()) > 0;
                            case DELIVERY -> isAnythingOwed;
                            case NO_LIVE_REMOVED -> seedsUntil > Invariants.CALM_MILLIS;
                            case OLDER_LINK,
                                    ONE_COMPONENT,
                                    DEGREE_CAP,
                                    WITHIN_BOUNDS,
                                    REMOVED_FOR_GOOD,
                                    NO_SILENT_LOSS -> true;
                        })
                .toList();
    }

    private List<Results.Violation> violations(Invariants invariants) {
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

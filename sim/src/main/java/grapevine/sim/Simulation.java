package grapevine.sim;

import grapevine.node.Budget;
import grapevine.sim.check.Invariants;
import grapevine.sim.crowd.Agenda;
import grapevine.sim.crowd.Population;
import grapevine.sim.crowd.Saboteur;
import grapevine.sim.keys.Authority;
import grapevine.sim.meter.Meters;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Fault;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
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
    private final Invariants invariants;
    private final Meters meters;
    private final long formed;
    private final long end;

    public Simulation(Scenario scenario) {
        this.scenario = scenario;
        long low = scenario.latencyLow().toMillis();
        network = new VirtualNetwork(
                        scenario.seedNumber(), low, scenario.latencyHigh().toMillis() - low)
                .withoutDiaries()
                .trouble(scenario.linkFaults());
        scenario.heap().ifPresent(heap -> network.memory(Budget.ofHeap(heap)));
        if (scenario.throughWire()) {
            network.sendThrough(new WirePassage());
        }
        scenario.crypto().ifPresent(crypto -> network.keys(new Authority(crypto, scenario.seedNumber())));
        invariants = new Invariants(network);
        population = new Population(scenario, network);
        saboteur = new Saboteur(network, population, agenda);
        meters = new Meters(scenario, network, population, agenda);
        formed = scenario.formed().toMillis();
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
            meters.formed();
        });
        meters.whenFirstIsEverywhere(onlooker::spread);
        for (int i = 0; i < scenario.messages(); i++) {
            int number = i + 1;
            agenda.at(formed + scenario.messageEvery().toMillis() * i, () -> meters.publish(number));
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
        return meters.results(invariants);
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
        meters.struck(fault);
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
        agenda.every(formed, gap, end - 1, meters::look);
        agenda.at(end, meters::look);
    }
}

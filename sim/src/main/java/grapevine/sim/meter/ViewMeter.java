package grapevine.sim.meter;

import grapevine.sampling.Sampled;
import grapevine.sim.crowd.Agenda;
import grapevine.sim.crowd.Population;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Looks at what the live peers know of each other: how evenly each is known, and how much of it is of the dead. */
final class ViewMeter {
    /** The share of dead entries below which views have recovered. */
    private static final double RECOVERED = 0.01;

    private static final int LOOKS_A_PERIOD = 10;

    private final Scenario scenario;
    private final VirtualNetwork network;
    private final Population population;
    private final Agenda agenda;
    private Results.@Nullable Recovery recovery;
    private int crashes;

    ViewMeter(Scenario scenario, VirtualNetwork network, Population population, Agenda agenda) {
        this.scenario = scenario;
        this.network = network;
        this.population = population;
        this.agenda = agenda;
    }

    /** Peers were killed: looks at once, and ten times a period until hardly any view names them. */
    void crashed() {
        long at = network.now() - scenario.formed().toMillis();
        Results.Recovery begun =
                new Results.Recovery(at, views(population.live().toList()).dead(), -1);
        recovery = begun;
        crashes++;
        look(begun, crashes, 0);
    }

    private void look(Results.Recovery begun, int crash, int looks) {
        if (crash != crashes) {
            return;
        }
        if (views(population.live().toList()).dead() < RECOVERED) {
            recovery = new Results.Recovery(begun.at(), begun.dead(), (double) looks / LOOKS_A_PERIOD);
        } else {
            long next = scenario.sampling().period().toMillis() * (looks + 1) / LOOKS_A_PERIOD;
            agenda.at(scenario.formed().toMillis() + begun.at() + next, () -> look(begun, crash, looks + 1));
        }
    }

    Results.Views views(List<VirtualHost> live) {
        int[] known = new int[network.hosts().size()];
        long entries = 0;
        long dead = 0;
        for (VirtualHost peer : live) {
            for (Sampled<Entry> each : Population.node(peer).look().view()) {
                VirtualHost there = liveAt(each);
                entries++;
                if (there != null) {
                    known[there.number()]++;
                } else {
                    dead++;
                }
            }
        }
        if (entries == 0) {
            return new Results.Views(0, 0, 0);
        }
        double mean = (double) (entries - dead) / live.size();
        double squares = 0;
        for (VirtualHost peer : live) {
            squares += Math.pow(known[peer.number()] - mean, 2);
        }
        return new Results.Views(
                (double) entries / live.size(), Math.sqrt(squares / live.size()), (double) dead / entries);
    }

    /** Who knows whom, and what became of the last crash. */
    Results.ViewGraph graph(List<VirtualHost> live) {
        int[] place = new int[network.hosts().size()];
        Arrays.fill(place, -1);
        for (int i = 0; i < live.size(); i++) {
            place[live.get(i).number()] = i;
        }
        int[] named = new int[live.size()];
        LongStream.Builder pairs = LongStream.builder();
        for (VirtualHost peer : live) {
            for (Sampled<Entry> each : Population.node(peer).look().view()) {
                VirtualHost there = liveAt(each);
                if (there != null) {
                    long one = place[peer.number()];
                    long other = place[there.number()];
                    named[(int) other]++;
                    pairs.add(Math.min(one, other) << Integer.SIZE | Math.max(one, other));
                }
            }
        }
        long[] each = pairs.build().sorted().distinct().toArray();
        int[] edges = new int[2 * each.length];
        for (int i = 0; i < each.length; i++) {
            edges[2 * i] = (int) (each[i] >>> Integer.SIZE);
            edges[2 * i + 1] = (int) each[i];
        }
        return new Results.ViewGraph(named, edges, recovery);
    }

    /** Whom it names, if that one is a peer that is up. */
    private @Nullable VirtualHost liveAt(Sampled<Entry> entry) {
        VirtualHost there = network.hostAt(entry.peer().address());
        return there != null && there.isUp() ? there : null;
    }
}

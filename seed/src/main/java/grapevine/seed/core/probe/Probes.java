package grapevine.seed.core.probe;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of dead reports. None removes anybody: it makes this seed look, once however many there are. */
public final class Probes implements Probe.Judge {
    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    private final Map<Address, Probe> underWay = new LinkedHashMap<>();

    public Probes(Ground ground, Registry registry, Registrar registrar) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
    }

    /**
     * Looks for itself if there is reason to.
     *
     * @return the outcome, a word of {@link grapevine.wire.Message.Noted}
     */
    public String handleDeadNode(Hello reporter, DeadNode report) {
        ground.count(Counter.DEAD_REPORTS);
        String outcome = judge(reporter, report);
        ground.report(new Fact.ReportReceived(report.text(), reporter.self(), outcome));
        if (outcome.equals("probing")) {
            probe(report.accused(), reporter.self());
        }
        return outcome;
    }

    private String judge(Hello reporter, DeadNode report) {
        if (!registry.isAlive(reporter.self(), reporter.epoch())) {
            ground.count(Counter.DROPPED_REPORT_NO_LEASE);
            return "no-lease";
        }
        Row accused = registry.find(report.accused());
        if (accused == null || accused.epoch() != report.epoch()) {
            ground.count(Counter.DROPPED_REPORT_UNKNOWN);
            return "unknown";
        }
        if (!accused.isAlive()) {
            return "gone";
        }
        if (!underWay.containsKey(report.accused())
                && underWay.size() >= ground.settings().maxProbes()) {
            ground.count(Counter.DROPPED_REPORT_BUSY);
            return "busy";
        }
        return "probing";
    }

    private void probe(Address accused, Address reporter) {
        Probe probe = underWay.get(accused);
        if (probe != null) {
            probe.addReporter(reporter);
            return;
        }
        Row row = registry.find(accused);
        if (row != null) {
            Probe begun = new Probe(ground, this, row);
            underWay.put(accused, begun);
            begun.addReporter(reporter);
            begun.start();
        }
    }

    @Override
    public void onDecided(Probe probe, Probe.Outcome outcome) {
        Row target = probe.target();
        underWay.remove(target.address());
        switch (outcome) {
            case ANSWERED -> ground.report(new Fact.Quarrel(target.address(), probe.reporters()));
            case REFUSED -> registrar.removeDead(target.address(), target.epoch(), "probe-refused");
            case ELSEWHERE -> registrar.drop(target.address(), target.epoch(), "another-network");
            case RESTARTED -> registrar.removeDead(target.address(), target.epoch(), "restarted");
            case UNANSWERED -> registrar.removeDead(target.address(), target.epoch(), "probe-unanswered");
        }
    }

    /** A row changed: if it is the accused that said something, it lives; if it is gone, the question is void. */
    public void onChanged(Address address) {
        Probe probe = underWay.get(address);
        if (probe == null) {
            return;
        }
        Row row = registry.find(address);
        if (row == null || !row.isAlive() || row.epoch() != probe.target().epoch()) {
            underWay.remove(address);
            probe.cancel();
        } else if (row.revision() > probe.target().revision()) {
            probe.decide(Probe.Outcome.ANSWERED);
        }
    }

    /** How many peers are being looked after. */
    public int underWay() {
        return underWay.size();
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        long due = Long.MAX_VALUE;
        for (Probe probe : underWay.values()) {
            due = Math.min(due, probe.due());
        }
        return due;
    }

    /** Does what is due. */
    public void tick() {
        for (Probe probe : new ArrayList<>(underWay.values())) {
            probe.tick();
        }
    }

    /** The seed stood still: that time does not count. */
    public void extend(long by) {
        underWay.values().forEach(probe -> probe.extend(by));
    }

    /** Gives all of them up without a result. */
    public void cancelAll() {
        underWay.values().forEach(Probe::cancel);
        underWay.clear();
    }
}

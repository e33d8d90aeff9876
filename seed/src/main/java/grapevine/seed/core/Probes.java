package grapevine.seed.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of dead reports. None removes anybody: it makes this seed look, once however many there are. */
final class Probes implements Probe.Judge {
    private final SeedState seed;
    private final Turn turn;
    private final Registrar registrar;
    private final Map<Address, Probe> underWay = new LinkedHashMap<>();

    Probes(SeedState seed, Turn turn, Registrar registrar) {
        this.seed = seed;
        this.turn = turn;
        this.registrar = registrar;
    }

    /**
     * Looks for itself if there is reason to.
     *
     * @return the outcome, a word of {@link grapevine.wire.Message.Noted}
     */
    String handleDeadNode(Hello reporter, DeadNode report) {
        seed.counters.add(Counter.DEAD_REPORTS);
        String outcome = judge(reporter, report);
        seed.effects.report(new Fact.ReportReceived(report.text(), reporter.self(), outcome));
        if (outcome.equals("probing")) {
            probe(report.accused(), reporter.self());
        }
        return outcome;
    }

    private String judge(Hello reporter, DeadNode report) {
        if (!seed.registry.isAlive(reporter.self(), reporter.epoch())) {
            seed.counters.add(Counter.DROPPED_REPORT_NO_LEASE);
            return "no-lease";
        }
        Row accused = seed.registry.find(report.accused());
        if (accused == null || accused.epoch() != report.epoch()) {
            seed.counters.add(Counter.DROPPED_REPORT_UNKNOWN);
            return "unknown";
        }
        if (!accused.isAlive()) {
            return "gone";
        }
        if (!underWay.containsKey(report.accused()) && underWay.size() >= seed.settings.maxProbes()) {
            seed.counters.add(Counter.DROPPED_REPORT_BUSY);
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
        Row row = seed.registry.find(accused);
        if (row != null) {
            Probe begun = new Probe(seed, turn, this, row);
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
            case ANSWERED -> seed.effects.report(new Fact.Quarrel(target.address(), probe.reporters()));
            case REFUSED -> registrar.removeDead(target.address(), target.epoch(), "probe-refused");
            case RESTARTED -> registrar.removeDead(target.address(), target.epoch(), "restarted");
            case UNANSWERED -> registrar.removeDead(target.address(), target.epoch(), "probe-unanswered");
        }
    }

    /** A row changed: if it is the accused that said something, it lives; if it is gone, the question is void. */
    void onChanged(Address address) {
        Probe probe = underWay.get(address);
        if (probe == null) {
            return;
        }
        Row row = seed.registry.find(address);
        if (row == null || !row.isAlive() || row.epoch() != probe.target().epoch()) {
            underWay.remove(address);
            probe.cancel();
        } else if (row.revision() > probe.target().revision()) {
            probe.decide(Probe.Outcome.ANSWERED);
        }
    }

    /** How many peers are being looked after. */
    int underWay() {
        return underWay.size();
    }

    long due() {
        long due = Long.MAX_VALUE;
        for (Probe probe : underWay.values()) {
            due = Math.min(due, probe.due());
        }
        return due;
    }

    void tick() {
        for (Probe probe : new ArrayList<>(underWay.values())) {
            probe.tick();
        }
    }

    void extend(long by) {
        underWay.values().forEach(probe -> probe.extend(by));
    }

    void cancelAll() {
        underWay.values().forEach(Probe::cancel);
        underWay.clear();
    }
}

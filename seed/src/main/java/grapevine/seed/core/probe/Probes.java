package grapevine.seed.core.probe;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.probe.Probe.Reporter;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of dead reports. None removes anybody: it makes this seed look, once however many there are. At those
 * whose address is said to refuse, it looks only if whoever says so was right a moment ago.
 */
public final class Probes implements Probe.Judge {
    /** So many wait for their turn. */
    public static final int MOST_WAITING = Hearsay.MOST_WAITING;

    /** Of so many members it is remembered that they reported falsely. */
    public static final int MOST_FALSE = FalseReports.MOST;

    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    private final Map<Address, Probe> underWay = new LinkedHashMap<>();
    private final Hearsay hearsay = new Hearsay();
    private final FalseReports falseReports = new FalseReports();

    public Probes(Ground ground, Registry registry, Registrar registrar) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
    }

    /**
     * Looks for itself if there is reason to.
     *
     * @param member the reporter, by its certificate; null where there are none
     * @return the outcome, a word of {@link grapevine.wire.Message.Noted}
     */
    public String handleDeadNode(Hello reporter, @Nullable String member, DeadNode report) {
        ground.count(Counter.DEAD_REPORTS);
        String outcome = judge(reporter, member, report);
        Fact received = new Fact.ReportReceived(report.text(), reporter.self(), outcome);
        ground.report(received);
        if (!outcome.equals("no-lease") && !outcome.equals("unknown")) {
            ground.remember(report.accused(), received); // of whom everybody may speak, nobody is pushed out
        }
        if (outcome.equals("probing")) {
            look(report, new Reporter(reporter.self(), member));
        }
        return outcome;
    }

    private void look(DeadNode report, Reporter reporter) {
        if (report.isOfRefusal() && !underWay.containsKey(report.accused())) {
            lookInTurn();
        } else {
            probe(report.accused(), reporter, report.isOfRefusal());
        }
    }

    /** Who claims to be somewhere is asked there anyway, and who only claims to be there has nothing to say here. */
    private String judge(Hello reporter, @Nullable String member, DeadNode report) {
        if (!registry.isMet(reporter.self(), reporter.epoch())) {
            ground.count(Counter.DROPPED_REPORT_NO_LEASE);
            return "no-lease";
        }
        Row accused = registry.find(report.accused());
        if (accused == null || accused.isClaim() || accused.epoch() != report.epoch()) {
            ground.count(Counter.DROPPED_REPORT_UNKNOWN);
            return "unknown";
        }
        if (!accused.isAlive()) {
            return "gone";
        }
        if (report.isOfRefusal()) {
            return judgeRefusal(reporter, accused);
        }
        boolean isFull = underWay.size() >= ground.settings().maxProbes() || isLookedForAfter(member);
        if (!underWay.containsKey(report.accused()) && isFull) {
            ground.count(Counter.DROPPED_REPORT_BUSY);
            return "busy";
        }
        return "probing";
    }

    /** Whether this one is doubted, and there is one already that was reported by it alone. */
    private boolean isLookedForAfter(@Nullable String member) {
        return falseReports.isDoubted(member, ground.now())
                && underWay.values().stream().anyMatch(probe -> Objects.equals(member, probe.onlyMember()));
    }

    private String judgeRefusal(Hello reporter, Row accused) {
        if (!hearsay.isBelieved(reporter.self(), ground.now())) {
            ground.count(Counter.DROPPED_REPORT_UNPROVEN);
            return "unproven";
        }
        if (!underWay.containsKey(accused.address()) && !hearsay.add(accused, reporter.self())) {
            ground.count(Counter.DROPPED_REPORT_BUSY);
            return "busy";
        }
        return "probing";
    }

    /** Leaves half of the probes to those who report their neighbours. */
    private void lookInTurn() {
        for (Hearsay.Named next = hearsay.next(ground.now()); next != null; next = hearsay.next(ground.now())) {
            Row row = next.row();
            if (underWay.size() >= ground.settings().maxProbes() / 2) {
                ground.count(Counter.DROPPED_REPORT_BUSY);
            } else if (registry.isMet(row.address(), row.epoch())) {
                probe(row.address(), new Reporter(next.reporter(), null), true);
            }
        }
    }

    private void probe(Address accused, Reporter reporter, boolean isOfRefusal) {
        Probe probe = underWay.get(accused);
        Row row = registry.find(accused);
        if (probe != null) {
            probe.addReporter(reporter, isOfRefusal);
        } else if (row != null) {
            Probe begun = new Probe(ground, this, row);
            underWay.put(accused, begun);
            begun.addReporter(reporter, isOfRefusal);
            begun.start();
        }
    }

    @Override
    public void onDecided(Probe probe, Probe.Outcome outcome) {
        Row target = probe.target();
        underWay.remove(target.address());
        switch (outcome) {
            case ANSWERED -> answered(probe);
            case REFUSED -> registrar.removeDead(target.address(), target.epoch(), "probe-refused");
            case ELSEWHERE -> registrar.drop(target.address(), target.epoch(), "another-network");
            case RESTARTED -> registrar.removeDead(target.address(), target.epoch(), "restarted");
            case UNANSWERED -> unanswered(probe);
        }
        if (!registry.isAlive(target.address(), target.epoch()) && outcome != Probe.Outcome.ELSEWHERE) {
            hearsay.wereRight(probe.reporters(), ground.now());
        }
    }

    private void answered(Probe probe) {
        Address accused = probe.target().address();
        ground.witness(accused, new Fact.Quarrel(accused, probe.reporters()));
        String member = probe.isFirstTry() ? probe.onlyMember() : null;
        if (member != null && falseReports.add(member, accused, ground.now())) {
            ground.report(new Fact.ReportsDoubted(member, probe.reporters().get(0), falseReports.accusedBy(member)));
        }
    }

    /** Of whoever was said to refuse a dial silence proves nothing. */
    private void unanswered(Probe probe) {
        if (probe.isOfNeighbours()) {
            registrar.removeDead(probe.target().address(), probe.target().epoch(), "probe-unanswered");
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

    /** How many members are remembered that reported who was there. */
    public int falseReporters() {
        return falseReports.size();
    }

    /** How many wait for their turn to be looked after. */
    public int waiting() {
        return hearsay.size();
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        long due = hearsay.due();
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
        lookInTurn();
    }

    /** The seed stood still: that time does not count. */
    public void extend(long by) {
        underWay.values().forEach(probe -> probe.extend(by));
    }

    /** Gives all of them up without a result. */
    public void cancelAll() {
        hearsay.clear();
        underWay.values().forEach(Probe::cancel);
        underWay.clear();
    }
}

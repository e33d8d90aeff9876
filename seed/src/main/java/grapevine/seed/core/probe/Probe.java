package grapevine.seed.core.probe;

import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This seed's own look at a peer that was reported dead: a few tries, each a connection of its own that stays open to
 * the end of the probe, so that a slow answer counts as well. The first that proves something decides.
 */
final class Probe {
    /** Reporters that are remembered; more of them add nothing. */
    private static final int REPORTERS = 16;

    /** What a probe found. */
    enum Outcome {
        ANSWERED,
        REFUSED,
        RESTARTED,
        ELSEWHERE,
        UNANSWERED;

        /** As it is told. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who holds it for dead.
     *
     * @param member the name in its certificate; null where there are none
     */
    record Reporter(Address address, @Nullable String member) {}

    /** Hears what was found, once. */
    interface Judge {
        void onDecided(Probe probe, Outcome outcome);
    }

    private final Ground ground;
    private final Judge judge;
    private final Row target;
    private final Set<Reporter> reporters = new LinkedHashSet<>();
    private final List<ProbeTry> tries = new ArrayList<>();
    private final long begun;
    private int connected;
    private long nextTry;
    private long end;
    private boolean decided;
    private boolean isOfNeighbours;

    /** @param target the row as it was when the report came */
    Probe(Ground ground, Judge judge, Row target) {
        this.ground = ground;
        this.judge = judge;
        this.target = target;
        this.begun = ground.now();
        this.nextTry = begun;
        this.end = ground.now() + ground.settings().probeTime().toMillis();
    }

    Row target() {
        return target;
    }

    /** Whether who answers is the process that is looked for, by its epoch and by the name in its certificate. */
    boolean isOfTarget(Hello hello, @Nullable String holder) {
        return hello.epoch() == target.epoch() && !target.isOfAnother(holder);
    }

    void addReporter(Reporter reporter, boolean isOfRefusal) {
        isOfNeighbours |= !isOfRefusal;
        if (reporters.size() < REPORTERS) {
            reporters.add(reporter);
        }
    }

    /** Whether a neighbour of it reported it, and not only those whose dial it refused. */
    boolean isOfNeighbours() {
        return isOfNeighbours;
    }

    List<Address> reporters() {
        return reporters.stream().map(Reporter::address).distinct().toList();
    }

    /** The member who reported it, if nobody else did; null if it is not known who that was. */
    @Nullable
    String onlyMember() {
        return reporters.size() == 1 ? reporters.iterator().next().member() : null;
    }

    /** Whether it was dialled once until now. */
    boolean isFirstTry() {
        return tries.size() == 1;
    }

    void start() {
        ground.witness(target.address(), new Fact.ProbeStarted(target.address(), reporters.size()));
        tick();
    }

    long due() {
        return Math.min(nextTry, end);
    }

    /** Tries again, or gives up, if it is time. */
    void tick() {
        if (ground.now() >= end) {
            decide(Outcome.UNANSWERED);
        } else if (ground.now() >= nextTry) {
            ProbeTry next = new ProbeTry(ground, this);
            tries.add(next);
            next.start();
            nextTry = tries.size() < ground.settings().probeTries()
                    ? ground.now() + ground.settings().probeGapMillis()
                    : Long.MAX_VALUE;
        }
    }

    /** The seed stood still: the time does not count. */
    void extend(long by) {
        end += by;
        if (nextTry != Long.MAX_VALUE) {
            nextTry += by;
        }
    }

    /** One of the tries has a connection, which proves nothing. */
    void connected() {
        connected++;
    }

    /** One of the tries, or something else, proved it. */
    void decide(Outcome outcome) {
        if (!decided) {
            cancel();
            ground.remember(
                    target.address(),
                    new Fact.Probed(target.address(), outcome.word(), tries.size(), connected, ground.now() - begun));
            judge.onDecided(this, outcome);
        }
    }

    /** The question is void. */
    void cancel() {
        decided = true;
        tries.forEach(ProbeTry::close);
    }
}

package grapevine.sim;

import grapevine.sim.Results.Checked;
import grapevine.sim.Results.Violation;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each invariant was looked at, and where it did not hold. */
final class Findings {
    /** So many violations are worth reading; all are counted. */
    static final int MOST_KEPT = 100;

    private final VirtualNetwork network;
    private final Map<Invariant, Long> evaluated = new EnumMap<>(Invariant.class);
    private final Map<Invariant, Long> broken = new EnumMap<>(Invariant.class);
    private final List<Violation> violations = new ArrayList<>();

    Findings(VirtualNetwork network) {
        this.network = network;
    }

    void evaluated(Invariant invariant) {
        evaluated.merge(invariant, 1L, Long::sum);
    }

    void evaluated(Invariant invariant, long times) {
        evaluated.merge(invariant, times, Long::sum);
    }

    void broken(Invariant invariant, List<Address> nodes, String detail) {
        broken.merge(invariant, 1L, Long::sum);
        if (violations.size() < MOST_KEPT) {
            violations.add(new Violation(invariant, network.now(), nodes, detail));
        }
    }

    /** First first. */
    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** All invariants there are, in their order. */
    List<Checked> checks() {
        List<Checked> checks = new ArrayList<>();
        for (Invariant each : Invariant.values()) {
            checks.add(new Checked(each, evaluated.getOrDefault(each, 0L), broken.getOrDefault(each, 0L)));
        }
        return checks;
    }
}

package grapevine.sim.check;

import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results.Checked;
import grapevine.sim.result.Results.Violation;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How often each invariant was looked at, and where it did not hold. */
final class Findings {
    /** So many violations are worth reading; all are counted. */
    static final int MOST_KEPT = 100;

    private final VirtualNetwork network;
    private final Map<Invariant, Count> counts = new EnumMap<>(Invariant.class);
    private final List<Violation> violations = new ArrayList<>();

    /** Of one invariant. */
    private static final class Count {
        private long evaluated;
        private long broken;
    }

    Findings(VirtualNetwork network) {
        this.network = network;
        for (Invariant each : Invariant.values()) {
            counts.put(each, new Count());
        }
    }

    void evaluated(Invariant invariant) {
        count(invariant).evaluated++;
    }

    void evaluated(Invariant invariant, long times) {
        count(invariant).evaluated += times;
    }

    void broken(Invariant invariant, List<Address> nodes, String detail) {
        count(invariant).broken++;
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
        counts.forEach((each, count) -> checks.add(new Checked(each, count.evaluated, count.broken)));
        return checks;
    }

    private Count count(Invariant invariant) {
        return Objects.requireNonNull(counts.get(invariant));
    }
}

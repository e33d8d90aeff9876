package grapevine.sim.check;

import grapevine.node.Marks;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.result.Invariant;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link Invariant#ORDER}, at each delivery. Keeps one number for each origin at each process. */
final class OrderRules {
    private final Findings findings;

    /** By origin, the highest number handed over at each process. */
    private final Map<Origin, int[]> highest = new HashMap<>();

    /** Of the message that is handed over next. */
    private Marks marks = Marks.NONE;

    OrderRules(Findings findings) {
        this.findings = findings;
    }

    void marked(Marks said) {
        marks = said;
    }

    void delivered(VirtualHost to, Gossip message) {
        findings.evaluated(Invariant.ORDER);
        int here = to.number();
        int[] numbers = highest.computeIfAbsent(message.origin(), unused -> new int[here + 1]);
        if (here >= numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * here);
            highest.put(message.origin(), numbers);
        }
        int n = (int) Math.min(Integer.MAX_VALUE, message.n());
        if (marks.isLate() != n <= numbers[here]) {
            findings.broken(
                    Invariant.ORDER,
                    List.of(to.address()),
                    "message " + n + " of " + message.origin().address() + " handed over after " + numbers[here]
                            + (marks.isLate() ? ", marked as late" : ""));
        }
        numbers[here] = Math.max(numbers[here], n);
        marks = Marks.NONE;
    }
}

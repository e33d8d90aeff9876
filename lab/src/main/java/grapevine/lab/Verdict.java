package grapevine.lab;

import grapevine.sim.Invariant;
import grapevine.sim.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a run broke, as lines; with none of them the run was good. */
final class Verdict {
    private static final int MOST_NODES = 5;

    /** What is looked at where messages go. */
    private static final Set<String> OF_MESSAGES = Set.of(Invariant.NO_DUPLICATE.word(), Invariant.DELIVERY.word());

    private Verdict() {}

    /** Each broken invariant with its time and its nodes; then those that were never looked at, which is no better. */
    static List<String> broken(Results results) {
        List<String> lines = new ArrayList<>();
        results.violations().forEach(violation -> lines.add(line(violation)));
        List<String> unseen = new ArrayList<>(results.checks().stream()
                .filter(check -> check.evaluated() == 0)
                .map(Results.Checked::name)
                .toList());
        if (!unseen.isEmpty() && results.form().joined() < 0) {
            lines.add("broken: the network did not form" + nothingFor(unseen));
            unseen.clear();
        } else if (results.messages().isEmpty()) {
            List<String> ofMessages =
                    unseen.stream().filter(OF_MESSAGES::contains).toList();
            if (!ofMessages.isEmpty()) {
                lines.add("broken: nobody could publish when messages were due" + nothingFor(ofMessages));
                unseen.removeAll(ofMessages);
            }
        }
        unseen.forEach(name -> lines.add("broken: " + name + " was never looked at"));
        return lines;
    }

    private static String nothingFor(List<String> names) {
        return ", so that there was nothing to look at for " + String.join(", ", names);
    }

    private static String line(Results.Violation violation) {
        List<String> nodes = violation.nodes().stream()
                .limit(MOST_NODES)
                .map(String::valueOf)
                .toList();
        int more = violation.nodes().size() - nodes.size();
        return String.format(
                Locale.ROOT,
                "broken: %s at %.1f s, %s%s: %s",
                violation.name(),
                violation.at() / 1000.0,
                nodes.isEmpty() ? "no node in particular" : String.join(", ", nodes),
                more > 0 ? " and " + more + " more" : "",
                violation.detail());
    }
}

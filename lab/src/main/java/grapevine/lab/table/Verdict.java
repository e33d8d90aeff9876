package grapevine.lab.table;

import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a run broke or left unshown, as lines; with none of them the run was good. */
public final class Verdict {
    private static final int MOST_NODES = 5;

    /** What is looked at where messages go. */
    private static final Set<String> OF_MESSAGES =
            Set.of(Invariant.NO_DUPLICATE.word(), Invariant.ORDER.word(), Invariant.DELIVERY.word());

    private Verdict() {}

    /** Each broken invariant with its time and its nodes; then those that were never looked at, which is no better. */
    public static List<String> broken(Results results) {
        List<String> lines = new ArrayList<>();
        results.violations().forEach(violation -> lines.add(line(violation)));
        List<String> unseen = new ArrayList<>(results.checks().stream()
                .filter(check -> check.evaluated() == 0)
                .map(Results.Checked::name)
                .toList());
        if (!unseen.isEmpty() && results.form().joined() < 0) {
            lines.add("not shown: the network did not form" + nothingFor(unseen)
                    + "; more --settle time, slower --join or fewer faults let it");
            unseen.clear();
        } else if (results.messages().isEmpty()) {
            List<String> ofMessages =
                    unseen.stream().filter(OF_MESSAGES::contains).toList();
            if (!ofMessages.isEmpty()) {
                lines.add("not shown: nobody could publish when messages were due" + nothingFor(ofMessages)
                        + "; with fewer faults somebody can");
                unseen.removeAll(ofMessages);
            }
        }
        unseen.forEach(name -> lines.add("not shown: " + name + " was never looked at, " + why(name)));
        return lines;
    }

    /** Why there may have been nothing to look at, and what gives something. */
    private static String why(String name) {
        return name.equals(Invariant.DELIVERY.word())
                ? "since of those that had a message when it was published nobody was left when it was due;"
                        + " less --churn or fewer faults leave some"
                : "since it never came to what it speaks of; fewer faults or a longer --for may show it";
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

package grapevine.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The outcomes of all rounds. */
final class Results {
    private final Map<Case, List<Outcome>> outcomes = new LinkedHashMap<>();

    void add(Case of, Outcome outcome) {
        outcomes.computeIfAbsent(of, each -> new ArrayList<>()).add(outcome);
    }

    /** Of a case, in the order of the rounds. */
    List<Outcome> of(Case each) {
        return outcomes.getOrDefault(each, List.of());
    }

    /** Everything measured, smaller payloads first, in the order of {@link Entrant}. */
    List<Case> all() {
        return outcomes.keySet().stream()
                .sorted(Comparator.comparingInt(Case::payload).thenComparing(Case::entrant))
                .toList();
    }

    /** The cases with this payload, in the order of {@link Entrant}. */
    List<Case> with(int payload) {
        return all().stream().filter(each -> each.payload() == payload).toList();
    }

    /** The middle one of the rounds that got to this figure; the mean of the two in the middle of an even number. */
    OptionalDouble median(Case of, Figure figure) {
        double[] values = of(of).stream()
                .filter(outcome -> outcome.figures().containsKey(figure))
                .mapToDouble(outcome -> outcome.figures().getOrDefault(figure, 0.0))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = values.length / 2;
        return OptionalDouble.of(values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
    }

    /** Added up over all rounds. */
    double sum(Case of, Figure figure) {
        return of(of).stream()
                .mapToDouble(outcome -> outcome.figures().getOrDefault(figure, 0.0))
                .sum();
    }

    /** The most of all rounds. */
    OptionalDouble most(Case of, Figure figure) {
        return of(of).stream()
                .filter(outcome -> outcome.figures().containsKey(figure))
                .mapToDouble(outcome -> outcome.figures().getOrDefault(figure, 0.0))
                .max();
    }

    /** The product of the two rates; 0 for one that was not measured whole: what the best are chosen by. */
    double merit(Case of) {
        return median(of, Figure.ONE_RATE).orElse(0)
                * median(of, Figure.ALL_RATE).orElse(0);
    }
}

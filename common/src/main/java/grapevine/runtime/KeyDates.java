package grapevine.runtime;

import grapevine.keys.NodeKeys;
import grapevine.node.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** When the certificates of a node are to be spoken of, so that its operator has new ones made in time. */
final class KeyDates {
    /** From so long before the end on. */
    private static final Duration AHEAD = Duration.ofDays(30);

    /** Once, and then after so long each. */
    static final Duration EVERY = Duration.ofDays(1);

    private KeyDates() {}

    /** What is to be said now. */
    static List<Fact> due(NodeKeys keys, Instant now) {
        return keys.ending(now, AHEAD).entrySet().stream()
                .<Fact>map(each -> new Fact.CertificateEnds(
                        each.getKey(),
                        each.getValue().toString(),
                        Math.floorDiv(
                                ChronoUnit.SECONDS.between(now, each.getValue()),
                                Duration.ofDays(1).toSeconds())))
                .toList();
    }
}

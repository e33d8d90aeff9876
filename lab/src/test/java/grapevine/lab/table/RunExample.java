package grapevine.lab.table;

import grapevine.sim.net.Drop;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results;
import grapevine.sim.result.Results.Figures;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** What a run may have shown, with every figure as large as it gets for so many peers. */
public final class RunExample {
    private final int peers;
    private final long every;

    private RunExample(int peers) {
        this.peers = peers;
        every = 1_000L * peers;
    }

    public static Results of(int peers, Results.Violation... violations) {
        return new RunExample(peers).results(List.of(violations));
    }

    /** An invariant that so many nodes broke. */
    public static Results.Violation violation(int nodes) {
        List<Address> addresses =
                IntStream.rangeClosed(1, nodes).mapToObj(RunExample::node).toList();
        return new Results.Violation(Invariant.OLDER_LINK, 12_345, addresses, "no live older neighbour");
    }

    static Address node(int number) {
        return new Address(Ip.v4(0x0a00_0000 + number), 6000);
    }

    private Results results(List<Results.Violation> violations) {
        Figures figures = new Figures(peers, 123_456.789, every);
        int[] degrees = new int[peers];
        Arrays.fill(degrees, 256);
        return new Results(
                scenario(),
                new Results.Form(List.of(), degrees, new int[2 * peers], every),
                List.of(spread(), spread()),
                wholeness(),
                traffic(),
                new Results.Liveness(every, every, every, every, peers, peers, figures, figures),
                Map.of(),
                Stream.of(Invariant.values())
                        .map(each -> new Results.Checked(each, 1_000 * every, violations.isEmpty() ? 0 : every))
                        .toList(),
                violations,
                new Results.Joining(figures, figures),
                new Results.Healing(peers, new Figures(peers, 12.34, 120), figures, every),
                new Results.Views(30, 123.4, 1),
                new Results.ViewGraph(new int[peers], new int[2 * peers], new Results.Recovery(every, 1, 123.4)),
                new Results.Pace(figures, 256, 123_456),
                1_000 * every,
                every);
    }

    private Scenario scenario() {
        return Scenario.builder()
                .peers(peers)
                .seedNumber(Long.MIN_VALUE)
                .churn(9.99)
                .linkFaults(new LinkFaults(0.99, Duration.ofMillis(59_999), 0.99, 0.99, 0.99, 0.99))
                .faults(List.of(new TimedFault(Duration.ofSeconds(5), FaultText.parse("partition=50/50:10m"))))
                .build();
    }

    private Results.Spread spread() {
        Histogram latency = new Histogram(2);
        latency.recordValue(86_400_000);
        return new Results.Spread(
                1, node(1), 0, peers, peers, peers, peers, peers, every, latency, new int[] {0, peers});
    }

    private List<Results.Wholeness> wholeness() {
        return List.of(
                new Results.Wholeness(0, peers, peers, 1, ""),
                new Results.Wholeness(86_400_000, peers, peers, peers, "partition=50/50:10m"));
    }

    private Results.Traffic traffic() {
        Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
        for (Drop drop : Drop.values()) {
            dropped.put(drop, every);
        }
        return new Results.Traffic(
                Map.of("RegistryBuckets", new Results.Volume(1_000 * every, 100_000 * every)), every, dropped);
    }
}

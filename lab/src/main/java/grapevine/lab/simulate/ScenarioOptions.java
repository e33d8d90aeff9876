package grapevine.lab.simulate;

import grapevine.lab.console.UsageException;
import grapevine.node.Quoted;
import grapevine.policy.Dissemination;
import grapevine.policy.Topology;
import grapevine.runtime.Quantity;
import grapevine.sampling.SamplingRule;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.scenario.FaultText;
import grapevine.sim.scenario.Range;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.ScenarioRules;
import grapevine.sim.scenario.TimedFault;
import grapevine.sim.scenario.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The options that say what is simulated: their help, and how they are read. */
final class ScenarioOptions {
    static final String HINT = " (./grapevine simulate --help shows how)";

    static final Scenario DEFAULTS = Scenario.builder().build();

    private static final Range VIEW_SIZE = new Range("view-size", 2, SamplingRule.MOST_VIEW_SIZE);

    /** Of more peers the report says what their views are like only if it is asked for. */
    private static final int MOST_VIEWS_REPORTED = 100_000;

    private ScenarioOptions() {}

    static void addTo(Options options) {
        add(options, "peers", "N", "Peers that join, " + ScenarioRules.PEERS.words() + ". Default: 100.");
        add(options, "seeds", "N", "Seeds, " + ScenarioRules.SEEDS.words() + ". Default: 3.");
        add(options, "seed", "N", "The number that all chance comes from. Default: 1.");
        add(options, "topology", "RULE", "sibuya, top-half or preferential. Default: sibuya.");
        add(
                options,
                "dissemination",
                "WAY",
                OptionValues.words(Dissemination.values(), Dissemination::word) + ". Default: "
                        + DEFAULTS.dissemination().word() + ".");
        add(
                options,
                "links",
                "N",
                "Older links a peer aims at, " + ScenarioRules.LINKS.words()
                        + ", but at most half of --degree-cap. Default: by the size of the network, 2 below 32 peers, 3 below"
                        + " 128, then 4.");
        add(
                options,
                "sampling",
                "RULE",
                "How partial views are kept, as PEER/PROPAGATION/VIEW. PEER is random, head or tail; PROPAGATION none, push,"
                        + " pull or push-pull; VIEW random, head, tail or healer-swapper. With this, the next, the one after"
                        + " or --report (up to 100000 peers), the table says what the views are like. Default: "
                        + DEFAULTS.sampling().words() + ".");
        add(options, "sampling-period", "TIME", "Between two exchanges that a peer begins, 10ms to 24h. Default: 30s.");
        add(options, "view-size", "N", "The most peers in a view, " + VIEW_SIZE.words() + ". Default: 30.");
        add(
                options,
                "degree-cap",
                "N",
                "The most links of a peer, " + ScenarioRules.DEGREE_CAP.words() + ". Default: 256.");
        add(
                options,
                "heap",
                "SIZE",
                "Memory of each node as a process of its own, 4MiB to 64GiB: what it keeps and what waits on its links is"
                        + " bounded as by java -Xmx. Default: plenty.");
        add(
                options,
                "crypto",
                "KIND",
                "Every node has a key and a certificate, and messages are proven: model (signatures are hashes with a secret"
                        + " that only the simulator knows) or real (computed, 1 to 2 ms each). Default: no keys.");
        add(
                options,
                "latency",
                "TIME",
                "From one node to another, up to 1m; 20ms..80ms for any time between. Default: 50ms.");
        add(
                options,
                "join",
                "TIME",
                "Within which all peers are started, evenly; 0s starts all at once. Default: 10 ms a"
                        + " peer, within 10s..100s.");
        add(options, "join-every", "TIME", "One by one, so far apart.");
        add(options, "settle", "TIME", "From the last start to the moment from which all times count. Default: 20s.");
        add(options, "messages", "N", "Messages published, " + ScenarioRules.MESSAGES.words() + ". Default: 10.");
        add(options, "senders", "N", "Peers that publish them in turn, at most all of them. Default: 1.");
        add(options, "every", "TIME", "From one message to the next. Default: 1s.");
        add(options, "payload", "BYTES", "In a message, " + ScenarioRules.PAYLOAD.words() + ". Default: 64.");
        add(
                options,
                "large-every",
                "N",
                "Every Nth message has " + Scenario.LEAST_LARGE + " to " + Scenario.MOST_LARGE + " bytes instead, N "
                        + ScenarioRules.LARGE_EVERY.words() + ". Default: none.");
        add(
                options,
                "churn",
                "P",
                "Share of the peers replaced each minute, up to 1000%, until 60 s before the end. Default: 0%.");
        options.addOption(Option.builder()
                .longOpt("at")
                .numberOfArgs(2)
                .argName("TIME FAULT")
                .desc("What is done then; may be given several times. FAULT is crash=30% or crash=5, power-off=5,"
                        + " kill-hubs=5%, partition=50/50:3m, freeze=10%:20s, sleep=10%:30m, liars=5, seeds-down=2:60s, seeds-wiped=1,"
                        + " wrong-clocks=20%:2h, clock-year=20%:1970, narrow=20%:3m, false-registrations=1000, brakes=3:60s,"
                        + " thin=20%:64kbit:3m, invented-origins=20000:60s, floods=10%:100/s:60s, withheld=3:60s, lying-seeds=1:60s; with --crypto also"
                        + " revoke=5%, forged-messages=3:60s, replays=3:60s, stolen-addresses=3:60s.")
                .get());
        add(options, "delay", "P:TIME", "A message is so late, and all behind it, with probability P.");
        add(
                options,
                "stall",
                "P",
                "A segment is lost: all behind it on its link waits 200 ms, twice that when it is lost"
                        + " again, and so on. What loss is on TCP.");
        add(options, "break", "P", "A connection is reset at this message.");
        add(
                options,
                "blackhole",
                "P",
                "A connection is half-open from this message on: nothing arrives, nobody is told.");
        add(options, "drop", "P", "A message vanishes, as if an overloaded node threw it away.");
        add(
                options,
                "for",
                "TIME",
                "How long it goes on once it has formed. Default: the last message and fault, and 60 s.");
        options.addOption(Option.builder()
                .longOpt("wire")
                .desc("Take each message through its bytes.")
                .get());
    }

    private static void add(Options options, String name, String value, String meaning) {
        options.addOption(Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(meaning)
                .get());
    }

    /** Their names, without the dashes. */
    static List<String> names() {
        Options own = new Options();
        addTo(own);
        return own.getOptions().stream().map(Option::getLongOpt).toList();
    }

    /**
     * Reads them.
     *
     * @throws UsageException naming what is wrong, in one line
     */
    static Scenario read(CommandLine line) throws UsageException {
        Scenario.Builder scenario = Scenario.builder();
        OptionValues.take(line, "seed", OptionValues::seedNumber, scenario::seedNumber);
        OptionValues.number(line, ScenarioRules.PEERS, scenario::peers);
        OptionValues.number(line, ScenarioRules.SEEDS, scenario::seeds);
        OptionValues.take(
                line, "topology", text -> OptionValues.of(text, Topology.values(), Topology::word), scenario::topology);
        OptionValues.take(
                line,
                "dissemination",
                text -> OptionValues.of(text, Dissemination.values(), Dissemination::word),
                scenario::dissemination);
        readSampling(line, scenario);
        OptionValues.number(line, ScenarioRules.LINKS, scenario::links);
        OptionValues.number(line, ScenarioRules.DEGREE_CAP, scenario::degreeCap);
        OptionValues.take(line, "heap", ScenarioOptions::size, scenario::heap);
        OptionValues.take(
                line, "crypto", text -> OptionValues.of(text, Crypto.values(), Crypto::word), scenario::crypto);
        OptionValues.take(
                line,
                "latency",
                OptionValues::range,
                range -> scenario.latencyLow(range.get(0)).latencyHigh(range.get(1)));
        readJoining(line, scenario);
        OptionValues.number(line, ScenarioRules.MESSAGES, scenario::messages);
        OptionValues.number(line, new Range("senders", 1, ScenarioRules.PEERS.most()), scenario::senders);
        OptionValues.take(line, "every", Times::parse, scenario::messageEvery);
        OptionValues.number(line, ScenarioRules.PAYLOAD, scenario::payload);
        OptionValues.number(line, ScenarioRules.LARGE_EVERY, scenario::largeEvery);
        OptionValues.take(line, "churn", text -> Share.parse(text, 1000), scenario::churn);
        scenario.faults(faults(line)).linkFaults(linkFaults(line)).throughWire(line.hasOption("wire"));
        OptionValues.take(line, "for", Times::parse, scenario::runTime);
        try {
            return scenario.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + HINT);
        }
    }

    private static long size(String text) {
        try {
            return Quantity.bytes(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " " + e.getMessage(), e);
        }
    }

    private static void readJoining(CommandLine line, Scenario.Builder scenario) throws UsageException {
        if (line.hasOption("join") && line.hasOption("join-every")) {
            throw new UsageException("--join and --join-every are both given, and each says when peers start" + HINT);
        }
        OptionValues.take(line, "join", Times::parse, scenario::joinTime);
        int[] peers = {DEFAULTS.peers()};
        OptionValues.number(line, ScenarioRules.PEERS, count -> peers[0] = count);
        OptionValues.take(line, "join-every", Times::parse, gap -> scenario.joinTime(gap.multipliedBy(peers[0])));
        OptionValues.take(line, "settle", Times::parse, scenario::settleTime);
    }

    private static void readSampling(CommandLine line, Scenario.Builder scenario) throws UsageException {
        SamplingRule[] rule = {DEFAULTS.sampling()};
        OptionValues.take(line, "sampling", SamplingRule::of, given -> rule[0] = given);
        Duration[] period = {DEFAULTS.sampling().period()};
        OptionValues.take(line, "sampling-period", Times::parse, given -> period[0] = given);
        int[] size = {DEFAULTS.sampling().viewSize()};
        OptionValues.number(line, VIEW_SIZE, given -> size[0] = given);
        int[] peers = {DEFAULTS.peers()};
        OptionValues.number(line, ScenarioRules.PEERS, count -> peers[0] = count);
        boolean isAsked = Stream.of("sampling", "sampling-period", "view-size").anyMatch(line::hasOption);
        boolean isReported = line.hasOption("report") && peers[0] <= MOST_VIEWS_REPORTED;
        scenario.looksAtViews(isAsked || isReported);
        try {
            scenario.sampling(rule[0].withPeriod(period[0], rule[0].jitter()).withViewSize(size[0]));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + HINT);
        }
    }

    private static List<TimedFault> faults(CommandLine line) throws UsageException {
        List<TimedFault> faults = new ArrayList<>();
        String[] given = line.getOptionValues("at");
        if (given != null && given.length % 2 != 0) { // after --at= the parser takes a single one
            throw new UsageException("--at takes TIME FAULT, and there is only " + Quoted.of(given[0]) + HINT);
        }
        for (int i = 0; given != null && i < given.length; i += 2) {
            String time = given[i];
            String fault = given[i + 1];
            try {
                faults.add(new TimedFault(Times.parse(time), FaultText.parse(fault)));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--at " + time + " " + fault + ": " + e.getMessage() + HINT);
            }
        }
        return faults;
    }

    private static LinkFaults linkFaults(CommandLine line) throws UsageException {
        double[] shares = new double[4];
        String[] names = {"stall", "break", "blackhole", "drop"};
        for (int i = 0; i < names.length; i++) {
            int place = i;
            OptionValues.take(line, names[i], text -> Share.parse(text, 100), share -> shares[place] = share);
        }
        double[] late = {0};
        Duration[] delay = {Duration.ZERO};
        OptionValues.take(
                line,
                "delay",
                text -> {
                    int colon = text.indexOf(':');
                    if (colon < 0) {
                        throw new IllegalArgumentException(Quoted.of(text) + " is not P:TIME, such as 10%:300ms");
                    }
                    late[0] = Share.parse(text.substring(0, colon), 100);
                    return Times.parse(text.substring(colon + 1));
                },
                time -> delay[0] = time);
        return new LinkFaults(late[0], delay[0], shares[0], shares[1], shares[2], shares[3]);
    }
}

package grapevine.lab;

import grapevine.peer.core.Dissemination;
import grapevine.peer.core.Topology;
import grapevine.runtime.Quoted;
import grapevine.sim.FaultText;
import grapevine.sim.LinkFaults;
import grapevine.sim.Scenario;
import grapevine.sim.TimedFault;
import grapevine.sim.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The options that say what is simulated: their help, how they are read, and how a scenario is written with them again. */
final class ScenarioOptions {
    static final String HINT = " (./grapevine simulate --help shows how)";

    private static final Scenario DEFAULTS = Scenario.builder().build();

    private ScenarioOptions() {}

    static void addTo(Options options) {
        add(options, "peers", "N", "Peers that join, 1 to 2000000. Default: 100.");
        add(options, "seeds", "N", "Seeds, 1 to 64. Default: 3.");
        add(options, "seed", "N", "The number that all chance comes from. Default: 1.");
        add(options, "topology", "RULE", "sibuya, top-half or preferential. Default: sibuya.");
        add(
                options,
                "dissemination",
                "WAY",
                words(Dissemination.values(), Dissemination::word) + ". Default: "
                        + DEFAULTS.dissemination().word() + ".");
        add(options, "links", "N", "Older links a peer aims at, 1 to 64. Default: 4.");
        add(options, "degree-cap", "N", "The most links of a peer, 2 to 4096. Default: 256.");
        add(options, "latency", "TIME", "From one node to another; 20ms..80ms for any time between. Default: 50ms.");
        add(
                options,
                "join",
                "TIME",
                "Within which all peers are started, evenly; 0s starts all at once. Default: 10 ms a"
                        + " peer, within 10s..100s.");
        add(options, "join-every", "TIME", "One by one, so far apart.");
        add(options, "settle", "TIME", "From the last start to the moment from which all times count. Default: 20s.");
        add(options, "messages", "N", "Messages published, 0 to 100000. Default: 10.");
        add(options, "senders", "N", "Peers that publish them in turn. Default: 1.");
        add(options, "every", "TIME", "From one message to the next. Default: 1s.");
        add(options, "payload", "BYTES", "In a message, 1 to 65536. Default: 64.");
        add(options, "churn", "P", "Share of the peers replaced each minute, until 60 s before the end. Default: 0%.");
        options.addOption(Option.builder()
                .longOpt("at")
                .numberOfArgs(2)
                .argName("TIME FAULT")
                .desc(
                        "What is done then; may be given several times. FAULT is crash=30% or crash=5, power-off=5,"
                                + " kill-hubs=5%, partition=50/50:10m, freeze=10%:20s, liars=5, seeds-down=2:60s, seeds-wiped=1.")
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
        take(line, "seed", Long::valueOf, scenario::seedNumber, "a whole number");
        number(line, "peers", scenario::peers);
        number(line, "seeds", scenario::seeds);
        take(line, "topology", text -> of(text, Topology.values(), Topology::word), scenario::topology, "");
        take(
                line,
                "dissemination",
                text -> of(text, Dissemination.values(), Dissemination::word),
                scenario::dissemination,
                "");
        number(line, "links", scenario::links);
        number(line, "degree-cap", scenario::degreeCap);
        take(
                line,
                "latency",
                ScenarioOptions::range,
                range -> scenario.latencyLow(range.get(0)).latencyHigh(range.get(1)),
                "");
        readJoining(line, scenario);
        number(line, "messages", scenario::messages);
        number(line, "senders", scenario::senders);
        take(line, "every", Times::parse, scenario::messageEvery, "");
        number(line, "payload", scenario::payload);
        take(line, "churn", text -> Share.parse(text, 1000), scenario::churn, "");
        scenario.faults(faults(line)).linkFaults(linkFaults(line)).throughWire(line.hasOption("wire"));
        take(line, "for", Times::parse, scenario::runTime, "");
        try {
            return scenario.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + HINT);
        }
    }

    private static void readJoining(CommandLine line, Scenario.Builder scenario) throws UsageException {
        if (line.hasOption("join") && line.hasOption("join-every")) {
            throw new UsageException("--join and --join-every contradict each other" + HINT);
        }
        take(line, "join", Times::parse, scenario::joinTime, "");
        int[] peers = {DEFAULTS.peers()};
        number(line, "peers", count -> peers[0] = count);
        take(line, "join-every", Times::parse, gap -> scenario.joinTime(gap.multipliedBy(peers[0])), "");
        take(line, "settle", Times::parse, scenario::settleTime, "");
    }

    private static List<TimedFault> faults(CommandLine line) throws UsageException {
        List<TimedFault> faults = new ArrayList<>();
        String[] given = line.getOptionValues("at");
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
            take(line, names[i], text -> Share.parse(text, 100), share -> shares[place] = share, "");
        }
        double[] late = {0};
        Duration[] delay = {Duration.ZERO};
        take(
                line,
                "delay",
                text -> {
                    int colon = text.indexOf(':');
                    late[0] = colon < 0 ? 1 : Share.parse(text.substring(0, colon), 100);
                    return Times.parse(text.substring(colon + 1));
                },
                time -> delay[0] = time,
                "");
        return new LinkFaults(late[0], delay[0], shares[0], shares[1], shares[2], shares[3]);
    }

    private static void number(CommandLine line, String name, Consumer<Integer> sink) throws UsageException {
        take(line, name, Integer::valueOf, sink, "a whole number in reach");
    }

    /** Reads one option that is given once at most; {@code kind} says what it should be, where the reader does not. */
    private static <T> void take(
            CommandLine line, String name, Function<String, T> reader, Consumer<T> sink, String kind)
            throws UsageException {
        String[] given = line.getOptionValues(name);
        if (given == null) {
            return;
        }
        if (given.length > 1) {
            throw new UsageException("--" + name + " is given more than once" + HINT);
        }
        try {
            sink.accept(reader.apply(given[0]));
        } catch (NumberFormatException e) {
            throw new UsageException("--" + name + ": " + Quoted.of(given[0]) + " is not " + kind + HINT);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + name + ": " + e.getMessage() + HINT);
        }
    }

    private static List<Duration> range(String text) {
        int dots = text.indexOf("..");
        Duration low = Times.parse(dots < 0 ? text : text.substring(0, dots));
        return List.of(low, dots < 0 ? low : Times.parse(text.substring(dots + 2)));
    }

    private static <E> E of(String text, E[] values, Function<E, String> word) {
        for (E value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(Quoted.of(text) + " is none of " + words(values, word));
    }

    private static <E> String words(E[] values, Function<E, String> word) {
        return String.join(", ", Arrays.stream(values).map(word).toList());
    }

    /** The command that runs this scenario again; options that have their default are left out. */
    static String commandOf(Scenario scenario) {
        StringBuilder command = new StringBuilder("./grapevine simulate --seed " + scenario.seedNumber());
        command.append(" --peers ").append(scenario.peers());
        append(command, "seeds", scenario.seeds(), DEFAULTS.seeds());
        append(
                command,
                "topology",
                scenario.topology().word(),
                DEFAULTS.topology().word());
        append(
                command,
                "dissemination",
                scenario.dissemination().word(),
                DEFAULTS.dissemination().word());
        append(command, "links", scenario.links(), DEFAULTS.links());
        append(command, "degree-cap", scenario.degreeCap(), DEFAULTS.degreeCap());
        append(command, "latency", latency(scenario), latency(DEFAULTS));
        command.append(" --join ").append(Times.text(scenario.joinTime()));
        append(command, "settle", Times.text(scenario.settleTime()), Times.text(DEFAULTS.settleTime()));
        append(command, "messages", scenario.messages(), DEFAULTS.messages());
        append(command, "senders", scenario.senders(), DEFAULTS.senders());
        append(command, "every", Times.text(scenario.messageEvery()), Times.text(DEFAULTS.messageEvery()));
        append(command, "payload", scenario.payload(), DEFAULTS.payload());
        append(command, "churn", Share.text(scenario.churn()), Share.text(0));
        scenario.faults().forEach(fault -> command.append(" --at ").append(fault));
        appendLinkFaults(command, scenario.linkFaults());
        command.append(" --for ").append(Times.text(scenario.runTime()));
        return command.append(scenario.throughWire() ? " --wire" : "").toString();
    }

    private static void appendLinkFaults(StringBuilder command, LinkFaults faults) {
        if (faults.late() > 0) {
            command.append(" --delay " + Share.text(faults.late()) + ":" + Times.text(faults.delay()));
        }
        append(command, "stall", Share.text(faults.stall()), Share.text(0));
        append(command, "break", Share.text(faults.breaks()), Share.text(0));
        append(command, "blackhole", Share.text(faults.blackhole()), Share.text(0));
        append(command, "drop", Share.text(faults.drop()), Share.text(0));
    }

    private static String latency(Scenario scenario) {
        String low = Times.text(scenario.latencyLow());
        String high = Times.text(scenario.latencyHigh());
        return low.equals(high) ? low : low + ".." + high;
    }

    private static void append(StringBuilder command, String name, Object value, Object byDefault) {
        if (!value.equals(byDefault)) {
            command.append(" --").append(name).append(' ').append(value);
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.Progress;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.live.KeyRing;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.live.NetworkPlan.Kind;
import grapevine.lab.network.MadeKeys;
import grapevine.lab.picture.Pictures;
import grapevine.lab.process.Jvm;
import grapevine.lab.process.Leftovers;
import grapevine.node.Quoted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code start-network}: a network in the background, and the prompt when every node answers. */
public final class StartNetwork extends NetworkCommand {
    private static final int NODES = 16;
    private static final int PORTS_ORIGIN = 7000;
    private static final String KEYS = "keys";

    @Override
    public String name() {
        return "start-network";
    }

    @Override
    public String summary() {
        return "Start a network in the background: random, circular, power-law, join or static.";
    }

    @Override
    public String arguments() {
        return "[random [K] | circular | power-law [M] | join | static LINKS]";
    }

    @Override
    public String description() {
        return "Starts a network of real nodes over TCP on 127.0.0.1 and returns when all of them answer. The graph is"
                + " random, each node with K neighbours (default " + GraphPlan.USUAL_DEGREE + ", or 4 where the number"
                + " of nodes is odd); circular; power-law, each node linked with M older ones; as the nodes choose by themselves, introduced by three seeds (join); or exactly"
                + " as LINKS says, where each node is named by its port.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "start-network",
                "start-network random 5",
                "start-network circular --num-nodes 32",
                "start-network join -n 100 --name big --ports-origin 8000",
                "start-network --data inboxes",
                "start-network join -n 8 --processes",
                "start-network --keys mine",
                "start-network static 5000:5010,5020/5010:5030");
    }

    @Override
    String nameMeans() {
        return "How the network is called. Default " + DEFAULT_NAME + ".";
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                .longOpt("foreground")
                .desc("Stay until the network ends; Ctrl-C stops it.")
                .get());
        options.addOption(Option.builder()
                .longOpt("processes")
                .desc("A process for each node, so that kill -9 and kill -STOP from a shell mean something; at most "
                        + NetworkPlan.MOST_PROCESSES + " nodes. The command status tells their numbers.")
                .get());
        options.addOption(Option.builder()
                .longOpt("plot")
                .hasArg()
                .optionalArg(true)
                .argName("FILE")
                .desc("Draw it into FILE, .svg or .png, as the command plot does. Default NAME.svg.")
                .get());
        options.addOption(Option.builder()
                .longOpt("data")
                .hasArg()
                .argName("DIR")
                .desc("Keep the inboxes in this folder: the next network there has the messages of this one.")
                .get());
        options.addOption(Option.builder()
                .longOpt(KEYS)
                .hasArg()
                .argName("DIR")
                .desc(
                        "A closed network: TLS and proven messages, with keys that are made in DIR for the nodes. DIR is that of"
                                + " keys network, with its authority.")
                .get());
        options.addOption(Option.builder("n")
                        .longOpt("num-nodes")
                        .hasArg()
                        .argName("N")
                        .desc("How many nodes. Default " + NODES + ".")
                        .get())
                .addOption(Option.builder()
                        .longOpt("ports-origin")
                        .hasArg()
                        .argName("PORT")
                        .desc("Node i listens on PORT + i. Default " + PORTS_ORIGIN + ".")
                        .get())
                .addOption(Option.builder()
                        .longOpt("seed")
                        .hasArg()
                        .argName("NUMBER")
                        .desc("Another graph of the kind; the same number makes the same. Default 1.")
                        .get());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        Path picture = picture(line);
        NetworkPlan plan = plan(line);
        plan.check();
        plan.graph();
        if (picture != null) {
            Pictures.check(picture);
        }
        if (plan.keys() != null) {
            new MadeKeys(Path.of(plan.keys())).check();
        }
        NetworkFile file = NetworkFile.of(plan.name());
        if (file.isHeld()) {
            throw HostStart.taken(file);
        }
        Leftovers.end(file); // of one whose process died
        makeKeys(plan, output);
        HostStart start = HostStart.begin(plan, file);
        Process host = start.process();
        NetworkFile.Contents up;
        AtExit undo = AtExit.run(host::destroy, "end-start");
        try (Progress progress = Progress.on(output.err(), "starting")) {
            up = start.await(progress);
            if (line.hasOption("foreground")) {
                AtExit.run(() -> stop(host, file), "stop-network"); // however this command ends
            }
        } finally {
            undo.cancel();
        }
        DoorClient door = new DoorClient(plan.name(), up);
        report(line, output, door);
        if (picture != null) {
            List<Path> drawn = draw(line, door, picture, file);
            if (!line.hasOption("json")) {
                drawn.forEach(each -> output.out().println("drawn into " + each));
            }
        }
        if (line.hasOption("foreground")) {
            stay(host, file);
        }
    }

    /** Before anything runs, so that nothing does if they cannot be made. */
    private static void makeKeys(NetworkPlan plan, Output output) throws UsageException, LabException {
        KeyRing keys = KeyRing.of(plan);
        if (keys != null) {
            List<String> replaced;
            try (Progress progress = Progress.on(output.err(), "making keys")) {
                replaced = keys.make(plan.graph().nodes(), progress::to);
            }
            replaced.forEach(output.err()::println);
        }
    }

    /** Looked at before anything else: a word that was meant for something else may stand in its place. */
    private static @Nullable Path picture(CommandLine line) throws UsageException {
        if (!line.hasOption("plot")) {
            return null;
        }
        Path file = Path.of(line.getOptionValue("plot", line.getOptionValue("name", DEFAULT_NAME) + ".svg"));
        try {
            Pictures.kind(file);
            return file;
        } catch (UsageException e) {
            throw new UsageException("--plot: " + e.getMessage() + " (without a FILE it has to stand last)");
        }
    }

    /** Where that fails, a command in the foreground ends, and the network with it; else it runs. */
    private static List<Path> draw(CommandLine line, DoorClient door, Path picture, NetworkFile file)
            throws UsageException, LabException, InterruptedException {
        try {
            return Plot.draw(door, picture);
        } catch (LabException e) {
            throw line.hasOption("foreground")
                    ? e
                    : new LabException("network " + file.name() + " runs, but there is no picture: " + e.getMessage());
        }
    }

    private static void stop(Process host, NetworkFile file) {
        if (!host.isAlive()) {
            return; // another may have the name by now
        }
        try {
            StopNetwork.stop(file);
        } catch (LabException | InterruptedException e) {
            host.destroyForcibly();
        }
    }

    /**
     * Until the network ends, whoever stops it.
     *
     * @throws LabException if its process was ended
     */
    private static void stay(Process host, NetworkFile file) throws LabException, InterruptedException {
        int status = host.waitFor();
        boolean isInOrder =
                status == 0 || (status == HostStart.TERMINATED && file.read().isEmpty());
        if (!isInOrder) {
            Leftovers.end(file);
            throw new LabException(
                    "network " + file.name() + " is gone: its process " + host.pid() + " ended " + Jvm.wordFor(status));
        }
    }

    private static NetworkPlan plan(CommandLine line) throws UsageException {
        List<String> words = line.getArgList();
        Kind kind = words.isEmpty() ? Kind.RANDOM : Kind.of(words.get(0));
        boolean takesOne = kind == Kind.RANDOM || kind == Kind.POWER_LAW || kind == Kind.STATIC;
        atMost(line, takesOne ? 2 : 1);
        @Nullable String second = words.size() > 1 ? words.get(1) : null;
        if (kind == Kind.STATIC && second == null) {
            throw new UsageException("static lacks its links, as in 5000:5010,5020/5010:5030");
        }
        for (String option : List.of("num-nodes", "ports-origin")) {
            if (kind == Kind.STATIC && line.hasOption(option)) {
                throw new UsageException("--" + option + ": a static network has the nodes that LINKS names, and each"
                        + " listens on the port that is its name");
            }
        }
        int nodes = whole(line, "num-nodes", NODES);
        int degree = second == null || kind == Kind.STATIC ? degree(kind, nodes) : whole(second, kind.word());
        if (kind == Kind.RANDOM && second != null && nodes == 1) {
            throw new UsageException("k=" + degree + ": one node alone has nobody to link with");
        }
        return new NetworkPlan(
                line.getOptionValue("name", DEFAULT_NAME),
                kind,
                nodes,
                degree,
                kind == Kind.STATIC ? second : null,
                whole(line, "ports-origin", PORTS_ORIGIN),
                whole(line, "seed", 1),
                data(line),
                line.hasOption("processes"),
                keys(line));
    }

    private static @Nullable String data(CommandLine line) throws UsageException {
        String directory = line.getOptionValue("data");
        if (directory != null && directory.isEmpty()) {
            throw new UsageException("--data: which directory?");
        }
        return directory == null ? null : Path.of(directory).toAbsolutePath().toString();
    }

    private static @Nullable String keys(CommandLine line) throws UsageException {
        String directory = line.getOptionValue(KEYS);
        if (directory == null) {
            return null;
        }
        if (directory.isEmpty()) {
            throw new UsageException("--" + KEYS + ": which directory? That of keys network");
        }
        try {
            return Path.of(directory).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            throw new UsageException("--" + KEYS + ": " + Quoted.of(directory) + " is no path");
        }
    }

    /** How many links a node has if nobody says it. */
    private static int degree(Kind kind, int nodes) {
        return kind == Kind.RANDOM ? GraphPlan.usualDegree(nodes) : GraphPlan.USUAL_DEGREE;
    }

    private static void report(CommandLine line, Output output, DoorClient door)
            throws LabException, InterruptedException {
        NetworkAnswer network = door.get("/network", NetworkAnswer.class);
        if (printedAsJson(line, output, network)) {
            return;
        }
        for (NodeAnswer node : door.get("/nodes", NodesAnswer.class).nodes()) {
            output.out().println(node.name() + " started on " + node.address());
        }
        output.out().println("Gossip network started");
    }
}

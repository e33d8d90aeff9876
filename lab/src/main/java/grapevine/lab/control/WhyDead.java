package grapevine.lab.control;

import grapevine.keys.NodeKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.live.KeyRing;
import grapevine.lab.live.NodeName;
import grapevine.lab.network.Poll;
import grapevine.lab.why.Inquest;
import grapevine.lab.why.Testimony;
import grapevine.lab.why.Verdict;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code why-dead}: who holds a node for dead, since when, and on what evidence. */
public final class WhyDead extends NetworkCommand {
    /** The answer as JSON. */
    record Explanation(String node, String verdict, List<String> lines, List<Witness> witnesses) {}

    /** What one node said. */
    record Witness(String node, boolean seed, String standing, List<Seen> saw) {}

    /** One thing that it saw. */
    record Seen(Instant at, String event, Map<String, String> values) {}

    @Override
    public String name() {
        return "why-dead";
    }

    @Override
    public String summary() {
        return "Explain why a node is held for dead.";
    }

    @Override
    public String arguments() {
        return "NODE";
    }

    @Override
    public String description() {
        return "Asks every node what it saw of one of them, and tells in at most ten lines who held it for dead, when and"
                + " on what evidence, and what the seeds found that looked for themselves. NODE is a number, or the address"
                + " of a daemon on this machine that was started by hand.";
    }

    @Override
    public List<String> examples() {
        return List.of("why-dead 4", "why-dead 127.0.0.1:6001 --seeds 127.0.0.1:5000,127.0.0.1:5001");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                .longOpt("seeds")
                .hasArg()
                .argName("IP:PORT,...")
                .desc("For an address: who is asked whom there is to ask. Seeds, or any peers.")
                .get());
        options.addOption(Daemon.keysOption());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 1);
        NodeKeys keys = Daemon.keys(line);
        if (Daemon.isMeant(line)) {
            answerOfDaemon(line, keys, output);
        } else {
            answerOfLaboratory(line, output);
        }
    }

    private static void answerOfDaemon(CommandLine line, @Nullable NodeKeys keys, Output output)
            throws UsageException, LabException, InterruptedException {
        Address about = Daemon.meant(line);
        List<Address> seeds = new ArrayList<>();
        for (String seed : line.getOptionValue("seeds", "").split(",", -1)) {
            if (!seed.isBlank()) {
                seeds.add(Daemon.parse(seed.strip()));
            }
        }
        Inquest inquest = new Inquest(keys);
        try {
            Collection<Address> nodes = inquest.known(seeds.isEmpty() ? List.of(about) : seeds);
            tell(line, output, about, inquest.ask(nodes, about), new LinkedHashMap<>());
        } catch (IOException e) {
            String hint = seeds.isEmpty() ? " (--seeds 127.0.0.1:5000 names others to ask)" : "";
            throw new LabException(e.getMessage() + hint);
        }
    }

    private static void answerOfLaboratory(CommandLine line, Output output)
            throws UsageException, LabException, InterruptedException {
        int number = node(line);
        if (line.hasOption("seeds")) {
            throw new UsageException(
                    "--seeds: node " + number + " is of a network of the laboratory, which knows its seeds");
        }
        DoorClient door = door(line);
        NetworkAnswer network = door.get("/network", NetworkAnswer.class);
        Map<Address, String> names = new LinkedHashMap<>();
        Address about = addressOf(network, number);
        for (NodeAnswer node : door.get("/nodes", NodesAnswer.class).nodes()) {
            Address address = Address.parse(node.address());
            names.put(address, node.name());
            about = node.number() == number ? address : about;
        }
        names.putIfAbsent(about, NodeName.of(number));
        network.seeds().forEach(seed -> names.put(Address.parse(seed), "seed " + seed));
        tell(line, output, about, new Inquest(operator(network)).ask(names.keySet(), about), names);
    }

    /** As whom the nodes of a closed network are asked; null for an open one. */
    private static @Nullable NodeKeys operator(NetworkAnswer network) throws LabException {
        String keys = network.keys();
        return keys == null ? null : Daemon.read(KeyRing.ofOperator(keys));
    }

    /** Where a node listened that is not there any more. */
    private static Address addressOf(NetworkAnswer network, int number) throws UsageException {
        long port = network.kind().equals("static") ? number : (long) network.portsOrigin() + number;
        if (number < 1 || port > 65_535) {
            throw new UsageException(number + " is no number of a node");
        }
        return Address.parse("127.0.0.1:" + port);
    }

    private static void tell(
            CommandLine line, Output output, Address about, Inquest.Outcome heard, Map<Address, String> names)
            throws LabException {
        if (heard.testimonies().isEmpty()) {
            Map.Entry<Address, String> one =
                    heard.silent().entrySet().iterator().next();
            throw new LabException(one.getKey() + " " + Poll.sentence(one.getValue()));
        }
        for (Testimony testimony : heard.testimonies()) {
            String role = testimony.isSeed() ? "seed " : "";
            names.putIfAbsent(testimony.by(), role + testimony.by());
        }
        Verdict verdict = new Verdict(
                about,
                heard.testimonies(),
                heard.silent(),
                node -> names.getOrDefault(node, node.toString()),
                ZoneId.systemDefault());
        boolean isPrinted = printedAsJson(line, output, explanation(about, verdict, heard.testimonies()));
        if (verdict.kind() == Verdict.Kind.UNKNOWN) {
            throw new LabException(verdict.lines().get(0));
        }
        if (!isPrinted) {
            verdict.lines().forEach(output.out()::println);
        }
    }

    private static Explanation explanation(Address about, Verdict verdict, List<Testimony> testimonies) {
        List<Witness> witnesses = testimonies.stream()
                .map(testimony -> new Witness(
                        testimony.by().toString(),
                        testimony.isSeed(),
                        testimony.standing(),
                        testimony.sightings().stream()
                                .map(sighting -> new Seen(
                                        Instant.ofEpochMilli(sighting.at()), sighting.event(), sighting.values()))
                                .toList()))
                .toList();
        return new Explanation(about.toString(), verdict.kind().word(), verdict.lines(), witnesses);
    }
}

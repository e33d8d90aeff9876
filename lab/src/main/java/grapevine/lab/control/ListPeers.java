package grapevine.lab.control;

import grapevine.keys.NodeKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.PeerAnswer;
import grapevine.lab.door.Answers.PeersAnswer;
import grapevine.lab.live.NodeName;
import grapevine.lab.network.Crawl;
import grapevine.lab.network.Poll;
import grapevine.wire.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code list-peers}: whom a node is linked with. */
public final class ListPeers extends NetworkCommand {
    /** Of many that did not answer no more are named. */
    private static final int SILENT_NAMED = 5;

    @Override
    public String name() {
        return "list-peers";
    }

    @Override
    public String summary() {
        return "List the neighbours of a node.";
    }

    @Override
    public String arguments() {
        return "NODE";
    }

    @Override
    public String description() {
        return "Lists whom a node is linked with now, and with --depth whom it reaches by so many links. NODE is a number, or"
                + " the address of a daemon on this machine that was started by hand; of a seed, whom it lists.";
    }

    @Override
    public List<String> examples() {
        return List.of("list-peers 5", "list-peers 5 --depth 2", "list-peers 127.0.0.1:6001");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                .longOpt("depth")
                .hasArg()
                .argName("D")
                .desc("By how many links at most. Default 1.")
                .get());
        options.addOption(Daemon.keysOption());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 1);
        int depth = number(line, "depth", 1, 1, 9999);
        NodeKeys keys = Daemon.keys(line);
        if (Daemon.isMeant(line)) {
            answerOfDaemon(line, keys, output, depth);
            return;
        }
        int node = node(line);
        PeersAnswer peers = door(line).get("/nodes/" + node + "/peers?depth=" + depth, PeersAnswer.class);
        if (printedAsJson(line, output, peers)) {
            return;
        }
        if (peers.peers().isEmpty()) {
            output.out().println(NodeName.of(node) + " has no peers");
        }
        int longestName = longest(peers, PeerAnswer::name);
        int longestAddress = longest(peers, PeerAnswer::address);
        for (PeerAnswer peer : peers.peers()) {
            String by = peer.depth() == 1 ? "" : "(" + peer.depth() + " links, by " + NodeName.of(peer.by()) + ")";
            String row = String.format(
                    "%-" + longestName + "s %-" + longestAddress + "s %s", peer.name(), peer.address(), by);
            output.out().println(row.stripTrailing());
        }
    }

    private static int longest(PeersAnswer peers, Function<PeerAnswer, String> column) {
        return peers.peers().stream()
                .mapToInt(peer -> column.apply(peer).length())
                .max()
                .orElse(1);
    }

    private static void answerOfDaemon(CommandLine line, @Nullable NodeKeys keys, Output output, int depth)
            throws UsageException, LabException, InterruptedException {
        Address from = Daemon.meant(line);
        Crawl crawl = new Crawl(List.of(from), keys);
        for (int steps = 0; steps < depth && crawl.step(); steps++) {
            // Those at the depth are found by then.
        }
        if (crawl.silent().containsKey(from)) {
            throw new LabException(from + " " + Poll.sentence(crawl.silent().get(from)));
        }
        List<Reached> reached = crawl.found().stream()
                .filter(found -> found.depth() > 0)
                .map(Reached::of)
                .toList();
        Map<String, String> silent = new LinkedHashMap<>();
        crawl.silent().forEach((node, why) -> silent.put(node.toString(), why));
        Map<String, String> words = new LinkedHashMap<>(silent);
        words.replaceAll((node, why) -> Poll.word(why));
        if (printedAsJson(line, output, new DaemonPeers(from.toString(), reached, words, crawl.isFull()))) {
            return;
        }
        if (reached.isEmpty()) {
            output.out().println(from + " has no peers");
        }
        for (Reached peer : reached) {
            output.out()
                    .println(peer.address()
                            + (peer.depth() == 1 ? "" : " (" + peer.depth() + " links, by " + peer.by() + ")"));
        }
        silent.entrySet().stream()
                .limit(SILENT_NAMED)
                .forEach(each -> output.err().println(each.getKey() + " " + Poll.sentence(each.getValue())));
        if (silent.size() > SILENT_NAMED) {
            output.err().println("and " + (silent.size() - SILENT_NAMED) + " others did not say whom they know");
        }
        if (crawl.isFull()) {
            output.err().println("there are more than " + Crawl.MOST + ", which are left out");
        }
    }

    /**
     * The answer of a daemon as JSON.
     *
     * @param silent those on the way that did not say whom they know, and why, as in {@link Poll.Outcome}
     * @param full whether there are more than could be listed
     */
    record DaemonPeers(String node, List<Reached> peers, Map<String, String> silent, boolean full) {}

    /**
     * One that is reached.
     *
     * @param depth by how many links
     * @param by the one before it on the way
     */
    record Reached(String address, int depth, String by) {
        static Reached of(Crawl.Found found) {
            return new Reached(found.address().toString(), found.depth(), String.valueOf(found.by()));
        }
    }
}

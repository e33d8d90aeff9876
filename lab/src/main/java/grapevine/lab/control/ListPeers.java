package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.PeerAnswer;
import grapevine.lab.door.Answers.PeersAnswer;
import grapevine.wire.Address;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code list-peers}: whom a node is linked with. */
public final class ListPeers extends NetworkCommand {
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
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 1);
        int depth = number(line, "depth", 1, 1, 9999);
        if (Daemon.isMeant(line)) {
            answerOfDaemon(line, output, depth);
            return;
        }
        int node = node(line);
        PeersAnswer peers = door(line).get("/nodes/" + node + "/peers?depth=" + depth, PeersAnswer.class);
        if (printedAsJson(line, output, peers)) {
            return;
        }
        if (peers.peers().isEmpty()) {
            output.out().println("Gossip-Node-" + node + " has no peers");
        }
        for (PeerAnswer peer : peers.peers()) {
            String by = peer.depth() == 1 ? "" : " (" + peer.depth() + " links, by Gossip-Node-" + peer.by() + ")";
            output.out().println(peer.name() + " " + peer.address() + by);
        }
    }

    private static void answerOfDaemon(CommandLine line, Output output, int depth)
            throws UsageException, LabException, InterruptedException {
        Address from = Daemon.meant(line);
        List<Reached> reached = Reached.from(from, depth);
        if (printedAsJson(line, output, new DaemonPeers(from.toString(), reached))) {
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
    }

    /** The answer of a daemon as JSON. */
    record DaemonPeers(String node, List<Reached> peers) {}

    /**
     * One that is reached.
     *
     * @param depth by how many links
     * @param by the one before it on the way
     */
    record Reached(String address, int depth, String by) {
        /** The nearest first. One on the way that does not answer is the end of its way. */
        static List<Reached> from(Address first, int depth) throws LabException {
            Map<Address, Reached> reached = new LinkedHashMap<>();
            Deque<Reached> next = new ArrayDeque<>(List.of(new Reached(first.toString(), 0, "")));
            while (!next.isEmpty() && next.peek().depth() < depth) {
                Reached one = next.remove();
                for (Address neighbour : knownTo(one)) {
                    Reached peer = new Reached(neighbour.toString(), one.depth() + 1, one.address());
                    if (!neighbour.equals(first) && reached.putIfAbsent(neighbour, peer) == null) {
                        next.add(peer);
                    }
                }
            }
            return List.copyOf(reached.values());
        }

        private static Collection<Address> knownTo(Reached one) throws LabException {
            try {
                return new Daemon(Address.parse(one.address())).known().keySet();
            } catch (LabException e) {
                if (one.depth() == 0) {
                    throw e;
                }
                return List.of();
            }
        }
    }
}

package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.PeerAnswer;
import grapevine.lab.door.Answers.PeersAnswer;
import java.util.List;
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
        return "Lists whom a node is linked with now, and with --depth whom it reaches by so many links.";
    }

    @Override
    public List<String> examples() {
        return List.of("list-peers 5", "list-peers 5 --depth 2");
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
        int node = node(line);
        atMost(line, 1);
        int depth = number(line, "depth", 1, 1, 9999);
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
}

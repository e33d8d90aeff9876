package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Noted;

/** What a peer tells its seeds of a dead neighbour. They look for themselves; their answer is for the log. */
final class DeadReport implements SeedExchange.Asker {
    private final PeerNode node;
    private final Address accused;

    private DeadReport(PeerNode node, Address accused) {
        this.node = node;
        this.accused = accused;
    }

    /** Tells every seed we registered with that this one does not answer. */
    static void announceDead(PeerNode node, Address accused, long epoch) {
        DeadNode report = new DeadNode(
                accused, node.effects().wallTime(), node.self().address().ip(), epoch);
        for (Address seed : node.registration().leases()) {
            node.count(Counter.DEAD_REPORTS);
            node.effects().report(new Fact.DeadReported(report.text(), seed));
            new SeedExchange(node, seed, report, new DeadReport(node, accused));
        }
    }

    @Override
    public void onAnswer(Address seed, Message answer) {
        String outcome = answer instanceof Noted noted ? noted.outcome() : "misunderstood";
        node.effects().report(new Fact.ReportAnswered(seed, accused, outcome));
    }

    @Override
    public void onNoAnswer(Address seed, String why) {
        node.effects().report(new Fact.ReportAnswered(seed, accused, why));
    }
}

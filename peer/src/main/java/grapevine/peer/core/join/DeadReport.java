package grapevine.peer.core.join;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Noted;

/** What a peer tells its seeds of who seems dead. They look for themselves; their answer is for the log. */
public final class DeadReport {
    private DeadReport() {}

    /**
     * Tells every seed we registered with that this one does not answer.
     *
     * @param epoch of the process that does not
     */
    public static void announceDead(Ground ground, Registration registration, Address accused, long epoch) {
        registration.reported();
        announce(ground, registration, accused, epoch, false);
    }

    /** The same of one that is no neighbour, whose address refused a dial. */
    static void announceRefusing(Ground ground, Registration registration, Entry refusing) {
        announce(ground, registration, refusing.address(), refusing.epoch(), true);
    }

    private static void announce(
            Ground ground, Registration registration, Address accused, long epoch, boolean isOfRefusal) {
        DeadNode report = new DeadNode(
                accused, ground.effects().wallTime(), ground.self().address().ip(), epoch, isOfRefusal);
        for (Address seed : registration.leases()) {
            ground.count(Counter.DEAD_REPORTS);
            ground.report(new Fact.DeadReported(report.text(), seed));
            new SeedExchange(ground, seed, report, new Outcome(ground, accused));
        }
    }

    private record Outcome(Ground ground, Address accused) implements SeedExchange.Asker {
        @Override
        public void onAnswer(Address seed, Message answer) {
            String outcome = answer instanceof Noted noted ? noted.outcome() : "misunderstood";
            ground.witness(accused, new Fact.ReportAnswered(seed, accused, outcome));
        }

        @Override
        public void onNoAnswer(Address seed, String why) {
            ground.witness(accused, new Fact.ReportAnswered(seed, accused, why));
        }
    }
}

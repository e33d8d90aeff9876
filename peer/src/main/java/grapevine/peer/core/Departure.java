package grapevine.peer.core;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Leave;
import java.util.List;

/** Leaves in order: neighbours and seeds are told, so that nobody calls it a death. */
final class Departure implements Part, SeedExchange.Asker {
    /** Who has not answered by then (ms) is not waited for. */
    private static final long MOST_MILLIS = 1500;

    private final PeerNode node;
    private boolean isOver;
    private int waitingFor;
    private long endAt = NEVER;

    Departure(PeerNode node) {
        this.node = node;
    }

    /** Called once. */
    void leave() {
        List<Address> seeds = node.registration().informed();
        node.effects().report(new Fact.Leaving(node.overlay().degree(), seeds.size()));
        for (Neighbour neighbour : node.overlay().neighbours()) {
            neighbour.conversation().bye(new Bye("leaving"));
        }
        node.overlay().giveUpAttempts();
        long revision = node.self().nextRevision();
        waitingFor = seeds.size();
        for (Address seed : seeds) {
            new SeedExchange(node, seed, new Leave(revision), this);
        }
        endAt = node.now() + (seeds.isEmpty() ? 0 : MOST_MILLIS);
        node.wakeAt(endAt);
    }

    @Override
    public void onAnswer(Address seed, Message answer) {
        answered();
    }

    @Override
    public void onNoAnswer(Address seed, String why) {
        answered();
    }

    private void answered() {
        if (--waitingFor == 0) {
            endAt = node.now();
            node.wakeAt(endAt);
        }
    }

    @Override
    public long due() {
        return endAt;
    }

    @Override
    public void onDue(long now) {
        endAt = NEVER;
        if (!isOver) {
            isOver = true;
            node.effects().report(new Fact.Stopped(now - node.startedAt()));
            node.effects().stopped();
        }
    }
}

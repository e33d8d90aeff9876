package grapevine.peer.core.join;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Leave;
import java.util.List;

/** Leaves in order: neighbours and seeds are told, so that nobody calls it a death. */
public final class Departure implements Part {
    /** Who has not answered by then (ms) is not waited for. */
    private static final long MOST_MILLIS = 1500;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Registration registration;
    private boolean isOver;
    private int waitingFor;
    private long endAt = NEVER;

    public Departure(Ground ground, Neighbours neighbours, Registration registration) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.registration = registration;
    }

    /** Called once. */
    public void leave() {
        List<Address> seeds = registration.informed();
        ground.report(new Fact.Leaving(neighbours.degree(), seeds.size()));
        for (Neighbour neighbour : neighbours) {
            neighbour.conversation().bye(new Bye("leaving"));
        }
        neighbours.giveUpAttempts();
        long revision = ground.self().nextRevision();
        waitingFor = seeds.size();
        for (Address seed : seeds) {
            new SeedExchange(ground, seed, new Leave(revision), new Told());
        }
        endAt = ground.now() + (seeds.isEmpty() ? 0 : MOST_MILLIS);
        ground.wakeAt(endAt);
    }

    private void answered() {
        if (--waitingFor == 0) {
            endAt = ground.now();
            ground.wakeAt(endAt);
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
            ground.report(new Fact.Stopped(now - ground.startedAt()));
            ground.effects().stopped();
        }
    }

    /** A seed was told, or cannot be. */
    private final class Told implements SeedExchange.Asker {
        @Override
        public void onAnswer(Address seed, Message answer) {
            answered();
        }

        @Override
        public void onNoAnswer(Address seed, String why) {
            answered();
        }
    }
}

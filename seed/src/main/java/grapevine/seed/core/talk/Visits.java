package grapevine.seed.core.talk;

import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedConversation;
import grapevine.seed.core.registry.Registry;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.List;

/**
 * Says hello to a few peers, chosen by chance, for the sake of what a hello says: so a later list of revoked
 * certificates, which reached this seed, gets to the peers at once, and from these to all along their links.
 */
public final class Visits {
    /** How many peers are visited at a time. */
    public static final int MOST = 8;

    /** How long each may take (ms). */
    static final long PATIENCE = 3_000;

    private final Ground ground;
    private final Registry registry;
    private final List<Visit> open = new ArrayList<>();
    private long end = Long.MAX_VALUE;

    public Visits(Ground ground, Registry registry) {
        this.ground = ground;
        this.registry = registry;
    }

    /** Begins anew; visits that are under way would say what is old by now. */
    public void begin() {
        closeAll();
        end = ground.now() + PATIENCE;
        for (Address peer : registry.some(MOST, ground.random())) {
            Visit visit = new Visit(peer);
            open.add(visit);
            visit.say(ground.hello());
        }
    }

    /** How many are under way. */
    public int underWay() {
        return open.size();
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        return open.isEmpty() ? Long.MAX_VALUE : end;
    }

    /** Does what is due. */
    public void tick() {
        if (ground.now() >= end) {
            closeAll();
        }
    }

    /** The seed stood still: that time does not count. */
    public void extend(long by) {
        if (!open.isEmpty()) {
            end += by;
        }
    }

    /** Ends them all, now. */
    public void closeAll() {
        List<Visit> all = List.copyOf(open);
        open.clear();
        all.forEach(Visit::close);
    }

    private final class Visit extends SeedConversation implements Message.Handler {
        private final Link link;

        Visit(Address peer) {
            super(Visits.this.ground);
            link = ground.effects().dialSmall(peer, this);
        }

        @Override
        public Link link() {
            return link;
        }

        @Override
        protected void heard(Message message) {
            message.accept(this);
        }

        /** Whatever the other side lacks has been sent to it by now. */
        @Override
        public void onHello(Hello hello) {
            finish();
        }

        @Override
        public void onUnexpected(Message message) {
            finish();
        }

        @Override
        protected void dialFailed(DialFailure failure) {
            ground.count(Counter.DIALS_FAILED);
            open.remove(this);
        }

        @Override
        protected void lost(Loss loss) {
            open.remove(this);
        }

        @Override
        protected void ended() {
            open.remove(this);
        }
    }
}

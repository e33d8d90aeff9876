package grapevine.seed.core.registry;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;
import grapevine.wire.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the registry: who is entered, with which age and for how long, which version wins, and who is dropped.
 * Every change of a row goes through here and is told to the listener.
 */
public final class Registrar {
    /** How long a removal is remembered (ms). */
    static final long TOMBSTONE = 600_000;

    private final Ground ground;
    private final Registry registry;
    private final Listener listener;
    private final SizeLately size = new SizeLately();

    /** Hears of each row that changed, after it did. */
    public interface Listener {
        /**
         * A row changed or is gone.
         *
         * @param direct whether this seed found out by itself, so that the other seeds have to be told
         */
        void onChanged(Address address, boolean direct);
    }

    public Registrar(Ground ground, Registry registry, Listener listener) {
        this.ground = ground;
        this.registry = registry;
        this.listener = listener;
    }

    /**
     * An age for a peer that has none; the known one if this epoch has one, larger than all others if not. It is a
     * count. The clock is where a seed begins that knows nobody, and no age is ever compared with it: a wrong clock
     * may make ages leap, and keeps nobody out.
     */
    public long proposeAge(Address peer, long epoch) {
        Row known = registry.find(peer);
        if (known != null && known.epoch() == epoch) {
            return known.entry().age();
        }
        long largest = registry.largestAge();
        return largest == 0 ? Math.min(Math.max(1, ground.wallTime()), Limits.COUNTED_AGE) : largest + 1;
    }

    /** Whether a registration of this address has to be refused because too many are kept. */
    public boolean isFullFor(Address peer) {
        Row known = registry.find(peer);
        return (known == null || !known.isAlive())
                && registry.peers() >= ground.settings().maxPeers();
    }

    /** Enters or renews a peer, then draws its list; or says what is known that is newer. */
    public Message register(Hello hello, Register register) {
        Row known = registry.find(hello.self());
        if (known != null && isOutdated(known, hello.epoch(), register.revision())) {
            return new Message.Outdated(known.epoch(), known.revision());
        }
        Standing was = standing(known, hello.epoch(), register.revision());
        long age = enter(known, hello, register);
        AgeOrder order = registry.alive();
        int older = order.older(age, hello.self());
        List<Entry> sample = OlderSample.draw(order, older, register.want(), ground.random());
        int peers = size.with(registry.peers(), ground.now());
        return new Message.Registered(age, jittered(leaseMillis()), older, sample, was, peers);
    }

    private static Standing standing(@Nullable Row known, long epoch, long revision) {
        if (known == null || known.epoch() != epoch) {
            return revision > 1 ? Standing.UNKNOWN : Standing.FINE;
        }
        return known.state() == State.DEAD ? Standing.DEAD : Standing.FINE;
    }

    private long enter(@Nullable Row known, Hello hello, Register register) {
        long expires = ground.now() + leaseMillis();
        if (known != null && known.epoch() == hello.epoch() && known.revision() == register.revision()) {
            registry.renew(known, expires);
            return known.entry().age();
        }
        long age = register.age() != 0 ? register.age() : proposeAge(hello.self(), hello.epoch());
        Entry entry = new Entry(hello.self(), register.degree(), age, hello.epoch());
        Row row = registry.enter(entry, register.revision(), State.ALIVE, expires);
        tellOfRow(known, row, null);
        changed(row.address(), true);
        return age;
    }

    private static boolean isOutdated(Row known, long epoch, long revision) {
        if (known.epoch() != epoch) {
            return known.epoch() > epoch;
        }
        return known.isAlive() ? known.revision() > revision : known.revision() >= revision;
    }

    /** Takes a peer out because it says so. */
    public void leave(Hello hello, long revision) {
        Row known = registry.find(hello.self());
        if (known != null && known.isAlive() && known.epoch() == hello.epoch()) {
            bury(known, Math.max(known.revision(), revision), State.LEFT, "left");
        }
    }

    /** Takes a peer out because it is dead; nothing happens if that is no longer this epoch of it. */
    public void removeDead(Address peer, long epoch, String why) {
        Row known = registry.find(peer);
        if (known != null && known.isAlive() && known.epoch() == epoch) {
            bury(known, known.revision(), State.DEAD, why);
        }
    }

    /** Takes a peer out without a trace: a process of another network lives at its address, and nobody died. */
    public void drop(Address peer, long epoch, String why) {
        Row known = registry.find(peer);
        if (known != null && known.isAlive() && known.epoch() == epoch) {
            registry.forget(peer);
            tellRemoved(known, why, 0);
            changed(peer, false);
        }
    }

    private void bury(Row row, long revision, State state, String why) {
        registry.enter(row.entry(), revision, state, ground.now() + TOMBSTONE);
        tellRemoved(row, why, 0);
        changed(row.address(), true);
    }

    /** Takes over what another seed knows better. It never makes a known version last longer. */
    public void learn(Address from, List<Registration> rows) {
        for (Registration row : rows) {
            Address peer = row.entry().address();
            if (ground.settings().isSeed(peer)) {
                ground.count(Counter.DROPPED_BAD_IMPORT);
                continue;
            }
            Row known = registry.find(peer);
            if (row.remaining() == 0 || (known != null && !row.isNewerThan(known.at(ground.now())))) {
                continue;
            }
            if (row.state() == State.ALIVE && isFullFor(peer)) {
                ground.count(Counter.DROPPED_REGISTRY_FULL);
                continue;
            }
            learn(from, known, row);
        }
    }

    private void learn(Address from, @Nullable Row known, Registration row) {
        boolean alive = row.state() == State.ALIVE;
        long remaining = Math.min(row.remaining(), alive ? leaseMillis() : TOMBSTONE);
        Row entered = registry.enter(row.entry(), row.revision(), row.state(), ground.now() + remaining);
        if (alive) {
            tellOfRow(known, entered, from);
        } else if (known != null && known.isAlive()) {
            tellRemoved(known, "told-by-seed", 0);
        }
        changed(entered.address(), false);
    }

    /** Drops what has come to its end: peers that did not renew, and old tombstones. */
    public void expire() {
        for (Row row = registry.firstExpired(ground.now()); row != null; row = registry.firstExpired(ground.now())) {
            registry.forget(row.address());
            if (row.isAlive()) {
                tellRemoved(row, "lease-expired", 0);
                changed(row.address(), false);
            }
        }
    }

    /** The seed stood still: nobody can have renewed, so everything lasts longer by that time. */
    public void extend(long by) {
        registry.extend(by, ground.now() + leaseMillis(), ground.now() + TOMBSTONE);
    }

    private void changed(Address peer, boolean direct) {
        while (registry.tombstones() > ground.settings().maxTombstones()) {
            registry.forgetOldestTombstone();
            ground.count(Counter.DROPPED_TOMBSTONE);
        }
        listener.onChanged(peer, direct);
    }

    /** @param from the seed that told, null when the peer itself did */
    private void tellOfRow(@Nullable Row known, Row row, @Nullable Address from) {
        int peers = registry.peers();
        boolean wasAlive = known != null && known.isAlive();
        if (known != null && wasAlive && known.epoch() == row.epoch()) {
            ground.report(new Fact.PeerRenewed(
                    row.address(), row.revision(), row.entry().degree()));
            if (known.entry().degree() != row.entry().degree()) {
                ground.report(new Fact.DegreeChanged(row.address(), row.entry().degree()));
            }
            return;
        }
        if (known != null && wasAlive) {
            tellRemoved(known, "restarted", 1);
        }
        ground.report(
                from == null
                        ? new Fact.PeerEntered(
                                row.address(), row.epoch(), row.entry().age(), peers)
                        : new Fact.PeerLearned(row.address(), from, row.entry().degree(), peers));
    }

    /** @param replaced 1 if a newer run of the same peer stands in its place already, else 0 */
    private void tellRemoved(Row row, String why, int replaced) {
        int peers = registry.peers() - replaced;
        ground.report(new Fact.PeerRemoved(row.address(), row.epoch(), why, peers));
    }

    private long leaseMillis() {
        return ground.settings().lease().toMillis();
    }

    /** Somewhat less, so that those who joined together do not renew together. What is kept is the whole. */
    private long jittered(long lease) {
        return lease - (long) (random() * lease / 10);
    }

    private double random() {
        return ground.random().nextDouble();
    }
}

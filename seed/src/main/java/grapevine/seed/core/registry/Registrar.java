package grapevine.seed.core.registry;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
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
 * Who registers is entered as a claim until somebody was met at its address. A claim is handed out to few, told to no
 * other seed, and stands in nobody's way. Every change of a row goes through here and is told to the listener.
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

    /**
     * Whether a registration of this address has to be refused because too many are kept, all of whom were met: else a
     * claim goes for it.
     */
    public boolean isFullFor(Address peer) {
        Row known = registry.find(peer);
        return (known == null || !known.isAlive())
                && registry.peers() >= ground.mostPeers()
                && registry.unconfirmed().size() == 0;
    }

    /** Says that one had to be refused or to go, since there are as many as are kept. */
    public void sayFull() {
        ground.report(new Fact.RegistryFull("peers", ground.mostPeers()));
    }

    /**
     * Whether what it says is not to be believed before somebody was met at its address: it would replace a row of
     * which that is known, of an earlier process that may still be there or of one that is gone. With keys an earlier
     * process of the same holder is none that may still be there, and another holder's word is never enough.
     */
    public boolean isContested(Hello hello, Register register, @Nullable String holder) {
        Row known = registry.find(hello.self());
        if (known == null || !known.isConfirmed()) {
            return false;
        }
        if (isOutdated(known, hello.epoch(), register.revision())) {
            return known.isOfAnother(holder)
                    && known.epoch() == hello.epoch(); // who is answered has to be who said the epoch
        }
        return !known.isAlive() || !known.isOf(hello.epoch(), holder);
    }

    /** Who was met at this address, if somebody other than this one does: a name as certificates have it; else null. */
    public @Nullable String otherHolder(Address peer, @Nullable String holder) {
        Row known = registry.find(peer);
        if (known == null || !known.isAlive() || !known.isConfirmed()) {
            return null;
        }
        return known.isOfAnother(holder) ? known.holder() : null;
    }

    /** Whether this epoch of it is entered, and only claimed. */
    public boolean isClaim(Hello hello) {
        Row known = registry.find(hello.self());
        return known != null && known.isClaim() && known.epoch() == hello.epoch();
    }

    /**
     * Enters or renews a peer, then draws its list; or says what is known that is newer.
     *
     * @param source where it came from
     */
    public Message register(Hello hello, Register register, @Nullable String holder, Ip source) {
        registry.unconfirmed().remove(hello.self()); // else it might be the one that has to go for itself
        Message answer = register(hello, register, holder, false);
        if (isClaim(hello)) {
            registry.unconfirmed().add(hello.self(), source).forEach(this::forgetClaim);
        }
        return answer;
    }

    private void forgetClaim(Address pushedOut) {
        ground.count(Counter.DROPPED_UNCONFIRMED);
        registry.forget(pushedOut);
        listener.onChanged(pushedOut, false);
    }

    /** As {@link #register}, of a peer that was met at its address just now. */
    public Message registerMet(Hello hello, Register register, @Nullable String holder) {
        return register(hello, register, holder, true);
    }

    private Message register(Hello hello, Register register, @Nullable String holder, boolean isMet) {
        Row known = registry.find(hello.self());
        if (known != null && known.isConfirmed() && isOutdated(known, hello.epoch(), register.revision())) {
            return new Message.Outdated(known.epoch(), known.revision());
        }
        Standing was = standing(known, hello.epoch(), register.revision());
        long age = enter(known, hello, register, holder, isMet);
        PeerList list = PeerList.of(registry, age, hello.self(), register.want(), ground.random());
        Row own = registry.find(hello.self());
        int met = registry.peers() - registry.claimed() + (own != null && own.isClaim() ? 1 : 0);
        int peers = size.with(met, ground.now());
        return new Message.Registered(age, jittered(leaseMillis()), list.older(), list.entries(), was, peers);
    }

    private static Standing standing(@Nullable Row known, long epoch, long revision) {
        if (known == null || known.epoch() != epoch) {
            return revision > 1 ? Standing.UNKNOWN : Standing.FINE;
        }
        return known.state() == State.DEAD ? Standing.DEAD : Standing.FINE;
    }

    private long enter(@Nullable Row known, Hello hello, Register register, @Nullable String holder, boolean isMet) {
        long expires = ground.now() + leaseMillis();
        boolean isSame = known != null && known.epoch() == hello.epoch();
        boolean isItself = known != null && known.isOf(hello.epoch(), holder);
        if (known != null && isSame && isItself && known.revision() == register.revision() && known.isAlive()) {
            registry.renew(known, expires);
            return known.entry().age();
        }
        long age = register.age();
        if (age == 0) {
            age = proposeAge(hello.self(), hello.epoch());
            registry.count(age);
        }
        Entry entry = new Entry(hello.self(), register.degree(), age, hello.epoch());
        boolean isConfirmed = isMet || (known != null && isItself && known.isConfirmed() && known.isAlive());
        entered(known, registry.enter(entry, holder, register.revision(), State.ALIVE, isConfirmed, expires));
        return age;
    }

    private void entered(@Nullable Row known, Row row) {
        if (row.isConfirmed()) {
            tellOfRow(known, row, null);
        }
        changed(row.address(), row.isConfirmed());
    }

    /** This peer, which registered so, was met at its address. */
    public void confirm(Hello hello, Register register, @Nullable String holder) {
        Row known = registry.find(hello.self());
        if (known != null && known.isClaim() && known.epoch() == hello.epoch() && !known.isOfAnother(holder)) {
            entered(known, registry.confirm(known));
        } else if (known == null || known.isClaim() || !isOutdated(known, hello.epoch(), register.revision())) {
            if (isFullFor(hello.self())) {
                ground.count(Counter.DROPPED_REGISTRY_FULL);
                sayFull();
            } else {
                enter(
                        known, hello, register, holder,
                        true); // its claim was pushed out meanwhile, or another seed told of it
            }
        }
    }

    /** Somebody claimed what is not so. What another claims by now is left alone. */
    public void refute(Hello hello, @Nullable String holder) {
        Row known = registry.find(hello.self());
        if (known != null && isClaim(hello) && !known.isOfAnother(holder)) {
            registry.forget(hello.self());
            changed(hello.self(), false);
        }
    }

    private static boolean isOutdated(Row known, long epoch, long revision) {
        if (known.epoch() != epoch) {
            return known.epoch() > epoch;
        }
        return known.isAlive() ? known.revision() > revision : known.revision() >= revision;
    }

    /** Takes a peer out because it says so. */
    public void leave(Hello hello, long revision, @Nullable String holder) {
        Row known = registry.find(hello.self());
        boolean isIts = known != null && known.epoch() == hello.epoch() && !known.isOfAnother(holder);
        if (known != null && isIts && known.isAlive()) {
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
        if (row.isClaim()) {
            registry.forget(row.address());
            changed(row.address(), false);
            return;
        }
        registry.enter(row.entry(), row.holder(), revision, state, true, ground.now() + TOMBSTONE);
        tellRemoved(row, why, 0);
        changed(row.address(), true);
    }

    /**
     * Takes over what another seed knows better. It never makes a known version last longer.
     *
     * @param hasKeys whether they are a seed's of a network with keys, where each row has a holder
     */
    public void learn(Address from, List<Registration> rows, boolean hasKeys) {
        for (Registration row : rows) {
            Address peer = row.entry().address();
            if (ground.settings().isSeed(peer) || (hasKeys && row.holder() == null)) {
                ground.count(Counter.DROPPED_BAD_IMPORT);
                continue;
            }
            Row known = registry.find(peer);
            boolean isClaimMet = known != null && known.isClaim() && row.state() == State.ALIVE;
            boolean isNewer = known == null || isClaimMet || row.isNewerThan(known.at(ground.now()));
            if (row.remaining() == 0 || !isNewer) {
                continue;
            }
            if (row.state() == State.ALIVE && isFullFor(peer)) {
                ground.count(Counter.DROPPED_REGISTRY_FULL);
                sayFull();
                continue;
            }
            learn(from, known, row);
        }
    }

    private void learn(Address from, @Nullable Row known, Registration row) {
        boolean alive = row.state() == State.ALIVE;
        long remaining = Math.min(row.remaining(), alive ? leaseMillis() : TOMBSTONE);
        Row entered =
                registry.enter(row.entry(), row.holder(), row.revision(), row.state(), true, ground.now() + remaining);
        if (alive) {
            tellOfRow(known, entered, from);
        } else if (known != null && known.isAlive() && known.isConfirmed()) {
            tellRemoved(known, row.state() == State.LEFT ? "left" : "told-by-seed", 0);
        }
        changed(entered.address(), false);
    }

    /** Drops what has come to its end: peers that did not renew, and old tombstones. */
    public void expire() {
        for (Row row = registry.firstExpired(ground.now()); row != null; row = registry.firstExpired(ground.now())) {
            registry.forget(row.address());
            if (row.isAlive() && row.isConfirmed()) {
                tellRemoved(row, "lease-expired", 0);
            }
            if (row.isAlive()) {
                changed(row.address(), false);
            }
        }
    }

    /** The seed stood still: nobody can have renewed, so everything lasts longer by that time. */
    public void extend(long by) {
        registry.extend(by, ground.now() + leaseMillis(), ground.now() + TOMBSTONE);
    }

    private void changed(Address peer, boolean direct) {
        while (registry.tombstones() > ground.mostTombstones()) {
            registry.forgetOldestTombstone();
            ground.count(Counter.DROPPED_TOMBSTONE);
            ground.report(new Fact.RegistryFull("tombstones", ground.mostTombstones()));
        }
        while (registry.peers() > ground.mostPeers()) {
            Address first = registry.unconfirmed().pushOutOne();
            if (first == null) {
                break; // those that were met stay, however little memory there is left for them
            }
            sayFull();
            forgetClaim(first);
        }
        listener.onChanged(peer, direct);
    }

    /** @param from the seed that told, null when the peer itself did */
    private void tellOfRow(@Nullable Row known, Row row, @Nullable Address from) {
        int peers = registry.peers();
        boolean wasAlive = known != null && known.isAlive() && known.isConfirmed();
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
        Fact entered = from == null
                ? new Fact.PeerEntered(row.address(), row.epoch(), row.entry().age(), peers)
                : new Fact.PeerLearned(row.address(), from, row.entry().degree(), peers);
        ground.report(entered);
        if (ground.ledger().hasNoted(row.address())) {
            ground.remember(row.address(), entered);
        }
    }

    /** @param replaced 1 if a newer run of the same peer stands in its place already, else 0 */
    private void tellRemoved(Row row, String why, int replaced) {
        int peers = registry.peers() - replaced;
        ground.witness(row.address(), new Fact.PeerRemoved(row.address(), row.epoch(), why, peers));
    }

    private long leaseMillis() {
        return ground.settings().lease().toMillis();
    }

    /** Somewhat less, so that those who joined together do not renew together. What is kept is the whole. */
    private long jittered(long lease) {
        return lease - (long) (ground.random().nextDouble() * lease / 10);
    }
}

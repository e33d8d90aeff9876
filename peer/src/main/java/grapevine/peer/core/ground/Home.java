package grapevine.peer.core.ground;

import grapevine.node.Fact;
import grapevine.wire.Entry;
import grapevine.wire.Identity;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * Which network this peer is of, and who else is. Whoever does not say what it is of gives nothing to compare, and is
 * at home. A peer with seeds follows them, see {@code join}; while its number is provisional it takes, for the time
 * being, what neighbours say that know this number. Peers without seeds agree among themselves, when they link and at
 * each ping: a mere hello renames nobody. With keys it is known from the beginning, and nobody names another.
 */
public final class Home {
    private final Ground ground;

    Home(Ground ground) {
        this.ground = ground;
    }

    /**
     * Fails for somebody of another network, and where messages are proven for a peer that does not look at proofs: it
     * could not be held to what it sends on.
     *
     * @throws ProtocolException which says what both are
     */
    public void check(Hello said) throws ProtocolException {
        String ours = ground.settings().network();
        if (!said.network().equals(ours)) {
            throw elsewhere("\"" + ours + "\"", "\"" + said.network() + "\"");
        }
        boolean isSeedThatYields =
                said.role() == Role.SEED && said.id() != null && !said.id().isFirm() && !isCertified();
        if (!isSeedThatYields) {
            check(said.id());
        }
        if (said.role() == Role.PEER && !said.checksProofs() && ground.effects().proofs() != null) {
            throw new ProtocolException(
                    Reason.NOT_CERTIFIED, "messages are proven here, and " + said.self() + " has --proof off");
        }
    }

    /**
     * Fails for another network.
     *
     * @throws ProtocolException which says what both are
     */
    public void check(@Nullable Identity said) throws ProtocolException {
        Identity ours = ground.self().identity();
        if (ours == null || said == null || ours.isSameAs(said)) {
            return;
        }
        if (hasSeeds() || isCertified() || (ours.isFirm() && said.isFirm())) {
            throw elsewhere("\"" + ground.settings().network() + "\" " + ours.name(), said.name());
        }
    }

    private static ProtocolException elsewhere(String ours, String theirs) {
        return new ProtocolException(Reason.WRONG_NETWORK, "this is network " + ours + ", not " + theirs);
    }

    /** A neighbour said hello that is at home. */
    private void met(Hello said) {
        boolean hasNobody = ground.self().identity() == null && said.id() == null && !hasSeeds();
        if (!hasNobody) {
            met(said.id());
        } else if (ground.self().hasAge() && isOurs(said)) {
            become(Identity.made(ground.random().nextLong()), "made");
        }
    }

    /** Of two without any the older makes it; whoever has no age yet is the younger. */
    private boolean isOurs(Hello said) {
        Self self = ground.self();
        return said.age() == 0 || Entry.isOlder(self.age(), self.address(), said.age(), said.self());
    }

    /** A neighbour that is at home says what it is of. */
    public void met(@Nullable Identity said) {
        Identity ours = ground.self().identity();
        if (hasSeeds()) {
            if (said != null && ours != null && !ours.isFirm() && ours.isSameAs(said)) {
                become(ours.mergedWith(said).provisional(), "peers");
            }
            return;
        }
        Identity next = said == null || ours == null ? said : ours.mergedWith(said);
        next = next == null ? ours : next;
        if (next != null) {
            become(hasStood() ? next.firm() : next, next.equals(ours) ? "stood" : "peers");
        }
    }

    /** Without seeds, what a process that ran for a renewal period knows of has stood. */
    private boolean hasStood() {
        return ground.now() - ground.startedAt() >= ground.settings().lease().toMillis() / 3;
    }

    /** From now on this peer is of this network. */
    public void become(Identity next, String how) {
        Identity ours = ground.self().identity();
        if (isCertified() || next.equals(ours)) {
            return;
        }
        ground.self().identify(next);
        boolean isSame = ours != null && ours.number() == next.number();
        boolean isMore = isSame && ours != null && next.size() >= ours.size();
        if (ground.isReady() && !isMore) {
            tellNeighbours();
        }
        if (ours == null || !isSame || ours.isFirm() != next.isFirm()) {
            ground.report(new Fact.Identified(next.name(), how));
        }
    }

    /**
     * A link counts from now on.
     *
     * @param theirs what was said on it of them
     * @param said and of us
     */
    public void linked(Hello theirs, @Nullable Identity said) {
        met(theirs);
        Identity ours = ground.self().identity();
        if (ours != null && (said == null || said.number() != ours.number())) {
            tellNeighbours();
        }
    }

    private void tellNeighbours() {
        ground.self().identityTold(false);
        ground.wakeAt(ground.now());
    }

    private boolean isCertified() {
        return ground.effects().networkNumber() != null;
    }

    private boolean hasSeeds() {
        return ground.settings().hasSeeds();
    }
}

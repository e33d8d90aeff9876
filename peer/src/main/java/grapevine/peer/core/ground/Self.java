package grapevine.peer.core.ground;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who this peer is: what it says in every hello. Address and age are settled once, before it asks anybody for a link.
 * And whether it has come, and is about to go, and how many links it aims at, which stand here because they take no
 * room here.
 */
public final class Self {
    /** Which network it is of; null until somebody names it. */
    private @Nullable Identity identity;

    private Address address;
    /** Above it there is room for more revisions than a process ever needs. */
    private static final long MOST_PASSED = Long.MAX_VALUE - (1L << 40);

    private long epoch;
    private long age;
    private long revision;
    private boolean isReady;
    private boolean isLeaving;
    private byte links;
    private boolean isIdentityTold = true;

    Self(PeerSettings settings) {
        address = settings.self();
        epoch = settings.epoch();
    }

    /** Which network it is of; null until somebody names it. One object of many peers, mostly. */
    public @Nullable Identity identity() {
        return identity;
    }

    /** From now on it is of this one. */
    void identify(Identity next) {
        identity = next;
    }

    /** Whether its neighbours know which network it is of. */
    public boolean isIdentityTold() {
        return isIdentityTold;
    }

    /** Whether they do from now on. */
    public void identityTold(boolean isTold) {
        isIdentityTold = isTold;
    }

    /** Where it listens; the ip is unspecified until it is settled. */
    public Address address() {
        return address;
    }

    /** The start of its process, ms since 1970, or a little later if somebody bore its address then. */
    public long epoch() {
        return epoch;
    }

    /** Its place among all peers, 0 until it is settled. */
    public long age() {
        return age;
    }

    /** The version of what the seeds know of it in this epoch, from 1; 0 before it told them anything. */
    public long revision() {
        return revision;
    }

    /** Whether the ip is settled. */
    public boolean knowsItsAddress() {
        return !address.ip().isUnspecified();
    }

    /** Whether the age is settled. */
    public boolean hasAge() {
        return age > 0;
    }

    /** Others see it under this ip. Once, and before it registers. */
    public void settleAddress(Ip ip) {
        address = new Address(ip, address.port());
    }

    /** Takes this age (> 0) for the life of the process. Once. */
    public void settleAge(long settled) {
        age = settled;
    }

    /** A new version of what the seeds know; higher than all before. */
    public long nextRevision() {
        return ++revision;
    }

    /**
     * Whether somebody may know this revision of us. A higher one nobody ever comes to who counts; whoever went beyond
     * it would come to the end of the numbers.
     */
    public boolean mayHaveSaid(long known) {
        return known <= Math.max(MOST_PASSED, revision);
    }

    /** A seed knows this revision already: the next one goes beyond it. */
    public void passRevision(long known) {
        revision = Math.max(revision, known);
    }

    /** Somebody bore this address in a later epoch: this process counts as started after it. */
    public void passEpoch(long known) {
        epoch = known + 1;
        revision = 0;
    }

    /** The most older links that it was ever to aim at by the size of the network; 0 while that is not known. */
    int links() {
        return links;
    }

    void aimAt(int older) {
        links = (byte) Math.max(links, older);
    }

    boolean isReady() {
        return isReady;
    }

    /** It has found its place; false if that is known. */
    boolean becomesReady() {
        boolean wasReady = isReady;
        isReady = true;
        return !wasReady;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    void leaves() {
        isLeaving = true;
    }

    /** This run of it, as its messages name it. */
    public Origin origin() {
        return new Origin(address, epoch);
    }

    /** What it says in a hello, at this time of the wall clock. */
    Hello hello(String network, @Nullable Ip seen, long propose, long time, boolean takesAll) {
        return new Hello(Role.PEER, network, address, epoch, age, seen, propose, time, identity, takesAll);
    }

    /** Whether one of this age and address comes before this peer. */
    public boolean isYoungerThan(long theirAge, Address them) {
        return Entry.isOlder(theirAge, them, age, address);
    }
}

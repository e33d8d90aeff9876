package grapevine.peer.core.ground;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who this peer is: what it says in every hello. Address and age are settled once, before it asks anybody for a link.
 */
public final class Self {
    private final String network;
    private Address address;
    private long epoch;
    private long age;
    private long revision;

    Self(PeerSettings settings) {
        network = settings.network();
        address = settings.self();
        epoch = settings.epoch();
    }

    public String network() {
        return network;
    }

    public Address address() {
        return address;
    }

    public long epoch() {
        return epoch;
    }

    /** Its place among all peers (ms), 0 until it is settled. */
    public long age() {
        return age;
    }

    public long revision() {
        return revision;
    }

    public boolean knowsItsAddress() {
        return !address.ip().isUnspecified();
    }

    public boolean hasAge() {
        return age > 0;
    }

    public void settleAddress(Ip ip) {
        address = new Address(ip, address.port());
    }

    public void settleAge(long settled) {
        age = settled;
    }

    /** A new version of what the seeds know; higher than all before. */
    public long nextRevision() {
        return ++revision;
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

    public Origin origin() {
        return new Origin(address, epoch);
    }

    public Hello hello() {
        return hello(null, 0);
    }

    public Hello hello(@Nullable Ip seen, long propose) {
        return new Hello(Role.PEER, network, address, epoch, age, seen, propose);
    }

    /** Whether one of this age and address comes before this peer. */
    public boolean isYoungerThan(long theirAge, Address them) {
        return Entry.isOlder(theirAge, them, age, address);
    }
}

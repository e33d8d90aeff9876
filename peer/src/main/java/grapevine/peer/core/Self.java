package grapevine.peer.core;

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
final class Self {
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

    String network() {
        return network;
    }

    Address address() {
        return address;
    }

    long epoch() {
        return epoch;
    }

    /** Its place among all peers (ms), 0 until it is settled. */
    long age() {
        return age;
    }

    long revision() {
        return revision;
    }

    boolean knowsItsAddress() {
        return !address.ip().isUnspecified();
    }

    boolean hasAge() {
        return age > 0;
    }

    void settleAddress(Ip ip) {
        address = new Address(ip, address.port());
    }

    void settleAge(long settled) {
        age = settled;
    }

    /** A new version of what the seeds know; higher than all before. */
    long nextRevision() {
        return ++revision;
    }

    /** A seed knows this revision already: the next one goes beyond it. */
    void passRevision(long known) {
        revision = Math.max(revision, known);
    }

    /** Somebody bore this address in a later epoch: this process counts as started after it. */
    void passEpoch(long known) {
        epoch = known + 1;
        revision = 0;
    }

    Origin origin() {
        return new Origin(address, epoch);
    }

    Hello hello() {
        return hello(null, 0);
    }

    Hello hello(@Nullable Ip seen, long propose) {
        return new Hello(Role.PEER, network, address, epoch, age, seen, propose);
    }

    /** Whether one of this age and address comes before this peer. */
    boolean isYoungerThan(long theirAge, Address them) {
        return Entry.isOlder(theirAge, them, age, address);
    }
}

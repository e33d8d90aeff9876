package grapevine.peer;

import grapevine.clock.MessageId;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * One run of a peer. The same address with a later epoch is another one: the peer was started again.
 *
 * @param address where it listens
 * @param epoch when its process started, by its own clock (ms since 1970)
 */
public record Member(InetSocketAddress address, long epoch) {
    /** As long as there is an address. */
    public Member {
        Objects.requireNonNull(address, "address");
    }

    /** Whether it made that message. */
    public boolean isOriginOf(MessageId id) {
        Objects.requireNonNull(id, "id");
        return epoch == id.epoch() && id.origin().equals(toString());
    }

    static Member of(Address address, long epoch) {
        return new Member(new InetSocketAddress(address.ip().toInetAddress(), address.port()), epoch);
    }

    Origin wired() {
        return new Origin(new Address(Ip.of(address.getAddress()), address.getPort()), epoch);
    }

    static Member of(Origin origin) {
        return of(origin.address(), origin.epoch());
    }

    static Member of(Entry entry) {
        return of(entry.address(), entry.epoch());
    }

    /**
     * Its address as {@link Peer#connect} and {@link PeerConfig} take it: {@code 10.0.0.7:6001},
     * {@code [fd00::7]:6001}.
     */
    @Override
    public String toString() {
        InetAddress ip = address.getAddress();
        return ip == null ? address.toString() : new Address(Ip.of(ip), address.getPort()).toString();
    }
}

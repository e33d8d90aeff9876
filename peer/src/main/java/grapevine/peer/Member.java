package grapevine.peer;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Origin;
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

    static Member of(Address address, long epoch) {
        return new Member(new InetSocketAddress(address.ip().toInetAddress(), address.port()), epoch);
    }

    static Member of(Origin origin) {
        return of(origin.address(), origin.epoch());
    }

    static Member of(Entry entry) {
        return of(entry.address(), entry.epoch());
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort() + " since " + epoch;
    }
}

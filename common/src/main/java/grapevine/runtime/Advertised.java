package grapevine.runtime;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a person says that others dial a node: behind a NAT, or in a container whose port is mapped to another one.
 *
 * @param host an ip, or a name in small letters
 * @param port 1..65535, or 0 for the one listened on
 * @param ip null for a name
 */
public record Advertised(String host, int port, @Nullable Ip ip) {
    /**
     * Reads {@code 10.0.0.7}, {@code fd00::7}, {@code peer1.example} or {@code localhost}, alone or with a port: {@code
     * 10.0.0.7:7001}, {@code [fd00::7]:7001}.
     *
     * @throws IllegalArgumentException naming the text and the rule it breaks
     */
    public static Advertised parse(String text) {
        int colon = text.indexOf(':');
        boolean hasPort = text.startsWith("[") ? !text.endsWith("]") : colon >= 0 && colon == text.lastIndexOf(':');
        if (hasPort) {
            Place place = Place.parse(text);
            Address address = place.address();
            return new Advertised(place.host(), place.port(), address == null ? null : address.ip());
        }
        String name = Place.name(text);
        if (name != null) {
            return new Advertised(name, 0, null);
        }
        Ip ip = HostPort.parseDialled(text);
        return new Advertised(ip.toString(), 0, ip);
    }

    /** Where that is, if nobody has to be asked for it; null for a name. */
    public @Nullable Address known(int listening) {
        return ip == null ? null : new Address(ip, portOr(listening));
    }

    /**
     * Where that is. A name is looked up now, which may take 3 s; of several addresses the first counts that
     * others may reach: many machines have their own name lead to a loopback address, too.
     *
     * @param listening the port that the node listens on
     * @throws IOException if it leads nowhere, with one line that says so
     */
    public Address at(int listening, Names.Resolver resolver) throws IOException {
        Address known = known(listening);
        if (known != null) {
            return known;
        }
        Place name = Place.named(host, portOr(listening));
        List<Address> found = Lookups.now(List.of(name), resolver).getOrDefault(name, List.of());
        if (found.isEmpty()) {
            throw new IOException("advertise: the name " + host + " leads nowhere");
        }
        return found.stream()
                .filter(each -> !each.ip().isLoopback())
                .findFirst()
                .orElse(found.get(0));
    }

    private int portOr(int listening) {
        return port == 0 ? listening : port;
    }

    /** As it was written, but in small letters. */
    @Override
    public String toString() {
        if (port == 0) {
            return host;
        }
        return ip == null ? host + ":" + port : new Address(ip, port).toString();
    }
}

package grapevine.daemon;

import grapevine.runtime.Lookups;
import grapevine.runtime.Names;
import grapevine.runtime.Place;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a seed listens and what it calls itself, which is settled when it starts: others take it for a seed only under
 * the address that their list leads to.
 *
 * @param bind the address listened on; 0.0.0.0 is every one of this machine
 * @param listening the port listened on, which may be mapped to that of {@code self}
 * @param self where the others find it
 * @param isListed whether the list leads there, as far as that can be told
 */
public record SeedPlace(Ip bind, int listening, Address self, boolean isListed) {
    /**
     * By its port, what it was told, and the list: a seed that is told its port alone listens where the list names it,
     * if that is on this machine; at 127.0.0.1 if there, or nowhere. Names of its port are looked up now, once.
     *
     * @param bind what it was told to listen on, null if nothing
     * @param advertised what it was told to call itself, null if nothing
     * @throws StartException with status 1 if that hangs on a name that leads nowhere yet, or on a set without it
     */
    public static SeedPlace of(
            SeedFile file, int port, @Nullable Ip bind, @Nullable Address advertised, Names.Resolver resolver)
            throws StartException {
        List<Address> all = new ArrayList<>(file.seeds());
        List<Place> unknown = List.of();
        Optional<Address> here = here(all, port, bind);
        boolean isBound = bind != null || here.isPresent();
        boolean isKnown = isBound && (advertised == null ? here.isPresent() : all.contains(advertised));
        int listed = advertised == null ? port : advertised.port();
        if (!isKnown) {
            List<Place> names = file.lines().stream()
                    .filter(line -> line.port() == listed && line.address() == null)
                    .toList();
            Map<Place, List<Address>> found = Lookups.now(names, resolver);
            names.forEach(name -> all.addAll(found.getOrDefault(name, List.of())));
            here = here(all, port, bind);
            boolean isHere = here.isPresent();
            unknown = names.stream()
                    .filter(name -> !found.containsKey(name) || (name.isSet() && !isHere)) // which may grow
                    .toList();
        }
        boolean isSettled = bind != null && (advertised != null || !bind.isUnspecified());
        if (!isSettled && here.isEmpty() && !unknown.isEmpty()) {
            throw StartException.failure(leadsElsewhere(unknown, bind == null));
        }
        Ip listened = bind != null ? bind : here.map(Address::ip).orElse(Ip.LOOPBACK);
        Address self = advertised != null ? advertised : here.orElse(new Address(listened, port));
        return new SeedPlace(listened, port, self, all.contains(self) || !unknown.isEmpty());
    }

    /** Where the list leads, with what leads to this seed under whatever address known as what it calls itself. */
    public List<Address> seeds(List<Address> all) {
        return all.stream()
                .map(each -> each.equals(self) || SeedFile.isHere(each, bind, listening) ? self : each)
                .distinct()
                .toList();
    }

    private static Optional<Address> here(List<Address> all, int port, @Nullable Ip bind) {
        Optional<Address> first = first(all, bind == null ? Ip.LOOPBACK : bind, port);
        return bind == null ? first.or(() -> first(all, Ip.UNSPECIFIED, port)) : first;
    }

    private static Optional<Address> first(List<Address> all, Ip bind, int port) {
        return all.stream().filter(each -> SeedFile.isHere(each, bind, port)).findFirst();
    }

    private static String leadsElsewhere(List<Place> unknown, boolean isUnbound) {
        String names = unknown.stream().map(Place::toString).collect(Collectors.joining(", "));
        return "no seed of the list with this port is on this machine, but " + names
                + " does not lead here yet; start again when it does, or say "
                + (isUnbound ? "--bind" : "--advertise");
    }
}

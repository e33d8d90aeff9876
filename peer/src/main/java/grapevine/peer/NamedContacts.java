package grapevine.peer;

import grapevine.peer.core.PeerNode;
import grapevine.runtime.Names;
import grapevine.runtime.NodeHost;
import grapevine.runtime.Place;
import grapevine.wire.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The peers to link with as a person says them, by addresses and by names; the node knows them by their addresses
 * alone. Entered in the node's lane alone.
 */
final class NamedContacts {
    private final List<Place> seeds;
    private final Supplier<PeerNode> node;
    private final Names names;

    /** Those that have a name. */
    private final Set<Place> named;

    /** Of the configuration; nothing is looked up yet. */
    NamedContacts(PeerConfig config, String threadName, NodeHost host, Supplier<PeerNode> node) {
        this.node = node;
        seeds = config.seeds();
        named = new LinkedHashSet<>(named(config.contacts()));
        names = new Names(
                Stream.concat(seeds.stream(), named.stream()).toList(),
                threadName,
                host,
                host,
                host::report,
                (found, now) -> lead(now));
    }

    /** Where names lead, those of the seeds too. */
    Names names() {
        return names;
    }

    private void lead(long now) {
        Names.Seeds found = names.ofSeeds(seeds);
        node.get().namesLeadTo(now, found.addresses(), found.count(), names.of(List.copyOf(named)));
    }

    /** Links with these too; false if they would be too many, then with none of them. */
    boolean connect(long now, List<Place> peers) {
        Set<Place> all = new LinkedHashSet<>(named);
        all.addAll(named(peers));
        if (!node.get().nameContacts(now, all.size())) {
            return false;
        }
        if (!node.get().addContacts(now, numeric(peers))) {
            node.get().nameContacts(now, named.size());
            return false;
        }
        named.addAll(all);
        names.add(List.copyOf(all));
        return true;
    }

    /** Does not link with these any more, unless there is another reason. */
    boolean disconnect(long now, List<Place> peers) {
        List<Place> gone = named(peers).stream().filter(named::remove).toList();
        List<Address> led = names.of(gone);
        node.get().nameContacts(now, named.size());
        names.remove(gone.stream().filter(name -> !seeds.contains(name)).toList(), now);
        node.get().removeContacts(now, numeric(peers));
        node.get().forgo(now, led);
        return true;
    }

    private static List<Place> named(List<Place> some) {
        return some.stream().filter(each -> each.address() == null).toList();
    }

    private static List<Address> numeric(List<Place> some) {
        return some.stream().map(Place::address).filter(Objects::nonNull).toList();
    }
}

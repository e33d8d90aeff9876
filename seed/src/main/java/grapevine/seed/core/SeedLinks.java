package grapevine.seed.core;

import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.List;

/** The links to all other seeds of the configuration, in its order. */
final class SeedLinks {
    private final SeedState seed;
    private final List<SeedLink> links;

    SeedLinks(SeedState seed, Turn turn, Registrar registrar) {
        this.seed = seed;
        this.links = seed.settings.others().stream()
                .map(other -> new SeedLink(seed, turn, registrar, other))
                .toList();
    }

    void dialAll() {
        links.forEach(SeedLink::dial);
    }

    /** How many of them take this one for a seed now. */
    int connected() {
        return (int) links.stream().filter(SeedLink::isAccepted).count();
    }

    /** Tells all of them what is known of this peer. */
    void push(Address peer) {
        Row row = seed.registry.find(peer);
        if (row != null) {
            Message.Registrations change = new Message.Registrations(List.of(row.at(seed.now())));
            links.forEach(link -> link.push(change));
        }
    }

    long due() {
        long due = Long.MAX_VALUE;
        for (SeedLink link : links) {
            due = Math.min(due, link.due());
        }
        return due;
    }

    void tick() {
        links.forEach(SeedLink::tick);
    }

    void extend(long by) {
        links.forEach(link -> link.extend(by));
    }

    void closeAll() {
        links.forEach(SeedLink::close);
    }
}

package grapevine.seed.core.talk;

import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links to all other seeds of the configuration, in its order. */
public final class SeedLinks {
    /** The most that are remembered after a name has left them. */
    private static final int MOST_LEFT = 1_024;

    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    private final Identification identification;
    private List<SeedLink> links;

    /** Where names led before, and may lead again; the last to be left is the last. Empty while no seed has moved. */
    private List<SeedLink> left = List.of();

    public SeedLinks(Ground ground, Registry registry, Registrar registrar, Identification identification) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
        this.identification = identification;
        this.links = ground.settings().others().stream().map(this::to).toList();
    }

    private SeedLink to(Address other) {
        return new SeedLink(ground, registry, registrar, identification, other);
    }

    /** Some seeds are at other addresses now. Where one was before it is dialled no sooner than if it had stayed. */
    public void moved() {
        Map<Address, SeedLink> before = new LinkedHashMap<>();
        left.forEach(link -> before.put(link.other(), link));
        links.forEach(link -> before.put(link.other(), link));
        List<SeedLink> next = new ArrayList<>();
        for (Address other : ground.settings().others()) {
            SeedLink link = before.remove(other);
            next.add(link != null ? link : to(other));
        }
        links = List.copyOf(next);
        before.values().forEach(SeedLink::close);
        left = before.values().stream()
                .skip(Math.max(0, before.size() - MOST_LEFT))
                .toList();
        tick();
    }

    /** Makes all of them, for the first time. */
    public void dialAll() {
        links.forEach(SeedLink::dial);
    }

    /** How many of them take this one for a seed now. */
    public int connected() {
        return (int) links.stream().filter(SeedLink::isAccepted).count();
    }

    /** Tells all of them what is known of this peer, unless it is only claimed. */
    public void push(Address peer) {
        Row row = registry.find(peer);
        if (row != null && row.isConfirmed()) {
            Message.Registrations change = new Message.Registrations(List.of(row.at(ground.now())));
            links.forEach(link -> link.push(change));
        }
    }

    /** Compares with all of them soon, since this seed has another identity. */
    public void compare() {
        links.forEach(SeedLink::compareSoon);
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        long due = Long.MAX_VALUE;
        for (SeedLink link : links) {
            due = Math.min(due, link.due());
        }
        return due;
    }

    /** Does what is due. */
    public void tick() {
        links.forEach(SeedLink::tick);
    }

    /** The seed stood still: the others get that time again. */
    public void extend(long by) {
        links.forEach(link -> link.extend(by));
    }

    /** Ends them all, now. */
    public void closeAll() {
        links.forEach(SeedLink::close);
    }
}

package grapevine.seed.core;

import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.probe.Confirming;
import grapevine.seed.core.probe.Probes;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.talk.Connections;
import grapevine.seed.core.talk.Reception;
import grapevine.seed.core.talk.SeedLinks;
import grapevine.seed.core.talk.Visits;
import grapevine.wire.Address;

/**
 * The parts of a seed, built from the ground up, each given those below that it uses. What goes the other way, from a
 * part to those above it, goes by a narrow interface of the lower one's room, and by this class: here it stands who is
 * told of what, and in which order.
 */
final class SeedParts implements Registrar.Listener, Identification.Listener {
    final Registry registry;
    final Identification identification;
    final Registrar registrar;
    final Confirming confirming;
    final Probes probes;
    final SeedLinks links;
    final Visits visits;
    final Connections connections;
    final Reception reception;

    SeedParts(Ground ground) {
        registry = new Registry(ground.settings().maxUnconfirmed());
        identification = new Identification(ground, registry, this);
        registrar = new Registrar(ground, registry, this);
        confirming = new Confirming(ground, registry, registrar);
        probes = new Probes(ground, registry, registrar);
        links = new SeedLinks(ground, registry, registrar, identification);
        visits = new Visits(ground, registry);
        connections = new Connections(ground);
        reception = new Reception(ground, registry, registrar, identification, confirming, probes, connections, links);
    }

    /** The other seeds have to know what this one found out by itself; and an accused may have spoken, or be gone. */
    @Override
    public void onChanged(Address address, boolean direct) {
        if (direct) {
            links.push(address);
        }
        probes.onChanged(address);
    }

    @Override
    public void onIdentified() {
        links.compare();
    }
}

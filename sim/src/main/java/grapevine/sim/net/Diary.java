package grapevine.sim.net;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that one process told and delivered, in order: what a test asks for, and too much for a large network. */
final class Diary {
    final List<Told> facts = new ArrayList<>();
    final Map<MessageName, Integer> deliveries = new LinkedHashMap<>();
    List<Address> remembered = List.of();

    void told(Told told) {
        facts.add(told);
    }

    void delivered(Gossip message) {
        deliveries.merge(MessageName.of(message), 1, Integer::sum);
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return facts.stream()
                .map(Told::fact)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}

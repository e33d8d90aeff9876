package grapevine.lab.live;

import grapevine.keys.LiveKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.network.PortBlock;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The seeds of one network, in this process. */
final class Seeds implements AutoCloseable {
    private static final int COUNT = 3;

    private final List<Address> addresses = new ArrayList<>();
    private final List<LoneNode> running = new ArrayList<>();
    private @Nullable PortBlock ports;

    private Seeds() {}

    /** No seeds. */
    static Seeds none() {
        return new Seeds();
    }

    /**
     * Three of them, of a network of this name, on ports that are free and that no node of it is to have, also of those
     * that are added later.
     *
     * @param keys with which they speak, null if they have none
     * @throws LabException if there are no such ports, or the keys cannot be used
     */
    static Seeds start(String network, NetworkPlan plan, @Nullable KeyRing keys) throws LabException {
        PortBlock ports = PortBlock.takeOutside(plan.portsOrigin(), plan.portsOrigin() + GraphPlan.MOST_NODES);
        Seeds seeds = new Seeds();
        seeds.ports = ports;
        IntStream.rangeClosed(ports.first() + 1, ports.last())
                .filter(PortBlock::isFree)
                .limit(COUNT)
                .forEach(port -> seeds.addresses.add(new Address(Ip.LOOPBACK, port)));
        boolean areUp = false;
        try {
            for (Address address : seeds.addresses) {
                seeds.run(address, network, keys == null ? null : keys.ofSeed());
            }
            areUp = true;
            return seeds;
        } catch (ListenException e) {
            throw new LabException("a seed cannot start: " + e.getMessage());
        } finally {
            if (!areUp) {
                seeds.close();
            }
        }
    }

    private void run(Address address, String network, @Nullable LiveKeys keys) throws ListenException {
        LoneNode host = LoneNode.listen(
                new LoneNode.Plan("seed", address.ip(), address.port(), false, 1, keys, false),
                new LoneNode.Application() {});
        running.add(host);
        SeedSettings settings = SeedSettings.at(address, host.wallTime())
                .network(network)
                .seeds(addresses)
                .build();
        host.run(effects -> new SeedNode(settings, host.random(), effects));
    }

    /** Cuts each off from these addresses, and from no others; each is complete when that is so. */
    List<CompletableFuture<Void>> cutOff(Predicate<Address> beyond) {
        return running.stream().map(seed -> seed.cutOff(beyond)).toList();
    }

    /** Where they listen. */
    List<String> addresses() {
        return addresses.stream().map(Address::toString).toList();
    }

    @Override
    public void close() {
        running.forEach(LoneNode::close);
        if (ports != null) {
            ports.close();
        }
    }
}

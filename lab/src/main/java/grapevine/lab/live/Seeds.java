package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.network.Network;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The seeds of one network, in this process. */
final class Seeds implements AutoCloseable {
    private static final int COUNT = 3;

    private final List<Address> addresses = new ArrayList<>();
    private final List<LoneNode> running = new ArrayList<>();

    private Seeds() {}

    /** No seeds. */
    static Seeds none() {
        return new Seeds();
    }

    /**
     * Three of them, on ports that are free, of a network of this name.
     *
     * @throws LabException if there are none
     */
    static Seeds start(String network) throws LabException {
        Seeds seeds = new Seeds();
        for (int i = 0; i < COUNT; i++) {
            seeds.addresses.add(Network.freeAddress());
        }
        try {
            for (Address address : seeds.addresses) {
                seeds.run(address, network);
            }
            return seeds;
        } catch (ListenException e) {
            seeds.close();
            throw new LabException("a seed cannot start: " + e.getMessage());
        }
    }

    private void run(Address address, String network) throws ListenException {
        LoneNode host = LoneNode.listen(
                new LoneNode.Plan("seed", address.ip(), address.port(), false, 1), new LoneNode.Application() {});
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
    }
}

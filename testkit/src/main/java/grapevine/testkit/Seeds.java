package grapevine.testkit;

import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.List;
import java.util.stream.IntStream;

/** The seeds of a virtual network. */
final class Seeds {
    private static final int COUNT = 3;
    private static final int FIRST_PORT = 5000;

    private final VirtualHosting hosting;
    private final List<Address> addresses = IntStream.range(0, COUNT)
            .mapToObj(i -> new Address(Ip.LOOPBACK, FIRST_PORT + i))
            .toList();

    /** None runs yet. */
    Seeds(VirtualHosting hosting) {
        this.hosting = hosting;
    }

    String[] addresses() {
        return addresses.stream().map(Address::toString).toArray(String[]::new);
    }

    void startAll() {
        addresses.forEach(this::start);
    }

    void start(int number) {
        Address address = at(number);
        if (isUp(address)) {
            throw new IllegalStateException("seed " + number + " runs");
        }
        start(address);
    }

    void stop(int number) {
        Address address = at(number);
        if (!isUp(address)) {
            throw new IllegalStateException("seed " + number + " does not run");
        }
        hosting.operate(operator -> operator.kill(address));
    }

    private boolean isUp(Address address) {
        return hosting.network.host(address).isUp();
    }

    private Address at(int number) {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("seed=" + number + " is outside 0.." + (COUNT - 1));
        }
        return addresses.get(number);
    }

    private void start(Address address) {
        VirtualNetwork network = hosting.network;
        String run = "seed " + address + (network.hostAt(address) == null ? "" : " from " + network.now());
        hosting.operate(operator -> network.add(
                address,
                effects -> new SeedNode(
                        SeedSettings.at(address, network.wallTime())
                                .seeds(addresses)
                                .build(),
                        network.random(run),
                        effects)));
    }
}

package grapevine.sim.crowd;

import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Register;
import grapevine.wire.Role;
import java.util.List;

/**
 * A member that says it is at the addresses of others, whose certificate names no ip: to seeds, where it registers,
 * leaves and reports deaths in their names, in their epoch or a later one; to peers, where it asks for a link as them.
 */
final class Thief extends Rover {
    private static final String NETWORK = "default";

    private int turns;

    Thief(VirtualNetwork network, Population population) {
        super(network, population, false);
    }

    @Override
    void link(List<VirtualHost> awake) {
        VirtualHost victim = awake.get(random.nextInt(awake.size()));
        VirtualHost other = awake.get(random.nextInt(awake.size()));
        long epoch = Population.node(victim).look().epoch();
        long said = random.nextBoolean() ? epoch : network.wallTime();
        process.linkAs(victim.address(), other.address(), said);
        Hello hello = new Hello(Role.PEER, NETWORK, victim.address(), said, said).checkingProofs();
        Message word = word(other, said);
        population.seeds().forEach(seed -> new Saying(network.host(address), seed, hello, word));
    }

    private Message word(VirtualHost other, long said) {
        return switch (turns++ % 3) {
            case 0 -> new Register(1 + random.nextInt(1000), said, 4, 8);
            case 1 -> new Leave(1 + random.nextInt(1000));
            default -> {
                Ip ip = other.address().ip();
                yield new DeadNode(
                        other.address(),
                        network.wallTime(),
                        ip,
                        Population.node(other).look().epoch());
            }
        };
    }

    /** Nothing that it could say as a neighbour is worse than that it is taken for one. */
    @Override
    void speak() {
        process.unlink();
    }
}

package grapevine.sim.meter;

import grapevine.node.Fact;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.Publication;
import grapevine.sim.check.Invariants;
import grapevine.sim.crowd.Population;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes the messages of a scenario, and sees how each spreads. */
final class SpreadMeter implements Watcher {
    private final VirtualNetwork network;
    private final Population population;
    private final Scenario scenario;
    private final RandomGenerator random;
    private final RandomGenerator sizes;
    private final Map<MessageName, Spreading> spreadings = new HashMap<>();
    private final List<Spreading> inOrder = new ArrayList<>();
    private List<VirtualHost> senders = List.of();
    private int refused;
    private Runnable whenFirstIsEverywhere = () -> {};

    /** Most messages come in runs of the same object. */
    private @Nullable Gossip lastSeen;

    private @Nullable Spreading spreadingOfLastSeen;

    /** Whose message is being taken in. */
    private int arrivedFrom;

    SpreadMeter(Scenario scenario, VirtualNetwork network, Population population) {
        this.scenario = scenario;
        this.network = network;
        this.population = population;
        random = network.random("senders");
        sizes = network.random("sizes");
    }

    /** Calls this once, within the delivery that makes the first message known to all who are owed it. */
    void whenFirstIsEverywhere(Runnable what) {
        whenFirstIsEverywhere = what;
    }

    /** Publishes the message of this number, from 1, at a sender that is up and awake, or at anybody who is. */
    void publish(int number) {
        if (senders.isEmpty()) {
            senders = Population.draw(population.peers(), scenario.senders(), random);
        }
        VirtualHost chosen = senders.get((number - 1) % senders.size());
        if (!population.isLive(chosen) || !isAble(chosen)) {
            List<VirtualHost> able = population.live().filter(this::isAble).toList();
            if (able.isEmpty()) {
                refused++;
                return;
            }
            chosen = able.get(random.nextInt(able.size()));
        }
        publish(number, chosen);
    }

    private void publish(int number, VirtualHost sender) {
        PeerNode node = Population.node(sender);
        BitSet owed = new BitSet();
        population.live().filter(SpreadMeter::isJoined).forEach(host -> owed.set(host.number()));
        owed.clear(sender.number());
        Spreading spreading = new Spreading(number, sender, network.now(), owed);
        network.act(sender.address(), now -> {
            if (node.publish(now, text(number)) == Publication.ACCEPTED) {
                Origin origin = new Origin(sender.address(), node.look().epoch());
                spreadings.put(new MessageName(origin, node.look().messagesMade()), spreading);
                inOrder.add(spreading);
            } else {
                refused++;
            }
        });
    }

    private byte[] text(int number) {
        byte[] text = new byte[isLarge(number) ? largeSize() : scenario.payload()];
        Arrays.fill(text, (byte) '.');
        byte[] name = ("message " + number + " ").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, text, 0, Math.min(name.length, text.length));
        return text;
    }

    private boolean isLarge(int number) {
        return scenario.largeEvery().isPresent()
                && number % scenario.largeEvery().getAsInt() == 0;
    }

    private int largeSize() {
        return Scenario.LEAST_LARGE + sizes.nextInt(Scenario.MOST_LARGE - Scenario.LEAST_LARGE + 1);
    }

    private boolean isAble(VirtualHost host) {
        return isJoined(host) && !population.isFlooder(host);
    }

    private static boolean isJoined(VirtualHost host) {
        return host.isUp()
                && !host.isFrozen()
                && Population.node(host).look().isReady()
                && !Population.node(host).look().isLeaving();
    }

    /** Messages that nobody could, or would, publish. */
    int refused() {
        return refused;
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        arrivedFrom = from.number();
        if (message instanceof Gossip gossip) {
            Spreading spreading = of(gossip);
            if (spreading != null) {
                spreading.copied();
            }
        }
    }

    @Override
    public void delivered(VirtualHost to, Gossip message) {
        Spreading spreading = of(message);
        if (spreading != null) {
            boolean wasEverywhere = spreading.isEverywhere();
            spreading.delivered(to, arrivedFrom, network.now());
            if (!wasEverywhere && spreading.isEverywhere() && spreading == inOrder.get(0)) {
                whenFirstIsEverywhere.run();
            }
        }
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.MessagesMissed missed) {
            Origin origin = new Origin(missed.origin(), missed.epoch());
            for (long n = missed.first(); n <= Math.min(missed.last(), missed.first() + scenario.messages()); n++) {
                Spreading spreading = spreadings.get(new MessageName(origin, n));
                if (spreading != null) {
                    spreading.excused(by);
                }
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same message; another may be too, and is looked up
    private @Nullable Spreading of(Gossip message) {
        if (message != lastSeen) {
            lastSeen = message;
            spreadingOfLastSeen = spreadings.get(MessageName.of(message));
        }
        return spreadingOfLastSeen;
    }

    /**
     * What became of each message, at the end of the run.
     *
     * @param zero the time from which results count
     */
    List<Results.Spread> spreads(long zero) {
        long lastFault = zero + scenario.lastFault().toMillis();
        long dueSince = network.now() - Invariants.OWED_MILLIS;
        boolean isAnyDue = scenario.faults().isEmpty() || lastFault <= dueSince;
        BitSet up = new BitSet();
        Stream<VirtualHost> live = population.live();
        live.forEach(host -> up.set(host.number()));
        return inOrder.stream()
                .map(spreading -> spreading.result(up, zero, isAnyDue ? dueSince : Long.MIN_VALUE))
                .toList();
    }
}

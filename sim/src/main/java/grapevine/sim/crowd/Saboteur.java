package grapevine.sim.crowd;

import grapevine.seed.core.SeedNode;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.Operator;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.scenario.Amount;
import grapevine.sim.scenario.Fault;
import grapevine.wire.Address;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Does to a network what a scenario's faults say, and undoes what does not last. */
public final class Saboteur {
    private final VirtualNetwork network;
    private final Operator operator;
    private final BadWays ways;
    private final Population population;
    private final Agenda agenda;
    private final RandomGenerator random;

    /** What those may know that say it again, or name it. */
    private final Overheard overheard = new Overheard();

    /** Each counts on where it is when it floods again. */
    private final Map<VirtualHost, Flooder> flooders = new HashMap<>();

    /** The shares of the last partition. */
    private List<Integer> percents = List.of(100);

    /** What does not last, it undoes when its time comes in the agenda. */
    public Saboteur(VirtualNetwork network, Population population, Agenda agenda) {
        this.network = network;
        operator = network.operator();
        ways = new BadWays(operator);
        this.population = population;
        this.agenda = agenda;
        random = network.random("saboteur");
        network.watch(overheard);
    }

    /** Does this now. */
    public void strike(Fault fault) {
        if (fault instanceof Fault.Crash crash) {
            draw(crash.amount()).forEach(this::kill);
        } else if (fault instanceof Fault.PowerOff off) {
            draw(off.amount()).forEach(host -> operator.powerOff(host.address()));
        } else if (fault instanceof Fault.KillHubs hubs) {
            hubs(hubs.amount()).forEach(this::kill);
        } else if (fault instanceof Fault.Partition partition) {
            percents = partition.percents();
            operator.partition(parts(percents));
            later(partition, operator::heal);
        } else if (fault instanceof Fault.Freeze freeze) {
            List<VirtualHost> frozen = draw(freeze.amount());
            frozen.forEach(host -> operator.freeze(host.address()));
            later(freeze, () -> frozen.forEach(this::thaw));
        } else if (fault instanceof Fault.Sleep sleep) {
            List<VirtualHost> asleep = draw(sleep.amount());
            asleep.forEach(host -> operator.freeze(host.address()));
            later(sleep, () -> asleep.forEach(host -> wake(host, sleep.lasts().toMillis())));
        } else if (fault instanceof Fault.Liars liars) {
            draw(liars.amount()).forEach(liar -> Lie.tell(network, liar, population.seeds()));
        } else if (fault instanceof Fault.SeedsDown down) {
            List<Address> seeds = killSeeds(down.seeds());
            if (!down.lasts().isZero()) {
                later(down, () -> seeds.forEach(population::startSeed));
            }
        } else if (fault instanceof Fault.SeedsWiped wiped) {
            killSeeds(wiped.seeds()).forEach(population::startSeed);
        } else if (fault instanceof Fault.WrongClocks clocks) {
            long by = clocks.by().toMillis();
            setWrong(clocks.amount(), () -> random.nextBoolean() ? by : -by);
        } else if (fault instanceof Fault.ClockYear clocks) {
            long then = Math.max(
                    1,
                    LocalDate.of(clocks.year(), 1, 1)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC)
                            .toEpochMilli());
            setWrong(clocks.amount(), () -> then - network.wallTime());
        } else if (fault instanceof Fault.Narrow narrow) {
            later(narrow, ways.narrow(addresses(draw(narrow.amount()))));
        } else if (fault instanceof Fault.Thin thin) {
            later(thin, ways.thin(addresses(draw(thin.amount())), thin.kbits() * 1000L));
        } else if (fault instanceof Fault.FalseRegistrations registrations) {
            new Impostor(network, population.seeds(), addresses(awake())).register(registrations.count(), agenda);
        } else if (fault instanceof Fault.Brakes brakes) {
            long millis = brakes.lasts().toMillis();
            draw(brakes.amount()).forEach(peer -> new Brake(network, peer.address()).drag(agenda, millis));
        } else if (fault instanceof Fault.Floods floods) {
            long millis = floods.lasts().toMillis();
            for (VirtualHost peer : draw(floods.amount())) {
                population.floods(peer);
                flooders.computeIfAbsent(peer, any -> new Flooder(network, peer))
                        .flood(floods.perSecond(), agenda, millis);
            }
        } else if (fault instanceof Fault.InventedOrigins origins) {
            List<Address> names = addresses(awake());
            long millis = origins.lasts().toMillis();
            draw(new Amount(1, 0))
                    .forEach(peer ->
                            new OriginFlood(network, peer.address(), names).say(origins.count(), millis, agenda));
        } else if (fault instanceof Fault.Revoke revoke) {
            revoke(addresses(draw(revoke.amount())));
        } else if (fault instanceof Fault.ForgedMessages forged) {
            rove(forged.amount(), forged, () -> new Forger(network, population, overheard));
        } else if (fault instanceof Fault.Replays replays) {
            rove(replays.amount(), replays, () -> new Replayer(network, population, overheard));
        } else if (fault instanceof Fault.StolenAddresses stolen) {
            rove(stolen.amount(), stolen, () -> new Thief(network, population));
        } else if (fault instanceof Fault.Withheld withheld) {
            rove(withheld.amount(), withheld, () -> new Withholder(network, population, overheard));
        } else if (fault instanceof Fault.LyingSeeds lying) {
            List<Address> seeds = killSeeds(lying.seeds());
            seeds.forEach(seed -> LyingSeed.start(network, seed));
            later(lying, () -> seeds.forEach(this::endLies));
        }
    }

    /** Unless it was killed meanwhile. */
    private void endLies(Address seed) {
        VirtualHost host = network.host(seed);
        if (host.isUp() && host.node() instanceof LyingSeed) {
            operator.kill(seed);
            population.startSeed(seed);
        }
    }

    private void revoke(List<Address> these) {
        Keyring keys = network.keys();
        if (keys == null) {
            throw new IllegalStateException("nobody has a certificate that could be revoked");
        }
        List<Address> able = population.seeds().stream()
                .filter(seed -> network.host(seed).isUp() && network.host(seed).node() instanceof SeedNode)
                .toList();
        List<Address> first = able.isEmpty()
                ? addresses(awake()).stream()
                        .filter(peer -> !these.contains(peer))
                        .toList()
                : able;
        Population.draw(first, 1, random).forEach(at -> keys.revoke(these, at));
    }

    private void rove(Amount amount, Fault fault, Supplier<Rover> rover) {
        int count = amount.of(awake().size());
        for (int i = 0; i < count; i++) {
            rover.get().rove(agenda, fault.lasts().toMillis());
        }
    }

    /** One peer that is not about to leave leaves in order or is killed, and a new one joins; without any, nothing. */
    public void replaceOne() {
        List<VirtualHost> staying = awake().stream()
                .filter(host -> !Population.node(host).look().isLeaving())
                .toList();
        List<VirtualHost> drawn = Population.draw(staying, 1, random);
        if (drawn.isEmpty()) {
            return;
        }
        for (VirtualHost host : drawn) {
            if (random.nextBoolean()) {
                operator.leave(host.address());
            } else {
                kill(host);
            }
        }
        operator.putOnSide(population.nextPeer(), sideOf(random.nextInt(100)));
        population.startPeer();
    }

    /** The part in which this percentile of the peers is. */
    private int sideOf(int percentile) {
        int side = 0;
        int below = percents.get(0);
        while (below <= percentile && side < percents.size() - 1) {
            side++;
            below += percents.get(side);
        }
        return side;
    }

    private void setWrong(Amount amount, LongSupplier by) {
        List<Address> nodes = Stream.concat(awake().stream().map(VirtualHost::address), population.seeds().stream())
                .toList();
        for (Address node : Population.draw(nodes, amount.of(nodes.size()), random)) {
            network.shiftWallClock(node, by.getAsLong());
        }
    }

    private static List<Address> addresses(List<VirtualHost> hosts) {
        return hosts.stream().map(VirtualHost::address).toList();
    }

    private void later(Fault fault, Runnable deed) {
        agenda.at(network.now() + fault.lasts().toMillis(), deed);
    }

    private void kill(VirtualHost host) {
        operator.kill(host.address());
    }

    private void thaw(VirtualHost host) {
        if (host.isFrozen()) {
            operator.thaw(host.address());
        }
    }

    private void wake(VirtualHost host, long slept) {
        if (host.isFrozen()) {
            operator.wake(host.address(), slept);
        }
    }

    private List<VirtualHost> awake() {
        return population.live().filter(host -> !host.isFrozen()).toList();
    }

    private List<VirtualHost> draw(Amount amount) {
        List<VirtualHost> awake = awake();
        return Population.draw(awake, amount.of(awake.size()), random);
    }

    private List<VirtualHost> hubs(Amount amount) {
        List<VirtualHost> live = new ArrayList<>(population.live().toList());
        int count = amount.of(live.size());
        live.sort(Comparator.comparingInt(
                        (VirtualHost host) -> Population.node(host).look().degree())
                .reversed()
                .thenComparingInt(VirtualHost::number));
        return live.subList(0, count);
    }

    private List<Address> killSeeds(int count) {
        List<Address> up = population.seeds().stream()
                .filter(seed -> network.host(seed).isUp())
                .limit(count)
                .toList();
        up.forEach(operator::kill);
        return up;
    }

    /** The live peers in parts of these shares, and the seeds dealt to them in turn. */
    private List<List<Address>> parts(List<Integer> percents) {
        List<VirtualHost> live = population.live().toList();
        List<VirtualHost> shuffled = Population.draw(live, live.size(), random);
        List<List<Address>> parts = new ArrayList<>();
        int dealt = 0;
        int percent = 0;
        for (int share : percents) {
            percent += share;
            int end = (int) ((long) shuffled.size() * percent / 100);
            parts.add(new ArrayList<>(shuffled.subList(dealt, end).stream()
                    .map(VirtualHost::address)
                    .toList()));
            dealt = end;
        }
        for (int i = 0; i < population.seeds().size(); i++) {
            parts.get(i % parts.size()).add(population.seeds().get(i));
        }
        return parts;
    }
}

package grapevine.peer.core.sample;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Self;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Visit;
import grapevine.sampling.PartialView;
import grapevine.sampling.Propagation;
import grapevine.sampling.Sampled;
import grapevine.sampling.SamplingRule;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import grapevine.wire.Message.Hello;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges parts of the {@link PartialView} with a peer in it, as often as the {@link SamplingRule} says: on the link
 * if it is a neighbour, else by a {@link Visit}. Each side also says who its oldest neighbour is, by which a peer that
 * holds no older link finds the oldest of all: it visits that one, then the oldest neighbour of that one, and so on.
 */
public final class Sampling implements Part {
    /** How many exchanges that others began may change the view within a period: one is the rule, 16 do not occur. */
    private static final byte MOST_TAKEN = 16;

    /** Visits on the way to the oldest peer within a period. */
    private static final byte MOST_STEPS = 16;

    private final Ground ground;
    private final Neighbours neighbours;
    private final PartialView<Entry> view;
    private final Encounters encounters;
    private long nextAt = NEVER;
    private byte taken;
    private byte steps;

    /** The neighbour whose answer is awaited, and what it was sent. */
    private @Nullable Neighbour partner;

    private List<Sample> sent = List.of();

    public Sampling(Ground ground, Neighbours neighbours, PartialView<Entry> view, Encounters encounters) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.view = view;
        this.encounters = encounters;
    }

    private SamplingRule rule() {
        return ground.settings().sampling();
    }

    /** The age is settled: others may hear of us. */
    public void begin() {
        nextAt = ground.now()
                + (long) (rule().period().toMillis() * ground.random().nextDouble());
        ground.wakeAt(nextAt);
    }

    @Override
    public long due() {
        return nextAt;
    }

    @Override
    public void onDue(long now) {
        if (nextAt > now) {
            return;
        }
        nextAt = now + rule().nextMillis(ground.random());
        taken = 0;
        steps = 0;
        if (rule().propagation() != Propagation.NONE) {
            exchange();
        }
        encounters.periodPassed();
        remember();
    }

    private void exchange() {
        Entry chosen = view.partner();
        Neighbour neighbour = chosen == null ? neighbours.any(ground.random()) : neighbours.find(chosen.address());
        if (neighbour != null) {
            exchange(neighbour);
        } else if (chosen != null) {
            visit(chosen.address());
        }
    }

    private void exchange(Neighbour with) {
        Shuffle shuffle = shuffle();
        partner = with;
        sent = shuffle.samples();
        with.conversation().say(shuffle);
    }

    /** Out of turn, for whoever knows of nobody to ask for a link: a neighbour, who is there, tells of others. */
    public void exchangeWithNeighbour() {
        Neighbour neighbour = rule().propagation() == Propagation.NONE ? null : neighbours.any(ground.random());
        if (neighbour != null) {
            exchange(neighbour);
        }
    }

    /** Exchanges with a peer that is no neighbour. */
    public void visit(Address address) {
        new Shuffling(ground, view, address, shuffle(), this);
    }

    /** A step towards the oldest peer of all. */
    public void follow(Entry older) {
        if (steps < MOST_STEPS) {
            steps++;
            visit(older.address());
        }
    }

    /** A neighbour answers; one that was not asked, or not lately, has nothing to say here. */
    public void answered(Neighbour neighbour, Shuffled answer) {
        if (neighbour != partner) {
            ground.count(Counter.DROPPED_SHUFFLES);
            return;
        }
        List<Sample> was = sent;
        partner = null;
        sent = List.of();
        neighbour.says(-1, degreeOf(neighbour.address(), answer.samples()));
        takeAnswer(answer.samples(), was);
        encounters.met(neighbour.entry(), answer.oldest());
    }

    /** A peer that we visited answers. */
    void answered(Hello host, Shuffled answer, List<Sample> was) {
        takeAnswer(answer.samples(), was);
        encounters.met(entryOf(host, answer.samples()), answer.oldest());
    }

    /** At the address of a peer that we visited lives another network. */
    void metAnotherNetwork(Address address) {
        encounters.metAnotherNetwork(address);
    }

    private void takeAnswer(List<Sample> received, List<Sample> was) {
        take(rule().propagation().gets() ? received : List.of(), was);
    }

    /** A neighbour begins an exchange. */
    public Shuffled answer(Neighbour neighbour, Shuffle shuffle) {
        neighbour.says(-1, degreeOf(neighbour.address(), shuffle.samples()));
        return answer(neighbour.entry(), shuffle);
    }

    /** A visitor begins an exchange. */
    public Shuffled answer(Hello visitor, Shuffle shuffle) {
        return answer(entryOf(visitor, shuffle.samples()), shuffle);
    }

    private Shuffled answer(Entry from, Shuffle shuffle) {
        Shuffled answer = new Shuffled(rule().propagation().gets() ? part() : List.of(), oldestNeighbour());
        if (taken < MOST_TAKEN && ground.self().hasAge()) {
            taken++;
            take(rule().propagation().sends() ? shuffle.samples() : List.of(), answer.samples());
            encounters.met(from, shuffle.oldest());
        } else {
            ground.count(Counter.DROPPED_SHUFFLES);
        }
        return answer;
    }

    private Shuffle shuffle() {
        return new Shuffle(rule().propagation().sends() ? part() : List.of(), oldestNeighbour());
    }

    private List<Sample> part() {
        Self self = ground.self();
        Entry ourselves =
                self.hasAge() ? new Entry(self.address(), neighbours.degree(), self.age(), self.epoch()) : null;
        return view.toSend(ourselves).stream()
                .map(sampled -> new Sample(sampled.peer(), sampled.hops()))
                .toList();
    }

    private void take(List<Sample> received, List<Sample> was) {
        ground.counters().add(Counter.DROPPED_SAMPLES, Math.max(0, received.size() - rule().sent()));
        view.merge(sampled(received), sampled(was));
        view.grow();
    }

    private static List<Sampled<Entry>> sampled(List<Sample> samples) {
        return samples.stream()
                .map(sample -> new Sampled<>(sample.entry(), sample.hops()))
                .toList();
    }

    private @Nullable Entry oldestNeighbour() {
        Neighbour oldest = null;
        for (Neighbour neighbour : neighbours) {
            boolean isOlder = oldest == null
                    || Entry.isOlder(neighbour.age(), neighbour.address(), oldest.age(), oldest.address());
            if (neighbour.isOlder() && isOlder) {
                oldest = neighbour;
            }
        }
        return oldest == null ? null : oldest.entry();
    }

    /** Who it is stands in its hello; how many links it has, at most in what it sent. */
    private static Entry entryOf(Hello hello, List<Sample> samples) {
        int degree = Math.max(0, degreeOf(hello.self(), samples));
        return new Entry(hello.self(), degree, hello.age(), hello.epoch());
    }

    /** How many links the sender says it has, -1 if it says nothing of itself. */
    private static int degreeOf(Address sender, List<Sample> samples) {
        boolean isSaid = !samples.isEmpty() && samples.get(0).entry().address().equals(sender);
        return isSaid ? samples.get(0).entry().degree() : -1;
    }

    /** For the next start: neighbours first, then others, as many as fit one list. */
    public void remember() {
        List<Address> addresses = new ArrayList<>(neighbours.degree() + view.size());
        neighbours.forEach(neighbour -> addresses.add(neighbour.address()));
        for (Entry entry : view.peers()) {
            if (neighbours.find(entry.address()) == null) {
                addresses.add(entry.address());
            }
        }
        if (!addresses.isEmpty()) {
            ground.effects().remember(addresses.subList(0, Math.min(addresses.size(), Limits.LIST_ENTRIES)));
        }
    }
}

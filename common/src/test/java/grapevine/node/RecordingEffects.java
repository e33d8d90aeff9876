package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * Writes down what a node wants done. A test reads it whole ({@link #take}), by kind ({@link #takeFacts}), or by link
 * ({@link FakeLink#said}). {@link NodeUnderTest} brings events in.
 */
public final class RecordingEffects implements Effects {
    /** No timer is armed. */
    public static final long NEVER = Long.MAX_VALUE;

    private final List<Effect> effects = new ArrayList<>();
    private final List<FakeLink> dialled = new ArrayList<>();
    private long links;
    private long armed = NEVER;
    private long wallTime;
    private boolean stopped;
    private boolean holdsLittle;
    private final Queue<Computed> computed = new ArrayDeque<>();
    private Proofs proofs;
    private Long networkNumber;

    /** What was to be done aside, and who is told then. */
    private record Computed(Runnable work, LongConsumer then) {}

    public RecordingEffects(long wallTime) {
        this.wallTime = wallTime;
    }

    /** All effects since the last call, in order; timers are not among them, see {@link #armed}. */
    public List<Effect> take() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /** The facts since the last call, in order; they are also taken out of {@link #take}. */
    public List<Fact> takeFacts() {
        List<Fact> facts = new ArrayList<>();
        effects.removeIf(effect -> effect instanceof Effect.Reported reported && facts.add(reported.fact()));
        return facts;
    }

    /** As {@link #takeFacts()}, facts of this kind only; others stay. */
    public <F extends Fact> List<F> takeFacts(Class<F> kind) {
        List<F> facts = new ArrayList<>();
        effects.removeIf(effect -> effect instanceof Effect.Reported reported
                && kind.isInstance(reported.fact())
                && facts.add(kind.cast(reported.fact())));
        return facts;
    }

    /** The messages handed to the application since the last call, but for those before their cause. */
    public List<Gossip> takeDelivered() {
        List<Gossip> delivered = new ArrayList<>();
        effects.removeIf(effect -> (effect instanceof Effect.Delivered one && delivered.add(one.message()))
                || (effect instanceof Effect.DeliveredMarked marked
                        && !marked.marks().isEarly()
                        && delivered.add(marked.message())));
        return delivered;
    }

    /** The messages handed to the application before their cause since the last call. */
    public List<Gossip> takeDeliveredEarly() {
        List<Gossip> early = new ArrayList<>();
        effects.removeIf(effect ->
                effect instanceof Effect.DeliveredMarked one && one.marks().isEarly() && early.add(one.message()));
        return early;
    }

    /** The dials since the last call, in order. */
    public List<FakeLink> takeDials() {
        List<FakeLink> taken = List.copyOf(dialled);
        dialled.clear();
        return taken;
    }

    /** Takes the one dial to this address; others stay. */
    public FakeLink takeDial(Address to) {
        FakeLink link = findDial(to);
        if (link == null) {
            throw new NoSuchElementException("no dial to " + to + "; dialled: " + dialled);
        }
        return link;
    }

    /** Takes the first dial to this address, if there is one; others stay. */
    public FakeLink findDial(Address to) {
        for (FakeLink link : dialled) {
            if (link.to().equals(to)) {
                dialled.remove(link);
                return link;
            }
        }
        return null;
    }

    /** When the node wants its timer, {@link #NEVER} if it does not. */
    public long armed() {
        return armed;
    }

    public boolean isStopped() {
        return stopped;
    }

    /** Whether links are to hold little. */
    public boolean holdsLittle() {
        return holdsLittle;
    }

    public void setWallTime(long wallTime) {
        this.wallTime = wallTime;
    }

    /** A connection that came in; it is open. */
    FakeLink accepted(Ip remoteIp) {
        FakeLink link = new FakeLink(remoteIp, ++links, null, null);
        link.open = true;
        return link;
    }

    void disarm() {
        armed = NEVER;
    }

    @Override
    public Link dial(Address to, Conversation conversation) {
        FakeLink link = new FakeLink(to.ip(), ++links, to, conversation);
        dialled.add(link);
        effects.add(new Effect.Dialled(link, to));
        return link;
    }

    @Override
    public Link dialSmall(Address to, Conversation conversation) {
        FakeLink link = (FakeLink) dial(to, conversation);
        link.isSmall = true;
        return link;
    }

    @Override
    public void send(Link link, Message message) {
        FakeLink on = (FakeLink) link;
        if (!on.ended && !on.finished) {
            on.say(message);
            effects.add(new Effect.Sent(on, message));
        }
    }

    @Override
    public void holdLittle(boolean isLittle) {
        holdsLittle = isLittle;
    }

    @Override
    public void finish(Link link) {
        FakeLink on = (FakeLink) link;
        if (!on.ended && !on.finished) {
            on.finished = true;
            effects.add(new Effect.Finished(on));
        }
    }

    @Override
    public void close(Link link) {
        FakeLink on = (FakeLink) link;
        if (!on.ended) {
            on.ended = true;
            dialled.remove(on);
            effects.add(new Effect.Closed(on));
        }
    }

    @Override
    public void armTimer(long due) {
        armed = due;
    }

    @Override
    public void deliver(Gossip message) {
        effects.add(new Effect.Delivered(message));
    }

    @Override
    public void deliver(Gossip message, Marks marks) {
        effects.add(new Effect.DeliveredMarked(message, marks));
    }

    @Override
    public void report(Fact fact) {
        effects.add(new Effect.Reported(fact));
    }

    @Override
    public void remember(List<Address> peers) {
        effects.add(new Effect.Remembered(List.copyOf(peers)));
    }

    /** The keys of a node whose messages are proven; before it is made. */
    public void setProofs(Proofs ofNode) {
        proofs = ofNode;
    }

    /** The number of the network whose keys the node has; before it is made. */
    public void setNetworkNumber(Long number) {
        networkNumber = number;
    }

    @Override
    public Long networkNumber() {
        return networkNumber;
    }

    @Override
    public Proofs proofs() {
        return proofs;
    }

    @Override
    public void compute(Runnable work, LongConsumer then) {
        computed.add(new Computed(work, then));
    }

    /** How much is to be done aside. */
    public int toCompute() {
        return computed.size();
    }

    /** Does the first of what is to be done aside. */
    void computeOne(long now) {
        Computed first = computed.remove();
        first.work.run();
        first.then.accept(now);
    }

    @Override
    public void stopped() {
        stopped = true;
        effects.add(new Effect.HasStopped());
    }

    @Override
    public long wallTime() {
        return wallTime;
    }
}

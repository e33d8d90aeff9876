package grapevine.sim.net;

import grapevine.node.Budget;
import grapevine.node.Conversation;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.node.Marks;
import grapevine.node.Node;
import grapevine.node.Proofs;
import grapevine.sim.keys.Crypto;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of one process with its node, and what it left behind: the facts it told and the messages it handed to its
 * application. It performs the node's effects in virtual time, and holds the node to the contract of {@link Effects}.
 */
public final class VirtualHost extends Kernel implements Effects {
    private final Address address;
    private long clockOffset;
    private long wallOffset;
    private final int number;

    /** Null: links hold whatever waits on them. */
    private final @Nullable Rooms rooms;

    /** Null in a network that keeps none. */
    private final @Nullable Diary diary;

    private @Nullable Node node;
    private @Nullable VirtualTimer timer;
    private boolean isEntered;
    private boolean hasStopped;
    private double gossipLoss;

    VirtualHost(VirtualNetwork network, int number, Address address, long clockOffset, long wallOffset) {
        super(network);
        this.number = number;
        rooms = network.memory().equals(Budget.PLENTY) ? null : new Rooms(network.memory());
        diary = network.keepsDiaries() ? new Diary() : null;
        this.address = address;
        this.clockOffset = clockOffset;
        this.wallOffset = wallOffset;
    }

    <N extends Node> N start(Function<? super Effects, N> process) {
        isEntered = true;
        N started = process.apply(this);
        isEntered = false;
        node = started;
        network().note(address, "started", "");
        network().watcher().started(this);
        enter(started::onStart);
        return started;
    }

    // What is known of it

    public Address address() {
        return address;
    }

    public Node node() {
        if (node == null) {
            throw new IllegalStateException(address + " has not started");
        }
        return node;
    }

    /** Its place in the order in which processes were started, from 0. */
    public int number() {
        return number;
    }

    /** Everything it told its operator, in order. */
    public List<Told> facts() {
        return Collections.unmodifiableList(diary().facts);
    }

    /** The facts of one kind, in order. */
    public <F extends Fact> List<F> facts(Class<F> kind) {
        return diary().facts(kind);
    }

    /** How often each message was handed to the application, in the order of the first times. */
    public Map<MessageName, Integer> deliveries() {
        return Collections.unmodifiableMap(diary().deliveries);
    }

    private Diary diary() {
        if (diary == null) {
            throw new IllegalStateException("this network keeps no diaries");
        }
        return diary;
    }

    /** What it last asked to be kept for its next start. */
    public List<Address> remembered() {
        return diary().remembered;
    }

    /** Whether the node left by itself and said so. */
    public boolean hasStopped() {
        return hasStopped;
    }

    // Events

    /** One turn of the node: an event with the time of its own clock. */
    void enter(LongConsumer event) {
        isEntered = true;
        event.accept(now());
        isEntered = false;
        if (hasStopped && isUp()) {
            exit(false);
        }
    }

    Conversation accept(HostLink link) {
        isEntered = true;
        Conversation conversation = node().onAccepted(now(), link);
        isEntered = false;
        return conversation;
    }

    private long now() {
        return network().now() + clockOffset;
    }

    // What is done to it

    void freeze() {
        suspend();
        network().watcher().disturbed(this);
    }

    void thaw() {
        resume();
        network().watcher().disturbed(this);
        takeInWaiting();
    }

    /** As {@link #thaw}, of a machine that slept: its clock stood still for so long (ms). */
    void wake(long slept) {
        clockOffset -= slept;
        if (timer != null) {
            timer.putOff(slept);
        }
        thaw();
    }

    /** The process ends. */
    void exit(boolean killed) {
        closeAll(killed);
        network().note(address, killed ? "killed" : "exited", "");
        network().watcher().gone(this);
    }

    void powerOff() {
        vanish();
        network().note(address, "off", "");
        network().watcher().gone(this);
    }

    /** From now on this share of the gossip it sends is thrown away instead. */
    void loseGossip(double share) {
        gossipLoss = share;
        network().watcher().disturbed(this);
    }

    /** Whether it throws away a share of the gossip it should send. */
    public boolean isLossy() {
        return gossipLoss > 0;
    }

    /** What may wait on its links; null where there is no limit. */
    @Nullable
    Rooms rooms() {
        return rooms;
    }

    boolean losesGossip(Message message) {
        return isLossy() && message instanceof Gossip && network().chances().strikes(gossipLoss);
    }

    // Effects

    @Override
    public Link dial(Address to, Conversation conversation) {
        checkEntered();
        VirtualLink link = VirtualLink.dial(this, to, conversation, network().nextLinkNumbers(2));
        list(link);
        return link;
    }

    @Override
    public Link dialSmall(Address to, Conversation conversation) {
        Link link = dial(to, conversation);
        own(link).sendsSmall();
        return link;
    }

    @Override
    public void send(Link link, Message message) {
        own(link).send(message);
    }

    @Override
    public void sendAhead(Link link, Gossip message) {
        own(link).sendAhead(message);
    }

    @Override
    public void finish(Link link) {
        own(link).finish();
    }

    @Override
    public void close(Link link) {
        own(link).close();
    }

    @Override
    public void armTimer(long due) {
        checkEntered();
        if (timer == null) {
            timer = new VirtualTimer(this);
        }
        timer.arm(Math.max(network().now(), due - clockOffset));
    }

    @Override
    public void deliver(Gossip message) {
        checkEntered();
        if (diary != null) {
            diary.delivered(message);
        }
        network().watcher().delivered(this, message);
        network().note(address, "delivers", message);
    }

    @Override
    public void deliver(Gossip message, Marks marks) {
        network().watcher().marked(this, message, marks);
        deliver(message);
    }

    @Override
    public void report(Fact fact) {
        checkEntered();
        if (diary != null) {
            diary.told(new Told(network().now(), address, fact));
        }
        network().watcher().told(this, fact);
        network().note(address, fact);
    }

    @Override
    public @Nullable Proofs proofs() {
        Keyring keys = network().keys();
        return keys == null ? null : keys.of(this);
    }

    /** At once, as no thread but this one is there; that it takes its time shows in when the node hears of it. */
    @Override
    public void compute(Runnable work, LongConsumer then) {
        checkEntered();
        work.run();
        network().schedule(network().now() + Crypto.MILLIS, new Action(this, then));
    }

    @Override
    public void remember(List<Address> peers) {
        checkEntered();
        if (diary != null) {
            diary.remembered = List.copyOf(peers);
        }
    }

    @Override
    public void stopped() {
        checkEntered();
        hasStopped = true;
    }

    /** From now on its wall clock goes so many ms ahead, or behind. */
    void shiftWallClock(long byMillis) {
        wallOffset = byMillis;
    }

    @Override
    public long wallTime() {
        return network().wallTime() + wallOffset;
    }

    private HostLink own(Link link) {
        checkEntered();
        return (HostLink) link;
    }

    private void checkEntered() {
        if (!isEntered) {
            throw new IllegalStateException(address + ": effects are for the node's own events");
        }
    }
}

package grapevine.sim.net;

import grapevine.node.Budget;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Node;
import grapevine.sim.keys.Authority;
import grapevine.wire.Address;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in virtual time: a queue of events, connections between them as TCP has them, and everything that may go wrong.
 * One seed number decides everything, so the same calls give the same run, to the last line of the transcript, in any
 * JVM. Time passes only within {@link #runFor} and {@link #runUntil}; all other calls act at the present moment. What
 * is done to its nodes while it runs, its {@link Operator} does. For one thread.
 *
 * <p>Each node sees its own clock, which began at some other time than its neighbours' clocks; times in this class are
 * the network's, ms since it was made.
 */
public final class VirtualNetwork {
    /** The wall clocks at virtual time 0, ms since 1970. */
    private static final long WALL_START = 1_800_000_000_000L;

    private final long seed;
    private final Chances chances;
    private final Carrier carrier;
    private final Operator operator = new Operator(this);
    private final EventQueue queue = new EventQueue();
    private final Map<Address, VirtualHost> current = new HashMap<>();
    private final List<VirtualHost> hosts = new ArrayList<>();
    private final Partition cuts = new Partition();
    private final Narrows narrows = new Narrows();
    private final Pipes pipes = new Pipes();
    private final Waiting waiting = new Waiting(this);
    private final Transcript transcript = new Transcript();
    private final Map<Address, Long> wallOffsets = new HashMap<>();
    private Watcher watcher = Watcher.NOBODY;
    private boolean keepsDiaries = true;
    private Budget budget = Budget.PLENTY;
    private @Nullable Keyring keys;
    private long now;
    private long linkNumbers;
    private long handled;

    /** A network on one machine or in one room: 1 ms and up to 4 ms more. */
    public VirtualNetwork(long seed) {
        this(seed, 1, 4);
    }

    /**
     * A network.
     *
     * @param seed what all randomness comes from
     * @param latency the least time from one node to another, ms, >= 0
     * @param jitter how much longer it may take, ms, >= 0
     */
    public VirtualNetwork(long seed, long latency, long jitter) {
        this.seed = seed;
        chances = new Chances(seed, latency, jitter);
        carrier = new Carrier(this, chances);
    }

    /** Writes a line for each message taken in, fact, delivery and loss from now on. */
    public VirtualNetwork transcribeTo(Consumer<String> lines) {
        return transcribeTo(lines, 0);
    }

    /** The same, with times that count from this one, ms; earlier ones are negative. */
    public VirtualNetwork transcribeTo(Consumer<String> lines, long zero) {
        transcript.writeTo(lines, zero);
        return this;
    }

    /** Sends each message through this from now on: through the bytes of the wire, for one. */
    public VirtualNetwork sendThrough(UnaryOperator<Message> passage) {
        carrier.sendThrough(passage);
        return this;
    }

    /** From now on other messages overtake gossip on their way, as with the daemons where gossip piles up. */
    public VirtualNetwork letOvertake() {
        carrier.letOvertake();
        return this;
    }

    /** Tells this one, too, what happens from now on. */
    public VirtualNetwork watch(Watcher another) {
        watcher = Watcher.both(watcher, another);
        return this;
    }

    /** Processes started from now on keep no list of what they told and delivered: for large networks. */
    public VirtualNetwork withoutDiaries() {
        keepsDiaries = false;
        return this;
    }

    /**
     * Processes started from now on have so much memory each: messages that wait on all links of one take no more than
     * their share of it, and so do other words; what is sent beyond that is dropped, or breaks its link, as with the
     * daemons. Of {@link Budget#PLENTY}, as at first, nothing is. Their nodes are to be given the same.
     */
    public VirtualNetwork memory(Budget each) {
        budget = each;
        return this;
    }

    /** The memory of a process that is started now. */
    public Budget memory() {
        return budget;
    }

    /**
     * In this network whoever has no certificate of that authority is let in by nobody, and messages are proven. Before
     * the first node is there; each is to be certified before it starts.
     */
    public Keyring keys(Authority authority) {
        if (!hosts.isEmpty()) {
            throw new IllegalStateException(hosts.size() + " processes were started before there were keys");
        }
        Keyring made = new Keyring(this, authority);
        keys = made;
        return made;
    }

    /** Who is certified as whom; null in a network without keys. */
    public @Nullable Keyring keys() {
        return keys;
    }

    /** What goes wrong on all connections from now on. */
    public VirtualNetwork trouble(LinkFaults faults) {
        if (carrier.trouble(faults)) {
            watcher.disturbed();
        }
        return this;
    }

    /** Randomness for one purpose, the same for the same seed and purpose whatever else is drawn. */
    public RandomGenerator random(String purpose) {
        return chances.of(purpose);
    }

    /** Who stops, kills and cuts off what was started here. */
    public Operator operator() {
        return operator;
    }

    // Nodes

    /**
     * Starts a process that listens at this address; one that was there before must be gone.
     *
     * @param process makes the node; called once, within the node's own first turn
     */
    public <N extends Node> N add(Address address, Function<? super Effects, N> process) {
        VirtualHost before = current.get(address);
        if (before != null && before.isUp()) {
            throw new IllegalStateException(address + " is taken");
        }
        long wallOffset = wallOffsets.getOrDefault(address, 0L);
        VirtualHost host = new VirtualHost(this, hosts.size(), address, chances.clockOffset(), wallOffset);
        current.put(address, host);
        hosts.add(host);
        if (keys != null) {
            keys.started(address);
        }
        return host.start(process);
    }

    /** The wall clock of this machine goes so many ms ahead from now on, or behind, whatever runs there. */
    public void shiftWallClock(Address address, long byMillis) {
        wallOffsets.put(address, byMillis);
        VirtualHost host = current.get(address);
        if (host != null) {
            host.shiftWallClock(byMillis);
        }
    }

    /** The application at this node does something, with the time of the node's clock; a frozen one does it later. */
    public void act(Address address, LongConsumer action) {
        VirtualHost host = host(address);
        new Action(host, action).happen();
    }

    /** The process that was started last at this address. */
    public VirtualHost host(Address address) {
        VirtualHost host = current.get(address);
        if (host == null) {
            throw new IllegalArgumentException("nothing was ever started at " + address);
        }
        return host;
    }

    /** The same; null if nothing was ever started there. */
    public @Nullable VirtualHost hostAt(Address address) {
        return current.get(address);
    }

    /** Every process there ever was, in the order of their starts. */
    public List<VirtualHost> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /** Where processes are, frozen ones too, in order. */
    public List<Address> up() {
        return current.values().stream()
                .filter(VirtualHost::isUp)
                .map(VirtualHost::address)
                .sorted()
                .toList();
    }

    /** Every fact of every process, in the order of time. */
    public List<Told> facts() {
        List<Told> all = new ArrayList<>();
        hosts.forEach(host -> all.addAll(host.facts()));
        all.sort((a, b) -> Long.compare(a.at(), b.at()));
        return all;
    }

    // The ways between them

    /** How many messages are on their way, counted one by one: in the network, before a frozen process, in a dial. */
    public long onTheWay() {
        long before = hosts.stream().mapToLong(VirtualHost::messagesWaiting).sum();
        return queue.messages() + cuts.messages() + waiting.messages() + before;
    }

    /** What goes wrong on connections now. */
    public Weather weather() {
        return carrier.weather();
    }

    /** Who cannot reach whom now. */
    public Partition cuts() {
        return cuts;
    }

    /** Whether nothing goes wrong on any connection now: no bad weather, no narrow way, and no thin one. */
    public boolean isFair() {
        return carrier.weather().isFair() && !narrows.areThere() && !pipes.areThere(now);
    }

    /** Where full segments are lost. */
    public Narrows narrows() {
        return narrows;
    }

    /** Whose way to the others is thin. */
    public Pipes pipes() {
        return pipes;
    }

    /** What waits in processes before thin ways. */
    Waiting waiting() {
        return waiting;
    }

    // Time

    public long now() {
        return now;
    }

    /** The wall clock of a process whose clock was not shifted, ms since 1970. */
    public long wallTime() {
        return WALL_START + now;
    }

    public void runFor(long millis) {
        long end = now + millis;
        while (step(end)) {
            // until nothing more is due
        }
    }

    /**
     * Lets the next thing happen, if it is due until then, ms; else time passes until then.
     *
     * @return whether something happened
     */
    public boolean step(long until) {
        Event event = queue.takeDue(until);
        if (event == null) {
            now = Math.max(now, until);
            return false;
        }
        now = Math.max(now, event.due);
        handled++;
        happen(event);
        return true;
    }

    /**
     * Runs until the condition holds, looking at the beginning and after each step.
     *
     * @param step ms, > 0
     * @param atMost ms
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition, long step, long atMost) {
        long end = now + atMost;
        while (!condition.getAsBoolean()) {
            if (now >= end) {
                return false;
            }
            runFor(Math.min(step, end - now));
        }
        return true;
    }

    /** How many events there were. */
    public long events() {
        return handled;
    }

    /** How many are still to come. */
    public int pending() {
        return queue.size();
    }

    private void happen(Event event) {
        try {
            event.happen();
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + " at " + now + " ms", e);
        }
    }

    // For the links and hosts

    void schedule(long due, Event event) {
        queue.add(due, event);
    }

    /** What was held up on its way arrives now, in its order. */
    void putBack(List<Segment> held) {
        queue.putBack(held);
    }

    Chances chances() {
        return chances;
    }

    /** The first of so many unused numbers for ends of connections. */
    long nextLinkNumbers(int count) {
        linkNumbers += count;
        return linkNumbers - count;
    }

    boolean keepsDiaries() {
        return keepsDiaries;
    }

    Watcher watcher() {
        return watcher;
    }

    Carrier carrier() {
        return carrier;
    }

    void note(Address at, String what, Object detail) {
        transcript.note(now, at, what, detail);
    }

    void note(Address at, Fact fact) {
        transcript.note(now, at, fact);
    }

    void note(VirtualLink end, String what, Object detail) {
        transcript.note(now, end, what, detail);
    }
}

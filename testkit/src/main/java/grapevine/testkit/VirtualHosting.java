package grapevine.testkit;

import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.runtime.CallersOn;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.runtime.Names;
import grapevine.runtime.NodeHost;
import grapevine.sim.net.Operator;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hosts peers in a virtual network. Everything happens in the thread that lets time pass or calls a peer: first what
 * the node does, then what it says to its application, so that a listener may call whatever it likes.
 */
final class VirtualHosting implements NodeHost.Maker, Watcher {
    private static final int FIRST_FREE_PORT = 20_001;

    /** Something to do at a time of the network's clock; of equals the one that was asked for first. */
    private record Task(long due, long number, Runnable job) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(number, other.number);
        }
    }

    final VirtualNetwork network;
    final CallersOn callers = CallersOn.alone(this::call);

    /** What listeners threw that nobody has taken out yet, in that order. */
    final List<Throwable> failures = new ArrayList<>();

    /** Whom peers ask for the addresses of a name. */
    Names.Resolver names = name -> {
        throw new UnknownHostException(name + ": there are no names in a virtual network");
    };

    /** Where the next peer is that listens on every address; it does not know that it is there. */
    Ip machine = Ip.LOOPBACK;

    private final Map<Address, VirtualNodeHost> hosts = new HashMap<>();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Queue<Runnable> calls = new ArrayDeque<>();
    private final Set<VirtualNodeHost> turned = new LinkedHashSet<>();
    private long taskNumbers;
    private int nextPort = FIRST_FREE_PORT;
    private boolean isSettling;
    private Marks marks = Marks.NONE;

    /** How deep we are in the network's own doings. */
    private int turns;

    VirtualHosting(VirtualNetwork network) {
        this.network = network;
        network.watch(this);
    }

    @Override
    public NodeHost listen(LoneNode.Plan plan, LoneNode.Application application) throws ListenException {
        Address address = address(plan.bind().isUnspecified() ? machine : plan.bind(), plan.port());
        VirtualHost before = network.hostAt(address);
        if (before != null && before.isUp()) {
            throw ListenException.inUse(address.toString());
        }
        VirtualNodeHost host =
                new VirtualNodeHost(this, address, new Address(plan.bind(), address.port()), application);
        hosts.put(address, host);
        return host;
    }

    private Address address(Ip bind, int port) {
        if (port != 0) {
            return new Address(bind, port);
        }
        Address free = new Address(bind, nextPort++);
        return network.hostAt(free) == null ? free : address(bind, 0);
    }

    // Time

    /** Runs something so long (ms) later, when nothing else happens. */
    void in(long millis, Runnable job) {
        tasks.add(new Task(network.now() + millis, taskNumbers++, job));
    }

    /** Lets time pass; from a listener too. */
    void run(long millis) {
        runUntil(() -> false, millis);
    }

    /** Lets time pass until something holds, at most so long (ms); returns whether it does. */
    boolean runUntil(BooleanSupplier condition, long millis) {
        long end = network.now() + millis;
        settle();
        while (!condition.getAsBoolean()) {
            Task task = tasks.peek();
            boolean isTaskFirst = task != null && task.due <= end;
            long until = isTaskFirst ? task.due : end;
            if (!inTurn(() -> network.step(until))) {
                if (!isTaskFirst) {
                    return condition.getAsBoolean();
                }
                tasks.remove().job.run();
            }
            settle();
        }
        return true;
    }

    /** Has all that was said in the last turns handed over. Within itself it does nothing: whoever began goes on. */
    void settle() {
        if (isSettling) {
            return;
        }
        isSettling = true;
        try {
            while (!turned.isEmpty() || !calls.isEmpty()) {
                Set<VirtualNodeHost> now = new LinkedHashSet<>(turned);
                turned.clear();
                now.forEach(VirtualNodeHost::turnEnds);
                for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                    call.run();
                }
            }
        } finally {
            isSettling = false;
        }
    }

    /** At once, unless a node has its turn or others are called already. */
    private void call(Runnable task) {
        calls.add(task);
        if (turns == 0) {
            settle();
        }
    }

    /** Something happens in the network; what it leads to is handed over by {@link #settle} afterwards. */
    <T> T inTurn(Supplier<T> happening) {
        turns++;
        try {
            return happening.get();
        } finally {
            turns--;
        }
    }

    /** Something is done to the processes of the network, or to the ways between them. */
    void operate(Consumer<Operator> doing) {
        inTurn(() -> {
            doing.accept(network.operator());
            return true;
        });
        settle();
    }

    // What the network says, in the midst of a node's turn

    @Override
    public void told(VirtualHost by, Fact fact) {
        VirtualNodeHost host = turned(by);
        if (host != null) {
            host.told(fact);
        }
    }

    @Override
    public void marked(VirtualHost to, Gossip message, Marks said) {
        marks = said;
    }

    @Override
    public void delivered(VirtualHost to, Gossip message) {
        Marks said = marks;
        marks = Marks.NONE;
        VirtualNodeHost host = turned(to);
        if (host != null) {
            host.delivered(message, said);
        }
    }

    @Override
    public void disturbed(VirtualHost host) {
        VirtualNodeHost disturbed = hosts.get(host.address());
        if (disturbed != null) {
            disturbed.disturbed();
        }
    }

    @Override
    public void gone(VirtualHost host) {
        VirtualNodeHost ended = turned(host);
        if (ended != null) {
            ended.gone();
        }
    }

    private @Nullable VirtualNodeHost turned(VirtualHost host) {
        VirtualNodeHost turning = hosts.get(host.address());
        if (turning != null) {
            turned.add(turning);
        }
        return turning;
    }
}

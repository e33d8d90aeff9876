package grapevine.testkit;

import grapevine.node.Budget;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.node.Node;
import grapevine.runtime.Callers;
import grapevine.runtime.LoneNode;
import grapevine.runtime.NodeHost;
import grapevine.sim.net.VirtualHost;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.jspecify.annotations.Nullable;

/** One peer's place in a virtual network. */
final class VirtualNodeHost implements NodeHost {
    /** So long a node is waited for of which nobody says how long it takes to leave. */
    private static final long LEAVE_MS = 1_500;

    private final VirtualHosting hosting;
    private final Address address;
    private final Address listening;
    private final LoneNode.Application application;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** What fell due while the process stood still. */
    private final Queue<Runnable> putBy = new ArrayDeque<>();

    private int draws;
    private boolean isClosing;

    /** Null until it runs. */
    private @Nullable VirtualHost process;

    /**
     * One that does not run yet.
     *
     * @param address where it is
     * @param listening what its program knows of that
     */
    VirtualNodeHost(VirtualHosting hosting, Address address, Address listening, LoneNode.Application application) {
        this.hosting = hosting;
        this.address = address;
        this.listening = listening;
        this.application = application;
    }

    // What it says, in the node's turn or after it

    void told(Fact fact) {
        if (fact instanceof Fact.MessageSent sent) {
            application.onMade(sent.message(), sent.links());
        } else if (fact instanceof Fact.MessageReceived received) {
            application.onCame(received.message(), received.from());
        } else {
            application.onFact(fact);
        }
    }

    void delivered(Gossip message, Marks marks) {
        application.onMessage(message, marks);
    }

    void turnEnds() {
        application.onTurnEnd();
    }

    /** Its process was stopped, goes on, or is gone. */
    void disturbed() {
        while (!isFrozen() && !putBy.isEmpty()) {
            hosting.in(0, putBy.remove());
        }
    }

    void gone() {
        disturbed();
        ended.complete(null);
    }

    // What is asked of it

    @Override
    public Address localAddress() {
        return listening;
    }

    @Override
    public long wallTime() {
        VirtualHost running = process;
        return running == null ? hosting.network.wallTime() : running.wallTime();
    }

    @Override
    public long now() {
        return hosting.network.now();
    }

    @Override
    public RandomGenerator random() {
        return hosting.network.random(address + " " + now() + " " + draws++);
    }

    @Override
    public Consumer<Fact> log() {
        return fact -> {};
    }

    @Override
    public Marker logsAs() {
        return MarkerManager.getMarker("peer " + address);
    }

    @Override
    public Budget budget() {
        return Budget.PLENTY;
    }

    @Override
    public void report(Fact fact) {
        application.onFact(fact);
    }

    @Override
    public void run(Function<Effects, Node> maker) {
        hosting.inTurn(() -> hosting.network.add(address, effects -> {
            process = hosting.network.host(address);
            return maker.apply(effects);
        }));
        hosting.settle();
    }

    @Override
    public boolean execute(LongConsumer job) {
        if (ended.isDone() || process == null) {
            return false;
        }
        act(job);
        return true;
    }

    @Override
    public void insist(LongConsumer job) {
        execute(job);
    }

    @Override
    public void insist(LongConsumer job, Runnable ifEnded) {
        if (!execute(job)) {
            ifEnded.run();
            hosting.settle();
        }
    }

    @Override
    public void insistIn(long millis, LongConsumer job) {
        later(millis, () -> execute(job));
    }

    /** A process that stands still by then does it when it goes on. */
    private void later(long millis, Runnable job) {
        hosting.in(millis, () -> {
            if (isFrozen()) {
                putBy.add(job);
            } else {
                job.run();
            }
        });
    }

    private boolean isFrozen() {
        VirtualHost frozen = process;
        return frozen != null && frozen.isFrozen();
    }

    private void act(LongConsumer job) {
        if (isFrozen()) {
            throw new IllegalStateException("the peer " + address + " is frozen, and so would be whoever calls it");
        }
        hosting.inTurn(() -> {
            hosting.network.act(address, job);
            return true;
        });
        hosting.settle();
    }

    @Override
    public Callers consumers() {
        return hosting.callers;
    }

    @Override
    public boolean isInRealTime() {
        return false;
    }

    @Override
    public void listenerFailed(Throwable failure) {
        hosting.failures.add(failure);
    }

    @Override
    public void inASecond(Runnable task) {
        later(TimeUnit.SECONDS.toMillis(1), () -> hosting.callers.execute(task));
    }

    @Override
    public void aside(String name, Runnable job) {
        later(0, job);
    }

    @Override
    public List<Ip> resolve(String name) throws IOException {
        return hosting.names.resolve(name);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        VirtualHost leaving = process;
        close(
                now -> {
                    if (leaving != null) {
                        leaving.node().onLeave(now);
                    }
                },
                LEAVE_MS);
    }

    @Override
    public void close(LongConsumer leave, long millis) {
        if (isClosing) {
            return;
        }
        isClosing = true;
        VirtualHost leaving = process;
        if (leaving != null && leaving.isUp() && !leaving.isFrozen()) {
            act(leave);
            hosting.runUntil(ended::isDone, millis);
        }
        if (leaving != null && leaving.isUp()) {
            hosting.operate(operator -> operator.kill(address));
        }
        ended.complete(null);
        application.onClosed();
        hosting.settle();
    }
}

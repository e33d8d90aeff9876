package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.node.Counter;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs one node over TCP: turns what its sockets and its timer do into events of the node's lane, and performs the
 * node's effects. Listens from the start, runs the node from {@link #run} on. The methods may be called from any
 * thread.
 */
public final class TcpHost implements AutoCloseable {
    private static final long CLOSE_MS = 2_000;

    private final HostSettings settings;
    private final EventLoop loop;
    private final MonotonicClock clock;
    private final Lane lane;
    private final Sockets sockets;
    private final @Nullable KeyClock keyClock;
    private final @Nullable Revoking revoking;
    private final Address localAddress;
    private volatile @Nullable Node node;
    private volatile @Nullable NodeTimer timer;
    private volatile boolean isClosed;

    /** Of the event loop alone. */
    private @Nullable Future<?> keyDates;

    /** Of the lane alone. */
    private boolean isStepping;

    private TcpHost(HostSettings settings) throws ListenException {
        this.settings = settings;
        this.loop = settings.loops().next();
        this.clock = new MonotonicClock(settings.machine());
        this.lane = new Lane(settings.name(), settings.jobs(), clock, this::afterTurn, this::crashed);
        LiveKeys keys = settings.keys();
        this.keyClock = keys == null ? null : new KeyClock(keys, settings.machine());
        this.revoking = keys == null || keyClock == null ? null : new Revoking(keys, keyClock, new OfRevoked());
        this.sockets = new Sockets(settings, loop, lane, keyClock, revoking, new Sockets.Accepting() {
            @Override
            public void accepted(TcpLink link) {
                offerAccepted(link);
            }

            @Override
            public void failed(Throwable cause) {
                offerAcceptFailed(cause);
            }

            @Override
            public void overloaded() {
                count(Counter.DROPPED_OVERLOADED);
            }

            @Override
            public void tlsFailed(Ip with, Counter counter, String why) {
                offerTlsFailed(with, counter, why);
            }

            @Override
            public void told(Fact fact) {
                insist(now -> settings.facts().accept(fact));
            }
        });
        this.localAddress = sockets.localAddress();
    }

    /** What is done about lists of revoked certificates; in the lane. */
    private final class OfRevoked implements Revoking.Host {
        @Override
        public void count(Counter counter) {
            Node counting = node;
            if (counting != null) {
                counting.counters().add(counter);
            }
        }

        @Override
        public void report(Fact fact) {
            settings.facts().accept(fact);
        }

        @Override
        public void listCame(long now) {
            Node told = node;
            if (told != null) {
                told.onRevoked(now);
            }
        }

        @Override
        public void stepSoon() {
            if (!isStepping) {
                isStepping = true;
                sockets.post(() -> insist(TcpHost.this::step));
            }
        }
    }

    /**
     * Listens where the settings say; nobody is answered before {@link #run}.
     *
     * @throws ListenException if it cannot, with one line that says why
     */
    public static TcpHost listen(HostSettings settings) throws ListenException {
        return new TcpHost(settings);
    }

    /** Where it listens; with the real port when a free one was asked for. */
    public Address localAddress() {
        return localAddress;
    }

    /**
     * Creates the node, in the calling thread, and starts it in its lane. Once.
     *
     * @param maker given the effects, which it may not use before the node's first event
     */
    public void run(Function<Effects, Node> maker) {
        if (node != null) {
            throw new IllegalStateException(settings.name() + " runs a node already");
        }
        TcpEffects effects = new TcpEffects(settings, lane, sockets);
        Node made = maker.apply(effects);
        NodeTimer itsTimer = new NodeTimer(sockets, loop, lane, clock, made);
        effects.attach(made, itsTimer);
        timer = itsTimer;
        node = made;
        insist(made::onStart);
        if (revoking != null) {
            insist(now -> revoking.start());
        }
        sockets.run();
        LiveKeys keys = settings.keys();
        if (keys != null && keyClock != null) {
            insist(now -> sayIfBehind(keyClock));
            sockets.post(() -> sayDaily(keys, keyClock));
        }
    }

    /** On the event loop, as its end. */
    private void sayDaily(LiveKeys keys, KeyClock by) {
        if (!isClosed) {
            keyDates = loop.scheduleWithFixedDelay(
                    () -> sayKeyDates(keys, by), 0, KeyDates.EVERY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** What is in the directory of the keys was read anew. */
    public void keysChanged(LiveKeys.Change change) {
        if (revoking != null && change != LiveKeys.Change.NONE) {
            insist(now -> revoking.changed(now, change));
        }
    }

    /** In the lane. */
    private void step(long now) {
        isStepping = revoking != null && revoking.step(now);
        if (isStepping) {
            sockets.post(() -> loop.schedule(() -> insist(this::step), Revoking.STEP_MS, TimeUnit.MILLISECONDS));
        }
    }

    private void sayNoMore() {
        if (keyDates != null) {
            keyDates.cancel(false);
        }
    }

    private void sayKeyDates(LiveKeys keys, KeyClock by) {
        insist(now -> KeyDates.due(keys.now(), by.now()).forEach(settings.facts()));
    }

    private void sayIfBehind(KeyClock by) {
        Fact behind = by.begun();
        if (behind != null) {
            settings.facts().accept(behind);
        }
    }

    /**
     * Runs a job of the application in the node's lane, at once if the lane is idle, and tells it {@code now}. What it
     * throws stops the node.
     *
     * @return false if it will not run: too much waits already, or the node does not run
     */
    public boolean execute(LongConsumer job) {
        return node != null
                && lane.call(turn -> {
                    job.accept(turn.now());
                    return true;
                });
    }

    /** As {@link #execute}, however much waits: for callers who wait for each job before they ask for the next. */
    public void insist(LongConsumer job) {
        lane.insist(turn -> {
            job.accept(turn.now());
            return true;
        });
    }

    /**
     * The same for a job that has something else done if the lane ends first: in the lane's order too, by whoever ends
     * it or calls this.
     */
    public void insist(LongConsumer job, Runnable ifEnded) {
        lane.insist(new Lane.Job() {
            @Override
            public boolean run(Lane.Turn turn) {
                job.accept(turn.now());
                return true;
            }

            @Override
            public void dropped() {
                ifEnded.run();
            }
        });
    }

    /** The node stands still from now on: its sockets accept, and take what they have room for, and nothing is done. */
    public void freeze() {
        lane.freeze();
    }

    /** The node goes on. */
    public void thaw() {
        lane.thaw();
    }

    /**
     * Cuts the node off from these addresses, as a network does that drops every packet: nothing passes on the
     * connections that it dialled there, in either direction and not even their end, and further dials time out. What
     * was cut off before and is none of them goes on where it stood. Connections from there are the other end's to cut.
     *
     * @param beyond asked on the event loop; nobody if it says no to all
     * @return complete when it is so
     */
    public CompletableFuture<Void> cutOff(Predicate<Address> beyond) {
        return sockets.cutOff(beyond);
    }

    /** Has the node leave in order; {@link HostSettings#onStopped} tells when it has. */
    public void leave() {
        Node leaving = node;
        if (leaving != null) {
            insist(leaving::onLeave);
        }
    }

    /**
     * Ends node, links and listening at once; what the sockets take without waiting still goes out. Waits up to 2 s for
     * the job at hand, unless it is called by that job or by the event loop. A second call changes nothing.
     */
    @Override
    public void close() {
        NodeTimer stopping = timer;
        if (stopping != null) {
            stopping.stop();
        }
        isClosed = true;
        sockets.post(this::sayNoMore);
        boolean mayWait = !lane.isMine() && !sockets.inEventLoop();
        CompletableFuture<Void> done = CompletableFuture.allOf(lane.stop(), sockets.close());
        if (mayWait) {
            Deadline.in(CLOSE_MS).await(nanos -> {
                try {
                    done.get(nanos, TimeUnit.NANOSECONDS);
                } catch (ExecutionException | TimeoutException e) {
                    // The job at hand takes longer than we may wait. Nothing runs after it.
                }
            });
        }
    }

    private void offerAccepted(TcpLink link) {
        lane.offer(turn -> {
            sockets.taken();
            Node taking = node;
            if (taking != null) {
                link.accepted(turn.now(), taking);
            }
            return true;
        });
    }

    private void offerAcceptFailed(Throwable cause) {
        insist(now -> {
            Node failing = node;
            if (failing != null) {
                failing.counters().add(Counter.ACCEPTS_FAILED);
            }
            settings.facts().accept(new Fact.AcceptFailed(String.valueOf(cause.getMessage())));
        });
    }

    private void offerTlsFailed(Ip with, Counter counter, String why) {
        lane.offer(turn -> {
            Node failing = node;
            if (failing != null) {
                failing.counters().add(counter);
            }
            settings.facts().accept(new Fact.TlsFailed(with, why));
            return true;
        });
    }

    private void count(Counter what) {
        lane.offer(turn -> {
            Node counting = node;
            if (counting != null) {
                counting.counters().add(what);
            }
            return true;
        });
    }

    private void afterTurn() {
        sockets.flushWhatWasSent();
        settings.onTurnEnd().run();
    }

    private void crashed(Throwable bug) {
        close();
        settings.onCrashed().accept(bug);
    }
}

package grapevine.sim;

import grapevine.node.Conversation;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.sim.Segment.Kind;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection. What it sends arrives at the other end in order. Each direction ends by itself: an end that
 * hears the other's FIN has nothing more to read and ends too, as a socket without half-closure does.
 */
final class VirtualLink extends HostLink {
    /** The dialler gives up after this, ms. */
    static final long CONNECT_LIMIT = 2_000;

    /** How long a finished end reads on, ms. */
    static final long FINISH_LIMIT = 3_000;

    /** What two kernels take in while the reading process does not, bytes. */
    private static final int SOCKET_BUFFERS = 256 * 1024;

    private final int number;
    private final Address remote;

    /** Its neighbours in the list of its host's links. */
    @Nullable
    VirtualLink before;

    @Nullable
    VirtualLink after;

    private @Nullable VirtualLink other;
    private @Nullable VirtualHost owner;
    private @Nullable Conversation conversation;

    /** When the last thing sent arrives; nothing sent later arrives before it. */
    private long lastArrival;

    private int inFlight;
    private boolean open;
    private boolean finished;
    private boolean isBlackhole;

    /** The limit of the dial, then of the finish; null when neither runs. */
    private @Nullable LinkEnding limit;

    /** Null until it has ended. */
    private @Nullable Ended ended;

    /** What was sent before the dial succeeded. */
    private @Nullable ArrayDeque<Message> unsent;

    /** What an end that has ended means for what it sent and is still on its way. */
    private static final class Ended {
        /** Whether what a partition holds is lost. */
        boolean abandonsHeld;

        /** Messages sent from this moment on were still in the process when it closed the link: they never left it. */
        long neverLeftFrom = Long.MAX_VALUE;
    }

    private VirtualLink(long number, Address remote) {
        this.number = Math.toIntExact(number);
        this.remote = remote;
    }

    /** Starts a connection; returns the dialling end. */
    static VirtualLink dial(VirtualHost owner, Address to, Conversation conversation, long firstNumber) {
        VirtualLink near = new VirtualLink(firstNumber, to);
        VirtualLink far = new VirtualLink(firstNumber + 1, owner.address());
        near.other = far;
        far.other = near;
        near.owner = owner;
        near.conversation = conversation;
        near.transmit(Kind.SYN, null);
        near.limit = near.after(CONNECT_LIMIT, LinkEnding.Cause.CONNECT_LIMIT);
        return near;
    }

    @Override
    public Ip remoteIp() {
        return remote.ip();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long backlog() {
        return Math.max(0, inFlight - SOCKET_BUFFERS);
    }

    Address local() {
        return other().remote;
    }

    Address remote() {
        return remote;
    }

    /** The process at the other end, null where there never was one. */
    @Nullable
    VirtualHost farHost() {
        return other().owner;
    }

    /** Of whoever dialled, if nobody has accepted. */
    VirtualNetwork network() {
        return present(owner != null ? owner : other().owner).network();
    }

    VirtualLink other() {
        return present(other);
    }

    /** The process at the other end if it is there, can be reached and has not ended the connection; null if not. */
    @Nullable
    VirtualHost liveOther() {
        VirtualLink far = present(other);
        boolean isLive = far.owner != null
                && far.owner.isUp()
                && !far.isEnded()
                && !network().cuts().blocks(local(), remote());
        return isLive ? far.owner : null;
    }

    /** How many messages wait here for the dial to succeed. */
    int unsent() {
        return unsent == null ? 0 : unsent.size();
    }

    /**
     * Whether a message of this end is lost: one that a partition held when the socket was closed, or that never left.
     */
    boolean abandons(long sentAt, boolean wasHeld) {
        return ended != null && ((wasHeld && ended.abandonsHeld) || sentAt >= ended.neverLeftFrom);
    }

    boolean isEnded() {
        return ended != null;
    }

    @Override
    void send(Message message) {
        if (ended != null || finished) {
            return;
        }
        network().watcher().sent(present(owner), remote, message);
        if (present(owner).losesGossip(message)) {
            dropped(message, Drop.OVERLOADED);
            return;
        }
        inFlight += Segment.sizeOf(message);
        if (open) {
            transmit(Kind.MESSAGE, network().throughWire(message));
        } else {
            if (unsent == null) {
                unsent = new ArrayDeque<>();
            }
            unsent.add(message);
        }
    }

    @Override
    void finish() {
        if (ended != null || finished) {
            return;
        }
        finished = true;
        if (open) {
            transmit(Kind.FIN, null);
        }
        LinkEnding finishLimit = after(FINISH_LIMIT, LinkEnding.Cause.FINISH_LIMIT);
        limit = open ? finishLimit : limit; // of a dial that is finished before it succeeds both run
    }

    @Override
    void close() {
        if (ended == null) {
            long closedAt = finished ? Long.MAX_VALUE : network().now();
            Ended end = end(open && network().chances().closesInOrder() ? Kind.FIN : Kind.RST);
            end.neverLeftFrom = closedAt;
        }
    }

    /** The kernel closes it, because the process ended or because time is up. */
    Ended end(Kind lastWord) {
        Ended end = forget();
        end.abandonsHeld = network().cuts().blocks(local(), remote);
        if (lastWord == Kind.RST || !finished) {
            transmit(lastWord, null);
        }
        return end;
    }

    /** It vanishes with its host; nobody is told. */
    Ended forget() {
        Ended end = new Ended();
        ended = end;
        cancelLimit();
        if (unsent != null) {
            unsent.forEach(message -> dropped(message, Drop.NOT_CONNECTED));
            unsent = null;
        }
        present(owner).unlist(this);
        network().watcher().ended(present(owner), remote);
        return end;
    }

    void dropped(Message message, Drop why) {
        network().watcher().dropped(present(owner), remote, message, why);
    }

    /** A request to connect arrives at this end's address. */
    void reachListener(Segment syn) {
        VirtualHost listener = network().hostAt(local());
        if (listener == null || listener.isExited()) {
            transmit(Kind.REFUSED, null);
        } else if (!listener.isOff()) {
            owner = listener;
            listener.list(this);
            open = true;
            transmit(Kind.OPENED, null);
            listener.takeIn(syn);
        }
    }

    /** Anything else arrives at this end's host. */
    void reachOwner(Segment segment) {
        if (owner == null || owner.isExited()) {
            segment.lost();
            return;
        }
        owner.takeIn(segment);
        if (owner.isOff() && network().hostAt(local()) != owner && !other().isEnded()) {
            transmit(Kind.RST, null);
        }
    }

    void accept() {
        if (ended == null) {
            conversation = present(owner).accept(this);
        }
    }

    void open() {
        if (ended != null) {
            return;
        }
        open = true;
        cancelLimit();
        if (unsent != null) {
            unsent.forEach(message -> transmit(Kind.MESSAGE, network().throughWire(message)));
            unsent = null;
        }
        if (finished) {
            transmit(Kind.FIN, null);
        }
        network().note(this, "open", "");
        network().watcher().opened(present(owner), remote);
        present(owner).enter(now -> present(conversation).onOpened(now));
    }

    /** The dial took too long. */
    void timeOut() {
        if (!open && ended == null) {
            fail(DialFailure.TIMED_OUT);
            present(ended).abandonsHeld = true;
            transmit(Kind.RST, null);
        }
    }

    void finishLimitReached() {
        if (ended != null) {
            return;
        }
        end(Kind.RST);
        tellLoss(Loss.RESET);
    }

    /** What this end sent has arrived at the other. */
    void arrived(Message message, boolean intact) {
        inFlight -= Segment.sizeOf(message);
        if (intact) {
            other().receive(message);
        } else {
            dropped(message, Drop.NEVER_LEFT);
        }
    }

    private void receive(Message message) {
        if (ended != null) {
            other().dropped(message, Drop.LINK_CLOSED);
        } else {
            network().watcher().arrived(present(owner), present(other().owner), message);
            network().note(this, "<-", message);
            present(owner).enter(now -> present(conversation).onMessage(now, message));
        }
    }

    void lose(boolean broken) {
        if (ended != null) {
            return;
        }
        if (!open) {
            fail(DialFailure.RESET);
            return;
        }
        forget();
        if (!broken && !finished) {
            transmit(Kind.FIN, null);
        }
        tellLoss(broken ? Loss.RESET : Loss.ENDED);
    }

    /** Something on the way broke it off; both ends hear it. */
    void breakOff() {
        after(0, LinkEnding.Cause.BROKEN);
        other().after(0, LinkEnding.Cause.BROKEN);
    }

    void reachOwner(LinkEnding ending) {
        if (ended == null && owner != null) {
            owner.takeIn(ending);
        }
    }

    private LinkEnding after(long millis, LinkEnding.Cause cause) {
        LinkEnding ending = new LinkEnding(this, cause);
        network().schedule(network().now() + millis, ending);
        return ending;
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    private void tellLoss(Loss loss) {
        network().note(this, "lost", loss);
        present(owner).enter(now -> present(conversation).onLost(now, loss));
    }

    void fail(DialFailure failure) {
        if (ended == null) {
            forget();
            network().note(this, "dial failed", failure);
            present(owner).enter(now -> present(conversation).onDialFailed(now, failure));
        }
    }

    private void transmit(Kind kind, @Nullable Message message) {
        Weather weather = network().weather();
        long lateness = 0;
        if (isBlackhole || !weather.isFair()) {
            Drop drop = strike(weather, kind);
            if (drop != null) {
                if (message != null) {
                    inFlight -= drop == Drop.OVERLOADED ? Segment.sizeOf(message) : 0;
                    dropped(message, drop);
                }
                return;
            }
            lateness = weather.lateness();
        }
        lastArrival =
                Math.max(lastArrival, network().now() + network().chances().latency() + lateness);
        network()
                .schedule(
                        lastArrival, new Segment(this, kind, message, network().now()));
    }

    /** Whether something goes wrong for good with what is sent now. */
    private @Nullable Drop strike(Weather weather, Kind kind) {
        if (!isBlackhole && weather.blackholes()) {
            isBlackhole = true;
            other().isBlackhole = true;
        }
        if (isBlackhole) {
            return Drop.BLACKHOLED;
        }
        if (kind == Kind.MESSAGE && weather.drops()) {
            return Drop.OVERLOADED;
        }
        // A dial that is reset would say that the process is gone: only what is a connection breaks.
        boolean isConnected = kind == Kind.MESSAGE || kind == Kind.FIN;
        if (isConnected && weather.breaks()) {
            breakOff();
            return Drop.BROKEN;
        }
        return null;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a link was used before it was connected");
        }
        return value;
    }
}

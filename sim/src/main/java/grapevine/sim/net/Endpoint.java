package grapevine.sim.net;

import grapevine.node.Certified;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import org.jspecify.annotations.Nullable;

/**
 * Where one end of a connection is and where the connection leads: its number, the addresses of both ends, the
 * processes there, its place among the links of its own, and what the way to the other end is like. What happens to the
 * connection is {@link VirtualLink}'s, which is one object with this because there may be millions of them.
 */
abstract class Endpoint extends HostLink {
    /** What two kernels take in while the reading process does not, bytes. */
    private static final int SOCKET_BUFFERS = 256 * 1024;

    private final int number;
    private final Address remote;

    /** Its neighbours in the list of its host's links. */
    @Nullable
    VirtualLink before;

    @Nullable
    VirtualLink after;

    /** Set as soon as both ends are made. */
    @Nullable
    VirtualLink other;

    /** The process here; null at the far end of a dial until it reaches somebody who listens. */
    @Nullable
    VirtualHost owner;

    /** What was sent and is not yet taken in, bytes. */
    private int inFlight;

    /** When the last thing sent arrives. */
    private long lastArrival;

    private boolean isBlackhole;
    private boolean isSmall;

    Endpoint(long number, Address remote) {
        this.number = Math.toIntExact(number);
        this.remote = remote;
    }

    @Override
    public Ip remoteIp() {
        return remote.ip();
    }

    @Override
    public @Nullable Certified certified() {
        Keyring keys = network().keys();
        return keys == null ? null : keys.certified((VirtualLink) this);
    }

    @Override
    public long number() {
        return number;
    }

    Address local() {
        return other().remote();
    }

    Address remote() {
        return remote;
    }

    VirtualLink other() {
        return present(other);
    }

    VirtualHost owner() {
        return present(owner);
    }

    /** Of whoever dialled, if nobody has accepted. */
    VirtualNetwork network() {
        return present(owner != null ? owner : other().owner).network();
    }

    // What waits

    /** Whether nothing is sent here any more, nor heard. */
    abstract boolean isEnded();

    /** What waits here, bytes: what is on its way but for what the sockets hold. */
    @Override
    public long backlog() {
        return Math.max(beyondSockets(), network().waiting().bytes((VirtualLink) this));
    }

    /** What the sockets do not hold, bytes. */
    long beyondSockets() {
        return Math.max(0, inFlight - SOCKET_BUFFERS);
    }

    @Override
    public long room() {
        Rooms rooms = owner().rooms();
        return rooms == null ? Long.MAX_VALUE : rooms.freeForGossip() - beyondSockets();
    }

    /** Whether there is room for what of this the sockets do not take, which it has then. */
    boolean takeRoom(Message message) {
        int size = Segment.sizeOf(message);
        int waiting = (int) Math.min(size, Math.max(0, (long) inFlight + size - SOCKET_BUFFERS));
        Rooms rooms = owner().rooms();
        if (rooms != null && !rooms.take(this, waiting, message instanceof Gossip)) {
            return false;
        }
        inFlight += size;
        return true;
    }

    /** The sockets hold this no more and take as much of what waits instead, gossip last. */
    void leftSockets(Message message) {
        long before = beyondSockets();
        inFlight -= Segment.sizeOf(message);
        Rooms rooms = isEnded() ? null : owner().rooms();
        if (rooms != null) {
            rooms.give(this, before - beyondSockets(), before);
        }
    }

    /** What waits at this end takes no room any more; it has just ended. */
    void giveBackRoom() {
        Rooms rooms = owner().rooms();
        if (rooms != null) {
            rooms.give(this, beyondSockets(), beyondSockets());
        }
    }

    // What the way is like

    /** When something sent now arrives that would come at this time: nothing arrives before what was sent earlier. */
    long arrivalNotBefore(long time) {
        lastArrival = Math.max(lastArrival, time);
        return lastArrival;
    }

    /** Whether the connection is half-open: nothing arrives any more, either way. */
    boolean isBlackhole() {
        return isBlackhole;
    }

    /** It is half-open from now on. */
    void fallSilent() {
        Endpoint far = other();
        isBlackhole = true;
        far.isBlackhole = true;
    }

    /** Whether no segment on it is a full one. */
    boolean isSmall() {
        return isSmall;
    }

    @Override
    void sendsSmall() {
        Endpoint far = other();
        isSmall = true;
        far.isSmall = true;
    }

    /** Whether a cut of the network lies between the two ends. */
    boolean isCutOff() {
        return network().cuts().blocks(local(), remote);
    }

    /** The process at the other end, null where there never was one. */
    public @Nullable VirtualHost farHost() {
        return other().owner;
    }

    /** The process at the other end if it is there, can be reached and has not ended the connection; null if not. */
    public @Nullable VirtualHost liveOther() {
        VirtualHost far = farHost();
        boolean isLive = far != null && far.isUp() && !other().isEnded() && !isCutOff();
        return isLive ? far : null;
    }

    /** For what is there once the connection is. */
    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a link was used before it was connected");
        }
        return value;
    }
}

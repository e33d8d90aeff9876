package grapevine.runtime;

import grapevine.keys.Holder;
import grapevine.keys.NodeKeys;
import grapevine.node.Certified;
import grapevine.node.Conversation;
import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.PieceMessage;
import grapevine.wire.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The half of a connection that lives in the node's lane: what its conversation may still be told and what may still be
 * sent. The other half is its {@link LinkSocket}. Entered in the lane only, but for what {@link Link} promises.
 */
final class TcpLink implements Link {
    private static final long STALLED_NANOS = 1_000_000_000;

    private final long number;
    private final Ip remoteIp;
    private final LinkSocket socket;
    private final Outbox outbox;
    private @Nullable Conversation conversation;
    private final @Nullable Revoking revoking;
    private volatile @Nullable Holder certified;
    private volatile List<X509Certificate> shown = List.of();
    private volatile List<X509Certificate> heldTo = List.of();
    private long unwrittenBefore;
    private long progressAt = System.nanoTime();
    private boolean isOver;
    private boolean hasGreeted;
    private boolean isMute;
    private boolean hasDropped;

    /** @param revoking null without keys */
    TcpLink(
            long number,
            Ip remoteIp,
            LinkSocket socket,
            Outbox outbox,
            @Nullable Revoking revoking,
            @Nullable Conversation conversation) {
        this.revoking = revoking;
        this.number = number;
        this.remoteIp = remoteIp;
        this.socket = socket;
        this.outbox = outbox;
        this.conversation = conversation;
    }

    @Override
    public Ip remoteIp() {
        return remoteIp;
    }

    @Override
    public @Nullable Certified certified() {
        return certified;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long backlog() {
        return outbox.bytes() + socket.unwritten();
    }

    @Override
    public long room() {
        return outbox.room();
    }

    /**
     * As often as it is asked, it looks whether the socket took anything since; that is often while messages pile up.
     */
    @Override
    public boolean isStalled() {
        long unwritten = socket.unwritten();
        long now = System.nanoTime();
        if (unwritten == 0 || unwritten != unwrittenBefore) {
            unwrittenBefore = unwritten;
            progressAt = now;
        }
        return now - progressAt > STALLED_NANOS;
    }

    @Override
    public boolean hasDropped() {
        boolean had = hasDropped;
        hasDropped = false;
        return had;
    }

    @Override
    public String toString() {
        return "link " + number + " to " + remoteIp;
    }

    // What the socket tells

    /**
     * Before it is accepted or opened.
     *
     * @param by what was shown was held to these
     */
    void certified(List<X509Certificate> chain, NodeKeys by) {
        shown = by.lookedAt(chain);
        heldTo = by.authorities();
        certified = Holder.of(chain.get(0));
    }

    /** What the other side showed and was looked at; nothing without keys. */
    List<X509Certificate> shown() {
        return shown;
    }

    /** Its own one, with keys. */
    X509Certificate certificate() {
        return shown.get(0);
    }

    /** Whether that was held to the authorities that these trust. */
    boolean wasHeldTo(NodeKeys keys) {
        return heldTo.equals(keys.authorities());
    }

    /** Whether this node has said its hello, before which it says nothing that has a body. */
    boolean hasGreeted() {
        return hasGreeted;
    }

    void accepted(long now, Node node) {
        conversation = node.onAccepted(now, this);
        begun(now);
    }

    /** What its certificate was held to may be old by now. */
    private void begun(long now) {
        if (revoking != null && !isOver) {
            revoking.begun(now, this);
        }
    }

    void opened(long now) {
        if (conversation != null && !isOver) {
            conversation.onOpened(now);
            begun(now);
        }
    }

    void dialFailed(long now, DialFailure failure) {
        isMute = true;
        if (conversation != null && !isOver) {
            isOver = true;
            conversation.onDialFailed(now, failure);
        }
    }

    /** Whether the conversation wants to hear more. */
    boolean isHeard() {
        return !isOver;
    }

    void message(long now, Message message) {
        try {
            if (isForNode(now, message) && conversation != null) {
                conversation.onMessage(now, message);
            }
        } catch (ProtocolException notAllowed) {
            violated(now, notAllowed);
        }
    }

    /** What is about certificates is held to them, or done, here. */
    private boolean isForNode(long now, Message message) throws ProtocolException {
        if (revoking != null && message instanceof Message.Revoked list) {
            revoking.offered(now, this, list);
            return false;
        }
        if (revoking != null && certified != null && message instanceof Hello hello) {
            certified.check(hello);
            revoking.greeted(this, hello);
        }
        return true;
    }

    void violated(long now, ProtocolException violation) {
        ended();
        if (conversation != null && !isOver) {
            isOver = true;
            conversation.onViolation(now, violation);
        }
    }

    /** The input is at its end; what was sent before still goes out if it can. */
    void lost(long now, Loss loss) {
        ended();
        isMute = true;
        if (conversation != null && !isOver) {
            isOver = true;
            conversation.onLost(now, loss);
        }
        socket.finish();
    }

    private void ended() {
        if (revoking != null) {
            revoking.ended(this);
        }
    }

    // What the node wants

    void send(Message message, Counters counters) {
        if (isMute) {
            return;
        }
        if (revoking != null && message instanceof Hello hello) {
            sendControl(revoking.signed(hello));
            hasGreeted = true;
            revoking.tellIfBehind(this);
        } else {
            sendAsItIs(message, counters);
        }
    }

    private void sendControl(Message message) {
        if (!sendIfRoom(message)) {
            isMute = true;
            socket.breakOff();
        }
    }

    /** Of the runner's own, which waits where there is no room for it: false then. */
    boolean sendIfRoom(Message message) {
        if (isMute || !addControl(message)) {
            return false;
        }
        socket.flushSoon();
        return true;
    }

    /** Before other gossip that waits here. */
    void sendAhead(Gossip message, Counters counters) {
        if (!isMute) {
            sent(outbox.addAhead(message), counters);
        }
    }

    private void sent(boolean isRoom, Counters counters) {
        if (isRoom) {
            socket.flushSoon();
        } else {
            hasDropped = true;
            counters.add(Counter.DROPPED_BACKLOG_FULL);
        }
    }

    private void sendAsItIs(Message message, Counters counters) {
        if (message instanceof Gossip gossip) {
            sent(outbox.addGossip(gossip), counters);
            return;
        } else if (message instanceof PieceMessage.Piece piece) {
            if (!outbox.addPiece(Encoder.encode(piece))) {
                counters.add(Counter.DROPPED_BACKLOG_FULL); // whoever took it does so again, here or elsewhere
                return;
            }
        } else {
            sendControl(message);
            return;
        }
        socket.flushSoon();
    }

    /** Our direction ends after what was sent. */
    void finish() {
        if (!isMute) {
            isMute = true;
            socket.finish();
        }
    }

    /** Both directions end now. */
    void close() {
        ended();
        isMute = true;
        isOver = true;
        outbox.end();
        socket.abort();
    }

    private boolean addControl(Message message) {
        byte[] frame = Encoder.encode(message);
        if (message.isBehindGossip()) {
            return outbox.addBehindGossip(frame);
        }
        boolean isLastWord = message instanceof Message.Bye || message instanceof Message.Failure;
        return isLastWord ? outbox.addLast(frame) : outbox.addControl(frame);
    }
}

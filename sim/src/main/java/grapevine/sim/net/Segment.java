package grapevine.sim.net;

import grapevine.node.Conversation.DialFailure;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.PieceMessage;
import org.jspecify.annotations.Nullable;

/** Something on its way from one end of a connection to the other. */
final class Segment extends LinkEvent {
    /** What travels. */
    enum Kind {
        /** "May I connect?" */
        SYN,
        /** "You may." */
        OPENED,
        /** "Nobody listens here." */
        REFUSED,
        MESSAGE,
        /** "I say nothing more." */
        FIN,
        /** "This connection is no more." */
        RST
    }

    /** About what a message other than gossip weighs, bytes. */
    private static final int CONTROL_SIZE = 64;

    private final VirtualLink from;
    private final Kind kind;
    private final @Nullable Message message;
    private final long sentAt;
    private boolean wasHeld;

    /** Whether it has come to the way that leads to the other host alone, and nothing else holds it up. */
    private boolean isIn;

    Segment(VirtualLink from, Kind kind, @Nullable Message message, long sentAt) {
        this.from = from;
        this.kind = kind;
        this.message = message;
        this.sentAt = sentAt;
    }

    @Override
    VirtualLink end() {
        return from.other();
    }

    /** It reaches the other host, unless the way is blocked: then it waits there, as TCP goes on trying. */
    @Override
    void happen() {
        VirtualLink end = from.other();
        if (kind == Kind.SYN && from.isEnded()) {
            return;
        }
        if (!isIn && from.network().cuts().blocks(from.local(), end.local())) {
            wasHeld = true;
            from.network().cuts().hold(this);
            return;
        }
        if (!isIn) {
            isIn = true;
            long at = from.network()
                    .pipes()
                    .come(from.remote(), message, from.network().now());
            if (at != Pipes.WIDE) { // also where that is now: behind what comes in at the same moment
                from.network().schedule(at, this);
                return;
            }
        }
        if (kind == Kind.SYN) {
            end.reachListener(this);
        } else {
            end.reachOwner(this);
        }
    }

    @Override
    void handOver() {
        VirtualLink end = from.other();
        boolean abandoned = from.abandons(sentAt, wasHeld);
        switch (kind) {
            case SYN -> end.accept();
            case OPENED -> end.open();
            case REFUSED -> end.fail(DialFailure.REFUSED);
            case MESSAGE -> from.arrived(message(), !abandoned);
            case FIN -> end.lose(abandoned && wasHeld);
            case RST -> end.lose(true);
        }
    }

    @Override
    void lost() {
        if (kind == Kind.MESSAGE) {
            from.dropped(message(), Drop.RECEIVER_GONE);
        }
    }

    /** Whether this is a message on its way. */
    static boolean isMessage(Event event) {
        return event instanceof Segment segment && segment.kind == Kind.MESSAGE;
    }

    /** About what a message weighs on the wire, bytes. */
    static int sizeOf(Message message) {
        if (message instanceof PieceMessage.Piece piece) {
            return CONTROL_SIZE + piece.length();
        }
        return message instanceof Gossip gossip ? gossip.length() : CONTROL_SIZE;
    }

    private Message message() {
        if (message == null) {
            throw new IllegalStateException("a segment of kind " + kind + " carries no message");
        }
        return message;
    }
}

package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Few;
import grapevine.peer.core.link.Other;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** A large message that is here in part: its first bytes, and who has the others. */
final class Half {
    /** So many others are known to have it, at most. */
    private static final int MOST_HOLDERS = 8;

    private static final byte[] NOTHING = {};

    final LargeName name;

    /** What it is said to be, by whom it is taken from, or was. */
    Offer offer;

    /** Whom it is taken from; null while there is nobody. */
    @Nullable
    Source source;

    /** Whether the source was asked for it, and has not offered it yet. */
    boolean isAwaited;

    /** Since when it is taken, or since when there is nobody to take it from. */
    long since;

    private Few<Address> holders = Few.none();
    private byte[] bytes = NOTHING;
    private int have;
    private int asked;

    /** Who sent the bytes that are here; null if nobody did, or several. */
    private @Nullable Other sender;

    Half(Offer offer) {
        this.offer = offer;
        name = LargeName.of(offer);
    }

    /** Somebody else has it, too. */
    void isHeldBy(Address other) {
        if (holders.size() < MOST_HOLDERS) {
            holders = holders.with(other);
        }
    }

    /** This one is not asked for it, or not any more. */
    void isNotHeldBy(Address other) {
        holders = holders.without(other);
    }

    Few<Address> holders() {
        return holders;
    }

    /** Bytes of memory that it takes. */
    int held() {
        return bytes.length;
    }

    /** How many of its bytes are here, from the first on. */
    int have() {
        return have;
    }

    /** How many bytes were asked for and are not here. */
    int inFlight() {
        return asked - have;
    }

    /** From where on nothing was asked for. */
    int asked() {
        return asked;
    }

    boolean isAskedWhole() {
        return asked == offer.length();
    }

    boolean isWhole() {
        return have == offer.length();
    }

    /** The next bytes of it are asked for. */
    void asks(int to) {
        if (bytes.length == 0) {
            bytes = new byte[offer.length()];
        }
        asked = to;
    }

    /** Nothing more comes of what was asked for. */
    void comesToRest() {
        source = null;
        isAwaited = false;
        isAskedNoMore();
    }

    /** What was asked for and is not here may be asked for again. */
    void isAskedNoMore() {
        asked = have;
    }

    /** What is here is of no use: it is taken from the first byte on. */
    void beginsAnew() {
        bytes = NOTHING;
        have = 0;
        asked = 0;
        sender = null;
    }

    /** Whether these are the next of the bytes that were asked for. */
    boolean awaits(Piece piece) {
        return piece.from() == have && piece.length() <= inFlight();
    }

    /** Whether these are the last of the bytes that were asked for, and some before them did not come. */
    boolean isEndAfterGap(Piece piece) {
        return piece.from() > have && piece.from() + piece.length() == asked;
    }

    void add(Piece piece, Other from) {
        boolean isFromOne = have == 0 || isSender(from);
        System.arraycopy(piece.array(), piece.at(), bytes, have, piece.length());
        have += piece.length();
        sender = isFromOne ? from : null;
    }

    /** By the name of its certificate, where it has one: whoever connects anew is the same. */
    private boolean isSender(Other from) {
        Other before = sender;
        String holder = from.link().holder();
        return from == before
                || (before != null
                        && holder != null
                        && holder.equals(before.link().holder()));
    }

    /** Whether all that is here came of one alone. */
    boolean isFromOne() {
        return sender != null;
    }

    /**
     * The message, when it is whole.
     *
     * @throws ProtocolException if it is not what was offered
     */
    Gossip message(long now) throws ProtocolException {
        if (!offer.isOf(bytes)) {
            throw wrong("is not of the length and crc that were offered");
        }
        Gossip message = Gossip.decode(bytes);
        if (!LargeName.of(message).equals(name) || message.age() > 0) {
            throw wrong("is another message than was offered");
        }
        return offer.age() == 0 ? message : message.withAge(offer.age() + now - since);
    }

    private static ProtocolException wrong(String how) {
        return new ProtocolException(ProtocolException.Reason.BAD_FIELD, "Piece: what it completes " + how);
    }
}

package grapevine.peer.core;

import grapevine.peer.core.link.PeerLink;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.ProtocolException;

/** What pieces of large messages show of whoever sent them. */
final class PieceTalk {
    private PieceTalk() {}

    static void onPiece(PeerParts parts, PeerLink link, Piece piece) {
        try {
            parts.gossiping.large().onPiece(link, piece);
        } catch (ProtocolException wrong) {
            link.violate(wrong);
        }
    }
}

package grapevine.peer.core;

import grapevine.peer.core.join.Departure;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.repair.Farewells;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Taken;
import grapevine.wire.SyncMessage.Want;

/** What former neighbours still say to each other after the last word of one of them; all else is not heard. */
final class FarewellTalk implements Message.Handler {
    private final PeerParts parts;
    private final PeerLink link;
    private final Neighbour neighbour;

    FarewellTalk(PeerParts parts, PeerLink link, Neighbour neighbour) {
        this.parts = parts;
        this.link = link;
        this.neighbour = neighbour;
    }

    @Override
    public void onGossip(Gossip gossip) {
        heard();
        parts.gossiping.relayGossip(gossip, neighbour, link);
    }

    @Override
    public void onWant(Want want) {
        parts.comparing.supply(link, want.wanted());
    }

    @Override
    public void onGone(Gone gone) {
        heard();
        parts.gossiping.inOrder(link, gone, () -> {
            parts.comparing.onGone(link, gone);
            parts.gossiping.large().onGone(link, gone);
            Farewells farewells = parts.leavers();
            if (farewells != null) {
                farewells.answered(link);
            }
        });
    }

    @Override
    public void onShow(Show show) {
        parts.gossiping.onShow(link, show);
    }

    @Override
    public void onShown(Shown shown) {
        parts.gossiping.onShown(link, shown);
    }

    @Override
    public void onOffer(Offer offer) {
        heard();
        parts.gossiping.large().onOffer(link, offer);
    }

    @Override
    public void onTake(Take take) {
        parts.gossiping.large().onTake(link, take);
    }

    @Override
    public void onPiece(Piece piece) {
        heard();
        PieceTalk.onPiece(parts, link, piece);
    }

    private void heard() {
        Farewells farewells = parts.leavers();
        if (farewells != null) {
            farewells.heard(link);
        }
    }

    @Override
    public void onTaken(Taken taken) {
        Departure departure = parts.departure();
        if (departure != null) {
            departure.taken(link, taken);
        }
    }

    @Override
    public void onBye(Bye bye) {
        Departure departure = parts.departure();
        if (departure != null && bye.reason().equals("leaving")) {
            departure.leaves(link);
        }
    }

    @Override
    public void onUnexpected(Message message) {
        // It was said before the last word was heard.
    }
}

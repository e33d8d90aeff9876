package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.Visit;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message.Hello;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Agreed;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Sums;
import grapevine.wire.SyncMessage.Want;

/**
 * A comparison of what was seen with a peer that is no neighbour; it lasts until neither side has anything more to ask.
 */
final class ComparingVisit extends Visit implements Other {
    /** After so long without a word (ms) nobody has anything more to ask. */
    private static final long QUIET_MILLIS = 2000;

    private static final long LONGEST_MILLIS = 60_000;

    private final Comparing comparing;
    private final long since;
    private boolean isAnswered;

    ComparingVisit(Ground ground, PartialView<Entry> view, Address target, Comparing comparing) {
        super(ground, view, target, MOST_MILLIS);
        this.comparing = comparing;
        since = ground.now();
    }

    @Override
    public Address address() {
        return target;
    }

    @Override
    public boolean takesPieces() {
        return host().takesPieces();
    }

    @Override
    public void violate(ProtocolException violation) {
        violated(violation);
    }

    @Override
    protected void greeted(Hello said) {
        if (comparing.isDistrusted(this)) {
            leave();
            comparing.soon();
        } else if (!comparing.begin(this)) {
            leave();
        }
    }

    @Override
    public void onAgreed(Agreed agreed) {
        if (isFromHost(agreed)) {
            comparing.onAgreed(this);
            leave();
        }
    }

    @Override
    public void onSums(Sums sums) {
        if (isFromHost(sums)) {
            stay();
            comparing.onSums(this, sums);
        }
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        if (isFromHost(seen)) {
            stay();
            comparing.onSeen(this, seen);
        }
    }

    @Override
    public void onWant(Want want) {
        if (isFromHost(want)) {
            stay();
            comparing.supply(this, want.wanted());
        }
    }

    @Override
    public void onGone(Gone gone) {
        if (isFromHost(gone)) {
            stay();
            comparing.gossiping().inOrder(this, gone, () -> {
                comparing.onGone(this, gone);
                comparing.large().onGone(this, gone);
            });
        }
    }

    @Override
    public void onShow(Show show) {
        if (isFromHost(show)) {
            stay();
            comparing.gossiping().onShow(this, show);
        }
    }

    @Override
    public void onShown(Shown shown) {
        if (isFromHost(shown)) {
            stay();
            comparing.gossiping().onShown(this, shown);
        }
    }

    @Override
    public void onGossip(Gossip message) {
        if (isFromHost(message)) {
            stay();
            comparing.visitBrought(this, message);
        }
    }

    @Override
    public void onOffer(Offer offer) {
        if (isFromHost(offer)) {
            stay();
            comparing.visitOffers(this, offer);
        }
    }

    @Override
    public void onTake(Take take) {
        if (isFromHost(take)) {
            stay();
            comparing.large().onTake(this, take);
        }
    }

    @Override
    public void onPiece(Piece piece) {
        if (isFromHost(piece)) {
            stay();
            try {
                comparing.large().onPiece(this, piece);
            } catch (ProtocolException wrong) {
                violated(wrong);
            }
        }
    }

    private void stay() {
        isAnswered = true;
        if (ground.now() - since < LONGEST_MILLIS) {
            giveTime(QUIET_MILLIS);
        }
    }

    @Override
    protected void timeUp() {
        if (isAnswered) {
            leave();
            comparing.large().lost(this);
        } else {
            super.timeUp();
        }
    }

    @Override
    protected void gaveUp() {
        comparing.large().lost(this);
        comparing.soon();
    }
}

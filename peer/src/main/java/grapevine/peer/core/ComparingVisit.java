package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Hello;
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

    private final long since;
    private boolean isAnswered;

    ComparingVisit(PeerNode node, Address target) {
        super(node, target, MOST_MILLIS);
        since = node.now();
    }

    @Override
    public Address address() {
        return target;
    }

    @Override
    void greeted(Hello said) {
        if (!node.comparing().begin(this)) {
            leave();
        }
    }

    @Override
    public void onAgreed(Agreed agreed) {
        if (isFromHost(agreed)) {
            node.comparing().onAgreed(this);
            leave();
        }
    }

    @Override
    public void onSums(Sums sums) {
        if (isFromHost(sums)) {
            stay();
            node.comparing().onSums(this, sums);
        }
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        if (isFromHost(seen)) {
            stay();
            node.comparing().onSeen(this, seen);
        }
    }

    @Override
    public void onWant(Want want) {
        if (isFromHost(want)) {
            stay();
            Supply.answer(node, link(), want.wanted());
        }
    }

    @Override
    public void onGone(Gone gone) {
        if (isFromHost(gone)) {
            stay();
            node.comparing().onGone(this, gone);
        }
    }

    @Override
    public void onGossip(Gossip message) {
        if (isFromHost(message)) {
            stay();
            node.comparing().visitBrought(this, message);
        }
    }

    private void stay() {
        isAnswered = true;
        if (node.now() - since < LONGEST_MILLIS) {
            giveTime(QUIET_MILLIS);
        }
    }

    @Override
    void timeUp() {
        if (isAnswered) {
            leave();
        } else {
            super.timeUp();
        }
    }

    @Override
    void gaveUp() {
        node.comparing().soon();
    }
}

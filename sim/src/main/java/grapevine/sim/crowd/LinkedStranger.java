package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Counter;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Role;
import grapevine.wire.TreeMessage.Graft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stranger with a link to one peer: it answers what keeps the link, and passes nothing on. */
final class LinkedStranger extends Stranger {
    private final Address address;
    private @Nullable Link link;
    private boolean isNeighbour;

    LinkedStranger(Effects effects, Address address) {
        super(effects);
        this.address = address;
    }

    /** Who calls hears nothing, and what becomes of that is no matter of the link. */
    @Override
    public Conversation onAccepted(long now, Link from) {
        return new Stranger(effects);
    }

    void link(Address peer, long time) {
        linkAs(address, peer, time);
    }

    /** Links to this peer and says that it is at that address. */
    void linkAs(Address claimed, Address peer, long time) {
        link = effects.dial(peer, this);
        Hello hello = new Hello(Role.PEER, "default", claimed, time, time);
        effects.send(link, effects.proofs() == null ? hello : hello.checkingProofs());
        effects.send(link, new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));
    }

    /** Whether it has a connection, or is about to. */
    boolean hasLink() {
        return link != null;
    }

    /** Whether the other side has taken it for a neighbour. */
    boolean isNeighbour() {
        return isNeighbour;
    }

    /** Ends the connection, if there is one. */
    void unlink() {
        if (link != null) {
            effects.close(link);
        }
        isOver();
    }

    private void isOver() {
        link = null;
        isNeighbour = false;
    }

    /** Ignored when it has no link. */
    void say(Message message) {
        if (link != null) {
            effects.send(link, message);
        }
    }

    @Override
    public void onMessage(long now, Message message) {
        if (message instanceof Message.LinkAccepted) {
            isNeighbour = true;
            say(new Graft(List.of()));
        } else if (message instanceof LivenessRequest request) {
            say(new LivenessReply(request.timestamp(), address.ip(), 1, 1));
        } else if (message instanceof Gossip) {
            counters.add(Counter.DROPPED_DUPLICATE, 1); // thrown away, whatever it is
        } else if (message instanceof Show show && effects.proofs() != null) {
            String known = effects.proofs().certificates(show.key());
            say(new Shown(show.key(), known == null ? "" : known));
        }
    }

    @Override
    public void onLost(long now, Loss loss) {
        isOver();
    }

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        isOver();
    }
}

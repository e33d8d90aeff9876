package grapevine.sim.crowd;

import grapevine.node.Counter;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
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

    LinkedStranger(Effects effects, Address address) {
        super(effects);
        this.address = address;
    }

    void link(Address peer, long time) {
        link = effects.dial(peer, this);
        effects.send(link, new Hello(Role.PEER, "default", address, time, time));
        effects.send(link, new LinkRequest(1, 1, LinkRequest.Purpose.JOIN));
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
            say(new Graft(List.of()));
        } else if (message instanceof LivenessRequest request) {
            say(new LivenessReply(request.timestamp(), address.ip(), 1, 1));
        } else if (message instanceof Gossip) {
            counters.add(Counter.DROPPED_DUPLICATE, 1); // thrown away, whatever it is
        }
    }

    @Override
    public void onLost(long now, Loss loss) {
        link = null;
    }

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        link = null;
    }
}
